"""Formulas compiled to NumPy: ``compile_formula(formula)`` is a function, ``.source`` its readable text.

Shapes are those of the mathematics: a matrix is a two-dimensional array, a vector of ℝⁿ an array of shape (n, 1) (given as (n,) it is
taken as a column), a family ``x_i`` an array with one axis an index.  Free indices that are not parameters become the axes of the
result, in the order in which they first stand (``∂E/∂w_{jk}``: axes j, k).  Derivatives are carried out first, by the engine's own rules.
A scalar parameter may be an array: the formula is then taken entry by entry, if it has no axes of its own.

The source imports NumPy alone (and ``math`` or ``fractions`` where they are needed).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from numeric.source.emitting import Emitter
from numeric.source.naming import python_name
from numeric.source.pieces import CompileError, Mode, Value, helper_sources
from numeric.source.rewriting import index_ranges, prepared
from symbolic.formulas import Formula
from symbolic.terms import INTEGER, ONE, Num, Sym, Term, free_symbols, num, walk

__all__ = ["CompileError", "CompiledFormula", "compile_formula"]
_MODES: dict[str, Mode] = {"float64": "real", "float32": "real", "complex128": "complex", "object": "exact"}


@dataclass(frozen=True, slots=True)
class CompiledFormula:
    """A NumPy function made from a formula.

    Call it with the parameters in order, then constants by name.  ``axes`` are the indices of the result's axes,
    ``source`` the text of the module it was made from.
    """

    formula: Formula
    dtype: str
    source: str
    axes: tuple[Sym, ...]
    constants: tuple[Sym, ...]
    function: Callable[..., Any]

    def __call__(self, *args: Any, **constants: Any) -> Any:
        import numpy as np

        params = self.formula.params
        if len(args) != len(params):
            names = ", ".join(python_name(p.name) for p in params)
            raise TypeError(f"{self.formula.name} takes {len(params)} arguments ({names}), not {len(args)}")
        sizes: dict[Sym, int] = {}
        arrays = [_checked(p, a, self.dtype, sizes) for p, a in zip(params, args, strict=True)]
        by_name = {python_name(c.name): c for c in self.constants}
        named = {k: _checked(by_name[k], v, self.dtype, sizes) if k in by_name else v for k, v in constants.items()}
        with np.errstate(all="ignore"):
            result = self.function(*arrays, **named)
        if self.dtype == "object":
            return result
        return np.asarray(result, dtype=self.dtype)[()]


def compile_formula(formula: Formula, dtype: str = "float64", indices: Iterable[Sym] | None = None) -> CompiledFormula:
    """NumPy source for a formula, and the function.

    dtype:    ``float64``, ``float32``; ``complex128`` (a form through which a complex step passes); ``object`` (exact fractions).
    indices:  the free indices that become axes of the result, in order; by default as they first stand.
    Raises :class:`CompileError` for what has no whole-array form (integrals, limits, infinite sums, undetermined functions).
    """
    if not hasattr(formula, "term"):
        raise TypeError(f"{formula!r} is no formula; make one of an expression in x with Formula.of(\"f\", [x], …) of the package symbolic")
    mode = _MODES.get(dtype)
    if mode is None:
        raise CompileError(f"dtype {dtype!r}; known are {', '.join(_MODES)}")
    found = {i: span for i, span in index_ranges(formula.term).items() if i not in formula.params}
    axes = tuple(indices) if indices is not None else tuple(found)
    if unknown := [i.name for i in axes if i not in found]:
        raise CompileError(f"the formula does not tell the range of the index {unknown[0]}")
    ranges = {i: found[i] for i in axes}
    term = prepared(formula.term, formula.definitions, ranges)
    emitter = Emitter(mode, "object" if mode == "exact" else f"np.{dtype}")
    emitter.columns = frozenset(s for s in _symbols(formula, term) if len(s.sort.shape) == 2 and not s.sort.index)
    for p in formula.params:
        emitter.name(p)
    emitter.ranges.update(ranges)
    emitter.order.extend(axes)
    emitter.prepare(term)
    value = _with_axes(emitter, emitter.value(term), axes)
    constants = _constants(formula, term, emitter)
    source = _module(formula, emitter, value, constants, axes)
    namespace: dict[str, Any] = {}
    exec(compile(source, f"<numpy form of {formula.name}>", "exec"), namespace)
    return CompiledFormula(formula, dtype, source, axes, constants, namespace[_function_name(formula)])


def _symbols(formula: Formula, term: Term) -> set[Sym]:
    return {*formula.params, *(t for t in walk(term) if isinstance(t, Sym))}


def _with_axes(emitter: Emitter, value: Value, axes: tuple[Sym, ...]) -> Value:
    for i in axes:
        value = emitter.filled(value, i)
    return value


def _constants(formula: Formula, term: Term, emitter: Emitter) -> tuple[Sym, ...]:
    """Free symbols that are neither parameters nor indices nor sizes of a parameter."""
    sizes = _sizes([*formula.params, *(s for s in free_symbols(term) if s not in formula.params)])
    return tuple(s for s in sorted(free_symbols(term), key=lambda s: s.name)
                 if s not in formula.params and s not in emitter.ranges and s not in sizes)


def _sizes(symbols: Iterable[Sym]) -> dict[Sym, str]:
    """Where each size can be read off: ``w.shape[0]`` (by the symbol's own name)."""
    found: dict[Sym, str] = {}
    for s in symbols:
        for axis, dim in enumerate(_dims(s)):
            if isinstance(dim, Sym):
                found.setdefault(dim, f"{python_name(s.name)}.shape[{axis}]")
    return found


def _function_name(formula: Formula) -> str:
    return python_name(formula.name)


def _module(formula: Formula, emitter: Emitter, value: Value, constants: tuple[Sym, ...], axes: tuple[Sym, ...]) -> str:
    """The whole text: imports, helpers, the function with its docstring."""
    arrays = [*formula.params, *constants]
    body = "\n".join([*emitter.lines, f"return {value.code}"])
    located = [n for n in _sizes(arrays) if n in emitter.names and n not in formula.params]
    sizes = [f"{emitter.names[n]} = {_located(n, arrays, emitter)}" for n in located]
    arguments = ", ".join(emitter.name(p) for p in formula.params)
    if constants:
        arguments += (", " if arguments else "") + "*, " + ", ".join(emitter.name(c) for c in constants)
    lines = [*_docstring(formula, axes), *sizes, *body.split("\n")]
    function = f"def {_function_name(formula)}({arguments}):\n" + "\n".join(f"    {line}" if line else "" for line in lines)
    helpers = helper_sources(emitter.helpers)
    text = "\n\n\n".join([*helpers, function])
    imports = [f"import {m}" for m in ("math",) if f"{m}." in text] + ["import numpy as np"]
    if "Fraction(" in text:
        imports.append("from fractions import Fraction")
    return "\n".join(imports) + "\n\n\n" + text + "\n"


def _located(size: Sym, arrays: list[Sym], emitter: Emitter) -> str:
    holder = next(s for s in arrays if size in _sizes([s]))
    return f"{emitter.name(holder)}.shape{_sizes([holder])[size].rsplit('.shape', 1)[1]}"


def _docstring(formula: Formula, axes: tuple[Sym, ...]) -> list[str]:
    from symbolic.latex.plain import to_text

    lines = [f"{to_text(formula.term)}"]
    shapes = [f"{python_name(p.name)}: {_shape_text(p)}" for p in formula.params if _dims(p)]
    if axes:
        shapes.append("result: " + " × ".join(i.name for i in axes))
    quotes = '"""'
    text = [f"{quotes}{lines[0]}", *(["", *shapes] if shapes else [])]
    return [*text[:-1], text[-1] + quotes] if len(text) == 1 else [*text, quotes]


def _dims(p: Sym) -> tuple[Term | None, ...]:
    """The lengths of the axes of an array; members of a family that are columns take one axis."""
    inner = p.sort.shape[:1] if p.sort.index and p.sort.shape[1:] == (ONE,) else p.sort.shape
    return (*(_count(span) for span in p.sort.index), *inner)


def _count(span: tuple[Term, Term] | None) -> Term | None:
    if span is None:
        return None
    lo, hi = span
    if lo is ONE:
        return hi
    return num(hi.value - lo.value + 1) if isinstance(hi, Num) and isinstance(lo, Num) else None


def _shape_text(p: Sym) -> str:
    return " × ".join(str(d.value) if isinstance(d, Num) else d.name if isinstance(d, Sym) else "…" for d in _dims(p))


def _checked(p: Sym, given: Any, dtype: str, sizes: dict[Sym, int]) -> Any:
    """The argument as an array of the declared shape; sizes that occur twice must agree."""
    import numpy as np

    if p.sort == INTEGER or (p.sort.field == "integer" and p.sort.is_scalar):
        return given
    if np.iscomplexobj(given) and dtype in ("float64", "float32"):
        raise TypeError(f"{python_name(p.name)} is complex; compile the formula with dtype complex128")
    array = np.asarray(given, dtype=object if dtype == "object" else np.dtype(dtype))
    if p.sort.is_scalar:
        return array if array.ndim else array[()]
    dims = _dims(p)
    wanted = len(dims)
    if array.ndim == 1 and not p.sort.index and dims[1:] == (ONE,):
        array = array[:, None]
    name = python_name(p.name)
    if array.ndim != wanted:
        raise ValueError(f"{name} is an array of {wanted} dimensions ({_shape_text(p)}), not of {array.ndim}")
    for axis, (dim, length) in enumerate(zip(dims, array.shape, strict=True)):
        expected = int(dim.value) if isinstance(dim, Num) else sizes.setdefault(dim, length) if isinstance(dim, Sym) else length
        if expected != length:
            raise ValueError(f"{name} has {length} entries along axis {axis + 1} where {_shape_text(p)} needs {expected}")
    return array
