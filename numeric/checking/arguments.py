"""The arguments of a function to be checked: arrays inside, and for the function what it was given, arrays or PyTorch tensors.

PyTorch is never imported: a tensor is known by what it can do.
"""

from __future__ import annotations

import inspect
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Unfit(ValueError):
    """Numbers of a type that no check takes."""


def as_array(value: Any) -> Array:
    """A value as an array; a tensor without its record of operations."""
    if type(value) is np.ndarray:
        return value
    detach = getattr(value, "detach", None)
    if not callable(detach):
        return np.asarray(value)
    try:
        return np.asarray(detach().cpu().resolve_conj().numpy())
    except TypeError as error:
        raise Unfit(f"numbers of the type {value.dtype} cannot be checked; give float32, or better float64") from error


def as_arguments(at: Any) -> tuple[Array, ...]:
    """A point as floating-point arrays of its own, one for each argument."""
    try:
        arrays = [as_array(a) for a in (at if isinstance(at, tuple) else (at,))]
        if "c" in [a.dtype.kind for a in arrays]:
            raise Unfit("the point is complex; make real and imaginary parts two arguments, such as (z.real, z.imag)")
        point = tuple(a.astype(float) for a in arrays)
        if not all(map(_is_finite, point)):
            raise Unfit("the point has entries that are NaN or infinite")
        return point
    except Unfit:
        raise
    except (TypeError, ValueError):
        raise ValueError("the point is no array of numbers; several arguments are given as a tuple or a dict, such as (w, b)") from None


def _is_finite(array: Array) -> bool:
    flat = array.reshape(-1)
    return math.isfinite(flat.dot(flat)) or bool(np.isfinite(flat).all())


class ByName:
    """A function of one dict as a function of its values; its gradient, a dict too, as a tuple."""

    def __init__(self, function: Callable[[dict[str, Any]], Any], keys: tuple[str, ...]) -> None:
        self.function, self.params = function, keys

    def __call__(self, *values: Any) -> Any:
        found = self.function(dict(zip(self.params, values, strict=True)))
        return in_order(found, self.params) if isinstance(found, Mapping) else found


def in_order(parts: Mapping[str, Any], keys: tuple[str, ...]) -> tuple[Any, ...]:
    """The gradients of a dict in the order of its arguments."""
    if set(parts) != set(keys):
        raise ValueError(f"the point has the arguments {', '.join(map(str, keys))}, the gradient {', '.join(map(str, parts)) or 'none'}")
    return tuple(parts[k] for k in keys)


def itself(array: Array) -> Array:
    """The array."""
    return array


def restorer(value: Any) -> Callable[[Array], Any]:
    """How an array becomes what the function takes: itself, or a tensor of the kind of ``value``."""
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(value, torch.Tensor):
        return itself
    dtype, device = value.dtype, value.device

    def tensor(array: Array) -> Any:
        if array.dtype == object:
            raise TypeError("tensors hold no fractions")
        return torch.as_tensor(array, dtype=None if np.iscomplexobj(array) else dtype, device=device)

    return tensor


def names(functions: Sequence[Any], count: int) -> tuple[str, ...]:
    """What the arguments are called, by the first function that says so."""
    for function in functions:
        params = getattr(getattr(function, "formula", function), "params", None)
        if isinstance(params, tuple) and len(params) == count:
            return tuple(str(getattr(p, "name", p)) for p in params)
        try:
            parameters = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):
            continue
        found = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        if len(found) >= count:
            return tuple(found[:count])
    return ("gradient",) if count == 1 else tuple(f"argument {k}" for k in range(count))


def shaped(
    given: Sequence[Array], arguments: Sequence[Array], called: Callable[[], Sequence[str]]
) -> tuple[tuple[Array, ...], tuple[str, ...]]:
    """The gradients in the shapes of the arguments, and a remark on every shape that had to be turned.

    Raises ``ValueError`` for a shape that does not fit, with what it may come from.
    """
    out, remarks = [], []
    for k, (g, a) in enumerate(zip(given, arguments, strict=True)):
        if g.shape == a.shape or (g.size == a.size and g.squeeze().shape == a.squeeze().shape):
            out.append(g.reshape(a.shape))
        elif g.T.shape == a.shape:
            out.append(g.T)
            remarks.append(f"a transpose: the gradient by {called()[k]} has shape {g.shape}, the argument {a.shape}")
        else:
            raise ValueError(f"the gradient by {called()[k]} has shape {g.shape}, the argument {a.shape}{_hint(k, given, arguments)}")
    return tuple(out), tuple(remarks)


def _hint(k: int, given: Sequence[Array], arguments: Sequence[Array]) -> str:
    g, a = given[k], arguments[k]
    if sorted(x.shape for x in given) == sorted(x.shape for x in arguments):
        return "; are the gradients in another order than the arguments?"
    if g.size == a.size:
        return f"; it has as many entries: reshape it to {a.shape}"
    for axis in range(g.ndim):
        if g.shape[:axis] + g.shape[axis + 1 :] == a.shape:
            return f"; is a sum over axis {axis} missing, the examples?"
    return ""
