"""Conditions as people write them: taken apart, solved for a name, without repetition, as few as found.

Guarantee: the conjunction of the result is equivalent to the conjunction of the input wherever the
declarations hold and the terms in it are defined.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from symbolic.functions import FUNCTIONS, INEQUALITIES, ORDERS
from symbolic.proving.calculus import carried_out
from symbolic.proving.domains import definedness, is_integer
from symbolic.proving.facts import GIVE_UP, MASKS, assume, attempt, entails, negation, under
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ring import Poly, Quotient
from symbolic.proving.limits.angles import CIRCULAR, circular_signs, holds_at
from symbolic.terms import (
    ONE,
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
    free_symbols,
    mul,
    neg,
    num,
    open_binder,
    operators,
    sub,
    walk,
)

SIMPLE = ("sym", "elem")
STRICT = {"ge": "gt", "le": "lt"}
FLIPPED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge", "ne": "ne", "eq": "eq"}


def shortest(declarations: tuple[Term, ...], conditions: tuple[Term, ...]) -> tuple[Term, ...]:
    """The conditions in short form, those that follow from the others left out."""

    def run(session: Session) -> tuple[Term, ...]:
        assume(session, declarations)
        parts = list(dict.fromkeys(p for c in conditions for p in (every.get(c) or _short(session, c))))
        kept = list(parts)
        for c in sorted(parts, key=_length, reverse=True):
            others = [k for k in kept if k is not c]
            if others and not _stands_apart(c, (*declarations, *others)) and _follows(declarations, tuple(others), c):
                kept = others
        return _strict_bounds(session, tuple(kept))

    every: dict[Term, list[Term]] = {c: _of_every_member(declarations, c) for c in conditions if isinstance(c, Bind) and len(c.bounds) == 2}
    return attempt(run, conditions)


def _of_every_member(declarations: tuple[Term, ...], c: Bind) -> list[Term]:
    """A condition for every index of a range in short form; in a session of its own, for the range may be empty."""

    def run(session: Session) -> list[Term]:
        for x in sorted(free_symbols(c), key=repr):
            if x.sort.is_scalar:
                session.nf(x)
        index, body = open_binder(c)
        assume(session, (call("ge", index, c.bounds[0]), call("le", index, c.bounds[1])))
        if c.op != "forall" or session.signs.contradictory:
            return [c]
        return [bind("forall", index, part, c.bounds) for part in _short(session, body)]

    return under(declarations, run, [c])


def _strict_bounds(session: Session, conditions: tuple[Term, ...]) -> tuple[Term, ...]:
    """``a > b`` in place of ``a ≥ b`` and ``a ≠ b``, ``a b > 0`` in place of ``a b ≥ 0``, ``a ≠ 0`` and ``b ≠ 0``; also of every member."""
    out, spent = list(conditions), set[Term]()
    for k, c in enumerate(conditions):
        match c:
            case Call("ge" | "le" as op, (a, b)):
                factors = a.args if isinstance(a, Call) and a.op == "mul" and b is ZERO else (a,)
                needed: set[Term] = {call("ne", f, b) for f in factors}
                if not needed <= {*conditions}:
                    needed = {*_short(session, call("ne", a, b))}
                strict: Term = call(STRICT[op], a, b)
            case Bind("forall", index, Call("ge" | "le" as op, (a, b)), bounds):
                needed = {Bind("forall", index, call("ne", a, b), bounds)}
                strict = Bind("forall", index, call(STRICT[op], a, b), bounds)
            case _:
                continue
        if needed and needed <= {*conditions}:
            out[k] = strict
            spent |= needed
    return tuple(c for c in out if c not in spent)


def _stands_apart(c: Term, others: Iterable[Term]) -> bool:
    """Whether no other condition tells more of the names in one than which value they do not take: x ≠ 1 beside x ≠ 2 and y > 0."""
    names = free_symbols(c)
    beside = [other for other in others if not names.isdisjoint(free_symbols(other))]
    return not beside or all(map(_leaves_out_a_number, (c, *beside)))


def _leaves_out_a_number(c: Term) -> bool:
    match c:
        case Call("ne", (Sym(), Num() | Call("neg", (Num(),)))):
            return True
    return False


def _length(c: Term) -> int:
    return len(repr(c))


def _follows(declarations: tuple[Term, ...], known: tuple[Term, ...], c: Term) -> bool:
    def run(session: Session) -> bool:
        assume(session, (*known, *signs_on_intervals((*declarations, *known), c)))
        return not session.signs.contradictory and entails(session, c) is True

    return under(declarations, run, False)


def signs_on_intervals(facts: tuple[Term, ...], c: Term) -> tuple[Term, ...]:
    """The signs of the cosines and sines in a term, for names that lie in an interval; at its closed ends they may be 0."""
    if operators(c).isdisjoint(CIRCULAR):
        return ()
    bounds = [(f.op, f.args[0], f.args[1]) for f in facts if isinstance(f, Call) and f.op in ORDERS and isinstance(f.args[0], Sym)]
    below, above = ({x: (end, op == weak) for op, x, end in bounds if op in (strict, weak)}
                    for strict, weak in (("gt", "ge"), ("lt", "le")))
    found: list[Term] = []
    for x in below.keys() & above.keys():
        assert isinstance(x, Sym)
        ends = below[x], above[x]
        closed = [end for end, weak in ends if weak]
        found += (sign if all(holds_at(sign, x, end) for end in closed) else _weakened(sign)
                  for sign in circular_signs(c, x, *(end for end, _ in ends)))
    return tuple(found)


def _weakened(sign: Term) -> Term:
    """≥ for > and ≤ for <, which hold at the ends too, where what is compared is continuous."""
    assert isinstance(sign, Call)
    return call("ge" if sign.op == "gt" else "le", *sign.args)


def _short(session: Session, c: Term) -> list[Term]:
    """One condition as an equivalent list of shorter ones."""
    match c:
        case Call("and", args):
            return [p for a in args for p in _short(session, a)]
        case Call("or", args):
            if any(negation(a) in args for a in args):
                return []
            args = tuple(negation(a.args[0]) if isinstance(a, Call) and a.op == "not" else a for a in args)
            open_parts = [a for a in args if entails(session, a) is not False]
            open_parts = _widest(session, open_parts)
            if len(open_parts) == 1:
                return _short(session, open_parts[0])
            return [call("or", *open_parts)] if open_parts else [c]
        case Call("ne", (Call("conj" | "sqrt", (a,)), b)) if b is ZERO:
            return _short(session, call("ne", a, b))
        case Call("ne", (Call("mul", (Num(factor), *rest)), b)) if b is ZERO and factor:
            return _short(session, call("ne", mul(*rest) if len(rest) > 1 else rest[0], ZERO))
        case Call("ne", (Call("pow", (a, n)), b)) if b is ZERO and not isinstance(n, Num) and entails(session, call("gt", n, ZERO)):
            return _short(session, call("ne", a, ZERO))
        case Call(op, (Call(f, (a,)), b)) if op in MASKS and b is ZERO and f in FUNCTIONS and FUNCTIONS[f].keeps_signs:
            return _short(session, call(op, a, ZERO))
        case Call(op, (Call("sqrt", (a,)), Num(value))) if op in INEQUALITIES and value > 0:
            return _short(session, _ordered(op, a, num(value**2)))
        case Call(op, (a, b)) if op in MASKS:
            try:
                difference = session.ring.sub(session.nf(carried_out(a)), session.nf(carried_out(b)))
            except GIVE_UP:
                return [c]
            if session.signs.is_inverse_power(difference.den):
                return [_balanced(op, a, b)]
            if op in ORDERS and (fewer := _without_known_factors(session, difference, op)) is not None:
                return _short(session, fewer)
            if op in ORDERS and _is_reciprocal(difference):
                above = (difference.num.leading_coefficient() > 0) == (op in ("gt", "ge"))
                return _short(session, call("gt" if above else "lt", session.poly_term(difference.den), ZERO))
            if op == "ne" and (inside := _other_than(session, a, b)) is not None:
                return _short(session, inside)
            beyond = {"gt": sg.NEG, "lt": sg.POS}.get(op, sg.ANY)
            if op == "ne" or session.signs.quotient_sign(difference) & beyond == 0:
                return _nonzero(session, difference.num, c)
            if (inside := _squared(session, difference, op) or _undone(session, sub(a, b), difference, op)) is not None:
                return _short(session, inside)
            if difference.den.is_constant() or session.signs.sign(difference.den) == sg.POS:
                solved = solve_for_name(session, _without_odd_power(session, difference.num), op)
                if solved is not None:
                    return [solved]
            return [_balanced(op, a, b)]
    return [c]


def _balanced(op: str, a: Term, b: Term) -> Term:
    """``x² ≥ x`` for ``x² − x ≥ 0``: what is subtracted on the other side, numbers on the right."""
    if isinstance(a, Call) and a.op == "neg" and b is not ZERO:
        match b:
            case Call("neg", (q,)):
                return call(FLIPPED[op], a.args[0], q)
            case Num(value) if value < 0:
                return call(FLIPPED[op], a.args[0], num(-value))
    if b is not ZERO:
        return call(op, a, b)
    parts = _signed(a, True)
    plus, minus = ([p for p, positive in parts if positive is wanted] for wanted in (True, False))
    if not minus:
        return call(op, a, b)
    if not plus or all(isinstance(p, Num) for p in plus):
        op, plus, minus = FLIPPED[op], minus, plus
    left, right = ((add(*side) if len(side) > 1 else side[0]) if side else ZERO for side in (plus, minus))
    return call(op, left, right)


def _signed(t: Term, positive: bool) -> list[tuple[Term, bool]]:
    """The parts of a sum, each with whether it is added."""
    match t:
        case Call("neg", (a,)):
            return _signed(a, not positive)
        case Call("add", args):
            return [p for a in args for p in _signed(a, positive)]
    return [(t, positive)]


def _widest(session: Session, parts: list[Term]) -> list[Term]:
    """The alternatives without those that another one follows from: x ≥ 0 in place of x ≥ 1 or x ≥ 0."""
    kept = list(parts)
    for narrow in parts:
        others = [p for p in kept if p is not narrow]
        with session.scope():
            assume(session, (narrow,))
            if others and not session.signs.contradictory and any(entails(session, p) is True for p in others):
                kept = others
    return kept


def _other_than(session: Session, a: Term, b: Term) -> Term | None:
    """``p ≠ r`` for ``√p ≠ √r`` and the like, where both sides are defined."""
    if operators(a).isdisjoint(("sqrt", "exp", "log")):
        return None
    with session.scope():
        assume(session, (*definedness(a), *definedness(b)))
        difference = session.ring.sub(session.nf(a), session.nf(b))
        return _squared(session, difference, "ne") or _undone(session, sub(a, b), difference, "ne")


def _squared(session: Session, q: Quotient, op: str) -> Term | None:
    """``p ≥ c²`` for ``√p ≥ c`` with a number c ≥ 0, ``p ≥ r`` for ``√p ≥ √r``; likewise for the other orders."""
    ring = session.ring
    terms = ring.terms(ring.lift(q.num))
    roots = [(c, ring.generators[exps[0][0]]) for c, exps in terms if len(exps) == 1 and exps[0][1] == 1]
    if op not in INEQUALITIES or not q.den.is_constant() or len(roots) + any(not exps for _, exps in terms) < len(terms):
        return None
    if any(g.kind != "root" or g.payload[1] != 2 or g.relation is None or g.relation[0] != 2 for _, g in roots):
        return None
    constant = next((c for c, exps in terms if not exps), 0)
    sizes = [(c, session.poly_term(g.relation[1])) for c, g in roots if g.relation is not None]
    match sizes:
        case [(c, p)] if c * constant <= 0:
            return _ordered(op if c > 0 else FLIPPED[op], p, num(Fraction(constant, c) ** 2))
        case [(c, p), (d, r)] if c + d == 0 and not constant:
            return _ordered(op if c > 0 else FLIPPED[op], p, r)
    return None


def _ordered(op: str, p: Term, r: Term, *, strict: bool = False) -> Term:
    """``p op r`` where the smaller of the two is not negative (or positive), as under a root or a logarithm."""
    if op == "ne":
        return call(op, p, r)
    smaller = r if op in ("gt", "ge") else p
    known = isinstance(smaller, Num) and smaller.value >= 0
    return call(op, p, r) if known else call("and", call("gt" if strict else "ge", smaller, ZERO), call(op, p, r))


def _undone(session: Session, written: Term, q: Quotient, op: str) -> Term | None:
    """``p ≥ 0`` for ``exp(p) ≥ 1`` and ``p ≥ 1`` for ``log(p) ≥ 0``, ``p ≥ r`` between two of a kind; where the logarithms are defined."""
    neutrals: dict[str, Term] = {"exp": ONE, "log": ZERO}
    for name, neutral in neutrals.items():
        calls = [t for t in dict.fromkeys(walk(written)) if isinstance(t, Call) and t.op == name]
        if op not in INEQUALITIES or not 1 <= len(calls) <= 2:
            continue
        first, second = calls[0], calls[1] if len(calls) == 2 else None
        for sign, order in ((1, op), (-1, FLIPPED[op])):
            rest = session.ring.sub(session.nf(first), session.nf(second or neutral))
            if session.ring.is_zero(session.ring.sub(q, session.ring.mul(session.ring.number(sign), rest))):
                inner = second.args[0] if second else ZERO if name == "exp" else ONE
                return _ordered(order, first.args[0], inner, strict=True) if name == "log" else call(order, first.args[0], inner)
    return None


def _without_odd_power(session: Session, p: Poly) -> Poly:
    """A polynomial of the same sign: p for p³."""
    content, factors = session.ring.lift(p).factor()
    if len(factors) != 1 or factors[0][1] % 2 == 0:
        return p
    return factors[0][0] if content > 0 else -factors[0][0]


def _without_known_factors(session: Session, q: Quotient, op: str) -> Term | None:
    """``x ≥ 1`` for π (x − 1) ≥ 0, ``a > 0`` for π / a ≥ 0: without factors of one known sign, if that leaves plain names alone."""
    ring, dropped = session.ring, False
    parts: list[Poly] = []
    for p in map(ring.lift, q):
        content, factors = ring.factors(p) if not p.is_zero() else (0, [])
        part = ring.constant(content)
        for f, e in factors:
            sign = session.signs.sign(f) if e % 2 else sg.ANY
            if sign in (sg.POS, sg.NEG):
                op, dropped = op if sign == sg.POS else FLIPPED[op], True
            else:
                part = part * f**e
        parts.append(part)
    if not dropped or all(p.is_constant() for p in parts):
        return None
    rest = ring.quotient(*parts)
    plain = all(g.kind in SIMPLE for g in ring.used(rest.num)) or solve_for_name(session, rest.num, op) is not None
    return call(op, session.quotient_term(rest), ZERO) if _is_reciprocal(rest) or (rest.den.is_one() and plain) else None


def _is_reciprocal(q: Quotient) -> bool:
    """A number other than 0 over what is none."""
    return q.num.is_constant() and not q.num.is_zero() and not q.den.is_constant()


def _nonzero(session: Session, p: Poly, original: Term) -> list[Term]:
    """p ≠ 0 factor by factor, without those that are never 0, if the others are in plain names; the original otherwise."""
    ring = session.ring
    if p.is_zero():
        return [original]
    factors = [f for g, _ in ring.lift(p).factor()[1] if session.signs.sign(f := _modulus(session, g)) & sg.ZERO]
    if any(g.kind not in SIMPLE for f in factors for g in ring.used(f)):
        return [original]
    return [solve_for_name(session, f, "ne") or _balanced("ne", session.poly_term(f), ZERO) for f in factors]


def _modulus(session: Session, p: Poly) -> Poly:
    """A real polynomial that vanishes where p does: u² + v² for p = u + v i."""
    parts = session.ring.complex_parts(p) if any(g.complex for g in session.ring.used(p)) else None
    if parts is None or any(g.complex for part in parts for g in session.ring.used(part)):
        return p
    return session.ring.reduce(parts[0] * parts[0] + parts[1] * parts[1])


def solve_for_name(session: Session, p: Poly, op: str) -> Term | None:
    """``p op 0`` as ``name op value``, if p is linear in a name with a numeric coefficient."""
    ring = session.ring
    p = ring.lift(p)
    used = [g for g in ring.used(p) if g.kind in SIMPLE]
    if p.total_degree() != 1 or len(used) != len(ring.used(p)) or len(used) > 2:
        return None
    linear = {e: c for c, e in ring.terms(p)}
    g = used[0]
    slope = linear[((g.index, 1),)]
    rest = ring.reduce(p - slope * ring.poly(g))
    if slope < 0:
        op = FLIPPED[op]
    if rest.is_constant():
        constant = Fraction(0) if rest.is_zero() else Fraction(int(rest.leading_coefficient()))
        place = _whole(-constant / slope, op) if is_integer(g.term) else -constant / slope
        value: Term = num(place) if place >= 0 else neg(num(-place))
        return call(op, g.term, value)
    if abs(slope) != 1 or not isinstance(g.term, Sym | Elem):
        return None
    return call(op, g.term, session.poly_term(-rest if slope == 1 else rest))


def _whole(place: Fraction, op: str) -> Fraction:
    """The bound of an integer: 1 for ``k ≥ 1/2``."""
    return Fraction(ceil(place)) if op == "ge" else Fraction(floor(place)) if op == "le" else place
