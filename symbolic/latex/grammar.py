r"""Expressions: recursive descent from tokens to terms.

::

    expression = ["-"] product {("+" | "-") product}
    product    = chain {("\odot" | "\otimes") chain}
    chain      = factor {["\cdot" | "\times" | "*"] factor | "/" factor}
    factor     = atom {"^" … | "_" … | "'" | "!" | evaluation bar}

Every token is consumed or the formula is not read.  Where two readings are in use, such as ``1/2x``, ``\log x y`` or
``a(x+1)`` of an unknown ``a``, none is chosen: the error names what would settle it.
"""

from __future__ import annotations

from symbolic.latex.build import agree, dot, is_array, is_matrix_product, multiply, total, unsettled
from symbolic.latex.calculus.derivatives import derivative_of_differentials, higher_derivative
from symbolic.latex.calculus.differentials import at_differential, differential, differential_of_formula, refuse_counted
from symbolic.latex.calculus.primes import at_functions, of_functions
from symbolic.latex.calls import functions
from symbolic.latex.calls.applying import at_point, is_taken_at_point
from symbolic.latex.calls.lists_after import refuse_list
from symbolic.latex.calls.strokes import goes_on
from symbolic.latex.errors import ReadingError
from symbolic.latex.factors import groups
from symbolic.latex.factors.commands import COMMANDS
from symbolic.latex.factors.conjugates import at_conjugate, conjugate
from symbolic.latex.factors.numerals import numeral
from symbolic.latex.factors.stars import STARS, is_doubtful, starred_product
from symbolic.latex.names.open_names import OF_SETS, is_open_vector, open_operator, open_symbol
from symbolic.latex.names.open_signs import at_open_sign, open_sign
from symbolic.latex.names.reading import named, starts_name
from symbolic.latex.names.sets import pairs
from symbolic.latex.names.usage import spelled
from symbolic.latex.ranges.ellipses import ellipsis
from symbolic.latex.ranges.escaping import GROUPS, refuse_escaping
from symbolic.latex.reader import Reader
from symbolic.latex.scope import Scope
from symbolic.latex.shapes.lone import read_alone
from symbolic.latex.shapes.operands import refuse_choice, refuse_number_behind_matrix, refuse_number_behind_row
from symbolic.latex.source.spelling import ACCENTS, after_group, group_range, is_capital
from symbolic.latex.symbols import undeclared
from symbolic.shapes import ShapeError, shape
from symbolic.sizes import same_shape
from symbolic.terms import INFINITY, ONE, REAL, TWO, Bind, Call, Num, Sym, Term, call, div, neg, num

STOPS = frozenset({"+", "-", ")", "]", "}", r"\}", ",", ";", ":", ".", "=", "<", ">", "&", r"\\", r"\rvert", r"\rVert", r"\rangle",
                   r"\rfloor", r"\rceil", r"\right.", r"\pm", r"\mp", r"\quad", r"\qquad", r"\mid", "?", '"', "`", "@"})
OPEN_SIZE = "the size of I, 1 or 0 is not determined here"
NAMED_SIZE = r"write I_{n}, \mathbf{1}_{n} or \mathbf{0}_{n}, or declare I if it is a name"
SPACE = (num(3), ONE)
CENTRED = frozenset({r"\cdots", r"\dotsm", "⋯"})


def read_expression(source: str, scope: Scope) -> Term:
    """The term that ``source`` stands for; every token is consumed.  Raises :class:`ReadingError`."""
    return read_alone(lambda known: _whole(source, known), source, scope)


def _whole(source: str, scope: Scope) -> Term:
    r = Reader(source, scope)
    term = expression(r)
    if r.position < r.limit:
        raise r.unexpected()
    settled(r, term, 0)
    return term


def settled(r: Reader, term: Term, first: int) -> None:
    """Refuse a term in which a size is still open, and one whose shapes do not fit."""
    if unsettled(term) and not r.scope.open:
        raise r.error(OPEN_SIZE, first, NAMED_SIZE)
    r.shape_of(term, first)


# --- sums -------------------------------------------------------------------------------------


def expression(r: Reader) -> Term:
    """A sum of products."""
    r.descend()
    saved, r.sum_start = r.sum_start, r.position
    term = _sum(r)
    r.sum_start = saved
    r.depth -= 1
    return term


def _sum(r: Reader) -> Term:
    first = r.position
    addends: list[Term] = []
    dots: list[int] = []
    begins: list[int] = []
    while True:
        negative = _sign(r, bool(addends) or bool(dots))
        if negative is None:
            break
        start = r.position
        if r.at(r"\dots"):
            r.take()
            dots.append(len(addends))
            if negative:
                raise r.error("an ellipsis after a minus sign", start, r"write the sum with \sum")
            continue
        begins.append(start)
        term = term_product(r)
        refuse_escaping(r, addends, term, begins)
        addends.append(neg(term) if negative else term)
    if dots:
        try:
            return ellipsis(r, addends, dots, first, "sum")
        except ReadingError:
            if not r.scope.open:
                raise
        for place in reversed(dots):
            addends.insert(place, open_symbol(r"\dots"))
    if not addends:
        raise r.unexpected("a formula was expected")
    if len(addends) == 1:
        return addends[0]
    refuse_choice(r, addends, first)
    if not {INFINITY, neg(INFINITY)}.isdisjoint(addends):
        raise r.error(r"a sum with \infty", first, "write the limit")
    try:
        term = total(addends)
        shape(term, r.scope.conventions)
        return term
    except ShapeError as problem:
        if any(map(unsettled, addends)):
            raise r.error(OPEN_SIZE, first, NAMED_SIZE) from None
        raise r.shape_error(problem, first) from None


def _sign(r: Reader, later: bool) -> bool | None:
    """Whether the next addend is subtracted; None at the end of the sum."""
    if r.at(r"\pm", r"\mp"):
        r.plus_minus = True
        return (r.take().text == r"\pm") != (r.sign > 0)
    if r.at("-"):
        r.take()
        return True
    if r.at("+"):
        r.take()
        return False
    return None if later else False


# --- products ---------------------------------------------------------------------------------


def term_product(r: Reader) -> Term:
    """A product, with Hadamard and Kronecker products of juxtaposed factors."""
    first = r.position
    parts = [chain(r)]
    signs: set[str] = set()
    while r.at(r"\odot", r"\otimes", r"\circ"):
        signs.add(r.take().text)
        parts.append(chain(r))
    if not signs:
        return parts[0]
    if len(signs) > 1:
        raise r.error("products of two kinds without brackets", first, "add brackets")
    try:
        if r"\circ" in signs and not all(map(is_array, parts)):
            if r.scope.open:
                return open_operator(r"\circ", *parts)
            raise r.error(r"\circ is read as the entrywise product of arrays only", first, r"write \cdot, or f(g(x))")
        return call("kron", *parts) if r"\otimes" in signs else call("hadamard", *agree(parts))
    except ShapeError as problem:
        raise r.shape_error(problem, first) from None


def chain(r: Reader) -> Term:
    """Factors side by side or joined by a multiplication sign, and divisions."""
    r.descend()
    term = _chain(r)
    r.depth -= 1
    return term


def _chain(r: Reader) -> Term:
    first = r.position
    factors = [factor(r)]
    divided, beside, latest = "", False, first
    while True:
        start = r.position
        token = r.peek()
        if not r.scope.open and not divided and _dots_of_product(r):
            return _long_product(r, factors, first)
        if r.at(r"\cdot", r"\times", "*", r"\ast"):
            r.take()
            if not (r.scope.open and r.at(r"\dots")):
                factors, divided = _times(r, factors, token.text, start, first), ""
        elif r.at("/", r"\div", r"\over"):
            if token.text == r"\over" or (divided and not _plain(factors[-1])):
                raise r.error(f"{token.text} after a division", start, "add brackets")
            r.take()
            rate, factors = _over(r, factors, token.text, start, first)
            divided = divided if rate else token.text
        elif r.scope.open and r.at(*OF_SETS):
            r.take()
            factors = [open_operator(token.text, _multiplied(r, factors, first), factor(r))]
        elif r.scope.open and r.at(r"\dots"):
            if len(factors) == 1 and isinstance(factors[0], Num) and r.source[r.peek().start : r.peek().end] not in CENTRED:
                raise r.error("a range, or a product?", first, r"write \in \{1, \dots, n\} for the range")
            r.take()
            factors.append(open_symbol(r"\dots"))
        elif r.at("{") and r.peek(1).text == "}":
            r.position += 2
        elif starts_factor(r):
            if r.scope.open and is_taken_at_point(r, factors[-1], latest):
                factors[-1] = at_point(r, factors[-1])
                continue
            if divided:
                raise r.error("it is not clear what stands under the fraction", first, r"write \frac{…}{…}, or brackets")
            following = factor(r)
            _number_after(r, factors[-1], following, start)
            refuse_list(r, factors[-1], following, start)
            refuse_number_behind_matrix(r, factors[-1], following, start)
            refuse_number_behind_row(r, factors[-1], following, start)
            factors.append(following)
            beside, latest = True, start
        else:
            break
    if beside and len(factors) == 2 and isinstance(factors[0], Num) and _is_numeral_fraction(factors[1]) and r.peek(-1).text != ")":
        raise r.error("a mixed number or a product?", first, r"write \cdot or + between them")
    return _multiplied(r, factors, first)


SIZE_LETTERS = frozenset("mnpqdkMNK")
"""Letters of ``A = m \\times n``, which says how large A is."""


def _times(r: Reader, factors: list[Term], sign: str, start: int, first: int) -> list[Term]:
    """The factors with the one after a sign of multiplication."""
    following = _with_sign(r)
    whole = first == 2 and r.position >= r.limit and r.tokens[1].text == "=" and r.tokens[0].text.isupper()
    if sign == r"\times" and whole and all(isinstance(f, Sym) and f.name in SIZE_LETTERS for f in (*factors, following)):
        raise r.error("a size, or a product?", first, r"write \cdot for a product of numbers")
    paired = pairs(r, factors[-1], following, start) if sign == r"\times" else None
    if paired is not None:
        return [*factors[:-1], paired]
    if sign in STARS and is_doubtful(r, factors[-1]) and is_doubtful(r, following):
        return [starred_product(r, _multiplied(r, factors, first), following, start)]
    return _joined(r, factors, following, sign, first)


def _over(r: Reader, factors: list[Term], sign: str, start: int, first: int) -> tuple[bool, list[Term]]:
    """The factors divided by the next one; ``df/dx`` is a rate, which is a factor like others."""
    _no_product_before(r, factors, start)
    bare = r.bare if r.bare is not None and r.bare.end == start and isinstance(factors[-1], Call) else None
    bottom = factor(r)
    rate = derivative_of_differentials(r, factors[-1], bottom) if sign == "/" else None
    if rate is not None:
        return True, [*factors[:-1], rate]
    higher = higher_derivative(r, factors, bottom) if sign == "/" else None
    if higher is not None:
        return True, [*factors[:-2], higher]
    if sign == "/" and bare is not None and goes_on(bare, bottom, r.tokens[start - 1].text in (")", "]", "}")):
        raise r.error("where does the argument of the function end?", start, r"write \sin\frac{x}{2}, or brackets")
    quotient = div(_multiplied(r, factors, first), bottom)
    r.shape_of(quotient, first)
    return False, [quotient]


def _dots_of_product(r: Reader) -> bool:
    r"""``\cdots`` between factors, or any dots after a multiplication sign."""
    if r.at(r"\cdot", r"\times", "*"):
        return r.peek(1).text == r"\dots"
    return r.at(r"\dots") and r.source[r.peek().start : r.peek().end] in CENTRED


def _long_product(r: Reader, factors: list[Term], first: int) -> Term:
    r"""``a_1 a_2 \cdots a_n`` from the dots on; one factor follows them."""
    r.skip(r"\cdot", r"\times", "*")
    r.take()
    r.skip(r"\cdot", r"\times", "*")
    last = factor(r)
    if starts_factor(r) or r.at("/", r"\cdot", r"\times", "*", r"\dots"):
        raise r.error("an ellipsis whose factors cannot be told", first, r"write the product with \prod, or its last factor in brackets")
    return ellipsis(r, [*factors, last], [len(factors)], first, "prod")


def _plain(t: Term) -> bool:
    return isinstance(t, Call) and t.op == "div"


def _is_numeral_fraction(t: Term) -> bool:
    return isinstance(t, Call) and t.op == "div" and all(isinstance(a, Num) for a in t.args)


def _with_sign(r: Reader) -> Term:
    """``x \\cdot -y``: after a multiplication sign a minus sign belongs to the factor."""
    return neg(factor(r)) if r.skip("-") else factor(r)


def _number_after(r: Reader, before: Term, following: Term, start: int) -> None:
    if r.tokens[start].kind != "number":
        return
    before_it = r.tokens[start - 1]
    if before_it.text == "!":
        return  # 4!\,2!
    apart = before_it.kind == "letter" or before_it.text in ("}", ")") or (before_it.kind == "number" and r.tokens[start - 2].text == "^")
    if before_it.text in ("i", "j") and r.tokens[start + 1].text == r"\pi":
        return  # e^{-j2\pi ft}
    power_of_its_own = r.tokens[start + 1].text == "^" and apart
    twice_pi = r.tokens[start + 1].text == r"\pi" and before_it.kind != "number"  # ``\sigma 2\pi``
    if not power_of_its_own and not twice_pi:
        raise r.error("a number directly after a factor", start, r"write \cdot between them, or ^ for a power")


def _no_product_before(r: Reader, factors: list[Term], start: int) -> None:
    last = factors[-1]
    if isinstance(last, Bind) and last.op == "prod":
        raise r.error("it is not clear whether the division belongs to the product", start, "add brackets")


UNIT_VECTORS = frozenset(rf"\hat{{{letter}}}" for letter in ("i", "j", "k", r"\imath", r"\jmath", "x", "y", "z", "n", "e", "r", "u"))


def _is_unit_vector(t: Term) -> bool:
    """One of no known coordinates, or one of the plane."""
    if isinstance(t, Call) and t.op == "unit":
        return t.args[1] is TWO
    return isinstance(t, Sym) and t.sort == REAL and t.name in UNIT_VECTORS


def _has_norm(r: Reader, t: Term) -> bool:
    r"""Whether the row has ``\|u\|`` of the name u."""
    if not isinstance(t, Sym):
        return False
    return any(a.text in (r"\|", r"\lVert") and c.text in (r"\|", r"\rVert") and b.text == t.name
               for a, b, c in zip(r.tokens, r.tokens[1:], r.tokens[2:], strict=False))


BARS = frozenset({"|", r"\lvert"})


def _may_be_sets(r: Reader, factors: list[Term], following: Term, first: int) -> bool:
    r"""``|A \times B|``: capitals of which nothing is known, alone between bars."""
    names = all(isinstance(t, Sym) and is_capital(t.name) and (t.sort.opaque or undeclared(r, t)) for t in (*factors, following))
    return names and first > 0 and r.tokens[first - 1].text in BARS and r.peek().text in ("|", r"\rvert")


def _joined(r: Reader, factors: list[Term], following: Term, sign: str, first: int) -> list[Term]:
    r"""``a \cdot b`` of columns is an inner product, ``a \times b`` of columns of ℝ³ the vector product; ``\times`` and ``*`` of other
    arrays are not read."""
    if sign == r"\times" and _is_unit_vector(factors[-1]) and _is_unit_vector(following):
        raise r.error(r"\times between unit vectors: their vector product?", first, r"write \cdot for a product of numbers")
    if sign == r"\cdot" and r.scope.open and _has_norm(r, factors[-1]) and _has_norm(r, following):
        return [*factors[:-1], open_operator(sign, factors[-1], following)]
    sets = sign == r"\times" and _may_be_sets(r, factors, following, first)
    if sets and not r.scope.open:
        raise r.error(r"\times inside |…|: a product of numbers, or of sets?", first, r"write \cdot for a product of numbers")
    if sets or (sign == r"\times" and r.scope.open and is_open_vector(factors[-1]) and is_open_vector(following)):
        return [*factors[:-1], open_operator(sign, factors[-1], following)]
    try:
        start = next((k for k, f in enumerate(factors) if is_array(f)), len(factors))
        before = multiply(factors[start:]) if start < len(factors) else None
        left = before is not None and is_array(before) and is_array(following)
        if left and before is not None and sign == r"\times" and is_matrix_product(before, following):
            return [*factors, following]
        if left and before is not None and sign == r"\times" and all(same_shape(shape(a), SPACE) for a in (before, following)):
            return [*factors[:start], call("cross", before, following)]
        if left and sign != r"\cdot":
            raise r.error(f"{sign} between arrays has several meanings", first,
                          r"write A B for the matrix product, A \odot B entry by entry")
        if before is not None and left:
            joined = dot(before, following)
            if isinstance(joined, Call) and joined.op == "inner" and r.scope.open and groups.is_value(before):
                return [*factors[:start], open_operator(sign, before, following)]
            if isinstance(joined, Call) and joined.op == "inner":
                return [*factors[:start], joined]
    except ShapeError as problem:
        raise r.shape_error(problem, first) from None
    return [*factors, following]


def _multiplied(r: Reader, factors: list[Term], first: int) -> Term:
    if INFINITY in factors and not all(isinstance(f, Num) or f is INFINITY for f in factors):
        raise r.error(r"a product with \infty", first, "write the limit, or the sign alone")
    if len(factors) > 1 and any(isinstance(f, Sym) and f.sort.opaque and f.name[0] == "(" for f in factors):
        raise r.error("a list in a product: an inner product, or a column?", first, r"write \langle x, y \rangle for the inner product")
    if len(factors) > 1:
        refuse_choice(r, [f for f in factors if not isinstance(f, Num)], first)
    if len(factors) > 1 and not r.scope.open:
        _no_bare_function(r, factors, first)
    try:
        return multiply(factors)
    except ShapeError as problem:
        raise r.shape_error(problem, first) from None


def _no_bare_function(r: Reader, factors: list[Term], first: int) -> None:
    """``(f + h)(x)`` of functions is no product, and a function times a number is a function."""
    for f in factors:
        parts = f.args if isinstance(f, Call) and f.op in ("add", "neg", "div") else (f,)
        name = next((p.name for p in parts if isinstance(p, Sym) and p.sort.is_function), None)
        if name is not None:
            raise r.error(f"the function {name} without its argument, in a product", first, f"write {name}(x)")


def starts_factor(r: Reader) -> bool:
    """Whether a factor may begin here, so that juxtaposition goes on."""
    token = r.peek()
    if token.kind == "end" or (token.text in STOPS and token.kind != "text"):
        return False
    if token.kind in ("letter", "number"):
        return not (token.text == "d" and r.differential and _differential_ahead(r))
    if token.kind == "text":
        if token.text == r"\begin":
            return True
        if r.differential and token.arg.strip() == "d":
            return False
        return starts_name(r) or functions.is_function_word(token) or at_open_sign(r)
    if token.text == "|":
        return not r.bars and r.peek(1).text != "_"
    if token.text in (r"\lvert",):
        return True
    if token.text == r"\|":
        return not r.bars
    if token.text in GROUPS or token.text in COMMANDS or token.text in functions.COMMANDS_OF_FUNCTIONS:
        return True
    return at_conjugate(r) or starts_name(r) or at_open_sign(r)


def _differential_ahead(r: Reader) -> bool:
    return r.peek(1).kind in ("letter", "command") or r.peek(1).text == "{"


# --- factors ----------------------------------------------------------------------------------


def factor(r: Reader) -> Term:
    """An atom with its powers and other marks."""
    r.descend()
    first = r.position
    term = groups.marked(r, atom(r), first)
    r.depth -= 1
    return term


MEANS = frozenset({r"\bar", r"\overline"})
"""Accents that over a formula are a mean, a conjugate or a closure."""


def _accented(r: Reader) -> Term:
    r"""``\hat{f(x)}``: a name as it is written."""
    accent = r.take()
    a, b = group_range(r.tokens, r.position, r.close)
    r.position = after_group(r.tokens, r.position, r.close)
    return open_symbol(f"{accent.text}{{{spelled(r.tokens[a:b])}}}")


def atom(r: Reader) -> Term:
    """A number, a name, a bracketed formula or what a command stands for."""
    token = r.peek()
    if token.kind == "number":
        return numeral(r)
    if token.kind == "symbol" and token.text == "-":
        raise r.unexpected("a factor was expected")
    if at_functions(r):
        return of_functions(r)
    if token.kind != "text" and token.text in GROUPS:
        return groups.group(r)
    if r.scope.open and r.at(r"\dots"):
        if r.take() and r.peek(-2).text in ("=", "&", "") and (r.position >= r.limit or r.at("=", "&")):
            raise r.error("dots alone", r.position - 1, "leave the line out, or write what stands there")
        return open_symbol(r"\dots")
    if at_open_sign(r) and not functions.at_function(r):
        return open_sign(r)
    command = COMMANDS.get(token.text) if token.kind == "command" or token.text == r"\begin" else None
    if command is not None:
        return command(r)
    refuse_counted(r)
    along = differential_of_formula(r)
    if along is not None:
        return along
    if at_differential(r):
        return differential(r)
    if functions.at_function(r):
        return functions.applied(r)
    if at_conjugate(r):
        return conjugate(r)
    if starts_name(r):
        return named(r)
    if r.scope.open and token.text in ACCENTS - MEANS:
        return _accented(r)
    if token.kind == "text":
        raise ReadingError(f"words inside the formula: {token.arg.strip()}", token.start, token.end,
                           "put them after the formula, or into the text")
    raise r.unexpected()
