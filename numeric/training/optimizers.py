"""Optimizers: which update rules of the catalogue are applied to which arrays, in order.

An optimizer keeps arrays of the size of the parameters (its ``memory``) and numbers that the caller sets (``settings``, with their
usual values); η is the learning rate, t the number of the step, counted from 1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Update:
    """``target ← rule(arguments)``; arguments by the rule's parameter names, as names of arrays or settings."""

    target: str
    rule: str
    arguments: dict[str, str]


@dataclass(frozen=True, slots=True)
class Optimizer:
    """A rule by which parameters move: its formula, its hyperparameters and what it remembers of the steps before."""
    name: str
    updates: tuple[Update, ...]
    memory: tuple[str, ...] = ()
    settings: tuple[tuple[str, float], ...] = ()


def _descent(gradient: str) -> Update:
    return Update("theta", "descent", {r"\theta": "theta", "g": gradient, r"\eta": "eta"})


OPTIMIZERS: dict[str, Optimizer] = {
    o.name: o
    for o in (
        Optimizer("gradient_descent", (_descent("g"),)),
        Optimizer(
            "momentum",
            (Update("v", "velocity", {"v": "v", "g": "g", r"\mu": "momentum"}), _descent("v")),
            memory=("v",),
            settings=(("momentum", 0.9),),
        ),
        Optimizer(
            "adam",
            (
                Update("m", "mean", {"m": "m", "g": "g", r"\beta": "beta_1"}),
                Update("s", "mean_square", {"s": "s", "g": "g", r"\gamma": "beta_2"}),
                Update(
                    "theta",
                    "scaled",
                    {r"\theta": "theta", "m": "m", "s": "s", r"\eta": "eta", r"\beta": "beta_1", r"\gamma": "beta_2",
                     r"\epsilon": "epsilon", "t": "t"},
                ),
            ),
            memory=("m", "s"),
            settings=(("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-8)),
        ),
    )
}


def optimizer(name: str) -> Optimizer:
    """The optimizer of a name; ``ValueError`` with the names there are."""
    try:
        return OPTIMIZERS[name]
    except KeyError:
        stochastic = "; stochastic gradient descent is gradient_descent with a batch_size" if str(name).lower() == "sgd" else ""
        raise ValueError(f"no optimizer {name!r}; there are {', '.join(OPTIMIZERS)}{stochastic}") from None
