r"""Names that may be derivatives by their spelling: the y' of ``\frac{d}{dx} y^2 = 2yy'``, the ẋ of ``\frac{d}{dt} x^2 = 2x\dot{x}``.

Under a derivative by x or t such a name is the derivative of its root by that variable, if a dot makes it one, or if the root or
another derivative of it stands in the step as well.  A prime on the variable itself makes another point of it, ``(x - x')^2``.  On one
side of an implication, with its root on the other, it may be a derivative too: ``y = x^2 \Rightarrow y' = 2x`` is no counterexample
for numbers y and y'.  An equation for ẋ, ``\dot{x} = -kx``, is no formula for the x that d/dt differentiates, and is left out there.

Guarantee: a step that is returned changed says the same for all smooth functions in place of the roots; one that is left as it is,
but in doubt, is not to be refuted.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symbolic.functions import CONNECTIVES
from symbolic.steps import Step
from symbolic.terms import REAL, Deriv, Sym, Term, free_symbols, num, substitute, sym, walk

SPELLED = re.compile(r"(?P<root>[^'{}_]+(?:_\{[^{}]*\})?)(?P<primes>'+)(?P<below>_\{[^{}]*\})?|"
                     r"\\(?P<dots>d{1,3})ot\{(?P<under>(?:\\[a-z]+\{)?[^{}]+\}?)\}(?P<beneath>_\{[^{}]*\})?")
RUNNING = frozenset({"x", "t", "s", "r", "z", r"\tau", r"\xi"})
"""By these a prime differentiates; a derivative by w or β is one by a parameter, beside which x and x' are points."""
Rate = tuple[str, int, bool]
"""The name of the root, the order, and whether dots make it a derivative."""


def with_rates(step: Step) -> tuple[Step, bool, str | None]:
    """The step with such names as derivatives, whether any of them stays in doubt, and what is not known."""
    sides = free_symbols(step.left), free_symbols(step.right)
    names = sides[0] | sides[1]
    given = {d.symbol: rate for d in step.definitions if not d.params and (rate := _rate(d.symbol)) is not None}
    rates = {s: rate for s in names if not s.uid and not s.sort.is_function and (rate := _rate(s)) is not None}
    if not rates and not given:
        return step, False, None
    derivatives = [t for side in (step.left, step.right) for t in walk(side) if isinstance(t, Deriv)]
    variables = {t.var for t in derivatives}
    if not variables:
        rates = {s: rate for s, rate in rates.items() if s not in given}
        return step, step.relation in CONNECTIVES and _is_divided(sides, rates), None
    hidden = next((s for s, (root, _, _) in given.items() if s not in names and any(n.name == root for n in names - variables)), None)
    if hidden is not None:
        return step, True, f"how {given[hidden][0]} varies is told by {hidden.name} alone; give it a formula"
    orders: dict[str, set[int]] = {}
    for root, order, _ in rates.values():
        orders.setdefault(root, {0} if any(s.name == root for s in names) else set()).add(order)
    by_name = {v.name for v in variables if isinstance(v, Sym)}
    primed = by_name <= RUNNING
    meant = {s: r for s, r in rates.items() if r[2] or (primed and len(orders[r[0]]) > 1 and r[0] not in by_name)}
    if not meant:
        return step, False, None
    parts = {*by_name} <= {*orders, *(s.name for s in rates)}
    if len(by_name) != len(variables) or parts:
        return step, bool(by_name & {*orders}) and any(s in free_symbols(t.body) for t in derivatives for s in meant), None
    if len(variables) > 1 or any(s.sort != REAL for s in meant):
        return step, True, f"how {min(s.name for s in meant)} depends on the variables of the derivatives is not known; define it"
    variable = next(iter(variables))
    values: dict[Sym, Term] = {s: Deriv(_root(root, names), variable, num(order)) for s, (root, order, _) in meant.items()}
    kept = tuple(d for d in step.definitions if d.symbol not in meant)
    return replace(step, left=substitute(step.left, values), right=substitute(step.right, values), definitions=kept), True, None


def _rate(name: Sym) -> Rate | None:
    found = SPELLED.fullmatch(name.name) if "'" in name.name or "ot{" in name.name else None
    if found is None:
        return None
    if found["primes"]:
        return found["root"] + (found["below"] or ""), len(found["primes"]), False
    return found["under"] + (found["beneath"] or ""), len(found["dots"]), True


def _root(name: str, names: frozenset[Sym]) -> Sym:
    return next((s for s in names if s.name == name), sym(name, REAL))


def _is_divided(sides: tuple[frozenset[Sym], frozenset[Sym]], rates: dict[Sym, Rate]) -> bool:
    """Whether such a name stands on one side alone, and its root, or another derivative of that, on the other."""
    for here, there in (sides, sides[::-1]):
        family = {rates[s][0] for s in there if s in rates} | {s.name for s in there}
        if any(s in here and s not in there and root in family for s, (root, _, _) in rates.items()):
            return True
    return False
