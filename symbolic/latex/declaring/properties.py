r"""Properties of names: ``x > 0``, ``x, y > 0``, ``A = A^\top``, ``A \succ 0``, ``p_i > 0`` for every i."""

from __future__ import annotations

from itertools import pairwise

from symbolic.functions import COMPARISONS, INEQUALITIES, ORDERS
from symbolic.latex.build import agree, is_array
from symbolic.latex.declaring.definitions import declare_definition
from symbolic.latex.declaring.names import declared_name, forget_block, listed_name, whole_name
from symbolic.latex.declaring.quantifiers import quantified_letters
from symbolic.latex.declaring.ranges import is_declared_family, letter_range
from symbolic.latex.declaring.sets import for_all_entries
from symbolic.latex.names.usage import flat_name, index_parts
from symbolic.latex.probability.chances import random_names, statistic_named
from symbolic.latex.reader import Reader
from symbolic.latex.relations.signs import RELATIONS, relation_places
from symbolic.latex.shapes.sizes import size_facts
from symbolic.latex.source.spelling import is_capital
from symbolic.shapes import ShapeError, check_shapes, shape
from symbolic.terms import INTEGER, REAL, ZERO, Apply, Call, Elem, Sort, Sym, Term, bind, call, free_symbols, sym, transform, walk


def declare_definite(r: Reader, a: int, b: int) -> list[str]:
    r"""``A \succ 0``."""
    sign = next(k for k in range(a, b) if r.tokens[k].text in (r"\succ", r"\succeq"))
    with r.within(a, sign):
        left = r.expression()
    if [t.text for t in r.tokens[sign + 1 : b]] != ["0"] or not is_array(left):
        r.position = b
        raise r.error("definiteness of a declared square matrix", a, r"write A \in \mathbb{R}^{n \times n}, A \succ 0")
    op = "posdef" if r.tokens[sign].text == r"\succ" else "possemidef"
    fact = call(op, left, ZERO)
    r.shape_of(fact, a)
    r.scope = r.scope.with_facts(fact)
    return sorted(s.name for s in free_symbols(left))


def declare_shared_comparison(r: Reader, a: int, b: int, pending: list[str]) -> list[str]:
    """``x, y > 0``."""
    places = relation_places(r, a, b)
    name = declared_name(r, a, places[0][0]) if len(places) == 1 else ""
    if not name or RELATIONS[places[0][2]] not in INEQUALITIES:
        r.position = b
        raise r.error("a name without a type", a, rf"write {pending[0]} \in \mathbb{{R}}")
    with r.within(places[0][1], b):
        value = r.expression()
    targets = [*pending, name]
    for target in targets:
        forget_block(r, target)
        spelled = listed_name(r, target, places[0][0])
        listed = [n for t in targets if (n := listed_name(r, t, places[0][0])) is not None]
        if spelled is not None and is_declared_family(r, spelled, listed):
            with r.within(spelled.start, spelled.end):
                _add_fact(r, call(RELATIONS[places[0][2]], r.expression(), value))
            continue
        symbol = r.scope.symbol(target)
        if symbol is None:
            symbol = sym(target, INTEGER if target in r.usage.sizes | r.usage.indices else REAL)
            r.scope = r.scope.declare(target, symbol.sort)
        r.scope = r.scope.with_facts(for_all_entries(call(RELATIONS[places[0][2]], symbol, value), symbol))
    return targets


def declare_property(r: Reader, a: int, b: int, claims: bool) -> list[str]:
    """A comparison that holds, or a definition ``name := …``."""
    places = relation_places(r, a, b)
    if not places:
        r.position = b
        raise r.error("a declaration that cannot be read", a, r"write x \in \mathbb{R}, x > 0, A = A^\top or f : \mathbb{R} \to \mathbb{R}")
    if RELATIONS[places[0][2]] == "define" or (len(places) == 1 and RELATIONS[places[0][2]] == "eq" and not claims
                                               and _is_new(r, a, places[0][0])):
        return declare_definition(r, a, places[0][0], places[0][1], b)
    bounds = [a, *(p for place in places for p in place[:2]), b]
    members = _compared(r, list(zip(bounds[::2], bounds[1::2], strict=True)))
    names: list[str] = []
    for (_, _, text), left, right in zip(places, members, members[1:], strict=False):
        op = RELATIONS[text]
        if op not in COMPARISONS:
            r.position = b
            raise r.error(f"{text} in a declaration", a, "write =, <, >, \\le, \\ge or \\ne")
        left, right = (_as_moment(r, left, right), _as_moment(r, right, left)) if op == "eq" else (left, right)
        try:
            check_shapes(op, left, right, r.scope.conventions)
        except ShapeError as problem:
            r.position = b
            raise r.shape_error(problem, a) from None
        fact = call(op, left, right)
        names += sorted(s.name for s in free_symbols(fact))
        _add_fact(r, fact)
    return names


def _compared(r: Reader, ranges: list[tuple[int, int]]) -> list[Term]:
    members = []
    for c, d in ranges:
        name = whole_name(r, c, d)
        if name is not None:
            forget_block(r, flat_name(r.tokens, name))
        with r.within(c, d):
            members.append(r.expression())
    return agree(members)


def _as_moment(r: Reader, side: Term, other: Term) -> Term:
    """``E[x] = μ`` of a random vector x and a name without a type: an array like E[x]."""
    match side, other:
        case Sym(name, sort), Call("expectation" | "variance" | "covariance"):
            sizes = shape(other, r.scope.conventions)
            return sym(name, Sort(shape=sizes)) if sizes and sort == REAL and name not in r.scope.names else side
    return side


def _is_new(r: Reader, a: int, b: int) -> bool:
    name = r.name_at(a)
    if name is None or name.powers or (statistic_named(name.name) and random_names(r.scope)):
        return False
    new = r.scope.symbol(flat_name(r.tokens, name)) is None and r.scope.symbol(index_parts(r.tokens, name)[0]) is None
    return new and (name.end == b or (r.tokens[name.end].text == "(" and r.tokens[b - 1].text == ")"))


def _multiplies_capital(r: Reader, fact: Term) -> bool:
    """``A x = b`` of names that nothing declares: they are numbers by default, and the equation does not say that they are."""
    products = (t.args for t in walk(fact) if isinstance(t, Call) and t.op == "mul") if isinstance(fact, Call) and fact.op == "eq" else ()
    return any(isinstance(a, Sym) and a.sort == REAL and is_capital(a.name) and a.name not in r.scope.names
               and isinstance(b, Sym | Elem) for args in products for a, b in pairwise(args))


def _beside_statistics(fact: Term) -> Term:
    """``E[ε] = 0`` without ε: what an expectation is taken of may be a number or an array."""
    return transform(fact, lambda t: t.function if isinstance(t, Apply) and t.function.sort.opaque else None)


def _add_fact(r: Reader, fact: Term) -> None:
    """A fact about entries with a free index letter holds for every value of the letter.

    So does an inequality with a declared letter, and an equation that is said to hold "for all" its values.  Other equations with a
    declared letter speak of the one index that it is.
    """
    free, every = free_symbols(fact), quantified_letters(r)
    for s in sorted(free, key=lambda t: t.name):
        comparison = isinstance(fact, Call) and fact.op in INEQUALITIES
        known = letter_range(r, s.name) if comparison or s.name in every or s.name not in r.scope.names else None
        if s.sort.is_scalar and (s.name not in r.scope.names or known is not None) and s.sort == INTEGER:
            arrays = [t for t in walk(fact) if isinstance(t, Elem) and s in t.indices and isinstance(t.base, Sym)]
            if arrays:
                base = arrays[0].base
                assert isinstance(base, Sym)
                from symbolic.latex.reader import declared_range

                bounds = known or declared_range(base.sort, arrays[0].indices.index(s))
                fact = bind("forall", s, fact, bounds or ())
                if base.name not in r.scope.names:
                    r.scope = r.scope.declare(base.name, base.sort)
    numbers = frozenset[Sym]() if _multiplies_capital(r, fact) else free_symbols(_beside_statistics(fact))
    for s in sorted(free_symbols(fact), key=lambda t: t.name):
        if s.name not in r.scope.names and (s in numbers or s.sort != REAL):
            positive = size_facts(s, (fact,)) if s.sort == INTEGER and (s.name in r.usage.sizes or s.name.startswith("N_{")) else ()
            r.scope = r.scope.declare(s.name, s.sort, positive)
    if isinstance(fact, Call) and fact.op in ORDERS and isinstance(fact.args[0], Sym) and fact.args[0].sort.shape:
        fact = for_all_entries(fact, fact.args[0])
    r.scope = r.scope.with_facts(fact)
