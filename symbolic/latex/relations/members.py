r"""The members of a chain of relations, read together: one tells the sizes and shapes of another.

The name that a statement may define has the shape of its value, so the value is read before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from symbolic.functions import CONNECTIVES, FUNCTIONS, HYPERBOLIC, TRIGONOMETRIC, is_activation
from symbolic.latex.build import agree, is_array
from symbolic.latex.calculus.coordinates import OR_LAPLACIAN, is_hessian_in_space
from symbolic.latex.calculus.infinitesimals import varying
from symbolic.latex.calls.functions import word_of
from symbolic.latex.calls.sites import function_with_dots
from symbolic.latex.errors import ImaginaryError, MisfitError
from symbolic.latex.names.differential_names import differential_names
from symbolic.latex.names.open_names import is_open_operator, opened
from symbolic.latex.names.usage import flat_name, index_parts
from symbolic.latex.names.variables import is_family, is_of_number
from symbolic.latex.reader import Reader, declared_range
from symbolic.latex.relations.conditions import condition
from symbolic.latex.relations.doubtful import CAPITALS, refuse_doubtful, refuse_variation
from symbolic.latex.relations.signs import CLOSING, OPENING, relation_places
from symbolic.latex.shapes.sizes import size_facts
from symbolic.latex.source.separators import after_separator, count_arguments, of_other_arity
from symbolic.latex.source.spelling import GREEK, ORDERS, NameAt, has_label, is_capital, letter_in
from symbolic.latex.symbols import sizes_of, undeclared
from symbolic.shapes import ShapeError, check_shapes, shape
from symbolic.terms import INTEGER, ONE, REAL, Call, Elem, Num, Sort, Sym, Term, call, free_symbols, num, operators, walk

UNDISPUTED = TRIGONOMETRIC | HYPERBOLIC | {row.inverse for row in FUNCTIONS.values() if row.inverse} | {
    "exp", "log", "log2", "sqrt", "abs", "max", "min", "erf", "trace", "det", "rank", "transpose", "inverse", "re", "im"}
"""Functions that are not defined in several ways, as the sign of 0 is."""


@dataclass(frozen=True, slots=True)
class Member:
    """One side of a relation: a term (a boolean one beside ⇒, ⇐, ⇔) and its place in the source."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Relation:
    """``eq ne lt le gt ge approx propto``, ``implies impliedby iff``, ``define`` (:=) or ``assign`` (←), and its place."""

    op: str
    start: int
    end: int


def read_members(r: Reader, ranges: list[tuple[int, int]], relations: tuple[Relation, ...], continues: bool) -> tuple[Member, ...]:
    terms: list[Term | None] = [None] * len(ranges)
    order = list(range(len(ranges)))
    head = None
    if not continues and len(ranges) > 1 and relations[0].op in ("eq", "define", "assign"):
        head = _head(r, *ranges[0], claimed=ranges[1] if relations[0].op == "eq" else None)
        if head is not None:
            order = [*order[1:], 0]
    for k in order:
        if k == 0 and head is not None and terms[1] is not None:
            _shape_head(r, head, terms[1], ranges[0])
        with r.within(*ranges[k]):
            terms[k] = _statement_in_brackets(r, *ranges[k]) or _membership(r, *ranges[k]) or r.expression()
    _no_imaginary(r, [t for t in terms if t is not None], ranges)
    settled = _settled(r, [t for t in terms if t is not None], relations, ranges, continues)
    _no_number_beside_matrix(r, settled, ranges)
    r.position = ranges[-1][1]
    refuse_variation(r, settled, ranges[0][0])
    if not r.scope.open:
        refuse_doubtful(r, settled, ranges[0][0])
    out = []
    rounded = ["", *(relation.op for relation in relations), ""][-len(ranges) - 1 :]
    for k, (term, (a, b)) in enumerate(zip(settled, ranges, strict=True)):
        whole = _as_shown(r, term, a, b) if "approx" in rounded[k : k + 2] else term
        out.append(Member(whole, r.tokens[a].start, r.tokens[b - 1].end))
    return tuple(out)


def _as_shown(r: Reader, term: Term, a: int, b: int) -> Term:
    r"""``0.1000`` beside ``\approx`` as 1000·10⁻⁴, which tells the unit of its last digit."""
    token = r.tokens[b - 1]
    decimals = token.text.partition(".")[2]
    match term:
        case Call("neg", (Num() as number,)) | (Num() as number) if token.kind == "number" and decimals.endswith("0") and b - a <= 2:
            shown = call("mul", num(number.value * 10 ** len(decimals)), call("pow", num(10), num(-len(decimals))))
            return shown if term is number else call("neg", shown)
    return term


def _statement_in_brackets(r: Reader, a: int, b: int) -> Term | None:
    r"""``(x = 1 \land y = 2)`` beside ``\lor``: a statement of one kind of joiner."""
    if r.tokens[a].text != "(" or _closing(r, a, b) != b - 1 or not relation_places(r, a + 1, b - 1):
        return None
    joiners = {t.text for t in r.tokens[a:b]} & {r"\land", r"\lor"}
    if len(joiners) > 1:
        raise r.error("and beside or in one bracket", a, "put each part into brackets of its own")
    r.take()
    found = condition(r)
    r.expect(")", "after a statement in brackets")
    return found


def _membership(r: Reader, a: int, b: int) -> Term | None:
    r"""``x \in [0, 1]`` beside ``\iff``."""
    depth = 0
    for token in r.tokens[a:b]:
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth == 0 and token.text == r"\in" and token.kind == "command":
            return condition(r)
    return None


def _closing(r: Reader, a: int, b: int) -> int | None:
    """Where the bracket that opens at ``a`` is closed."""
    depth = 0
    for place in range(a, b):
        depth += (r.tokens[place].text in OPENING) - (r.tokens[place].text in CLOSING)
        if depth == 0:
            return place
    return None


def _no_imaginary(r: Reader, terms: list[Term], ranges: list[tuple[int, int]]) -> None:
    """An undeclared i (or j) that stands where the imaginary unit would is taken neither for it nor for a real number."""
    from symbolic.latex.names.imaginary import looks_imaginary

    for name in ("i", "j"):
        if r.symbol(name) is None and not _is_number(r, name) and looks_imaginary(name, terms):
            r.position = ranges[-1][1]
            problem = ImaginaryError(f"{name}: a real number, or the imaginary unit?", *r.span(ranges[0][0]),
                                     f"write <!-- convention: imaginary unit {name} -->, "
                                     f"or declare it: <!-- derivations: let {name} \\in \\mathbb{{R}} -->")
            problem.letter = name
            raise problem


def _is_number(r: Reader, name: str) -> bool:
    """Whether a letter stands for a real number in a formula that is kept: the i of a discount factor ``v = 1/(1 + i)``."""
    terms = (*r.scope.facts, *(d.value for d in r.scope.definitions))
    return any(s.name == name and s.sort == REAL for t in terms for s in free_symbols(t))


def _no_number_beside_matrix(r: Reader, terms: Iterable[Term], ranges: list[tuple[int, int]]) -> None:
    """An undeclared capital letter that multiplies an array is hardly a real number, and may be a matrix too."""
    products = (t.args for term in terms for t in walk(term) if isinstance(t, Call) and t.op == "mul")
    for args in products:
        within = any(isinstance(a, Call) and a.op == "matmul" for a in args)  # any capital between the factors of xᵀ x, which is a number
        if not within and not any(map(_is_array, args)):
            continue
        for a in args:
            base = a.args[0] if isinstance(a, Call) and a.op == "pow" else a
            if isinstance(base, Sym) and base.sort == REAL and r.symbol(base.name) is None and (
                    base.name in CAPITALS or (within and base.name[:1].isupper()) or _is_of_matrix(r, base.name)):
                r.position = ranges[-1][1]
                raise r.error(f"{base.name} beside a matrix: a real number, or a matrix?", ranges[0][0],
                              f"declare it: <!-- derivations: let {base.name} \\in \\mathbb{{R}} -->, or its size")


def _is_of_matrix(r: Reader, name: str) -> bool:
    r"""``\tilde{A}``, ``A^{(1)}``, ``A'``, ``\mathcal{A}`` beside a declared matrix A, or of a letter for matrices."""
    letter = letter_in(name)
    known = r.symbol(letter)
    marked = name != letter and letter in CAPITALS and not name.startswith(letter + "_")
    return marked or (known is not None and len(known.sort.shape) == 2 and is_capital(name))


def _is_array(term: Term) -> bool:
    try:
        return is_array(term)
    except ShapeError:
        return False


def _head(r: Reader, a: int, b: int, *, claimed: tuple[int, int] | None) -> str | None:
    r"""The name that the statement may define: ``z``, ``o_k`` or ``f(x, y)`` with letters that stand for themselves.

    ``\Gamma(n) = (n-1)!`` and ``\mathrm{det}(A) = ad - bc`` claim something of functions that have their meaning.
    """
    name = r.name_at(a)
    if name is None or name.powers:
        return None
    flat = flat_name(r.tokens, name)
    if name.primes:
        return flat if _is_primed_array(r, name, b) and r.symbol(flat) is None else None
    if r.scope.open and flat in r.scope.blocked and name.end == b:
        return None
    other = _is_other(r, flat, name.end, b)
    if other:
        flat = of_other_arity(flat)
    if flat[:1] == "d" and flat[1:] in differential_names(r.tokens) and varying(r.tokens, r.scope):
        return None
    family = r.symbol(index_parts(r.tokens, name)[0])
    labelled = name.end == b and (has_label(r.tokens, name) or is_of_number(r, index_parts(r.tokens, name)[1]))
    # b_{IV}, of a vector b or not, is a name of its own
    variant = labelled or (family is not None and family.sort.is_function and _is_variant(r, name, b))
    if r.symbol(flat) is not None or (not other and family is not None and not variant):
        return None
    if name.end == b:
        base, items = index_parts(r.tokens, name)
        return base if items and not labelled and is_family(r, base, items) else flat
    if r.tokens[name.end].text != "(" or r.tokens[b - 1].text != ")":
        return None
    if (name.name in r.usage.bare or flat in r.usage.bare) and not _takes_families(r, name.end + 1, b - 1):
        return None
    if function_with_dots(r, flat, name.end) is not None:
        return None
    if name.name in ORDERS or _is_chance(r, name) or (claimed is not None and _is_known_function(r, name, *claimed)):
        return None
    place = name.end + 1
    while place < b - 1:
        inner = r.name_at(place)
        after = after_separator(r.tokens, inner.end) if inner is not None else 0
        if inner is None or inner.powers or not (after or r.tokens[inner.end].text == ")"):
            return None
        place = after or inner.end + 1
    r.head = flat
    return flat


def _is_primed_array(r: Reader, name: NameAt, b: int) -> bool:
    """``h' = \\tanh(a)`` beside a vector h: another one, where no prime transposes; of a number it may be a derivative."""
    known = r.symbol(name.name)
    array = known is not None and bool(known.sort.shape) and not known.sort.is_function and r.scope.definition(known.name) is None
    return array and name.end == b and not name.subscripts and not r.usage.is_transposed(name.name)


def _is_variant(r: Reader, name: NameAt, b: int) -> bool:
    r"""``J_\lambda(w)`` beside J(w): another function, whose mark is none of its arguments, as in ``f_x(x, y)``, and no number."""
    arguments = {t.text for t in r.tokens[name.end : b]}
    marks = [t for start, end in name.subscripts for t in r.tokens[start:end]]
    return bool(marks) and all(t.kind != "number" and t.text not in arguments and t.text != "," for t in marks)


def _is_known_function(r: Reader, name: NameAt, a: int, b: int) -> bool:
    """The gamma function, a word for a function that nobody defines in another way, a derivative ``f^{(2)}`` of an f that has a formula.

    a, b: where its value stands, which has no parameter where it is a word for an activation, and no ``f(f(x))`` for a derivative.
    """
    row = word_of(r.tokens[name.start])
    if name.name == r"\Gamma" or row in UNDISPUTED:
        return True
    value = [t.text for t in r.tokens[a:b] if t.kind == "letter" or t.text in GREEK]
    if is_activation(row):
        arguments = {t.text for t in r.tokens[name.end : a] if t.kind == "letter" or t.text in GREEK}
        return {*value} <= arguments | {"e", "d"} or not arguments <= {*value}
    formula = r.scope.definition(name.name)
    if formula is None or not formula.params or len(name.brackets) != 1 or name.subscripts or r.tokens[name.brackets[0][0] - 1].text != "(":
        return False
    return value.count(name.name) < 2 and not any(s.name.startswith(name.name + "^") for s in free_symbols(formula.value))


def _is_chance(r: Reader, name: NameAt) -> bool:
    """``E(X) = 10``, ``P(A) = 1/2``: what is said of one random variable or event says nothing of others."""
    argument = r.name_at(name.end + 1)
    return name.name in ("E", "P") and argument is not None and is_capital(argument.name)


def _takes_families(r: Reader, a: int, b: int) -> bool:
    r"""``L(w, b, \alpha)`` with declared $\alpha_i$: no product, and no value of a letter."""
    found = [r.name_at(k) for k in range(a, b) if r.tokens[k - 1].text in ("(", ",", ";")]
    sorts = [known.sort for name in found if name is not None and (known := r.symbol(name.name)) is not None]
    return len(found) > 1 and any(sort.index for sort in sorts)


def _is_other(r: Reader, flat: str, place: int, b: int) -> bool:
    """Whether a declared function has another number of arguments than stand here."""
    known = r.symbol(flat)
    if known is None or known.sort.domain is None or place >= b or r.tokens[place].text != "(":
        return False
    return count_arguments(r.tokens, place) != len(known.sort.domain)


def _shape_head(r: Reader, head: str, value: Term, place: tuple[int, int]) -> None:
    """The name being defined has the shape of its value; a function has its arguments' sorts."""
    size = r.shape_of(value, place[0])
    name = r.name_at(place[0])
    assert name is not None
    occurs = any(s.name == head for s in free_symbols(value))
    if r.head == head:
        if occurs and size:
            return
        domain = tuple(_argument_sort(r, k) for k in _argument_places(r, name.end + 1, place[1] - 1))
        earlier = next((s.sort for s in free_symbols(value) if s.name == head), None)
        r.head_sort[head] = earlier or Sort(shape=size, domain=domain)
        return
    if size in ((), (ONE, ONE)) or occurs:  # one row of one column, as of ``w^\\top x``, is a number
        return
    _, items = index_parts(r.tokens, name)
    flat = flat_name(r.tokens, name)
    if head == flat:
        r.head_sort[flat] = Sort(shape=size)
    else:
        r.head_sort[head] = Sort(shape=size, index=tuple(r.slot_range((head, k)) for k in range(len(items))))


def _argument_places(r: Reader, a: int, b: int) -> Iterator[int]:
    place = a
    while place < b:
        inner = r.name_at(place)
        assert inner is not None
        yield place
        place = after_separator(r.tokens, inner.end) or inner.end + 1


def _argument_sort(r: Reader, place: int) -> Sort:
    name = r.name_at(place)
    assert name is not None
    known = r.symbol(flat_name(r.tokens, name))
    return known.sort if known is not None else REAL


def _settled(r: Reader, terms: list[Term], relations: tuple[Relation, ...], ranges: list[tuple[int, int]], continues: bool) -> list[Term]:
    """Sizes that only the relation tells, and the shapes of the two sides compared."""
    from symbolic.latex.grammar import settled

    inner = relations[1:] if continues else relations
    if all(rel.op not in CONNECTIVES for rel in inner):
        terms = agree(terms)
    for term, (a, b) in zip(terms, ranges, strict=True):
        r.position = b
        settled(r, term, a)
    for k, relation in enumerate(inner):
        if relation.op in CONNECTIVES or relation.op in ("define", "assign", "and", "or"):
            continue
        if any(is_hessian_in_space(a) and not shape(b, r.scope.conventions) for a, b in (terms[k : k + 2], terms[k : k + 2][::-1])):
            r.position = ranges[k + 1][1]
            raise r.error(r"\nabla^2: the Laplacian, or the Hessian?", ranges[k][0], OR_LAPLACIAN)
        try:
            check_shapes(relation.op, terms[k], terms[k + 1], r.scope.conventions)
        except ShapeError:
            if r.scope.open and (is_open_operator(terms[k]) or is_open_operator(terms[k + 1])):
                continue
            written = r.scope.open and any("Matrix" in operators(t) for t in terms[k : k + 2])
            untyped = [opened(r, t) for t in terms[k : k + 2]] if written else terms[k : k + 2]
            if untyped != terms[k : k + 2]:  # A of A^{-1} = \begin{pmatrix} … is no number
                terms = [*terms[:k], *untyped, *terms[k + 2 :]]
                continue
            from symbolic.sizes import shape_text

            r.position = ranges[k + 1][1]
            left, right = (shape_text(shape(t, r.scope.conventions)) for t in terms[k : k + 2])
            error = r.misfit(terms[k : k + 2], f"the left side is {left}, the right side {right}" if "scalar" in (left + right)
                             else f"the left side has shape {left}, the right side {right}", ranges[k][0],
                             "declare the names with the sizes that are meant, or transpose a factor")
            if isinstance(error, MisfitError) and relation.op == "eq":
                error.sides = (terms[k], terms[k + 1])
            raise error from None
    return terms


def _defined_range(r: Reader, family: Sym, place: int) -> tuple[Term, Term] | None:
    """The range of an index of a defined family, from the arrays in its definition in which the index stands."""
    definition = r.scope.definition(family.name)
    if definition is None or not definition.indexed or definition.symbol is not family:
        return None
    for t in walk(definition.value):
        if isinstance(t, Elem) and isinstance(t.base, Sym) and definition.params[place] in t.indices:
            span = declared_range(t.base.sort, t.indices.index(definition.params[place]))
            if span is not None:
                return span
    return None


def implied_facts(r: Reader, terms: list[Term]) -> tuple[Term, ...]:
    """Sizes are at least 1 where nothing says less, also those in definitions; an undeclared index that stands free is in the range of
    its slot."""
    out: dict[Term, None] = dict.fromkeys(r.assumed)
    symbols = {s for t in terms for s in free_symbols(t)}
    waiting = list(symbols)
    while waiting:
        known = r.scope.definition(waiting.pop().name)
        inside = free_symbols(known.value) - symbols if known is not None else frozenset()
        symbols |= inside
        waiting += inside
    for s in list(symbols):
        symbols.update(x for size in sizes_of(s.sort) for x in free_symbols(size))
    for s in sorted(symbols, key=lambda x: x.name):
        if s.sort == INTEGER and s.name not in r.scope.names and (s.name in r.usage.sizes or s.name.startswith("N_{")):
            out.update(dict.fromkeys(size_facts(s, terms)))
    for t in (e for term in terms for e in walk(term) if isinstance(e, Elem)):
        for place, index in enumerate(t.indices):
            from symbolic.latex.reader import declared_range

            span = declared_range(t.base.sort if isinstance(t.base, Sym) else Sort(shape=shape(t.base, r.scope.conventions)), place)
            if span is None and isinstance(t.base, Sym) and isinstance(index, Sym) and undeclared(r, index):
                span = r.summed_range((t.base.name, place), index) or _defined_range(r, t.base, place)
            if span is not None and isinstance(index, Sym) and undeclared(r, index) and index is not span[1]:
                out[call("ge", index, span[0])] = None
                out[call("le", index, span[1])] = None
    return tuple(out)
