"""Equations with limits, integrals and infinite sums, by evaluating these first.

Each such term is replaced by its value (:mod:`symbolic.proving.limits.evaluation`), under the declarations and the conditions that
the other parts of the step need anyway; then the equation is decided by normal form.

Guarantee: as for the provers of :mod:`symbolic.proving.equality`; ``Refuted("undefined")`` is given only if a limit,
integral or sum is shown not to exist wherever the declarations and the conditions of its own side hold, and
``Refuted("value")`` only if both sides were evaluated and differ in ball arithmetic, or by the refuter at a point.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.functions import LIMITS
from symbolic.occurrences import bearing, is_infinite
from symbolic.proving.balls.constants import enclosure, sign_of_constant
from symbolic.proving.calculus import NoRule, resolve
from symbolic.proving.conditions import shortest
from symbolic.proving.equality import Sides, agree, missing_conditions
from symbolic.proving.facts import GIVE_UP, all_follow, assume, attempt, negation
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.limits.answers import Facts, Finite, Infinite, Missing
from symbolic.proving.limits.coincidences import by_coincidence, by_zero
from symbolic.proving.limits.evaluation import OPERATORS, Evaluation, Undefined, Unknown, holds_analytic, outer
from symbolic.proving.limits.indefinite import prove_indefinite
from symbolic.proving.limits.infinite_sums import converges
from symbolic.proving.limits.integrals import all_hold, integral
from symbolic.proving.limits.needs import is_needed
from symbolic.proving.limits.orderings import by_order
from symbolic.proving.limits.parameters import under_a_condition
from symbolic.proving.limits.sign_cells import by_poles, by_sign_cells
from symbolic.steps import Step
from symbolic.terms import (
    ZERO,
    Bind,
    Call,
    Term,
    add,
    bind,
    call,
    free_symbols,
    fresh,
    mul,
    neg,
    num,
    operators,
    sub,
    substitute,
    sym,
    walk,
)
from symbolic.verdicts import Conditional, Counterexample, Proved, Refuted

METHOD = "limits of antiderivatives and expansions"
INTEGRALS = frozenset({"integral"})


def prove_analysis(step: Step) -> Proved | Conditional | Refuted | None:
    """Decide an equation with limits, integrals or infinite sums; see the module's guarantee."""
    if step.relation != "eq" or OPERATORS.isdisjoint(operators(step.left) | operators(step.right)):
        return None
    step = replace(step, declarations=(*step.declarations, *(c for d in step.declarations for c in _bounded(d))))
    answer = _decide(step)
    if answer is None or isinstance(answer, Refuted):
        answer = by_coincidence(step, _decide) or answer
    return (answer or by_sign_cells(step, _decide) or by_zero(step, _decide) or under_a_condition(step, _decide) or by_poles(step, _decide)
            or by_order(step, _decide))


def _bounded(declaration: Term) -> tuple[Term, ...]:
    """|p| < c as −c < p < c."""
    match declaration:
        case Call("lt" | "le" as op, (Call("abs", (p,)), c)):
            return call(op, p, c), call(op, neg(c), p)
    return ()


def _decide(step: Step) -> Proved | Conditional | Refuted | None:
    """The verdict from the values of the limits, integrals and sums."""
    if not holds_analytic(step.left) and not holds_analytic(step.right):
        return None
    if is_infinite(step.left) or is_infinite(step.right):
        return _infinite(step)
    if any(isinstance(t, Bind) and t.op == "integral" and not t.bounds
           for side in (step.left, step.right) for t in bearing(side, INTEGRALS)):
        return prove_indefinite(step)
    domains = _evaluated(outer(step.left), step.declarations), _evaluated(outer(step.right), step.declarations)
    never = next((c for c in (*domains[0], *domains[1]) if isinstance(c, Call) and c.op == "ge"
                  and all_follow(step.declarations, (negation(c),))), None)  # a base that must be positive may have a whole exponent
    if never is not None:
        return Refuted("undefined", METHOD, reason=f"a side is defined nowhere: it needs {never}, which never holds")
    facts = (*step.declarations, *domains[0], *domains[1])
    values: list[Term] = []
    try:
        left, right = Evaluation(facts), Evaluation(facts)
        values.append(left.value(step.left))
        values.append(right.value(step.right))
        sides = Sides(resolve(values[0]), resolve(values[1]), (*domains[0], *left.conditions), (*domains[1], *right.conditions),
                      step.declarations)
    except Undefined:
        return _undefined((step.left, step.right), step.declarations, domains)
    except (Unknown, NoRule, *GIVE_UP):
        return None if values else _undefined((step.right,), step.declarations, domains[1:])
    return _verdict(step, sides, (*_beyond_need(left, domains[0]), *_beyond_need(right, domains[1])))


def _beyond_need(side: Evaluation, domain: tuple[Term, ...]) -> tuple[Term, ...]:
    """The conditions that were assumed of a side and do not follow from those that it needs."""
    needed = (*domain, *(c for c in side.conditions if c not in side.assumed))
    return tuple(c for c in side.assumed if not all_follow(needed, (c,)))


def _evaluated(conditions: tuple[Term, ...], facts: tuple[Term, ...]) -> tuple[Term, ...]:
    """Conditions with the values of their integrals, limits and sums, where these exist wherever the facts hold."""
    found: list[Term] = []
    for c in conditions:
        inside = Evaluation(facts)
        try:
            value = c if OPERATORS.isdisjoint(operators(c)) else resolve(inside.value(c))
        except (Undefined, Unknown, NoRule, *GIVE_UP):
            value = c
        found.append(value if all_follow(facts, tuple(inside.conditions)) else c)
    return tuple(found)


def _gathered(s: Sides) -> bool:
    """Whether left − right vanishes when integrals over the same range are put under one sign (integration by parts)."""

    def run(session: Session) -> Term | None:
        assume(session, s.facts)
        q = session.nf(sub(s.left, s.right))
        var = fresh(sym("x"))
        rest: list[Term] = []
        groups: dict[tuple[Term, ...], list[Term]] = {}
        for c, exps in session.ring.terms(session.ring.lift(q.num)):
            found = [(i, session.ring.generators[i].term) for i, e in exps if e == 1]
            integrals = [(i, t) for i, t in found if isinstance(t, Bind) and t.op == "integral" and t.bounds]
            if not integrals:
                rest.append(mul(num(c), session.monomial_term(exps)))
                continue
            index, t = integrals[0]
            factor = mul(num(c), session.monomial_term(tuple((i, e) for i, e in exps if i != index)))
            groups.setdefault(t.bounds, []).append(mul(factor, substitute(t.body, {t.var: var})))
        if not any(len(g) > 1 for g in groups.values()):
            return None
        for bounds, parts in groups.items():
            whole = integral(bind("integral", var, add(*parts), bounds), s.facts)
            if not isinstance(whole, Finite):
                return None
            rest.append(whole.value)
        return add(*rest)

    difference = attempt(run, None)
    return difference is not None and agree(replace(s, left=difference, right=ZERO))


def _verdict(step: Step, s: Sides, assumed: tuple[Term, ...] = ()) -> Proved | Conditional | Refuted | None:
    if not agree(s) and not _gathered(s):
        return _differ(step, s)
    beyond = tuple(c for c in assumed if not all_follow(step.declarations, (c,)))
    missing = (*missing_conditions(s.declarations, s.left_domain, s.right_domain), *beyond)
    missing = tuple(c for c in missing if not is_needed(step, c))
    if not missing:
        return Proved(METHOD)
    return Conditional("definedness", shortest(step.declarations, missing), METHOD, minimal=False)


def _undefined(sides: tuple[Term, ...], declarations: Facts, domains: tuple[tuple[Term, ...], ...]) -> Refuted | None:
    """A side with a limit, integral or sum that exists at no allowed value."""
    for side, domain in zip(sides, domains, strict=True):
        try:
            Evaluation((*declarations, *domain)).value(side)
        except Undefined as e:
            return Refuted("undefined", METHOD, reason=reason_of(e))
        except (Unknown, NoRule, *GIVE_UP):
            continue
    return None


def reason_of(e: Undefined) -> str:
    """Why something does not exist, in words."""
    match e.answer:
        case Infinite(sign):
            return f"{e.term} is {'' if sign > 0 else '−'}∞, not a number"
        case Missing(reason):
            return f"{e.term} does not exist: {reason}"
    return str(e)


def _differ(step: Step, s: Sides) -> Refuted | None:
    """Both sides evaluated, and different: at once if they are constants, else at a point of the refuter."""
    if not free_symbols(s.left) and not free_symbols(s.right):
        if any(isinstance(t, Bind) for side in (s.left, s.right) for t in walk(side)):
            return None
        if sign_of_constant(sub(s.left, s.right)) & sg.ZERO:
            return None
        return Refuted("value", METHOD, Counterexample((), shown(s.left), shown(s.right)))
    from symbolic.proving.balls.refuter import refute

    found = refute(replace(step, left=s.left, right=s.right, declarations=s.facts, definitions=()))
    return found if found is not None and found.kind == "value" else None


def shown(t: Term) -> str:
    """An exact rational, or certain decimal digits."""
    exact = _rational(t)
    if exact is not None:
        return exact
    ball = enclosure(t)
    return "?" if ball is None else str(ball.str(12, radius=False))


def _rational(t: Term) -> str | None:
    def run(s: Session) -> str | None:
        value = s.ring.as_number(s.nf(t))
        return None if value is None else str(value)

    return attempt(run, None)


def _infinite(step: Step) -> Proved | Refuted | None:
    """``lim … = ∞`` and the like: one side is a limit, integral or sum, the other ±∞."""
    t, stated = (step.left, step.right) if is_infinite(step.right) else (step.right, step.left)
    sign = 1 if isinstance(stated, Call) and stated.op == "infinity" else -1
    facts = (*step.declarations, *outer(t))
    try:
        value = Evaluation(facts).value(t)
    except Undefined as e:
        if e.term is not t:
            return None
        match e.answer:
            case Infinite(found):
                if found == sign:
                    return Proved(METHOD) if all_hold(outer(t), step.declarations) else None
                return Refuted("value", METHOD, Counterexample((), *(("∞", "-∞") if found > 0 else ("-∞", "∞"))))
            case Missing():
                return Refuted("undefined", METHOD, reason=reason_of(e)) if t.op in LIMITS else None
        return None
    except (Unknown, NoRule, *GIVE_UP):
        if isinstance(t, Bind) and converges(t, facts) and not free_symbols(t):
            return Refuted("value", METHOD, Counterexample((), "a number", "∞" if sign > 0 else "-∞"))
        return None
    if free_symbols(value):
        return None
    return Refuted("value", METHOD, Counterexample((), shown(value), "∞" if sign > 0 else "-∞"))
