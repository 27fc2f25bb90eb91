"""How often the functions of a step have to be differentiable, compared with what is declared of them.

The provers take every function symbol for infinitely often differentiable.  One that is declared, ``f : ℝ → ℝ``, carries the
fact ``smooth(f, k)``: f has k continuous derivatives, and nothing is known for k = −1.

Guarantee: :func:`as_smooth_as_declared` leaves a positive verdict as it is only if no function of the step is differentiated
more often than its declaration allows, and none that is not continuous is integrated or brought to a limit.  Expansions use no
more derivatives than are declared (:mod:`symbolic.proving.limits.asymptotics`), except for k = −1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from symbolic.functions import JUMPS, LIMITS
from symbolic.occurrences import is_infinite
from symbolic.steps import Step
from symbolic.terms import INFINITY, Apply, Bind, Call, Deriv, Elem, Num, Sym, Term, call, children, free_symbols, num, operators, walk
from symbolic.verdicts import Conditional, Proved, Undecided, Verdict

EVERY = 1_000
"""More derivatives than any step writes: all of them."""
ASYMPTOTIC = frozenset({"big_o", "little_o"})
GAINS = {"gradient": 1, "jacobian": 1, "hessian": 2}


@dataclass(frozen=True, slots=True)
class Need:
    """What a step asks of a function: its derivatives, and whether they decide about more than where the sides are defined."""

    function: Sym
    declared: int
    order: int
    beyond_domains: bool


def integrates_slope_of_jump(t: Term) -> bool:
    r"""Whether ``\int \frac{d}{dx} \lfloor x \rfloor \, dx`` stands in a term: its value depends on whether slopes at a jump count."""
    if "integral" not in operators(t) or "Deriv" not in operators(t) or JUMPS.isdisjoint(operators(t)):
        return False
    return any(isinstance(slope, Deriv) and not JUMPS.isdisjoint(operators(slope.body))
               for part in walk(t) if isinstance(part, Bind) and part.op == "integral" for slope in walk(part.body))


def as_smooth_as_declared(step: Step, verdict: Verdict) -> Verdict:
    """The verdict, with what it takes for granted of declared functions as a condition."""
    if not isinstance(verdict, Proved | Conditional):
        return verdict
    lacking = [n for n in _needs(step) if n.order > n.declared]
    if not lacking:
        return verdict
    if any(n.declared >= 0 and n.order == EVERY for n in lacking):
        return Undecided("shown for functions with derivatives of every order, which is more than what is declared")
    conditions = tuple(call("smooth", n.function, INFINITY if n.order == EVERY else num(n.order)) for n in lacking)
    minimal = all(n.order < EVERY for n in lacking)
    if isinstance(verdict, Conditional):
        return replace(verdict, conditions=(*verdict.conditions, *conditions), minimal=verdict.minimal and minimal)
    if any(n.beyond_domains for n in lacking):
        return Conditional("hypothesis", conditions, verdict.by, minimal=minimal, notes=verdict.notes)
    return Conditional("definedness", conditions, verdict.by, minimal=minimal, notes=verdict.notes)


def _needs(step: Step) -> list[Need]:
    """What the step asks of every function that has a declaration."""
    declared = {f.args[0]: f.args[1] for f in step.declarations if isinstance(f, Call) and f.op == "smooth"}
    if not declared:
        return []
    sides = (step.left, step.right)
    asymptotic = any(not ASYMPTOTIC.isdisjoint(operators(side)) for side in sides)
    out = []
    for function, order in declared.items():
        if not isinstance(function, Sym) or not isinstance(order, Num) or not any(function in free_symbols(side) for side in sides):
            continue
        bare = order.value < 0
        need = EVERY if bare and asymptotic else max(_order(side, function, 0, bare) for side in sides)
        several = len(function.sort.domain or ()) > 1 and need > 1
        integrated = any(isinstance(t, Bind) and t.op in ("integral", *LIMITS) and function in free_symbols(t.body)
                         for side in sides for t in walk(side))
        out.append(Need(function, int(order.value), need, several or integrated or asymptotic))
    return out


def _order(t: Term, f: Sym, outer: int, bare: bool) -> int:
    """How many continuous derivatives of f the term asks for under ``outer`` derivatives; −1 if it need not be continuous.

    Limits of a ``bare`` function, of which nothing is known, ask for all of them.
    """
    if f not in free_symbols(t):
        return -1
    match t:
        case Apply(function, args, orders):
            own = sum(orders) + outer
            return max((own or -1) if function is f else -1, *(_order(a, f, outer, bare) for a in args))
        case Deriv(body, var, order):
            root = var.base if isinstance(var, Elem) else var
            if not isinstance(order, Num):
                return EVERY
            gained = int(order.value)
            if isinstance(body, Bind) and body.op == "integral" and not free_symbols(root) & free_symbols(body.body):
                gained -= 1
            return _order(body, f, outer + gained, bare)
        case Bind(op, _, body, bounds):
            inner = _order(body, f, outer, bare)
            if f in free_symbols(body) and op in ("integral", *LIMITS):
                inner = EVERY if any(map(is_infinite, bounds)) or (bare and op in LIMITS) else max(inner, 0)
            return max(inner, *(_order(b, f, outer, bare) for b in bounds), -1)
        case Call(op, _) if op in GAINS:
            outer += GAINS[op]
    return max(_order(c, f, outer, bare) for c in children(t))
