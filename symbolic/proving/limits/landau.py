"""Equations up to O(h) or o(h): ``sin x = x − x³/6 + O(x⁵)``.

``f = g + O(h)`` says that (f − g)/h stays bounded as the variable of h tends to a point, ``o(h)`` that it tends to 0.  The
point is the one of a declared ``tends``, as ``(x → 0)`` beside the formula gives it.  Where it is not written it is the zero of
h = (x − a)ᵏ or x = 0 or ∞, and the author shows which one by terms that all dominate h
there.  A sequence, and whatever is called n or N, has n → ∞.

Guarantee: ``Proved`` if the quotient is shown to have a finite limit (0 for o) from every side, ``Refuted`` if it is shown to be
infinite (not 0) from one side, at the points that can be meant; where several can be meant, all have to agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symbolic.occurrences import is_infinite
from symbolic.proving.calculus import NoRule, resolve
from symbolic.proving.forms import masks as sg
from symbolic.proving.limits.answers import Answer, Finite, Infinite, sign_of_difference
from symbolic.proving.limits.limits import one_sided
from symbolic.steps import Step
from symbolic.terms import (
    INFINITY,
    ONE,
    ZERO,
    Apply,
    Call,
    Sym,
    Term,
    add,
    div,
    exp,
    free_symbols,
    mul,
    num,
    operators,
    power,
    sub,
    transform,
    walk,
)
from symbolic.verdicts import Proved, Refuted

SYMBOLS = frozenset({"big_o", "little_o"})
METHOD = "asymptotic expansion"
MOST_POWERS = 8
COUNTING = frozenset({"n", "N"})
"""Names that grow, even where nothing says that they are integers."""


@dataclass(frozen=True, slots=True)
class Side:
    """The terms of a side, and the arguments of its O's and o's."""

    terms: tuple[Term, ...]
    orders: tuple[Call, ...]


def is_asymptotic(step: Step) -> bool:
    """Whether a side holds an O or an o."""
    return not operators(step.left).isdisjoint(SYMBOLS) or not operators(step.right).isdisjoint(SYMBOLS)


def judge_asymptotic(step: Step) -> Proved | Refuted | None:
    """The verdict on an equation up to O or o; what is claimed of every function is refuted by an exponential."""
    answer = _judged(step)
    if answer is not None:
        return answer
    functions = sorted({t.function for side in (step.left, step.right) for t in walk(side) if isinstance(t, Apply)}, key=repr)
    known = {s for d in step.declarations for s in free_symbols(d) if not (isinstance(d, Call) and d.op == "smooth")}
    if not functions or any(f.sort.opaque or len(f.sort.domain or ()) != 1 or f in known for f in functions):
        return None
    rates = {f: num(k) for k, f in enumerate(functions, start=1)}

    def chosen(t: Term) -> Term | None:
        match t:
            case Apply(f, (at,), (order,)):
                return mul(power(rates[f], num(order)), exp(mul(rates[f], at)))
        return None

    example = _judged(replace(step, left=transform(step.left, chosen), right=transform(step.right, chosen)))
    if not isinstance(example, Refuted):
        return None
    shown = ", ".join(f"{_name(f)}(x) = {'eˣ' if k is ONE else f'e^({k.value}x)'}" for f, k in rates.items())
    return replace(example, reason=f"for {shown} {example.reason}")


def _judged(step: Step) -> Proved | Refuted | None:
    left, right = _side(step.left), _side(step.right)
    if step.relation != "eq" or left is None or right is None or len(right.orders) != 1:
        return None
    (order,) = right.orders
    var = _variable(order.args[0])
    if var is None:
        return None
    try:
        rest = resolve(sub(add(ZERO, *left.terms), add(ZERO, *right.terms)))
    except NoRule:
        return None
    told = {d.args[1]: None for d in step.declarations if isinstance(d, Call) and d.op == "tends" and d.args[0] is var}
    meant = tuple(told) or _meant(right, order.args[0], var, step.declarations)
    points = meant or _possible(order.args[0], var)
    found = {point: _verdict(step, left, rest, order, var, point) for point in points}
    answers = set(found.values())
    if answers == {True} or (True in answers and found.get(ZERO) is True and _vanishes(rest, var, step.declarations)):
        shown = next(p for p, a in found.items() if a)
        return Proved(METHOD, (f"as {_name(var)} → {_text(shown)}",))
    if answers == {False} and (meant or len(points) == 1):
        (point, *_) = points
        alone = _small(rest, order.args[0], var, point, order.op == "little_o", step.declarations)
        what = _text(left.orders[0]) if alone else _difference(rest, var, point, step.declarations) + ", which"
        reason = f"as {_name(var)} → {_text(point)} {what} is no {_text(order)}"
        return Refuted("value", METHOD, reason=reason)
    return None


def _side(side: Term) -> Side | None:
    terms: list[Term] = []
    orders: list[Call] = []
    for part in _addends(side):
        inner = part.args[0] if isinstance(part, Call) and part.op == "neg" else part
        if isinstance(inner, Call) and inner.op in SYMBOLS:
            orders.append(inner)
        elif any(isinstance(t, Call) and t.op in SYMBOLS for t in walk(part)):
            return None
        else:
            terms.append(part)
    return Side(tuple(terms), tuple(orders))


def _addends(t: Term) -> Iterator[Term]:
    if isinstance(t, Call) and t.op == "add":
        for part in t.args:
            yield from _addends(part)
    else:
        yield t


def _variable(size: Term) -> Sym | None:
    """The one number in the size, or x in (x − a)ᵏ."""
    match size:
        case Call("pow", (Call("add", (Sym() as x, Call("neg", (Sym(),)))), _)) | Call("add", (Sym() as x, Call("neg", (Sym(),)))):
            return x
    numbers = [s for s in free_symbols(size) if not s.sort.shape and not s.sort.is_function]
    return numbers[0] if len(numbers) == 1 else None


def _possible(size: Term, var: Sym) -> list[Term]:
    """Where the variable may tend to."""
    if var.sort.field == "integer" or var.name in COUNTING:
        return [INFINITY]
    match size:
        case Call("pow", (Call("add", (Sym() as x, Call("neg", (a,)))), _)) | Call("add", (Sym() as x, Call("neg", (a,)))) if (
                x is var and var not in free_symbols(a)):
            return [a]
    return [ZERO, INFINITY]


def _meant(side: Side, size: Term, var: Sym, facts: tuple[Term, ...]) -> list[Term]:
    """The points at which all other terms of the side dominate the order; none if there are no other terms."""
    shown = [t for t in side.terms if t is not ZERO]
    if not shown:
        return []
    return [p for p in _possible(size, var) if all(_is_zero(_limit(div(size, t), var, p, 1, facts), facts) for t in shown)]


def _verdict(step: Step, left: Side, rest: Term, order: Call, var: Sym, point: Term) -> bool | None:
    """Whether the equation holds as the variable tends to the point."""
    claims = [(rest, order.op == "little_o")]
    claims += [(o.args[0], order.op == "little_o" and o.op == "big_o") for o in left.orders]
    verdicts = [_small(value, order.args[0], var, point, vanishing, step.declarations) for value, vanishing in claims]
    if all(verdicts):
        return True
    return False if verdicts[0] is False or (verdicts[0] and False in verdicts) else None


def _small(value: Term, size: Term, var: Sym, point: Term, vanishing: bool, facts: tuple[Term, ...]) -> bool | None:
    """Whether value/size stays bounded, or vanishes, on every side of the point."""
    answers = [_limit(div(value, size), var, point, side, facts) for side in ((1,) if is_infinite(point) else (1, -1))]
    if any(isinstance(a, Infinite) for a in answers):
        return False
    if not all(isinstance(a, Finite) and not a.conditions for a in answers):
        return None
    if not vanishing:
        return True
    masks = [sign_of_difference(a.value, ZERO, facts) for a in answers if isinstance(a, Finite)]
    if all(m == sg.ZERO for m in masks):
        return True
    return False if any(m & sg.ZERO == 0 for m in masks) else None


def _limit(quotient: Term, var: Sym, point: Term, side: int, facts: tuple[Term, ...]) -> Answer | None:
    return one_sided(quotient, var, point, side, tuple(f for f in facts if var not in free_symbols(f)))


def _is_zero(answer: Answer | None, facts: tuple[Term, ...]) -> bool:
    return isinstance(answer, Finite) and sign_of_difference(answer.value, ZERO, facts) == sg.ZERO


def _difference(rest: Term, var: Sym, point: Term, facts: tuple[Term, ...]) -> str:
    """The difference of the sides, by its first term where that is a power."""
    if not is_infinite(point):
        base = var if point is ZERO else sub(var, point)
        for k in range(MOST_POWERS):
            found = _limit(div(rest, power(base, num(k))), var, point, 1, facts)
            if isinstance(found, Finite) and sign_of_difference(found.value, ZERO, facts) & sg.ZERO == 0:
                factor = [power(base, num(k))] if k > 1 else [base] * k
                return f"the sides differ by {_text(mul(found.value, *factor))} + …"
    return "the sides differ by more"


def _vanishes(rest: Term, var: Sym, facts: tuple[Term, ...]) -> bool:
    return _is_zero(_limit(rest, var, ZERO, 1, facts), facts)


def _name(var: Sym) -> str:
    from symbolic.latex.plain import name_text

    return name_text(var.name)


def _text(t: Term) -> str:
    from symbolic.latex.plain import to_text

    return to_text(t)
