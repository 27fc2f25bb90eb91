"""Gradient checks beside PyTorch's and JAX's: ``python tests/benchmarks/gradients.py [--seeds N] [--rounds N]``.

The net 2-4-6-6-4-1 of rectifiers with a logistic output and cross-entropy on m = 50 points, its gradient a function that
writes out back-propagation, once right and once with each planted fault.  Shown are the share of the seeds in which a check
complains, and the time of a check of the right gradient relative to ours, by the clock of the processor, in this process, on one
thread, by turns.  A tool that is not installed is left out and named.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from numeric import check_gradient

SIZES = (2, 4, 6, 6, 4, 1)
POINTS = 50
CHECKS = 5
"""How many checks a round takes of each tool."""
Array = Any
Fault = Callable[[Array, int], None]


def unpacked(theta: Array) -> list[tuple[Array, Array]]:
    """Weights and biases of the layers, as views of one vector."""
    out, at = [], 0
    for inputs, units in itertools.pairwise(SIZES):
        weights = theta[at : at + units * inputs].reshape(units, inputs)
        at += units * inputs
        out.append((weights, theta[at : at + units]))
        at += units
    return out


def size() -> int:
    return sum(units * (inputs + 1) for inputs, units in itertools.pairwise(SIZES))


def data(seed: int) -> tuple[Array, Array, Array]:
    """Inputs, labels and weights."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(SIZES[0], POINTS)), rng.integers(0, 2, POINTS).astype(float), rng.normal(size=size())


def problem(seed: int, fault: Fault, real: bool = False) -> tuple[Callable[[Array], Any], Array, Callable[[Array], Array]]:
    """The loss, a point and the gradient with a fault.

    real: the loss is written with ``np.logaddexp``, which takes no complex numbers.
    """
    x, y, theta = data(seed)

    def logit(w: Array) -> Array:
        a = x
        *hidden, (last, shift) = unpacked(w)
        for weights, bias in hidden:
            a = np.maximum(weights @ a + bias[:, None], 0)
        return (last @ a + shift[:, None])[0]

    def loss(w: Array) -> Any:
        z = logit(w)
        return np.mean(np.log1p(np.exp(np.where(z.real > 0, -z, z))) + np.maximum(z, 0) - y * z)

    def real_loss(w: Array) -> Any:
        z = logit(w)
        return np.mean(np.logaddexp(0, z) - y * z)

    def gradient(w: Array) -> Array:
        out = np.empty_like(w)
        acts, layers = [x], unpacked(w)
        for weights, bias in layers[:-1]:
            acts.append(np.maximum(weights @ acts[-1] + bias[:, None], 0))
        z = layers[-1][0] @ acts[-1] + layers[-1][1][:, None]
        delta = (1 / (1 + np.exp(-z)) - y) / POINTS
        parts = unpacked(out)
        for k in reversed(range(len(layers))):
            weights, bias = parts[k]
            weights[:], bias[:] = delta @ acts[k].T, delta.sum(axis=1)
            delta = layers[k][0].T @ delta * (acts[k] > 0)
        fault(out, seed)
        return out

    return real_loss if real else loss, theta, gradient


def _largest(g: Array, seed: int) -> int:
    order = np.argsort(-np.abs(g))
    return int(order[seed % 5])


def _swap(g: Array, seed: int) -> None:
    i, j = _largest(g, seed), _largest(g, seed + 1)
    g[[i, j]] = g[[j, i]]


def _entry(change: Callable[[float], float]) -> Fault:
    def plant(g: Array, seed: int) -> None:
        k = _largest(g, seed)
        g[k] = change(g[k])
    return plant


FAULTS: dict[str, Fault] = {
    "none (false alarms)": lambda g, seed: None,
    "1e-6 in one weight": _entry(lambda v: v * (1 + 1e-6)),
    "1e-2 in one weight": _entry(lambda v: v * 1.01),
    "factor 2 in one weight": _entry(lambda v: 2 * v),
    "sign of one weight": _entry(lambda v: -v),
    "two entries swapped": _swap,
    "1/m left out": lambda g, seed: g.__imul__(POINTS),
}
Check = Callable[[int, Fault], Callable[[], bool]]


def ours(seed: int, fault: Fault, real: bool = False) -> Callable[[], bool]:
    loss, theta, gradient = problem(seed, fault, real)
    return lambda: check_gradient(loss, gradient, theta).ok


def ours_real(seed: int, fault: Fault) -> Callable[[], bool]:
    return ours(seed, fault, real=True)


def torch_check(fast: bool) -> Check:
    import torch

    torch.set_num_threads(1)

    def make(seed: int, fault: Fault) -> Callable[[], bool]:
        inputs, labels, theta = data(seed)
        x, y = torch.tensor(inputs), torch.tensor(labels)

        class Loss(torch.autograd.Function):
            """The loss with back-propagation written by hand."""

            @staticmethod
            def forward(context: Any, w: Any) -> Any:
                acts, layers = [x], unpacked(w)
                for weights, bias in layers[:-1]:
                    acts.append(torch.relu(weights @ acts[-1] + bias[:, None]))
                z = layers[-1][0] @ acts[-1] + layers[-1][1][:, None]
                context.save_for_backward(w, z, *acts)
                return torch.nn.functional.binary_cross_entropy_with_logits(z[0], y)

            @staticmethod
            def backward(context: Any, *grads: Any) -> Any:
                w, z, *acts = context.saved_tensors
                out, layers = torch.empty_like(w), unpacked(w)
                delta = (torch.sigmoid(z) - y) / POINTS
                parts = unpacked(out)
                for k in reversed(range(len(layers))):
                    weights, bias = parts[k]
                    weights[:], bias[:] = delta @ acts[k].T, delta.sum(dim=1)
                    delta = layers[k][0].T @ delta * (acts[k] > 0)
                fault(out.numpy(), seed)
                return grads[0] * out

        point = torch.tensor(theta, requires_grad=True)
        return lambda: bool(torch.autograd.gradcheck(Loss.apply, (point,), raise_exception=False, fast_mode=fast))

    return make


def jax_check(seed: int, fault: Fault) -> Callable[[], bool]:
    import jax
    import jax.numpy as jnp
    from jax.test_util import check_grads

    jax.config.update("jax_enable_x64", True)
    inputs, labels, theta = data(seed)
    x, y = jnp.asarray(inputs), jnp.asarray(labels)
    given = jnp.asarray(problem(seed, fault)[2](theta))

    @jax.custom_vjp
    def loss(w: Any) -> Any:
        a = x
        layers = unpacked(w)
        for weights, bias in layers[:-1]:
            a = jax.nn.relu(weights @ a + bias[:, None])
        z = (layers[-1][0] @ a + layers[-1][1][:, None])[0]
        return jnp.mean(jnp.logaddexp(0, z) - y * z)

    loss.defvjp(lambda w: (loss(w), None), lambda _, g: (g * given,))

    def run() -> bool:
        try:
            check_grads(loss, (jnp.asarray(theta),), order=1, modes=["rev"])
        except AssertionError:
            return False
        return True

    return run


def checks() -> dict[str, Check]:
    found: dict[str, Check] = {"check_gradient": ours, "the same, real loss": ours_real}
    if find_spec("torch"):
        found |= {"torch gradcheck, slow": torch_check(False), "torch gradcheck, fast": torch_check(True)}
    else:
        print("PyTorch is not installed: left out")
    if find_spec("jax"):
        found["jax check_grads"] = jax_check
    else:
        print("JAX is not installed: left out")
    return found


def shares(found: dict[str, Check], seeds: int) -> None:
    print(f"share of {seeds} seeds in which a check complains, in percent")
    print("".ljust(24) + "".join(name.rjust(24) for name in found))
    for what, fault in FAULTS.items():
        row = [100 * sum(not check(seed, fault)() for seed in range(seeds)) / seeds for check in found.values()]
        print(what.ljust(24) + "".join(f"{v:24.0f}" for v in row))


def times(found: dict[str, Check], rounds: int) -> None:
    print(f"\ntime of a check of the right gradient, ours = 1; median and quartiles of {rounds} rounds of {CHECKS} checks each")
    ready = {name: check(0, FAULTS["none (false alarms)"]) for name, check in found.items()}
    taken: dict[str, list[float]] = {name: [] for name in ready}
    for _ in range(rounds + 1):
        for name, run in ready.items():
            begin = time.process_time()
            for _ in range(CHECKS):
                run()
            taken[name].append((time.process_time() - begin) / CHECKS)
    base = taken["check_gradient"][1:]
    print(f"ours: {statistics.median(base) * 1e3:.2f} ms")
    for name, seconds in taken.items():
        low, middle, high = statistics.quantiles([s / b for s, b in zip(seconds[1:], base, strict=True)], n=4)
        print(f"{name:24}{middle:8.2f}   ({low:.2f} … {high:.2f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    found = checks()
    shares(found, options.seeds)
    times(found, options.rounds)


if __name__ == "__main__":
    main()
