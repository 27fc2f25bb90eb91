"""Signs by the mean value theorem: d(x) = d(a) + d'(c)·(x − a) with c strictly between a and x.

If d(a) has the wanted sign, d' ≥ 0 between a and every allowed x > a, and d' ≤ 0 between every allowed x < a and a, then
d(x) ≥ d(a).  Anchors a are the roots of d' that can be read off, declared bounds of x, and a few numbers.  The sign of
d' is shown by signs or by the theorem again; so 1 + x ≤ eˣ, log x ≤ x − 1 and Taylor bounds come out.

Guarantee: :func:`sign_by_slope` returns True only if the sign of the term lies in the mask wherever all facts hold.
Used only where the term is shown to be defined and smooth between a and x, and continuous at both ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symbolic.functions import JUMPS, gt, lt
from symbolic.proving.balls.boxes import enclose
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import Insight, constant, definedness, differentiability
from symbolic.proving.facts import assume, attempt, is_entailed
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ring import Poly
from symbolic.proving.orders.questions import entailed, is_impossible, seen_sign
from symbolic.proving.orders.sampling import contradicted
from symbolic.proving.orders.squares import radicands_as_powers
from symbolic.terms import (
    INFINITY,
    ONE,
    ZERO,
    Apply,
    Bind,
    Call,
    Deriv,
    Sym,
    Term,
    call,
    exp,
    free_symbols,
    fresh,
    log,
    num,
    power,
    sub,
    substitute,
    walk,
)

Facts = tuple[Term, ...]
MAX_DEPTH = 3
MAX_NAMES = 3
MAX_SIZE = 60
ANCHORS = (ZERO, ONE)


def sign_by_slope(d: Term, wanted: int, facts: Facts, depth: int = MAX_DEPTH) -> bool:
    """Whether the sign of ``d`` lies in ``wanted``, by the mean value theorem in one of its names."""
    if depth == 0 or not _suitable(d) or wanted not in (sg.POS, sg.NONNEG, sg.NEG, sg.NONPOS) or contradicted(d, wanted, facts):
        return False
    if wanted in (sg.NEG, sg.NONPOS):
        return sign_by_slope(call("neg", d), sg.flip(wanted), facts, depth)
    names = sorted((x for x in free_symbols(d) if x.sort.is_scalar and x.sort.field == "real"), key=lambda x: x.name)
    return any(_anchored(d, x, a, wanted, facts, depth) for x in names[:MAX_NAMES] for a in _anchors(d, x, facts)) or any(
        _concave(d, x, wanted, facts, depth) for x in names[:MAX_NAMES]) or any(
        _from_afar(d, x, side, wanted, facts, depth) for x in names[:MAX_NAMES] for side in (1, -1))


def _suitable(d: Term) -> bool:
    """Whether every operator in ``d`` is continuous where it is defined."""
    nodes = list(walk(d))
    return len(nodes) <= MAX_SIZE and not any(
        isinstance(n, Bind | Deriv | Apply) or (isinstance(n, Call) and n.op in JUMPS) for n in nodes)


def _anchored(d: Term, x: Sym, a: Term, wanted: int, facts: Facts, depth: int) -> bool:
    """Whether d ≥ 0 (or d > 0) follows from the value at a and the slopes to both sides."""
    others = tuple(f for f in facts if x not in free_symbols(f))
    at_anchor = substitute(d, {x: a})
    if not all(entailed(others, definedness(at_anchor))):
        return False
    strict = seen_sign(at_anchor, others, sg.POS)
    if not strict and not seen_sign(at_anchor, others, sg.NONNEG):
        return False
    off_anchor = strict or wanted == sg.NONNEG
    if not off_anchor and not is_entailed(facts, call("ne", x, a)):
        return False
    return _slope(d, x, a, 1, off_anchor, facts, depth) and _slope(d, x, a, -1, off_anchor, facts, depth)


def _concave(d: Term, x: Sym, wanted: int, facts: Facts, depth: int) -> bool:
    """Whether d ≥ 0 (or d > 0) because d is (strictly) concave between the declared bounds of x and d ≥ 0 at both."""
    lows, highs = _bounds(x, facts, ("gt", "ge")), _bounds(x, facts, ("lt", "le"))
    if not lows or not highs or (wanted == sg.POS and not all(is_entailed(facts, f) for f in (gt(x, lows[0]), lt(x, highs[0])))):
        return False
    others = tuple(f for f in facts if x not in free_symbols(f))
    for end in (lows[0], highs[0]):
        value = substitute(d, {x: end})
        if not all(entailed(others, definedness(value))) or not seen_sign(value, others, sg.NONNEG):
            return False
    c = fresh(x)
    between = (*others, gt(c, lows[0]), lt(c, highs[0]))
    moved = substitute(d, {x: c})
    if not all(entailed(between, differentiability(moved, c, Insight()))):
        return False
    try:
        bend = call("neg", differentiate(differentiate(moved, c), c))
    except NoRule:
        return False
    return seen_sign(bend, between, wanted) or sign_by_slope(bend, wanted, between, depth - 1)


def _from_afar(d: Term, x: Sym, side: int, wanted: int, facts: Facts, depth: int) -> bool:
    """Whether d ≥ 0 (or d > 0) because d falls towards a limit ≥ 0 as x → ∞ (side 1) or −∞ (side −1)."""
    from symbolic.proving.limits.answers import Finite
    from symbolic.proving.limits.limits import one_sided

    c = fresh(x)
    moved = substitute(d, {x: c})
    onward = ("gt", "ge") if side > 0 else ("lt", "le")
    bounds = {f for f in facts if isinstance(f, Call) and f.op in onward and f.args[0] is x and x not in free_symbols(f.args[1])}
    local = tuple(substitute(f, {x: c}) for f in facts if f in bounds or x not in free_symbols(f))
    if not all(entailed(local, differentiability(moved, c, Insight()))):
        return False
    answer = one_sided(moved, c, INFINITY if side > 0 else call("neg", INFINITY), 1, tuple(f for f in facts if x not in free_symbols(f)))
    if not isinstance(answer, Finite) or not seen_sign(answer.value, local, sg.NONNEG):
        return False
    try:
        slope = differentiate(moved, c)
    except NoRule:
        return False
    falling = call("neg", slope) if side > 0 else slope
    needed = sg.NONNEG if wanted == sg.NONNEG or seen_sign(answer.value, local, sg.POS) else sg.POS
    return seen_sign(falling, local, needed) or sign_by_slope(falling, needed, local, depth - 1)


def _slope(d: Term, x: Sym, a: Term, side: int, weak: bool, facts: Facts, depth: int) -> bool:
    """Whether d does not fall from a to every allowed x on one side (rises, unless ``weak``)."""
    beyond = gt(x, a) if side > 0 else lt(x, a)
    if is_impossible((*facts, beyond)):
        return True
    c = fresh(x)
    between: Facts = (gt(c, a), lt(c, x)) if side > 0 else (lt(c, a), gt(c, x))
    if seen_sign(a, tuple(f for f in facts if x not in free_symbols(f)), sg.NONNEG if side > 0 else sg.NONPOS):
        between = (*between, gt(c, ZERO) if side > 0 else lt(c, ZERO))
    local = (*facts, beyond, *between)
    moved = substitute(d, {x: c})
    try:
        slope = differentiate(moved, c)
    except NoRule:
        return False
    regular = differentiability(moved, c, Insight())
    if not all(entailed(local, regular)):
        return False
    signed = slope if side > 0 else call("neg", slope)
    here = (*(f for f in local if x not in free_symbols(f)), *regular)
    if seen_sign(signed, local, sg.POS) or (weak and seen_sign(signed, local, sg.NONNEG)):
        return True
    if not weak and seen_sign(signed, local, sg.NONNEG):
        return _moves(slope, c, a, side, facts, x)
    wanted = sg.NONNEG if weak else sg.POS
    return sign_by_slope(signed, wanted, here, depth - 1)


def _moves(slope: Term, c: Sym, a: Term, side: int, facts: Facts, x: Sym) -> bool:
    """Whether an analytic slope is not zero throughout: it differs from zero at an allowed number beyond a.

    The segment from a to that number lies where the slope is analytic, and the zeros of an analytic function that
    is not zero are isolated; so d rises strictly on every segment that starts at a.
    """
    if free_symbols(slope) != {c} or not isinstance(number := _value(a), Fraction):
        return False
    for distance in (Fraction(1), Fraction(1, 2), Fraction(1, 8)):
        point = num(number + side * distance)
        if all(entailed((), (substitute(f, {x: point}) for f in facts))):
            value = enclose(substitute(slope, {c: point}), {})
            if value is not None and (value > 0 or value < 0):
                return True
    return False


# --- anchors ---------------------------------------------------------------------------------------


def _anchors(d: Term, x: Sym, facts: Facts) -> list[Term]:
    """Where the least value may be: roots of the derivative, declared bounds, and a few numbers."""
    try:
        slope = differentiate(d, x)
    except NoRule:
        return []

    def run(session: Session) -> list[Term]:
        assume(session, facts)
        out: list[Term] = []
        for t in (slope, sub(exp(slope), ONE)) if any(isinstance(n, Call) and n.op == "log" for n in walk(slope)) else (slope,):
            numerator = session.ring.lift(session.nf(t).num)
            plain = radicands_as_powers(session, numerator) or numerator
            out += [r for f, _ in plain.factor()[1] for r in _linear_root(session, f, x)]
        return out

    roots = attempt(run, [])
    return list(dict.fromkeys((*roots, *_bounds(x, facts), *ANCHORS)))[:5]


def _linear_root(session: Session, p: Poly, x: Sym) -> Iterator[Term]:
    """x = −b/a from the factor a·x + b, and likewise for exp x, log x or a root of x in its place."""
    ring = session.ring
    for g in ring.used(p):
        if g.symbols != {x} or int(p.degrees()[g.index]) != 1:
            continue
        slope, rest = ring.constant(0), ring.constant(0)
        for c, exps in ring.terms(p):
            here = dict(exps)
            if here.pop(g.index, 0):
                slope += ring.monomial(tuple(here.items()), c)
            else:
                rest += ring.monomial(exps, c)
        if x in ring.symbols(slope) or x in ring.symbols(rest):
            continue
        value = session.quotient_term(ring.quotient(-rest, slope))
        if g.term is x:
            yield value
        elif g.term is exp(x) and not rest.is_zero():
            yield ZERO if value is ONE else log(value)
        elif g.kind == "root" and g.relation is not None and g.relation[1] == ring.poly(session.symbol(x)):
            yield session.quotient_term(session.nf(power(value, num(g.relation[0]))))
        elif g.term is log(x):
            yield session.quotient_term(session.nf(exp(value)))


def _bounds(x: Sym, facts: Facts, operators: tuple[str, ...] = ("gt", "ge", "lt", "le")) -> list[Term]:
    """What the facts compare x with, constants first."""
    found = [b for f in facts if isinstance(f, Call) and f.op in operators and len(f.args) == 2 and (b := _bound(x, *f.args)) is not None]
    return sorted(found, key=lambda t: len(free_symbols(t)))


def _bound(x: Sym, a: Term, b: Term) -> Term | None:
    """What x is compared with where a is compared with b: a = x, or a − b = x − c."""
    match a:
        case Sym() if a is x and x not in free_symbols(b):
            return b
        case Call("add", (Sym() as y, Call("neg", (c,)))) if y is x and b is ZERO and x not in free_symbols(c):
            return c
    return None


def _value(t: Term) -> Fraction | None:
    return constant(t)
