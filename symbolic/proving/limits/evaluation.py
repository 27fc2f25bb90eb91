"""Limits, integrals and infinite sums inside a term, evaluated from the inside out.

Each is replaced by a term without it that is shown to exist and to be equal, under the facts; what its existence needs is gathered as
conditions.  Where an integrand is unknown but continuous, the integral stays, split by linearity.

Guarantee: the result equals the term wherever the facts and the conditions hold; :class:`Undefined` is raised only if a limit,
integral or sum is shown not to exist wherever the facts hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from symbolic.functions import JUMPS, LIMITS, gt, lt
from symbolic.occurrences import bearing, is_infinite
from symbolic.proving.calculus import is_settled, resolve
from symbolic.proving.domains import Insight, definedness, differentiability
from symbolic.proving.facts import assume, under
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.answers import Answer, Facts, Finite, sign_of_difference
from symbolic.proving.limits.infinite_sums import infinite_sum
from symbolic.proving.limits.integrals import all_hold, continuous, inside, integral, order_of
from symbolic.proving.limits.limits import limit
from symbolic.proving.limits.open_ends import moves_under_the_sign, open_end
from symbolic.proving.limits.substitutions import by_substitution
from symbolic.proving.limits.totals import limit_or_total
from symbolic.proving.limits.triangles import exchanged
from symbolic.terms import (
    ONE,
    REAL,
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
    mul,
    neg,
    num,
    open_binder,
    operators,
    rebuild,
    sub,
    substitute,
    walk,
)

OPERATORS = frozenset({*LIMITS, "integral", "infinity"})
"""Without one of these there is no limit, no integral and no infinite sum."""


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


def holds_analytic(t: Term) -> bool:
    """Whether a limit, an integral or an infinite sum occurs."""
    return any(map(is_analytic, bearing(t, OPERATORS)))


def outer(term: Term) -> tuple[Term, ...]:
    """Conditions, in free names alone, without which the term is not defined; existence of limits left out."""
    return tuple(c for c in dict.fromkeys(_outer(term, frozenset())) if is_plain(c))


def _outer(t: Term, bound: frozenset[Sym]) -> Iterator[Term]:
    yield from (c for c in definedness(t) if not bound & free_symbols(c))
    for node in bearing(t, OPERATORS):
        if is_analytic(node):
            assert isinstance(node, Bind)
            yield from _outer(node.body, bound | {node.var})


def is_plain(condition: Term) -> bool:
    """A condition without questions of existence, in free names alone."""
    return not any(isinstance(t, Call) and t.op == "exists" for t in walk(condition)) and all(s.uid == 0 for s in free_symbols(condition))


@dataclass(slots=True)
class Evaluation:
    """Evaluates limits, integrals and infinite sums inside a term; ``conditions`` gathers what their existence needs.

    Those that are ``assumed`` may be more than that: the slope of ∫₀¹ cos(xt) dt exists at x = 0, that of the value sin(x)/x does not.
    """

    facts: Facts
    conditions: list[Term] = field(default_factory=list)
    assumed: list[Term] = field(default_factory=list)

    def value(self, t: Term) -> Term:
        """The term with its limits, integrals and infinite sums evaluated; raises Unknown or Undefined."""
        return self._visit(t, self.facts)

    def _visit(self, t: Term, facts: Facts) -> Term:
        if OPERATORS.isdisjoint(operators(t)):
            return t
        match t:
            case Bind() if is_analytic(t):
                return self._analytic(t, facts)
            case Bind(op, _, _, bounds) if holds_analytic(t.body):
                var, body = open_binder(t)
                inner = (*facts, call("ge", var, bounds[0]), call("le", var, bounds[1])) if len(bounds) == 2 else facts
                inner = (*inner, *_about_place(var, bounds[0], body, facts)) if op == "at" else inner
                before = len(self.conditions)
                value = self._inside(t, var, body, facts, inner)
                self.conditions[before:] = [_outside(op, var, bounds, c) for c in self.conditions[before:]]
                return bind(op, var, value, tuple(self._visit(b, facts) for b in bounds))
            case Deriv(body, var, order):
                if _moves_ends_only(t, facts):
                    return self._derivative(t, facts)
                before = len(self.conditions)
                evaluated = self._visit(body, _open_in(facts, var))
                self.conditions[before:] = [_around(c, var) for c in self.conditions[before:]]
                if evaluated is not body:
                    slope = Deriv(evaluated, var, order)
                    self.assumed += [c for c in definedness(slope) if is_plain(c) and c not in self.conditions]
                    return self._derivative(slope, facts)
                return self._under_the_sign(t, facts) if holds_analytic(body) else t
        parts = children(t)
        new = tuple(self._visit(c, facts) for c in parts)
        return t if new == parts else rebuild(t, new)

    def _inside(self, t: Bind, var: Sym, body: Term, facts: Facts, inner: Facts) -> Term:
        """The value of the body of a binder; a function that does not exist at a place has no derivative there."""
        try:
            return self._visit(body, inner)
        except Unknown:
            if t.op == "at" and isinstance(body, Deriv) and body.var is var:
                Evaluation(facts).value(substitute(body.body, {var: t.bounds[0]}))
            raise

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
        self.conditions += [c for c in definedness(t) if is_plain(c)]
        kept = [b for b in bearing(t.body, OPERATORS) if isinstance(b, Bind) and is_analytic(b)]
        if not kept:
            return t
        for b in kept:
            var, body = open_binder(b)
            moving = t.var in free_symbols(body)
            if moving and _on_range(partial(_smooth, body, t.var), b, var, facts):
                continue
            end = open_end(b, facts) if moving or not _on_range(partial(continuous, body, var), b, var, facts) else None
            if end is not None and t.var in free_symbols(end):
                raise Unknown(repr(t))
            if moving and (end is None or not isinstance(t.var, Sym) or not moves_under_the_sign(b, t.var, end, facts)):
                raise Unknown(repr(t))
        carried = resolve(t)
        if any(isinstance(node, Deriv) for node in walk(carried)):
            raise Unknown(repr(t))
        return self._visit(carried, facts)

    def _analytic(self, t: Bind, facts: Facts) -> Term:
        """The value of a limit, integral or infinite sum; over a triangle in the other order if it is not found in the one written."""
        before = list(self.conditions)
        try:
            return self._in_order(t, facts)
        except Unknown:
            turned = exchanged(t, facts)
            if turned is None:
                raise
            self.conditions = before
            return self._in_order(turned, facts)

    def _in_order(self, t: Bind, facts: Facts) -> Term:
        bounds = tuple(b if is_infinite(b) else resolve(self._visit(b, facts)) for b in t.bounds)
        if is_settled(t) and not holds_analytic(t.body):
            closed = t if bounds == t.bounds else Bind(t.op, t.var, t.body, bounds)
        else:
            var, body = open_binder(t)
            inner, before = (*facts, *_local(t, var, bounds, facts)), len(self.conditions)
            closed = bind(t.op, var, resolve(self._visit(body, inner)), bounds)
            if t.op in LIMITS:
                near = [c for c in self.conditions[before:] if var in free_symbols(c)]
                if not all(_holds_near(c, var, bounds[0], facts) for c in near):
                    raise Unknown(repr(t))
                self.conditions[before:] = [c for c in self.conditions[before:] if c not in near]
        answer = EVALUATORS[t.op](closed, facts)
        if isinstance(answer, Finite):
            self.conditions += answer.conditions
            return answer.value
        if answer is not None:
            raise Undefined(t, answer)
        if t.op == "integral" and t.bounds:
            return self._kept(closed, facts)
        raise Unknown(repr(t))

    def _kept(self, t: Bind, facts: Facts) -> Term:
        """An integral of a continuous integrand over a compact range: it exists, and is split by linearity."""
        var, body = open_binder(t)
        lo, hi = t.bounds
        if is_infinite(lo) or is_infinite(hi) or any(is_analytic(node) and var in free_symbols(node) for node in bearing(body, OPERATORS)):
            raise Unknown(repr(t))
        if not _on_range(lambda f: continuous(body, var, f), t, var, facts):
            if open_end(t, facts) is None:
                raise Unknown(repr(t))
            return t
        if _is_odd(body, var, t.bounds, facts):
            return ZERO
        replaced = by_substitution(var, body, t.bounds, facts, lambda test: _on_range(test, t, var, facts))
        return self._analytic(replaced, facts) if replaced is not None else _split(var, body, t.bounds, facts)


STRICT = {"le": "lt", "ge": "gt"}


def _around(condition: Term, var: Sym) -> Term:
    """A condition that holds near a value as well, where a derivative is taken: ``s < 1`` for ``s ≤ 1``."""
    if var not in free_symbols(condition):
        return condition
    match condition:
        case Call("and" | "or" as op, parts):
            return call(op, *(_around(c, var) for c in parts))
        case Call("lt" | "gt" | "ne"):
            return condition
        case Call("le" | "ge" as op, (a, b)):
            return call(STRICT[op], a, b)
    raise Unknown(repr(condition))


def _about_place(var: Sym, place: Term, body: Term, facts: Facts) -> Facts:
    """What holds of a variable around the place where it is taken: ``u < μ`` around 0 for μ > 0, of the names in exponents."""
    exponents = [t.args[-1] for t in walk(body) if isinstance(t, Call) and t.op in ("exp", "pow")]
    if not any(var in free_symbols(e) for e in exponents):
        return ()
    names = sorted({s for e in exponents for s in free_symbols(e) if s.uid == 0 and s.sort == REAL}, key=lambda s: s.name)
    signs = {bound: sign_of_difference(place, bound, facts) for bound in (ZERO, *names)}
    return tuple(call("lt" if sign == sg.NEG else "gt", var, bound) for bound, sign in signs.items() if sign in (sg.NEG, sg.POS))


def _outside(op: str, var: Sym, bounds: tuple[Term, ...], condition: Term) -> Term:
    """A condition of the body of a binder, outside of it: at the place where it is taken, or for every index."""
    if var not in free_symbols(condition):
        return condition
    if op == "at" and len(bounds) == 1:
        return substitute(condition, {var: bounds[0]})
    if op in ("sum", "prod") and len(bounds) == 2:
        return bind("forall", var, condition, bounds)
    raise Unknown(op)


def _is_odd(body: Term, var: Sym, bounds: tuple[Term, ...], facts: Facts) -> bool:
    """Whether f(−x) = −f(x) on a range that lies symmetrically to 0."""

    def run(s: Session) -> bool:
        return s.equal(neg(bounds[0]), bounds[1]) and s.equal(substitute(body, {var: neg(var)}), neg(body)) and not s.loci

    return under(facts, run, False)


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


def _moves_ends_only(t: Deriv, facts: Facts) -> bool:
    """Whether the variable stands in the ends alone of every integral, each of a continuous function over a compact range."""
    kept = [b for b in bearing(t.body, OPERATORS) if isinstance(b, Bind) and is_analytic(b)]
    if not isinstance(t.var, Sym) or not kept or any(b.op != "integral" or t.var in free_symbols(b.body) for b in kept):
        return False
    known = _open_in(facts, t.var)
    for b in kept:
        var, body = open_binder(b)
        bare = not holds_analytic(body) and len(b.bounds) == 2 and not any(map(is_infinite, b.bounds))
        if not bare or not _on_range(partial(continuous, body, var), b, var, known):
            return False
    return True


def _open_in(facts: Facts, var: Term) -> Facts:
    """Facts that hold on a neighbourhood of the variable's value."""
    name = var if isinstance(var, Sym) else None
    return tuple(f for f in facts if name not in free_symbols(f) or (isinstance(f, Call) and f.op in ("gt", "lt", "ne")))


def _local(t: Bind, var: Sym, bounds: tuple[Term, ...], facts: Facts) -> Facts:
    """What holds of the bound variable in the body, of that of a limit near its place."""
    if t.op in LIMITS:
        return _near(t.op, var, bounds[0])
    if t.op != "integral" or len(bounds) != 2:
        return ()
    order = order_of(*bounds, facts)
    if order is None or order == 0:
        return ()
    return inside(var, *(bounds if order > 0 else bounds[::-1]))


NEAR = Fraction(1, 4)


def _near(op: str, var: Sym, place: Term) -> Facts:
    """What holds of the variable of a limit wherever it is near enough to its place."""
    if is_infinite(place):
        return (lt(var, neg(ONE)),) if isinstance(place, Call) and place.op == "neg" else (gt(var, ONE),)
    low = place if op == "limit+" else sub(place, num(NEAR))
    high = place if op == "limit-" else add(place, num(NEAR))
    return gt(var, low), lt(var, high)


def _holds_near(condition: Term, var: Sym, place: Term, facts: Facts) -> bool:
    """Whether an open condition, of functions continuous at the place, holds there."""
    match condition:
        case Call("lt" | "gt" | "ne" as op, (a, b)) if not is_infinite(place) and JUMPS.isdisjoint(operators(a) | operators(b)):
            there = substitute(a, {var: place}), substitute(b, {var: place})
            return all_hold((*definedness(there[0]), *definedness(there[1]), call(op, *there)), facts)
    return False


def _split(var: Sym, body: Term, bounds: tuple[Term, ...], facts: Facts) -> Term:
    """∫ Σ c·g = Σ c·∫ g, by the monomials of the normal form; from 0 on if g is continuous everywhere."""

    def kept(g: Term) -> Term:
        if not continuous(g, var, facts):
            return bind("integral", var, g, bounds)
        replaced = by_substitution(var, g, bounds, facts, lambda test: test(facts))
        return _from_origin(var, g, bounds) if replaced is None else _from_origin(*open_binder(replaced), replaced.bounds)

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


EVALUATORS: dict[str, Callable[[Bind, Facts], Answer | None]] = {
    "integral": integral,
    "limit": limit_or_total,
    "limit+": limit,
    "limit-": limit,
    "sum": infinite_sum,
    "prod": lambda t, facts: None,
}
