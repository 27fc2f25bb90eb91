"""A function of one or several arrays, its point and its gradient, as those of one flat array."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.checking.arguments import as_array, itself
from numeric.checking.differences import ScalarFunction

Array = NDArray[Any]


def gradient_arrays(gradient: Any, arguments: tuple[Array, ...], restorers: tuple[Callable[[Array], Any], ...]) -> tuple[Array, ...]:
    """The gradient at a point, given or computed, as an array of its own for each argument."""
    value = gradient(*[r(a.copy()) for r, a in zip(restorers, arguments, strict=True)]) if callable(gradient) else gradient
    parts = value if isinstance(value, (tuple, list)) and (len(arguments) > 1 or isinstance(value, tuple)) else (value,)
    if len(parts) != len(arguments):
        raise ValueError(f"the point has {len(arguments)} arguments, but there are {len(parts)} gradients")
    if type(None) in map(type, parts):
        raise ValueError("the gradient is None: does the function return it?")
    arrays = tuple([np.array(as_array(part)) for part in parts])  # copies: the function may use the same memory again
    if "c" not in [a.dtype.kind for a in arrays]:
        return arrays
    if any(a.imag.any() for a in arrays):
        raise ValueError("the gradient is complex, the point is real")
    return tuple(a.real for a in arrays)


def flattened(arrays: Sequence[Array]) -> Array:
    """All entries in one row."""
    return arrays[0].reshape(-1) if len(arrays) == 1 else np.concatenate([a.reshape(-1) for a in arrays])


def flat_forms(f: Any, arguments: tuple[Array, ...], restorers: tuple[Callable[[Array], Any], ...]) -> dict[str, ScalarFunction]:
    """f as a function of one flat array, for each kind of number it takes; a formula is compiled for each kind."""

    def flat(function: Callable[..., Any]) -> ScalarFunction:
        if len(arguments) == 1:
            shape, (restored,) = arguments[0].shape, restorers
            if len(shape) == 1 and restored is itself:
                return function
            return lambda x: function(restored(x.reshape(shape)))

        def whole(x: Array) -> Any:
            parts, start = [], 0
            for a, restored in zip(arguments, restorers, strict=True):
                parts.append(restored(x[start : start + a.size].reshape(a.shape)))
                start += a.size
            return function(*parts)

        return whole

    if "symbolic.formulas" not in sys.modules:  # then f is no formula, and the engine need not be loaded
        return dict.fromkeys(("real", "complex", "exact"), flat(f))
    from numeric.compiling import CompiledFormula, CompileError, compile_formula
    from symbolic.formulas import Formula

    formula = f if isinstance(f, Formula) else f.formula if isinstance(f, CompiledFormula) else None
    if formula is None:
        return dict.fromkeys(("real", "complex", "exact"), flat(f))
    forms = {"real": flat(compile_formula(formula))}
    for kind, dtype in (("complex", "complex128"), ("exact", "object")):
        try:
            forms[kind] = flat(compile_formula(formula, dtype))
        except CompileError:
            continue
    return forms
