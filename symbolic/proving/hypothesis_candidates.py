"""The conditions under which a step may hold, in the order in which they are tried; the list is closed.

Every group yields conjunctions of conditions on what occurs in the step.  Nothing is claimed of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, product
from typing import TypeGuard

from symbolic.functions import ge, gt, le, lt, ne
from symbolic.proving.cases import expand, solved_for_name, tested
from symbolic.proving.conditions import shortest
from symbolic.proving.domains import constant, definedness, is_integer
from symbolic.proving.facts import GIVE_UP, assume, entails
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.principal_values import ranges
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    ONE,
    PI,
    REAL,
    TWO,
    ZERO,
    Bind,
    Call,
    Elem,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    div,
    elem,
    free_symbols,
    mul,
    neg,
    power,
    sub,
    sym,
    walk,
)

Conditions = tuple[Term, ...]
SIGNS = (ne, ge, le, gt, lt)
EXTREMES = frozenset({"max", "min"})
EVALUATED = frozenset({"integral", "limit", "limit+", "limit-", "maximum", "minimum", "supremum", "infimum"})


# --- candidates: signs and intervals ---------------------------------------------------------------


def _signs(quantities: Iterable[Term]) -> Iterator[Conditions]:
    listed = list(dict.fromkeys(quantities))
    for sign in SIGNS:
        for q in listed:
            yield (sign(q),)


def _sensitive_names(step: Step) -> list[Sym]:
    """Real names in quantities of open sign that a function tests or a domain depends on.

    Between such quantities both sides are analytic, so that no condition on another name's sign saves an equation.  The value of
    a limit, an integral or a largest value need not be analytic in its parameters.
    """
    evaluated = any(isinstance(t, Bind) and t.op in EVALUATED for side in (step.left, step.right) for t in walk(side))
    if step.relation != "eq" or evaluated:
        return [x for x in dict.fromkeys(t for side in (step.left, step.right) for t in walk(side)) if _real_name(x)]
    atoms = [a for c in (*definedness(step.left), *definedness(step.right)) for a in _compared(c)]

    def run(session: Session) -> list[Sym]:
        assume(session, step.declarations)
        names: dict[Sym, None] = {}
        for q in (*_quantities(step), *atoms):
            if not any(entails(session, sign(q)) is True for sign in (gt, lt)):
                names |= dict.fromkeys(t for t in walk(q) if _real_name(t))
        return list(names)

    try:
        return with_units(run)
    except GIVE_UP:
        return []


def _real_name(t: Term) -> TypeGuard[Sym]:
    return isinstance(t, Sym) and t.sort == REAL and not t.uid


def _compared(condition: Term) -> Iterator[Term]:
    """Differences that a condition compares with zero."""
    match condition:
        case Bind("forall", _, body, _):
            yield from _compared(body)
        case Call("and" | "or" | "not", args):
            for a in args:
                yield from _compared(a)
        case Call(_, (a, b)):
            yield a if b is ZERO else sub(a, b)


def one_name(step: Step) -> Iterator[Conditions]:
    names = _sensitive_names(step)
    if len(names) <= 5:
        yield from _signs(names)


def two_names(step: Step) -> Iterator[Conditions]:
    names = _sensitive_names(step)
    if 2 <= len(names) <= 4:
        yield from _signs(mul(a, b) for a, b in combinations(names, 2))


def _quantities(step: Step) -> list[Term]:
    """What a function of the step tests: arguments of |·|, sign, max, √, logarithms and cases, numbers inside a norm."""
    out: list[Term] = []
    for side in map(expand, (step.left, step.right)):
        out += [f for q in (*_apart(side), *tested(side)) for f in (q, *_polynomial_factors(q))]
        for t in walk(side):
            match t:
                case Call("sqrt" | "log", (a,)):
                    out += _factors(a)
                case Call("norm", (a,)):
                    out += [x for x in walk(a) if _real_name(x)]
                case Call("pow", (a, exponent)) if not is_integer(exponent) or constant(exponent) is None:
                    out += _factors(a)
    free = free_symbols(step.left) | free_symbols(step.right)
    return [q for q in dict.fromkeys(out) if free_symbols(q) and free_symbols(q) <= free]


def _apart(t: Term) -> Iterator[Term]:
    """What extremes inside one another compare, a − b of min(max(v, a), b); where moduli are equal, a + b = 0 of max(|a|, |b|)."""
    for node in walk(t):
        if isinstance(node, Call) and node.op in EXTREMES and any(isinstance(a, Call) and a.op in EXTREMES for a in node.args):
            inner = (b for a in node.args if isinstance(a, Call) and a.op in EXTREMES for b in a.args)
            outer = [a for a in node.args if not (isinstance(a, Call) and a.op in EXTREMES)]
            yield from (sub(b, a) for b in inner for a in outer)
        match node:
            case Call("max" | "min", (Call("abs", (a,)), Call("abs", (b,)))):
                yield from (add(a, b), sub(a, b))


def _factors(t: Term) -> list[Term]:
    """A power's base, the factors of a product, or the term itself."""
    match t:
        case Call("pow", (base, _)):
            return [base]
        case Call("mul" | "div", args):
            return [t, *(f for a in args for f in _factors(a))]
    return [*_squared(t), t]


def _squared(t: Term) -> list[Term]:
    """What stands squared in the factored form of a polynomial: x − y of x² − 2xy + y²."""
    return [f for f, e in _factored(t) if e % 2 == 0]


def _polynomial_factors(t: Term) -> list[Term]:
    """The factors of a polynomial that has several: x and 1 − a of x − ax."""
    found = _factored(t)
    return [f for f, _ in found] if len(found) > 1 else []


def _factored(t: Term) -> list[tuple[Term, int]]:
    """The factors of a polynomial in names, with their exponents."""

    def run(session: Session) -> list[tuple[Term, int]]:
        q = session.nf(t)
        if not q.den.is_constant() or any(g.kind not in ("sym", "elem") for g in session.ring.used(q.num)):
            return []
        return [(session.poly_term(f), e) for f, e in q.num.factor()[1]]

    try:
        return with_units(run)
    except GIVE_UP:
        return []


def tested_quantities(step: Step) -> Iterator[Conditions]:
    yield from _signs(q for q in _quantities(step)[:6] if not isinstance(q, Sym))


def _two_quantities(step: Step) -> Iterator[Conditions]:
    """Two tested quantities of the same sign, or of opposite ones."""
    pairs = combinations(_quantities(step)[:4], 2)
    yield from _signs(mul(a, b) for a, b in pairs if not (isinstance(a, Sym) and isinstance(b, Sym)))


def _both_signs(step: Step) -> Iterator[Conditions]:
    """Two tested quantities, each with a sign of its own."""
    for a, b in combinations(_quantities(step)[:3], 2):
        for one, other in product((ge, le), repeat=2):
            yield one(a), other(b)


def _as_large_as_zero(step: Step) -> Iterator[Conditions]:
    """A side is not negative, since the other is a root or a modulus: x ≥ 0 of √(x²) = x."""
    for one, other in ((step.left, step.right), (step.right, step.left)):
        if isinstance(one, Call) and one.op in ("sqrt", "abs", "norm", "relu") and step.relation == "eq":
            yield shortest((*step.declarations, *definedness(other)), (ge(_without_number(other)),))


def _without_number(t: Term) -> Term:
    """A product without its positive numbers."""
    match t:
        case Call("mul", (Num(value) | Call("sqrt", (Num(value),)), *rest)) if value > 0:
            return mul(*rest) if len(rest) > 1 else rest[0]
    return t


def places(step: Step) -> list[Term]:
    """Equations of names and linear quantities that the step tests, and of a side with 0: where its cases may meet."""
    found = [x for q in _quantities(step) for x in (*(t for t in walk(q) if _real_name(t)), q)] + [step.left, step.right]
    solved = ((q, ZERO) if isinstance(q, Sym) else solved_for_name(q) for q in dict.fromkeys(found))
    return [call("eq", *pair) for pair in dict.fromkeys(solved) if pair is not None]


def _intervals(step: Step) -> Iterator[Conditions]:
    """A name between two numbers that it is tested against, inside or outside."""
    values: dict[Sym, list[Term]] = {}
    for q in _quantities(step)[:8]:
        solved = solved_for_name(q)
        if solved is not None and not free_symbols(solved[1]):
            values.setdefault(solved[0], []).append(solved[1])
    if len(values) == 1:
        (only,) = values.values()
        only += [a for side in (step.left, step.right) for t in walk(side) if isinstance(t, Call) and t.op in ("max", "min")
                 for a in t.args if constant(a) is not None]
    for name, bounds in values.items():
        known = [(constant(b), b) for b in dict.fromkeys(bounds)]
        ordered = sorted(((v, b) for v, b in known if v is not None), key=lambda pair: pair[0])
        for (_, low), (_, high) in combinations(ordered, 2):
            yield ge(name, low), le(name, high)


def _kinks_inside(step: Step) -> Iterator[Conditions]:
    """A named kink of an integrand inside the range of the integral: 0 ≤ a ≤ 1 for ∫₀¹ |t − a| dt."""
    from symbolic.proving.limits.kinks import named_kinks

    for side in (step.left, step.right):
        for t in walk(side):
            match t:
                case Bind("integral", var, body, (lo, hi)) if constant(lo) is not None and constant(hi) is not None:
                    for place in named_kinks(body, var):
                        yield ge(place, lo), le(place, hi)


def _inverse_ranges(step: Step) -> Iterator[Conditions]:
    """The range on which an inverse function undoes its function, or has an angle as its value."""
    yield from ranges(step)
    half = div(PI, TWO)
    for side in (step.left, step.right):
        for t in walk(side):
            match t:
                case Call("asin", (Call("sin", (a,)),)):
                    yield ge(a, neg(half)), le(a, half)
                case Call("acos", (Call("cos", (a,)),)):
                    yield ge(a, ZERO), le(a, PI)
                case Call("atan", (Call("tan", (a,)),)):
                    yield gt(a, neg(half)), lt(a, half)


def _sums_of_arcs(step: Step) -> Iterator[Conditions]:
    """The range on which two arctangents add up to one."""
    for side in (step.left, step.right):
        for u, v in combinations(_arctangents(side), 2):
            both = power(u, TWO) if u is v else mul(u, v)
            yield (lt(both, ONE),)
            yield (gt(both, neg(ONE)),)


def _arctangents(side: Term) -> list[Term]:
    """The arguments of arctangents that are added, those with a factor of 2 twice."""
    found: list[Term] = []
    for t in walk(side):
        match t:
            case Call("atan", (a,)):
                found.append(a)
            case Call("mul", (Num(two), Call("atan", (a,)))) if two == 2:
                found.append(a)
    return found[:3]


# --- candidates: indices ---------------------------------------------------------------------------


def _indices(step: Step) -> Iterator[Conditions]:
    """Order of two indices; an index, or a bound of a sum, that starts at 0, 1 or 2; the order of the bounds of a sum."""
    used = {s for side in (step.left, step.right) for t in walk(side) for s in _subscripts(t)}
    names = sorted((s for s in used if isinstance(s, Sym) and s.uid == 0 and s.sort == INTEGER), key=repr)[:3]
    for sign in (ne, le, ge, lt, gt):
        for a, b in combinations(names, 2):
            yield (sign(a, b),)
    ends = {s for bounds in _ranges(step) for end in bounds for s in free_symbols(end) if s.sort == INTEGER and s not in used}
    for low in (ZERO, ONE, TWO):
        for a in (*names, *sorted(ends, key=repr)[:2]):
            yield (ge(a, low),)
    for start, high in _ranges(step):
        if all(any(s.sort == INTEGER for s in free_symbols(end)) for end in (start, high)):
            yield (ge(high, start.args[0]) if isinstance(start, Call) and start.args[1:] == (ONE,) and start.op == "add"
                   else ge(add(high, ONE), start),)
            yield (ge(high, start),)
        for first, last in product((start, add(start, ONE)), (high, sub(high, ONE))):
            for a in names:
                if a not in free_symbols(start) | free_symbols(high):
                    yield ge(a, first), le(a, last)


def _ranges(step: Step) -> list[tuple[Term, Term]]:
    """Ranges of the sums in the step."""
    found = [t.bounds for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and t.op in ("sum", "prod")]
    free = free_symbols(step.left) | free_symbols(step.right)
    return [(b[0], b[1]) for b in dict.fromkeys(found) if len(b) == 2 and free_symbols(b[0]) | free_symbols(b[1]) <= free][:3]


def _subscripts(t: Term) -> frozenset[Sym]:
    match t:
        case Elem(_, indices):
            return frozenset[Sym]().union(*map(free_symbols, indices))
        case Call("delta", args):
            return frozenset[Sym]().union(*map(free_symbols, args))
    return frozenset()


# --- candidates: probabilities and labels ----------------------------------------------------------


def _weights(step: Step) -> list[tuple[tuple[Term, ...], Bind | None]]:
    """What weights logarithms or stands under them: a family under its sum, or the flat names of one sum."""
    found: list[tuple[tuple[Term, ...], Bind | None]] = []
    for side in (step.left, step.right):
        for t in walk(side):
            match t:
                case Bind("sum", var, body, _) if _has_log(body):
                    for e in walk(body):
                        if isinstance(e, Elem) and isinstance(e.base, Sym) and e.indices == (var,):
                            found.append(((e,), t))
                case Call("add", args) if _has_log(t):
                    names = tuple(f for a in args for f in _log_weights(a))
                    if len(names) >= 2:
                        found.append((names, None))
    return list(dict.fromkeys(found))


def _averaging(step: Step) -> list[tuple[tuple[Term, ...], Bind | None]]:
    """Families that are factors of what is summed: p of Σ pᵢ xᵢ."""
    sums = [t for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and t.op == "sum"]
    factors = ((f, t) for t in sums for f in (t.body.args if isinstance(t.body, Call) and t.body.op in ("mul", "div") else ()))
    found = (((f,), t) for f, t in factors if isinstance(f, Elem) and isinstance(f.base, Sym) and f.indices == (t.var,))
    return list(dict.fromkeys(found))


def _has_log(t: Term) -> bool:
    return any(isinstance(n, Call) and n.op in ("log", "log2") for n in walk(t))


def _log_weights(summand: Term) -> list[Term]:
    """Scalar names that multiply a logarithm in a summand."""
    match summand:
        case Call("neg", (inner,)):
            return _log_weights(inner)
        case Call("mul", args) if any(isinstance(a, Call) and a.op == "log" for a in args):
            return [a for a in args if isinstance(a, Sym) and a.sort.is_scalar]
    return []


def _total(weights: tuple[Term, ...], over: Bind | None) -> Term:
    if over is None:
        return call("eq", add(*weights), ONE)
    index = sym("i", over.var.sort)
    (member,) = weights
    assert isinstance(member, Elem)
    return call("eq", bind("sum", index, elem(member.base, index), over.bounds), ONE)


def _label(weights: tuple[Term, ...], over: Bind | None) -> Term:
    """Every weight is 0 or 1."""
    if over is None:
        return call("and", *(_zero_or_one(w) for w in weights)) if len(weights) > 1 else _zero_or_one(weights[0])
    index = sym("i", over.var.sort)
    (member,) = weights
    assert isinstance(member, Elem)
    return bind("forall", index, _zero_or_one(elem(member.base, index)), over.bounds)


def _zero_or_one(t: Term) -> Term:
    return call("or", call("eq", t, ZERO), call("eq", t, ONE))


def _probabilities(step: Step) -> Iterator[Conditions]:
    weights = _weights(step)[:4]
    labels = [w for w in weights if not any(map(_positive_names(step).__contains__, map(_name_of, w[0])))]
    for w in dict.fromkeys((*weights, *_averaging(step)[:3])):
        yield (_total(*w),)
    for y in _weighting_vectors(step)[:2]:
        yield (_vector_total(y),)
    for w in labels:
        yield (_label(*w),)
    for side in (step.left, step.right):
        for t in walk(side):
            if isinstance(t, Call) and t.op in ("add", "neg", "mul"):
                for name in _log_weights(t):
                    if not _counts(name):
                        yield (_zero_or_one(name),)
    for w in labels:
        yield _total(*w), _label(*w)


def _counts(t: Term) -> bool:
    """A size or an index weighs as a number, not as a label."""
    return isinstance(t, Sym) and t.sort.field == "integer"


def _name_of(t: Term) -> Term:
    return t.base if isinstance(t, Elem) else t


def _positive_names(step: Step) -> frozenset[Term]:
    """Names, families and arrays declared positive: no labels that may be 0."""
    facts = [d.body if isinstance(d, Bind) else d for d in step.declarations]
    return frozenset(_name_of(d.args[0]) for d in facts if isinstance(d, Call) and d.op == "gt" and d.args[1] is ZERO)


def _weighting_vectors(step: Step) -> list[Sym]:
    """Vectors that weight logarithms: y of yᵀ log p, y ⊙ log p and ⟨y, log p⟩."""
    products = [t.args for side in (step.left, step.right) for t in walk(side)
                if isinstance(t, Call) and t.op in ("matmul", "hadamard", "inner") and _has_log(t)]
    factors = [a.args[0] if isinstance(a, Call) and a.op == "transpose" else a for args in products for a in args]
    columns = (a for a in factors if isinstance(a, Sym) and len(a.sort.shape) == 2 and a.sort.shape[1] is ONE)
    return list(dict.fromkeys(a for a in columns if not a.sort.is_function))


def _vector_total(y: Sym) -> Term:
    index = sym("i", INTEGER)
    return call("eq", bind("sum", index, elem(y, index), (ONE, y.sort.shape[0])), ONE)


# --- candidates: matrices --------------------------------------------------------------------------


def _matrices(step: Step) -> list[Sym]:
    free = free_symbols(step.left) | free_symbols(step.right)
    matrices = (s for s in free if len(s.sort.shape) == 2 and not s.sort.index and not s.sort.is_function and s.sort.shape[1] is not ONE)
    return sorted(matrices, key=lambda s: s.name)


def _square(a: Sym) -> bool:
    return a.sort.shape[0] is a.sort.shape[1]


def _matrix_properties(step: Step) -> Iterator[Conditions]:
    arrays = _matrices(step)[:3]
    square = [a for a in arrays if _square(a)]
    for a in square:
        yield (call("eq", a, call("transpose", a)),)
    for b in _square_families(step):
        i, j = sym("i", INTEGER), sym("j", INTEGER)
        swapped = bind("forall", j, call("eq", elem(b, i, j), elem(b, j, i)))
        yield (bind("forall", i, swapped),)
    for a in arrays:
        yield (call("eq", call("matmul", call("transpose", a), a), call("identity", a.sort.shape[1])),)
    for a in square:
        yield (ne(call("det", a)),)
    for a in square:
        yield (call("posdef", a, ZERO),)


def _square_families(step: Step) -> list[Sym]:
    """Families with two subscripts of the same range, declared or as the sums of the step run."""
    free = free_symbols(step.left) | free_symbols(step.right)
    found = [s for s in free if len(s.sort.index) == 2 and s.sort.index[0] == s.sort.index[1] and not s.sort.shape]
    runs = [r for side in (step.left, step.right) for r in _runs(side, {})]
    square = (s for s in found if len({sizes for base, sizes in runs if base is s}) <= 1)
    return sorted(square, key=lambda s: s.name)[:2]


def _runs(t: Term, ends: dict[Sym, Term]) -> Iterator[tuple[Term, frozenset[Sym]]]:
    """Families with a summed index, and the sizes at which that sum ends; an end at another index says nothing."""
    match t:
        case Bind("sum" | "prod", var, body, (lo, hi)):
            yield from _runs(body, {**ends, var: hi})
            for b in (lo, hi):
                yield from _runs(b, ends)
        case Elem(base, indices):
            sizes = (free_symbols(ends[i]) for i in indices if isinstance(i, Sym) and i in ends)
            yield from ((base, size) for size in sizes if size and size.isdisjoint(ends))
        case _:
            for c in children(t):
                yield from _runs(c, ends)


def _commuting(step: Step) -> Iterator[Conditions]:
    """Two matrices commute; where an operator turns a product round, the slip is the order, and the repair tells it."""
    if any(map(_turns_products, (*walk(step.left), *walk(step.right)))):
        return
    for a, b in combinations([m for m in _matrices(step)[:3] if _square(m)], 2):
        if a.sort == b.sort:
            yield (call("eq", call("matmul", a, b), call("matmul", b, a)),)


def _turns_products(t: Term) -> bool:
    match t:
        case Call("inverse", (Call("matmul"),)) | Call("transpose" | "trace"):
            return True
    return False


Group = Callable[[Step], Iterator[Conditions]]
INEQUALITIES: tuple[Group, ...] = (
    _inverse_ranges, _sums_of_arcs, one_name, two_names, _as_large_as_zero, tested_quantities, _intervals, _kinks_inside,
    _two_quantities, _both_signs,
)
GROUPS: tuple[Group, ...] = (*INEQUALITIES, _indices, _probabilities, _matrix_properties, _commuting)
"""The list, in order."""
