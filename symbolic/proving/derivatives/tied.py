"""Names that a declared equation ties to the variable of a derivative or an integral.

After ``p + q = 1`` the derivative of p·q by p is q if q is held fixed, and 1 − 2p if q varies with p: both are written the same way.
A step that is proved with all other names held fixed stays proved.  One that is not is read with the tied name as a function of the
variable, its slope −F_p/F_q from the equation F = 0.  What is false in both readings is refuted; what is false in one of them alone is
neither proved nor called false.  A bare dq/dp, which says nothing if q is held fixed, is read along the equation only.

Guarantee: the step of :attr:`Tie.step` is the written one with derivatives by the variable as total derivatives along the equation,
and with the solved name put in under binders.  It holds where the slope is defined, which its own terms require.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from symbolic.functions import LIMITS
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.facts import GIVE_UP
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.unfolding import CannotUnfold, unfold_step
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    REAL,
    ZERO,
    Bind,
    Call,
    Deriv,
    Num,
    Sym,
    Term,
    add,
    bind,
    children,
    div,
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

VARYING = LIMITS | {"integral", "at"}
HIGHEST_ORDER = 3


@dataclass(frozen=True, slots=True)
class Tie:
    """The equation that ties ``name`` to ``variable``; ``step`` reads the name as varying with it, None where that cannot be written."""

    equation: Term
    variable: Sym
    name: Sym | None
    step: Step | None


def tie_in(step: Step) -> Tie | None:
    """The first tie between a variable of the step and what it is applied to."""
    equations = [f for f in step.declarations if isinstance(f, Call) and f.op == "eq" and all(s.sort == REAL for s in free_symbols(f))]
    if not equations or not any(op == "Deriv" or op in VARYING for side in (step.left, step.right) for op in operators(side)):
        return None
    try:
        step = unfold_step(step)
    except CannotUnfold:
        return None
    uses = list(_uses(step))
    variables = {v for v, _ in uses}
    for equation in equations:
        symbols = free_symbols(equation)
        for variable in sorted((v for v in symbols if v.name in variables), key=lambda s: s.name):
            inside = {name for v, names in uses if v == variable.name for name in names}
            tied = [s for s in symbols if s is not variable and s.name in inside and s.name not in variables]
            if tied:
                return _tie(step, equation, variable, tied)
    return None


def _uses(step: Step) -> Iterator[tuple[str, frozenset[str]]]:
    """The variables of derivatives and binders by name, with the names in what they are applied to."""
    for t in (t for side in (step.left, step.right) for t in walk(side)):
        var = t.var if isinstance(t, Deriv) or (isinstance(t, Bind) and t.op in VARYING) else None
        if isinstance(t, Deriv | Bind) and isinstance(var, Sym):
            yield var.name, frozenset(s.name for s in free_symbols(t.body))


def _tie(step: Step, equation: Call, variable: Sym, tied: list[Sym]) -> Tie:
    left, right = equation.args
    given = [s for s in tied if any(side is s and s not in free_symbols(other) for side, other in ((left, right), (right, left)))]
    name = given[0] if len(given) == 1 else tied[0] if len(tied) == 1 else None
    if name is None:
        return Tie(equation, variable, None, None)
    along = _Along(equation, variable, name)
    sides = along.of(step.left), along.of(step.right)
    return Tie(equation, variable, name, None if sides[0] is None or sides[1] is None else replace(step, left=sides[0], right=sides[1]))


class _Along:
    """Terms in which ``name`` varies with ``variable`` along an equation."""

    def __init__(self, equation: Call, variable: Sym, name: Sym) -> None:
        self.variable, self.name = variable, name
        left, right = equation.args
        self.zero = sub(left, right)
        self.slope = div(neg(Deriv(self.zero, variable, ONE)), Deriv(self.zero, name, ONE))
        self.value = next((other for side, other in ((left, right), (right, left)) if side is name and name not in free_symbols(other)),
                          None) or self._solved()

    def _solved(self) -> Term | None:
        """The name by the other names, where the equation is linear in it with a number as the factor."""
        def factor(session: Session) -> Fraction | None:
            return session.ring.as_number(session.nf(differentiate(self.zero, self.name)))

        try:
            found = with_units(factor)
        except (NoRule, *GIVE_UP):
            return None
        return div(neg(substitute(self.zero, {self.name: ZERO})), num(found)) if found else None

    def of(self, t: Term) -> Term | None:
        """The term with the derivatives by the variable total, and the name put in where the variable is bound; None if it cannot be."""
        if isinstance(t, Bind) and t.op in VARYING and t.var.name == self.variable.name and self._inside(t.body):
            var, body = open_binder(t)
            value = None if self.value is None else substitute(self.value, {self.variable: var})
            return None if value is None else bind(t.op, var, substitute(body, {self.name: value}), t.bounds)
        parts = tuple(map(self.of, children(t)))
        if any(part is None for part in parts):
            return None
        whole = rebuild(t, tuple(part for part in parts if part is not None))
        if not isinstance(whole, Deriv) or whole.var is not self.variable or not self._inside(whole.body):
            return whole
        if not isinstance(whole.order, Num) or whole.order.value > HIGHEST_ORDER:
            return None
        out = whole.body
        for _ in range(int(whole.order.value)):
            out = self._total(out)
        return out

    def _inside(self, body: Term) -> bool:
        return any(s is self.name for s in free_symbols(body))

    def _total(self, body: Term) -> Term:
        if body is self.name:
            return self.slope
        return add(Deriv(body, self.variable, ONE), mul(Deriv(body, self.name, ONE), self.slope))
