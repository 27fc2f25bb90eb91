"""Definite and improper integrals, by an antiderivative and its limits at the ends.

Guarantee: :class:`~symbolic.proving.limits.limits.Finite` is the value of the integral, proper or improper, at every point
where the facts hold; :class:`~symbolic.proving.limits.limits.Missing` says that it diverges there.  None says nothing.

On each open piece between two neighbouring break points the integrand f is shown to be defined and continuous and
F to be differentiable with F′ = f; the integral over the piece is then F at its right end minus F at its left
end, by continuity if F is defined there, else as one-sided limits, and exists only if both are finite.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from symbolic.functions import JUMPS, KINKED, ge, gt, le, lt
from symbolic.occurrences import is_infinite
from symbolic.proving.balls.constants import enclosure
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import Insight, constant, definedness, differentiability
from symbolic.proving.equality import Sides
from symbolic.proving.equations.cases import expand, in_cell, solved_for_name
from symbolic.proving.facts import GIVE_UP, NEGATED, assume, entails, negation
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.linear_roots import linear_divisors, linear_root
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.forms.ring import Generator
from symbolic.proving.limits.angles import circular_signs, with_angle
from symbolic.proving.limits.answers import Answer, Facts, Finite, Infinite, Missing
from symbolic.proving.limits.antiderivatives import antiderivative
from symbolic.proving.limits.divergence import diverges_at_an_end, has_open_power
from symbolic.proving.limits.elementary import elementary
from symbolic.proving.limits.kinks import PARTS, jumps, named_kinks, without_integer_parts
from symbolic.proving.limits.known_integrals import tabulated
from symbolic.proving.limits.limits import one_sided
from symbolic.proving.limits.reflections import by_reflection
from symbolic.terms import (
    MINUS_ONE,
    ONE,
    PI,
    ZERO,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    add,
    call,
    div,
    free_symbols,
    mul,
    neg,
    num,
    open_binder,
    operators,
    sub,
    substitute,
    transform,
    walk,
)

SINGULAR = frozenset({"sqrt", "log", "div", "pow", "tan", "cot", "sec", "csc", "lt", "le", "gt", "ge", "eq", "ne"})
MAX_PIECES = 6
MAX_ZEROS = 4
PLACE = 2_000_000_000
"""Where the variable's levels begin while an integral is evaluated: above those of all fresh names."""


def integral(t: Bind, facts: Facts) -> Answer | None:
    """The value of a definite integral over the bounds as written; None without bounds."""
    if not t.bounds:
        return None
    var, body = open_binder(t)
    lo, hi = t.bounds
    order = order_of(lo, hi, facts)
    if order == 0:
        return _at_a_point(body, var, lo, facts)
    if order is None:
        return _either(body, var, lo, hi, facts)
    if order < 0:
        turned = _over(body, var, hi, lo, facts)
        return Finite(neg(turned.value)) if isinstance(turned, Finite) else turned
    return _over(body, var, lo, hi, facts)


def _at_a_point(body: Term, var: Sym, point: Term, facts: Facts) -> Answer | None:
    """The integral from a point to itself, by the value of the integrand there; open where it has a limit in place of a value."""
    needed = definedness(substitute(body, {var: point}))
    if all_hold(needed, facts):
        return Finite(ZERO)
    if not is_infinite(point) and any(isinstance(one_sided(body, var, point, side, facts), Finite) for side in (1, -1)):
        return None
    never = any(all_hold((negation(c),), facts) for c in needed if isinstance(c, Call) and c.op in NEGATED)
    return Missing("the integrand is not defined where the range begins and ends") if never else None


def order_of(lo: Term, hi: Term, facts: Facts) -> int | None:
    """1 if lo < hi is known, −1 if lo > hi, 0 if they are equal."""
    if is_infinite(lo) or is_infinite(hi):
        if lo is hi:
            return None
        return 1 if (isinstance(hi, Call) and hi.op == "infinity") or (isinstance(lo, Call) and lo.op == "neg") else -1
    start, end = constant(lo), constant(hi)
    if start is not None and end is not None:
        return (end > start) - (end < start)

    def run(s: Session) -> int | None:
        assume(s, facts)
        mask = s.signs.quotient_sign(s.ring.sub(s.nf(hi), s.nf(lo)))
        if mask == sg.ZERO:
            return 0
        return 1 if mask == sg.POS else -1 if mask == sg.NEG else None

    order = safely(run)
    if order is None and not free_symbols(lo) and not free_symbols(hi):
        ball = enclosure(sub(hi, lo))
        if ball is not None and (ball > 0 or ball < 0):
            return 1 if ball > 0 else -1
    return order


T = TypeVar("T")


def safely(run: Callable[[Session], T]) -> T | None:
    """``run`` in a session; None if it gives up."""
    try:
        return with_units(run)
    except (*GIVE_UP, NoRule):
        return None


def _either(body: Term, var: Sym, lo: Term, hi: Term, facts: Facts) -> Answer | None:
    """Bounds of unknown order: one antiderivative for both orders."""
    rising, falling = (*facts, lt(lo, hi)), (*facts, lt(hi, lo))
    if not consistent(falling) or not consistent(rising):
        upward = consistent(rising)
        only = _over(body, var, lo, hi, rising) if upward else _over(body, var, hi, lo, falling)
        if not isinstance(only, Finite) or not _vanishes(only.value, substitute(body, {var: lo}), lo, hi, facts):
            return None
        return only if upward else Finite(neg(only.value))
    first, second = _over(body, var, lo, hi, rising), _over(body, var, hi, lo, falling)
    match first, second:
        case Finite(a), Finite(b) if _same(a, neg(b), facts) and _vanishes(a, substitute(body, {var: lo}), lo, hi, facts):
            return first
    return None


def _vanishes(value: Term, start: Term, lo: Term, hi: Term, facts: Facts) -> bool:
    """Whether the value is 0 where the bounds are equal, and the integrand has a value there."""
    solved = solved_for_name(sub(hi, lo), bound=True)
    if solved is None:
        return False
    name, other = solved
    put = {name: other}
    there = tuple(substitute(f, put) for f in facts)
    return all_hold(definedness(substitute(start, put)), there) and _same(substitute(value, put), ZERO, there)


def _same(a: Term, b: Term, facts: Facts) -> bool:
    def run(s: Session) -> bool:
        assume(s, facts)
        assume(s, (*definedness(a), *definedness(b)))
        return s.equal(a, b)

    return safely(run) is True


def _over(body: Term, var: Sym, lo: Term, hi: Term, facts: Facts) -> Answer | None:
    """∫ from lo to hi for lo < hi (or lo ≤ hi); the same integral is asked for again under one condition after the other."""
    if not (is_infinite(lo) or is_infinite(hi)):
        body, lo, hi = with_angle(body, var, lo, hi, facts) or (body, lo, hi)
    place = Sym(var.name, var.sort, PLACE)
    while any(place in free_symbols(t) for t in (body, lo, hi, *facts)):
        place = Sym(var.name, var.sort, place.uid + 1)
    put: dict[Sym, Term] = {var: place}
    return _in_pieces(substitute(body, put), place, lo, hi, tuple(substitute(f, put) for f in facts))


@lru_cache(maxsize=256)
def _in_pieces(body: Term, var: Sym, lo: Term, hi: Term, facts: Facts) -> Answer | None:
    """The sum of the integrals between neighbouring break points."""
    points = [lo, *(_steps(body, var, lo, hi) or breaks(body, var, lo, hi) or _named(body, var, lo, hi, facts)), hi]
    if len(points) > MAX_PIECES:
        return None
    total: list[Term] = []
    for a, b in pairwise(points):
        part = _on_piece(body, var, a, b)
        if has_open_power(part, var) and diverges_at_an_end(part, var, a, b, facts):
            return Missing("the integral diverges at an end of its range")
        piece = tabulated(part, var, a, b, facts) or _piece(part, var, a, b, facts)
        if piece is None and diverges(body, var, lo, hi, facts):
            return Missing("the integral diverges at a singularity inside its range")
        if piece is None and (is_infinite(a) or is_infinite(b)) and diverges_at_an_end(part, var, a, b, facts):
            return Missing("the integral diverges at an end of its range")
        if piece is None and _has_no_values(part, var, a, b, facts):
            return Missing("the integrand has no value inside its range")
        if not isinstance(piece, Finite):
            return piece
        total.append(piece.value)
    return Finite(add(*total))


def _has_no_values(body: Term, var: Sym, lo: Term, hi: Term, facts: Facts) -> bool:
    """Whether the integrand is defined nowhere inside a range that is known to be longer than a point: √x for x < 0."""
    if has_open_power(body, var) or not (is_infinite(lo) or is_infinite(hi) or all_hold((lt(lo, hi),), facts)):
        return False
    inside = (*facts, *([] if is_infinite(lo) else [gt(var, lo)]), *([] if is_infinite(hi) else [lt(var, hi)]))
    return any(all_hold((negation(c),), inside) for c in definedness(body) if isinstance(c, Call) and c.op in NEGATED)


def _steps(body: Term, var: Sym, lo: Term, hi: Term) -> list[Term]:
    """Where integer parts jump in a range with rational ends."""
    ends = constant(lo), constant(hi)
    if ends[0] is None or ends[1] is None or PARTS.keys().isdisjoint(operators(body)):
        return []
    found = jumps(body, var, ends[0], ends[1])
    return [] if found is None else sorted({*map(num, found), *breaks(body, var, lo, hi)}, key=lambda t: float(enclosure(t) or 0))


def _on_piece(body: Term, var: Sym, lo: Term, hi: Term) -> Term:
    """The integrand between two neighbouring jumps of integer parts."""
    ends = constant(lo), constant(hi)
    if ends[0] is None or ends[1] is None or PARTS.keys().isdisjoint(operators(body)) or jumps(body, var, ends[0], ends[1]) != []:
        return body
    return without_integer_parts(body, var, (ends[0] + ends[1]) / 2)


def _named(body: Term, var: Sym, lo: Term, hi: Term, facts: Facts) -> list[Term]:
    """The kinks at numbers, or the one at a named number, that are known to lie inside a range with names in its ends or without an end."""
    ends = [(le, lo)] * (not is_infinite(lo)) + [(ge, hi)] * (not is_infinite(hi))

    def within(places: list[Term]) -> list[Term]:
        known = [r for r in places if all_hold(tuple(order(end, r) for order, end in ends), facts)]
        return [r for r in known if not any(_same(end, r, facts) for _, end in ends)]

    named = within(named_kinks(body, var))
    if named:
        return named if len(named) == 1 else []
    return within(singular(body, var)) if free_symbols(lo) | free_symbols(hi) else []


def diverges(body: Term, var: Sym, lo: Term, hi: Term, facts: Facts) -> bool:
    """Whether a singularity lies in the range such that the integral from it to an end diverges."""
    for r in (*singular(body, var), *named_poles(body, var)):
        right = all_hold((ge(r, lo), lt(r, hi)) if not is_infinite(lo) else (lt(r, hi),), facts)
        if right and isinstance(_piece(body, var, r, hi, facts), Missing):
            return True
        left = all_hold((gt(r, lo), le(r, hi)) if not is_infinite(hi) else (gt(r, lo),), facts)
        if left and isinstance(_piece(body, var, lo, r, facts), Missing):
            return True
    return False


def named_poles(body: Term, var: Sym) -> list[Term]:
    """Zeros, with names in them, of divisors that are linear in the variable."""
    found = [r for d in linear_divisors(body, var) for r in linear_root(var, d)]
    return [r for r in dict.fromkeys(found) if free_symbols(r)]


def singular(body: Term, var: Sym) -> list[Term]:
    """Zeros, in order, of what the integrand divides by, tests or takes a root of: rational, or of circular functions."""
    found: set[Term] = set()
    for node in walk(body):
        if not isinstance(node, Call) or _is_whole_power(node) or var not in free_symbols(node):
            continue
        if node.op in SINGULAR or node.op in KINKED:
            found.update(_roots(node, var))
    return sorted(found, key=lambda t: float(enclosure(t) or 0))


def _is_whole_power(t: Call) -> bool:
    """Whether a term is a power by a written whole number, which is smooth."""
    match t:
        case Call("pow", (_, Num(k))):
            return k.denominator == 1 and k >= 0
    return False


def inside(var: Sym, lo: Term, hi: Term) -> Facts:
    """lo < var < hi as facts."""
    out = []
    if not is_infinite(lo):
        out.append(gt(var, lo))
    if not is_infinite(hi):
        out.append(lt(var, hi))
    return tuple(out)


def breaks(body: Term, var: Sym, lo: Term, hi: Term) -> list[Term]:
    """Points, strictly inside a numeric range, where the integrand may be singular."""
    low, high = (None if is_infinite(b) else enclosure(b) for b in (lo, hi))
    if (low is None and not is_infinite(lo)) or (high is None and not is_infinite(hi)):
        return []
    found = [(p, enclosure(p)) for p in singular(body, var)]
    return [p for p, ball in found if ball is not None and (low is None or ball > low) and (high is None or ball < high)]


def _roots(node: Call, var: Sym) -> list[Term]:
    match node.op:
        case "div":
            tested = [node.args[1]]
        case "tan" | "sec":
            tested = [call("cos", node.args[0])]
        case "cot" | "csc":
            tested = [call("sin", node.args[0])]
        case "max" | "min" | "lt" | "le" | "gt" | "ge" | "eq" | "ne":
            tested = [sub(a, b) for i, a in enumerate(node.args) for b in node.args[i + 1 :]]
        case _:
            tested = [node.args[0]]
    tested = list(dict.fromkeys(q for t in tested for q in (_without_modulus(t, ONE), _without_modulus(t, MINUS_ONE))))

    def run(s: Session) -> list[Term]:
        out: list[Term] = []
        place = s.symbol(var)
        for t in tested:
            q = s.nf(t)
            for p, _ in [*q.num.factor()[1], *q.den.factor()[1]]:
                p = s.ring.lift(p)
                used = s.ring.used(p)
                if used == [place] and p.total_degree() == 1:
                    parts = {e: c for c, e in s.ring.terms(p)}
                    out.append(num(Fraction(-parts.get((), 0), parts[((place.index, 1),)])))
                elif len(p) == 1 and len(used) == 1 and used[0].kind in ("cos", "sin"):
                    out += _circular_zeros(s, used[0], var)
        return out

    return safely(run) or []


def _without_modulus(t: Term, sign: Term) -> Term:
    """The term with u or −u for |u|."""
    return transform(t, lambda node: mul(sign, node.args[0]) if isinstance(node, Call) and node.op == "abs" else None)


def _circular_zeros(s: Session, g: Generator, var: Sym) -> list[Term]:
    """The zeros of cos(cx) or sin(cx) nearest to 0."""
    assert isinstance(g.term, Call)
    scale = s.ring.as_number(s.nf(div(g.term.args[0], var)))
    if not scale:
        return []
    half = Fraction(1, 2) if g.kind == "cos" else Fraction(0)
    return [mul(num((half + k) / scale), PI) for k in range(-MAX_ZEROS, MAX_ZEROS)]


def _piece(body: Term, var: Sym, lo: Term, hi: Term, facts: Facts) -> Answer | None:
    """∫ over one piece, on whose inside the integrand is continuous."""
    local = (*facts, *inside(var, lo, hi), *circular_signs(body, var, lo, hi))
    smooth = plain(body, local)
    if smooth is None or not continuous(smooth, var, local):
        return None
    for propose in PROPOSERS:
        f = propose(smooth, var, local)
        if f is not None and _derives(f, smooth, var, local):
            return _difference(f, var, lo, hi, facts)
        reflected = by_reflection(smooth, var, lo, hi, local) if propose is _own else None
        if reflected is not None:
            return Finite(reflected)
    return None


Proposer = Callable[[Term, Sym, Facts], Term | None]


def _own(f: Term, x: Sym, facts: Facts) -> Term | None:
    return antiderivative(f, x, facts)


def _sympy(f: Term, x: Sym, facts: Facts) -> Term | None:
    from symbolic.sympy_oracle import propose_antiderivative

    return propose_antiderivative(f, x)


def _read_off(f: Term, x: Sym, facts: Facts) -> Term | None:
    return elementary(f, x)


PROPOSERS: tuple[Proposer, ...] = (_read_off, _own, _sympy)
"""Antiderivatives are only proposals; each is checked by differentiation."""


def plain(body: Term, facts: Facts) -> Term | None:
    """The integrand with |·|, max, sign and tests resolved by the facts of the piece."""
    if not any(isinstance(t, Call) and t.op in KINKED for t in walk(body)):
        return body
    settled = in_cell(Sides(expand(body), ZERO, (), (), facts), ())
    return None if settled is None else settled.left


def continuous(f: Term, var: Sym, facts: Facts) -> bool:
    """Whether f is defined and continuous in var wherever the facts hold."""
    if any(isinstance(t, Call) and t.op in JUMPS and var in free_symbols(t) for t in walk(f)):
        return False
    return all_hold(definedness(f), facts)


def consistent(facts: Facts) -> bool:
    """Whether the facts are not found to contradict each other."""

    def run(s: Session) -> bool:
        assume(s, facts)
        return not s.signs.contradictory

    return safely(run) is True


def all_hold(conditions: tuple[Term, ...], facts: Facts) -> bool:
    """Whether all conditions follow from the facts."""

    def run(s: Session) -> bool:
        assume(s, facts)
        return not s.signs.contradictory and all(entails(s, c) is True for c in conditions)

    return not conditions or safely(run) is True


def _derives(big: Term, f: Term, var: Sym, facts: Facts) -> bool:
    """Whether F is differentiable and F′ = f wherever the facts hold."""
    if not all_hold(differentiability(big, var, Insight()), facts):
        return False

    def run(s: Session) -> bool:
        assume(s, facts)
        assume(s, (*definedness(big), *definedness(f)))
        return not s.signs.contradictory and s.equal(differentiate(big, var), f) and not s.loci

    return safely(run) is True


def _difference(big: Term, var: Sym, lo: Term, hi: Term, facts: Facts) -> Answer | None:
    """F at the right end minus F at the left end."""
    upper = _end(big, var, hi, -1, facts)
    lower = _end(big, var, lo, 1, facts)
    if isinstance(upper, Infinite) or isinstance(lower, Infinite):
        at = "upper" if isinstance(upper, Infinite) else "lower"
        return Missing(f"the integral diverges: its antiderivative is unbounded at the {at} end of a piece")
    if isinstance(upper, Missing) or isinstance(lower, Missing):
        return Missing("the integral diverges: its antiderivative has no limit at an end of a piece")
    if upper is None or lower is None:
        return None
    return Finite(sub(upper.value, lower.value))


def _end(big: Term, var: Sym, point: Term, side: int, facts: Facts) -> Answer | None:
    if not is_infinite(point):
        value = substitute(big, {var: point})
        if all_hold(definedness(value), facts) and not any(isinstance(t, Call) and t.op in JUMPS for t in walk(big)):
            return Finite(value)
    return one_sided(big, var, point, side, facts)
