"""What an inequality itself comes to: ``x ≤ 0 or x ≥ 1`` of ``x² ≥ x``, ``x ≥ 1`` of ``log x ≥ 0``, ``y ≤ 1`` of ``x² y ≤ x²``.

A name of which a bound is declared already is left alone: what is claimed within a range is meant for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symbolic.functions import ORDERS, ge, le
from symbolic.proving.calculus import NoRule
from symbolic.proving.conditions import FLIPPED, shortest
from symbolic.proving.diagnosis import Conditions
from symbolic.proving.domains import constant
from symbolic.proving.equality import sides
from symbolic.proving.facts import GIVE_UP, assume
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.orders.plain_statements import plain_statement
from symbolic.proving.orders.solution_sets import solution_set
from symbolic.steps import Step
from symbolic.terms import INTEGER, ZERO, Call, Sym, Term, call, free_symbols, operators, sym, transform, walk

INTEGER_PARTS = frozenset({"floor", "ceil"})


def solved_claim(step: Step) -> Iterator[Conditions]:
    """The intervals on which an inequality in one name holds; or what the one factor of the difference says whose sign is open."""
    if step.relation not in ORDERS:
        return
    found = solution_set(step) or _bounded(step)
    for conditions in (found,) if found is not None else _open_factor(step):
        if not any(free_symbols(c) & free_symbols(d) for c in conditions for d in step.declarations):
            yield conditions


def _bounded(step: Step) -> Conditions | None:
    """Bounds of one name that the claim comes to as increasing functions are taken off: ``x ≥ e`` of ``log x ≥ 1``."""
    claim = plain_statement(call(step.relation, step.left, step.right))
    parts = claim.args if isinstance(claim, Call) and claim.op == "and" else (claim,)
    bounds = [p for p in parts if isinstance(p, Call) and p.op in ORDERS and isinstance(p.args[0], Sym) and not free_symbols(p.args[1])]
    if len(bounds) < len(parts) or len(free_symbols(claim)) != 1:
        return None
    return shortest(step.declarations, tuple(bounds))


def _open_factor(step: Step) -> Iterator[Conditions]:
    try:
        s = sides(step)
        declared = with_units(lambda session: _without_known_signs(session, replace(step, left=s.left, right=s.right), s.facts))
    except (NoRule, *GIVE_UP):
        return
    if declared is None:
        return
    short = shortest((*step.declarations, *s.left_domain, *s.right_domain), (declared,))
    match short:
        case (Call(op, (Sym(), bound)),) if op == "ne" or constant(bound) is not None:
            yield short


def factored_claim(step: Step) -> Iterator[Conditions]:
    """Signs of the two factors whose signs are open: ``x ≥ 1`` of ``xⁿ⁺¹ ≥ xⁿ``, both of one sign of ``log x log y ≥ 0``."""
    if step.relation not in ("le", "ge") or not INTEGER_PARTS.isdisjoint(operators(step.left) | operators(step.right)):
        return
    try:
        s = sides(step)
        pair = with_units(lambda session: _two_factors(session, replace(step, left=s.left, right=s.right), s.facts))
    except (NoRule, *GIVE_UP):
        return
    if pair is None or any(free_symbols(f) & free_symbols(d) for f in pair for d in step.declarations if not _is_whole(d)):
        return
    (above, below), (over, under) = ((_in_short(ge(f)), _in_short(le(f))) for f in pair)
    yield from ((condition,) for condition in (above, below, over, under))
    for one, other in ((over, under), (under, over)):
        yield (call("or", call("and", above, one), call("and", below, other)),)
    yield from ((first, second) for first in (above, below) for second in (over, under))


def _in_short(condition: Term) -> Term:
    short = shortest((), (condition,))
    return short[0] if len(short) == 1 else condition


def _is_whole(declared: Term) -> bool:
    """``n ≥ 1`` of a whole number, which is no range for which a claim is meant."""
    return all(s.sort == INTEGER for s in free_symbols(declared))


def _two_factors(session: Session, step: Step, facts: tuple[Term, ...]) -> tuple[Term, Term] | None:
    """The two factors of the difference of the sides whose signs are open, if all others have one."""
    assume(session, facts)
    q = session.ring.sub(session.nf(step.left), session.nf(step.right))
    if session.signs.contradictory or session.loci or q.num.is_zero():
        return None
    factors = (pair for p in (q.num, q.den) for pair in session.ring.lift(p).factor()[1])
    found = [session.poly_term(f) for f, e in factors if e % 2 and session.signs.sign(f) not in (sg.POS, sg.NEG, sg.NONNEG, sg.NONPOS)]
    return (found[0], found[1]) if len(found) == 2 else None


def step_sizes(step: Step) -> Iterator[Conditions]:
    """``\\eta \\le 1/L``, ``a b \\ge 2``: what bounds a product of positive names, if the sign of the difference depends on it alone."""
    if step.relation not in ORDERS:
        return
    lengths: dict[Term, Term | None] = {}
    for t in (*walk(step.left), *walk(step.right)):
        if isinstance(t, Call) and t.op == "norm":
            lengths.setdefault(t, sym(f"length {len(lengths)}"))
    facts = (*step.declarations, *(call("ge", name, ZERO) for name in lengths.values() if name is not None))
    named = replace(step, left=transform(step.left, lengths.get), right=transform(step.right, lengths.get), declarations=facts)
    try:
        s = sides(named)
        found = with_units(lambda session: _without_known_signs(session, replace(named, left=s.left, right=s.right), s.facts, squares=True))
    except (NoRule, *GIVE_UP):
        return
    match found:
        case Call(_, (Call("add", (a, b)), _)) if len(free_symbols(found)) > 1:
            product, number = (a, b) if free_symbols(a) else (b, a)
            if not free_symbols(number) and _is_positive_product(product, step.declarations):
                yield shortest(step.declarations, (found,))


def _is_positive_product(t: Term, facts: tuple[Term, ...]) -> bool:
    """A product of names that are declared positive, and of no two of which more is declared."""
    parts = t.args if isinstance(t, Call) and t.op in ("mul", "neg") else (t,)
    names = [p for part in parts for p in (part.args if isinstance(part, Call) and part.op == "neg" else (part,)) if free_symbols(p)]
    said = [d for d in facts if free_symbols(d) & free_symbols(t)]
    return all(isinstance(p, Sym) and call("gt", p, ZERO) in facts for p in names) and len(said) == len(names)


def _without_known_signs(session: Session, step: Step, facts: tuple[Term, ...], squares: bool = False) -> Term | None:
    """The relation between one factor and 0 to which the step is equivalent where the facts hold; ``squares``: and no factor is 0.

    A square, and what else is not negative, is positive where it is not 0.
    """
    assume(session, facts)
    q = session.ring.sub(session.nf(step.left), session.nf(step.right))
    if session.signs.contradictory or session.loci or q.num.is_zero():
        return None
    contents, parts = zip(*(session.ring.lift(p).factor() for p in (q.num, q.den)), strict=True)
    positive = (contents[0] > 0) == (contents[1] > 0)
    rest = []
    for f, exponent in (pair for part in parts for pair in part):
        sign = session.signs.sign(f)
        if sign == sg.NEG and exponent % 2:
            positive = not positive
        known = squares and step.relation in ("le", "ge") and (exponent % 2 == 0 or sign in (sg.NONNEG, sg.NONPOS))
        if known and exponent % 2 and sign == sg.NONPOS:
            positive = not positive
        if sign not in (sg.POS, sg.NEG) and not known:
            rest.append((f, sg.raised(sign, exponent)))
    if len(rest) != 1:
        return None
    (f, sign), op = rest[0], step.relation if positive else FLIPPED[step.relation]
    if (op, sign) in (("gt", sg.NONNEG), ("lt", sg.NONPOS)):
        op, used = "ne", session.ring.used(f)
        f = session.ring.lift(used[0].payload[0]) if len(f) == 1 and used[0].kind == "root" else f
    return call(op, session.poly_term(f), ZERO) if op == "ne" or sign not in (sg.NONNEG, sg.NONPOS) else None
