"""Equations with limits, integrals and infinite sums, by evaluating these first.

Each such term is replaced by a term without it that is shown to exist and to be equal, under the declarations and
the conditions that the other parts of the step need anyway; then the equation is decided by normal form.
Where an integrand is unknown but continuous, the integral stays, split by linearity.

Guarantee: as for the provers of :mod:`symbolic.proving.equality`; ``Refuted("undefined")`` is given only if a limit,
integral or sum is shown not to exist wherever the declarations and the conditions of its own side hold, and
``Refuted("value")`` only if both sides were evaluated and differ in ball arithmetic, or by the refuter at a point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from symbolic.proving.balls.constants import enclosure, sign_of_constant
from symbolic.proving.calculus import NoRule, resolve
from symbolic.proving.cases import solved_for_name
from symbolic.proving.conditions import shortest
from symbolic.proving.domains import Insight, definedness, differentiability, is_infinite
from symbolic.proving.equality import Sides, agree, missing_conditions
from symbolic.proving.facts import GIVE_UP, assume, negation
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.answers import Answer, Facts, Finite, Infinite, Missing
from symbolic.proving.limits.coincidences import by_coincidence
from symbolic.proving.limits.indefinite import prove_indefinite
from symbolic.proving.limits.infinite_sums import converges, infinite_sum
from symbolic.proving.limits.integrals import all_hold, continuous, inside, integral, order_of
from symbolic.proving.limits.limits import limit
from symbolic.proving.limits.orderings import by_order
from symbolic.proving.limits.parameters import under_a_condition
from symbolic.proving.limits.sign_cells import by_sign_cells
from symbolic.proving.limits.substitutions import by_substitution
from symbolic.proving.limits.totals import limit_or_total
from symbolic.steps import Step
from symbolic.terms import (
    ZERO,
    Bind,
    Call,
    Deriv,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    free_symbols,
    fresh,
    mul,
    neg,
    num,
    open_binder,
    operators,
    rebuild,
    sub,
    substitute,
    sym,
    walk,
)
from symbolic.verdicts import Conditional, Counterexample, Proved, Refuted

METHOD = "limits of antiderivatives and expansions"
LIMITS = ("limit", "limit+", "limit-")
ANALYTIC = frozenset({*LIMITS, "integral", "infinity"})


class Unknown(Exception):
    """A limit, integral or sum that could not be evaluated."""


class Undefined(Exception):
    """A limit, integral or sum that does not exist as a number; carries the answer."""

    def __init__(self, term: Bind, answer: Answer) -> None:
        super().__init__(repr(term))
        self.term = term
        self.answer = answer


def is_analytic(t: Term) -> bool:
    """Whether the outermost node is a limit, an integral or an infinite sum."""
    return isinstance(t, Bind) and (
        t.op in LIMITS or t.op == "integral" or (t.op in ("sum", "prod") and any(map(is_infinite, t.bounds))))


def prove_analysis(step: Step) -> Proved | Conditional | Refuted | None:
    """Decide an equation with limits, integrals or infinite sums; see the module's guarantee."""
    if step.relation != "eq" or ANALYTIC.isdisjoint(operators(step.left) | operators(step.right)):
        return None
    step = replace(step, declarations=(*step.declarations, *(c for d in step.declarations for c in _bounded(d))))
    answer = _decide(step)
    if answer is None or isinstance(answer, Refuted):
        answer = by_coincidence(step, _decide) or answer
    return answer or by_sign_cells(step, _decide) or under_a_condition(step, _decide) or by_order(step, _decide)


def _bounded(declaration: Term) -> tuple[Term, ...]:
    """|p| < c as −c < p < c."""
    match declaration:
        case Call("lt" | "le" as op, (Call("abs", (p,)), c)):
            return call(op, p, c), call(op, neg(c), p)
    return ()


def _decide(step: Step) -> Proved | Conditional | Refuted | None:
    """The verdict from the values of the limits, integrals and sums."""
    if not any(is_analytic(t) for side in (step.left, step.right) for t in walk(side)):
        return None
    if is_infinite(step.left) or is_infinite(step.right):
        return _infinite(step)
    if any(isinstance(t, Bind) and t.op == "integral" and not t.bounds for side in (step.left, step.right) for t in walk(side)):
        return prove_indefinite(step)
    domains = outer(step.left), outer(step.right)
    facts = (*step.declarations, *domains[0], *domains[1])
    try:
        left, right = Evaluation(facts), Evaluation(facts)
        values = left.value(step.left), right.value(step.right)
        sides = Sides(resolve(values[0]), resolve(values[1]), (*domains[0], *left.conditions), (*domains[1], *right.conditions),
                      step.declarations)
    except Undefined:
        return _undefined(step, domains)
    except (Unknown, NoRule, *GIVE_UP):
        return None
    return _verdict(step, sides)


def outer(term: Term) -> tuple[Term, ...]:
    """Conditions, in free names alone, without which the term is not defined; existence of limits left out."""
    out: list[Term] = []

    def visit(t: Term, bound: frozenset[Sym]) -> None:
        out.extend(c for c in definedness(t) if not bound & free_symbols(c))
        for node in walk(t):
            if is_analytic(node):
                assert isinstance(node, Bind)
                var, body = open_binder(node)
                visit(body, bound | {var})

    visit(term, frozenset())
    return tuple(c for c in dict.fromkeys(out) if _plain(c))


def _plain(condition: Term) -> bool:
    """A condition without questions of existence, in free names alone."""
    return not any(isinstance(t, Call) and t.op == "exists" for t in walk(condition)) and all(s.uid == 0 for s in free_symbols(condition))


@dataclass(slots=True)
class Evaluation:
    """Evaluates limits, integrals and infinite sums inside a term; ``conditions`` gathers what their existence needs."""

    facts: Facts
    conditions: list[Term] = field(default_factory=list)

    def value(self, t: Term) -> Term:
        """The term with its limits, integrals and infinite sums evaluated; raises Unknown or Undefined."""
        return self._visit(t, self.facts)

    def _visit(self, t: Term, facts: Facts) -> Term:
        match t:
            case Bind() if is_analytic(t):
                return self._analytic(t, facts)
            case Bind(op, _, _, bounds) if any(map(is_analytic, walk(t.body))):
                var, body = open_binder(t)
                inner = (*facts, call("ge", var, bounds[0]), call("le", var, bounds[1])) if len(bounds) == 2 else facts
                return bind(op, var, self._visit(body, inner), tuple(self._visit(b, facts) for b in bounds))
            case Deriv(body, var, order):
                evaluated = self._visit(body, _open_in(facts, var))
                if evaluated is not body:
                    return self._derivative(Deriv(evaluated, var, order), facts)
                return self._under_the_sign(t, facts) if any(map(is_analytic, walk(body))) else t
        parts = children(t)
        new = tuple(self._visit(c, facts) for c in parts)
        return t if new == parts else rebuild(t, new)

    def _under_the_sign(self, t: Deriv, facts: Facts) -> Term:
        """A derivative of integrals that stay, carried out under their sign and evaluated; as it is if that is not possible."""
        before = list(self.conditions)
        try:
            return self._derivative(t, facts)
        except Unknown:
            self.conditions = before
            return t

    def _derivative(self, t: Deriv, facts: Facts) -> Term:
        """A derivative of what was evaluated; where integrals stay, by Leibniz' rule for integrands smooth on the closed range."""
        self.conditions += [c for c in definedness(t) if _plain(c)]
        kept = [b for b in walk(t.body) if isinstance(b, Bind) and is_analytic(b)]
        if not kept:
            return t
        for b in kept:
            var, body = open_binder(b)
            if t.var in free_symbols(body) and not _on_range(lambda f, body=body: _smooth(body, t.var, f), b, var, facts):  # type: ignore[misc]
                raise Unknown(repr(t))
        carried = resolve(t)
        if any(isinstance(node, Deriv) for node in walk(carried)):
            raise Unknown(repr(t))
        return self._visit(carried, facts)

    def _analytic(self, t: Bind, facts: Facts) -> Term:
        bounds = tuple(b if is_infinite(b) else resolve(self._visit(b, facts)) for b in t.bounds)
        var, body = open_binder(t)
        inner = (*facts, *_local(t, var, bounds, facts))
        closed = bind(t.op, var, resolve(self._visit(body, inner)), bounds)
        answer = EVALUATORS[t.op](closed, facts)
        if isinstance(answer, Finite):
            self.conditions += answer.conditions
            return answer.value
        if answer is not None:
            raise Undefined(t, answer)
        if t.op == "integral":
            return self._kept(closed, facts)
        raise Unknown(repr(t))

    def _kept(self, t: Bind, facts: Facts) -> Term:
        """An integral of a continuous integrand over a compact range: it exists, and is split by linearity."""
        var, body = open_binder(t)
        lo, hi = t.bounds
        if is_infinite(lo) or is_infinite(hi) or any(is_analytic(node) and var in free_symbols(node) for node in walk(body)):
            raise Unknown(repr(t))
        if not _on_range(lambda f: continuous(body, var, f), t, var, facts):
            raise Unknown(repr(t))
        if _is_odd(body, var, t.bounds, facts):
            return ZERO
        replaced = by_substitution(var, body, t.bounds, facts, lambda test: _on_range(test, t, var, facts))
        return self._analytic(replaced, facts) if replaced is not None else _split(var, body, t.bounds, facts)


def _is_odd(body: Term, var: Sym, bounds: tuple[Term, ...], facts: Facts) -> bool:
    """Whether f(−x) = −f(x) on a range that lies symmetrically to 0."""

    def run(s: Session) -> bool:
        assume(s, facts)
        return s.equal(neg(bounds[0]), bounds[1]) and s.equal(substitute(body, {var: neg(var)}), neg(body)) and not s.loci

    try:
        return with_units(run)
    except GIVE_UP:
        return False


def _smooth(body: Term, root: Term, facts: Facts) -> bool:
    """Whether the body is smooth in ``root`` wherever the facts hold."""
    return all_hold(differentiability(body, root, Insight()), facts)


def _on_range(test: Callable[[Facts], bool], t: Bind, var: Sym, facts: Facts) -> bool:
    """Whether a test holds on the closed range of a binder, whichever way its bounds lie."""
    lo, hi = t.bounds
    if test(facts):
        return True
    order = order_of(lo, hi, facts)
    up, down = (call("ge", var, lo), call("le", var, hi)), (call("ge", var, hi), call("le", var, lo))
    wanted = (up, down) if order is None else (up,) if order >= 0 else (down,)
    return all(test((*facts, *w)) for w in wanted)


def _open_in(facts: Facts, var: Term) -> Facts:
    """Facts that hold on a neighbourhood of the variable's value."""
    name = var if isinstance(var, Sym) else None
    return tuple(f for f in facts if name not in free_symbols(f) or (isinstance(f, Call) and f.op in ("gt", "lt", "ne")))


def _local(t: Bind, var: Sym, bounds: tuple[Term, ...], facts: Facts) -> Facts:
    """What holds of the bound variable in the body."""
    if t.op != "integral" or len(bounds) != 2:
        return ()
    order = order_of(*bounds, facts)
    if order is None or order == 0:
        return ()
    return inside(var, *(bounds if order > 0 else bounds[::-1]))


def _split(var: Sym, body: Term, bounds: tuple[Term, ...], facts: Facts) -> Term:
    """∫ Σ c·g = Σ c·∫ g, by the monomials of the normal form; from 0 on if g is continuous everywhere."""

    def kept(g: Term) -> Term:
        return _from_origin(var, g, bounds) if continuous(g, var, facts) else bind("integral", var, g, bounds)

    def run(s: Session) -> Term:
        assume(s, facts)
        assume(s, definedness(body))
        q = s.nf(body)
        if var in s.ring.symbols(q.den):
            return kept(body)
        parts: list[Term] = []
        for c, exps in s.ring.terms(s.ring.lift(q.num)):
            inner = tuple((i, e) for i, e in exps if var in s.ring.generators[i].symbols)
            rest = tuple((i, e) for i, e in exps if var not in s.ring.generators[i].symbols)
            factor = s.quotient_term(s.ring.quotient(s.ring.monomial(rest, c), q.den))
            found = integral(bind("integral", var, s.monomial_term(inner), bounds), facts)
            parts.append(mul(factor, found.value if isinstance(found, Finite) else kept(s.monomial_term(inner))))
        return add(*parts) if parts else ZERO

    return with_units(run)


def _from_origin(var: Sym, body: Term, bounds: tuple[Term, ...]) -> Term:
    """∫ from lo to hi as the difference of two integrals from 0."""
    upper, lower = (ZERO if b is ZERO else bind("integral", var, body, (ZERO, b)) for b in bounds[::-1])
    return sub(upper, lower)


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

    try:
        difference = with_units(run)
    except GIVE_UP:
        return False
    return difference is not None and agree(replace(s, left=difference, right=ZERO))


EVALUATORS: dict[str, Callable[[Bind, Facts], Answer | None]] = {
    "integral": integral,
    "limit": limit_or_total,
    "limit+": limit,
    "limit-": limit,
    "sum": infinite_sum,
    "prod": lambda t, facts: None,
}


# --- verdicts ---------------------------------------------------------------------------------------


def _verdict(step: Step, s: Sides) -> Proved | Conditional | Refuted | None:
    if not agree(s) and not _gathered(s):
        return _differ(step, s)
    missing = missing_conditions(s.declarations, s.left_domain, s.right_domain)
    missing = tuple(c for c in missing if not _needed(step, c))
    if not missing:
        return Proved(METHOD)
    return Conditional("definedness", shortest(step.declarations, missing), METHOD, minimal=False)


def _needed(step: Step, condition: Term) -> bool:
    """Whether both sides are shown to be undefined where the condition fails."""
    for side in (step.left, step.right):
        own = (*step.declarations, *outer(side))
        if all_hold((condition,), own):
            continue
        places = _zeros(condition)
        if places is None:
            if not _undefined_under(side, (*own, negation(condition))) and not _by_sign(side, own, condition):
                return False
        elif not all(_undefined_under(substitute(side, p), tuple(substitute(f, p) for f in own)) for p in places):
            return False
    return True


def _undefined_under(side: Term, facts: Facts) -> bool:
    """Whether a side is shown to exist nowhere where the facts hold."""
    try:
        Evaluation(facts).value(side)
    except Undefined:
        return True
    except (Unknown, NoRule, *GIVE_UP):
        return False
    return False


def _by_sign(side: Term, facts: Facts, condition: Term) -> bool:
    """The same by the sign of the one name in the condition: wherever it does not hold, the side does not exist."""
    names = free_symbols(condition)
    if len(names) != 1:
        return False
    (name,) = names
    if not name.sort.is_scalar:
        return False
    put = {name: ZERO}
    cells = [(side, (*facts, call(op, name, ZERO)), condition) for op in ("gt", "lt")]
    cells.append((substitute(side, put), tuple(substitute(f, put) for f in facts), substitute(condition, put)))
    return all(all_hold((c,), known) or _undefined_under(cell, known) for cell, known, c in cells)


def _zeros(condition: Term) -> list[dict[Sym, Term]] | None:
    """Where p ≠ 0 fails, as values of a name, one for each factor of p; None if not all factors can be solved."""
    match condition:
        case Call("ne", (a, b)):
            difference = sub(a, b)
        case _:
            return None

    def run(s: Session) -> list[Term]:
        out = []
        for p, _ in s.ring.lift(s.nf(difference).num).factor()[1]:
            used = s.ring.used(p)
            root = len(used) == 1 and used[0].kind == "root" and len(p) == 1
            out.append(s.poly_term(used[0].payload[0] if root else p))
        return out

    try:
        solved = [solved_for_name(f) for f in with_units(run)]
    except GIVE_UP:
        return None
    found = [{name: value} for name, value in (pair for pair in solved if pair is not None)]
    return found if len(found) == len(solved) else None


def _undefined(step: Step, domains: tuple[tuple[Term, ...], tuple[Term, ...]]) -> Refuted | None:
    """A side with a limit, integral or sum that exists at no allowed value."""
    for side, domain in zip((step.left, step.right), domains, strict=True):
        try:
            Evaluation((*step.declarations, *domain)).value(side)
        except Undefined as e:
            return Refuted("undefined", METHOD, reason=_reason(e))
        except (Unknown, NoRule, *GIVE_UP):
            continue
    return None


def _reason(e: Undefined) -> str:
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
        return Refuted("value", METHOD, Counterexample((), _shown(s.left), _shown(s.right)))
    from symbolic.proving.balls.refuter import refute

    found = refute(replace(step, left=s.left, right=s.right, declarations=s.facts, definitions=()))
    return found if found is not None and found.kind == "value" else None


def _shown(t: Term) -> str:
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

    try:
        return with_units(run)
    except GIVE_UP:
        return None


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
                return Refuted("undefined", METHOD, reason=_reason(e)) if t.op in LIMITS else None
        return None
    except (Unknown, NoRule, *GIVE_UP):
        if isinstance(t, Bind) and converges(t, facts) and not free_symbols(t):
            return Refuted("value", METHOD, Counterexample((), "a number", "∞" if sign > 0 else "-∞"))
        return None
    if free_symbols(value):
        return None
    return Refuted("value", METHOD, Counterexample((), _shown(value), "∞" if sign > 0 else "-∞"))
