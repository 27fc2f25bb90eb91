r"""Smooth functions with a formula, held opaque: of σ only ``σ' = σ (1 - σ)`` is used.

A network that applies σ to sums of values of σ is, with every definition put in, a tower of exponentials of sums that no normal form
gets through in time.  Its derivatives need no more of σ than what its slope is in terms of its value.

Guarantee: ``Proved`` means that the step holds, without any condition, of every smooth function on the real line with that slope; σ is
shown to be one: its formula is made of functions that are smooth where they are defined, it is defined everywhere, and the equation of
its slope is proved.  Otherwise the prover abstains.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from symbolic.functions import smooth_in
from symbolic.proving.calculus import NoRule, resolve
from symbolic.proving.equality import domain_conditions, prove_equal
from symbolic.proving.unfolding import CannotUnfold, unfold_step
from symbolic.shapes import ShapeError
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    REAL,
    TWO,
    Apply,
    Definition,
    Sym,
    Term,
    add,
    call,
    deriv,
    free_symbols,
    mul,
    neg,
    operators,
    power,
    transform,
)
from symbolic.verdicts import Proved

METHOD = "chain rule with opaque functions"
INFINITE = call("infinity")


def prove_with_opaque_functions(step: Step) -> Proved | None:
    """Prove an equation of derivatives with the functions of ``step.definitions`` held opaque where they are nested."""
    if step.relation != "eq" or not step.definitions or "Deriv" not in operators(step.left) | operators(step.right):
        return None
    slopes = {d.symbol: (d, slope) for d in step.definitions if _is_nested(d, step.definitions) and (slope := slope_of(d)) is not None}
    if not slopes:
        return None
    facts = tuple(call("smooth", function, INFINITE) for function in slopes)
    others = tuple(d for d in step.definitions if d.symbol not in slopes)
    held = replace(step, definitions=others, declarations=(*step.declarations, *facts))

    def with_slope(t: Term) -> Term | None:
        match t:
            case Apply(Sym() as function, (argument,), (1,)) if function in slopes:
                return slopes[function][1](Apply(function, (argument,), (0,)))
        return None

    try:
        unfolded = unfold_step(held)
        if domain_conditions(unfolded):
            return None
        left, right = (transform(resolve(side), with_slope) for side in (unfolded.left, unfolded.right))
        answer = prove_equal(replace(unfolded, left=left, right=right))
    except (NoRule, CannotUnfold, ShapeError):
        return None
    return Proved(METHOD) if isinstance(answer, Proved) else None


def _is_nested(d: Definition, definitions: tuple[Definition, ...]) -> bool:
    """Whether a function of one number stands in the formulas of two names."""
    closed = not d.indexed and [p.sort for p in d.params] == [REAL] and free_symbols(d.value) <= set(d.params)
    return closed and sum(d.symbol in free_symbols(other.value) for other in definitions if other is not d) > 1


Slope = Callable[[Term], Term]
SLOPES: tuple[Slope, ...] = (
    lambda s: mul(s, add(ONE, neg(s))),
    lambda s: add(ONE, neg(power(s, TWO))),
    lambda s: s,
    neg,
)
"""Of the sigmoid, tanh, exp and the exponential decay."""


@lru_cache(maxsize=64)
def slope_of(d: Definition) -> Slope | None:
    """The slope of a smooth function in terms of its value."""
    if not smooth_in(operators(d.value)) or domain_conditions(Step("eq", d.value, d.value)):
        return None
    rising = deriv(d.value, d.params[0], ONE)
    return next((slope for slope in SLOPES if isinstance(prove_equal(Step("eq", rising, slope(d.value))), Proved)), None)
