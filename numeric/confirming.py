"""``confirm_slope``: a claim ∂f/∂v = g put to the test by numbers, independently of its proof.

f is compiled without any differentiation and differentiated numerically, by a complex step where one passes and by central differences;
g is compiled and compared.  Sizes and whole numbers become small numbers, arrays and scalars random ones, undetermined smooth functions
fixed ones (sin(u + k) + u²/4), so that the same NumPy forms are used as by everyone who imports the formula.
"""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.checking.reports import GradientReport
from numeric.compiling import CompileError, compile_formula
from numeric.gradients import check_gradient
from numeric.source.rewriting import index_ranges
from symbolic.formulas import Formula
from symbolic.proving.calculus import NoRule
from symbolic.proving.unfolding import unfold
from symbolic.terms import (
    ONE,
    REAL,
    Bind,
    Definition,
    Deriv,
    Elem,
    Num,
    Sym,
    Term,
    add,
    call,
    div,
    free_symbols,
    num,
    open_binder,
    power,
    substitute,
    sym,
    walk,
)

SIZES = (2, 3, 4, 5)
TRIALS = 8


def confirm_slope(
    left: Term, right: Term, definitions: tuple[Definition, ...] = (), declarations: tuple[Term, ...] = ()
) -> GradientReport | None:
    """Check that ``right`` is the derivative ``left`` of some term by a symbol or an entry of an array.

    None if ``left`` is no first derivative, if a side has no NumPy form, or if the random point does not satisfy a declaration.
    """
    if not isinstance(left, Deriv) or left.order is not ONE:
        return None
    try:
        return _confirmed(left, right, definitions, declarations)
    except (CompileError, NoRule):
        return None


def _confirmed(
    left: Deriv, right: Term, definitions: tuple[Definition, ...], declarations: tuple[Term, ...]
) -> GradientReport | None:
    known = (*definitions, *_concrete_functions((left, right, *(d.value for d in definitions)), {d.symbol for d in definitions}))
    body, slope = unfold(left.body, known), unfold(right, known)
    root = left.var.base if isinstance(left.var, Elem) else left.var
    if root not in free_symbols(body) or any(isinstance(t, Deriv) for t in walk(body)):
        return None
    if not isinstance(root, Sym) or (root is left.var and root.sort.index):
        return None
    indices = tuple(i for i in left.var.indices if isinstance(i, Sym)) if isinstance(left.var, Elem) else ()
    whole = isinstance(left.var, Elem) and len(indices) == len(left.var.indices)
    free = index_ranges(body)
    if (isinstance(left.var, Elem) and not whole) or any(i in free for i in indices):
        return None
    first = dict.fromkeys(free, ONE)  # of several functions, one an index, the first
    body, slope = substitute(body, first), substitute(slope, first)
    others = sorted((free_symbols(body) | free_symbols(slope)) - set(indices) - {root}, key=lambda s: s.name)
    sizes = _sizes((root, *others))
    params = (root, *(s for s in others if s not in sizes))
    if any(s.sort.field == "integer" and not _is_plain_number(s, body, slope) for s in params):
        return None
    rng = np.random.default_rng(zlib.crc32(repr(left).encode()))
    values = next((v for v in _points(params, sizes, rng) if all(_holds(d, params, sizes, v) for d in declarations)), None)
    if values is None:
        return None
    f, g = Formula("f", params, body), Formula("g", params, slope)
    expected = compile_formula(g, indices=indices)(*values)
    form = _complex_or_real(f)
    if isinstance(expected, np.ndarray) and expected.shape != np.shape(values[0]):
        expected = expected.reshape(np.shape(values[0]))
    return check_gradient(lambda x: form(x[()], *values[1:]), expected, values[0])


def _is_plain_number(s: Sym, *terms: Term) -> bool:
    """Whether a whole number is no index of an array and no bound, so that any value will do."""
    parts = [p for t in terms for p in walk(t)]
    used = [i for p in parts for i in (p.indices if isinstance(p, Elem) else p.bounds if isinstance(p, Bind) else ())]
    return not s.sort.shape and not s.sort.index and not any(s in free_symbols(i) for i in used)


def _points(params: tuple[Sym, ...], sizes: dict[Sym, int], rng: np.random.Generator) -> Iterator[list[NDArray[Any]]]:
    """Random points of all sorts: positive, with entries that sum to 1, negative, of either sign in any order."""
    positive = [_value(s, sizes, rng) for s in params]
    yield positive
    yield [v / v.sum() if np.ndim(v) else v for v in positive]
    yield [v if s.sort.field == "integer" else -v for s, v in zip(params, positive, strict=True)]
    for _ in range(TRIALS):
        yield [_value(s, sizes, rng) * (1 if s.sort.field == "integer" else rng.choice((-1.0, 1.0))) for s in params]


def _holds(fact: Term, params: tuple[Sym, ...], sizes: Container[Sym], values: list[NDArray[Any]]) -> bool:
    """Whether a declaration holds at the point; what it says of sizes, indices and smoothness alone is so by construction."""
    while isinstance(fact, Bind) and fact.op == "forall":
        _, fact = open_binder(fact)
    names = free_symbols(fact)
    if all(s.sort.is_function or (s.sort.field == "integer" and (s in sizes or s not in params)) for s in names):
        return True
    chosen = [(p, v) for p, v in zip(params, values, strict=True) if p in names]
    return bool(np.all(compile_formula(Formula("c", tuple(p for p, _ in chosen), fact))(*(v for _, v in chosen))))


def _complex_or_real(f: Formula) -> Any:
    """A function that takes the number type it is given."""
    real = compile_formula(f)
    try:
        complex_ = compile_formula(f, "complex128")
    except CompileError:
        return real
    return lambda x, *rest: (complex_ if np.iscomplexobj(x) else real)(x, *rest)


def _concrete_functions(terms: Iterable[Term], defined: set[Sym]) -> list[Definition]:
    """A smooth function of its own for each function symbol without a definition: sin(u + k) + u²/4 for the k-th."""
    symbols = {s for t in terms for s in walk(t) if isinstance(s, Sym) and s.sort.is_function} - defined
    found = []
    for k, f in enumerate(sorted(symbols, key=lambda f: f.name), 1):
        u = tuple(sym(f"u_{{{i}}}", REAL) for i in range(len(f.sort.domain or ())))
        parts = [t for x in u for t in (call("sin", add(x, num(k))), div(power(x, num(2)), num(4)))]
        found.append(Definition(f, u, add(*parts)))
    return found


def _sizes(symbols: Iterable[Sym]) -> dict[Sym, int]:
    """Every size in the sorts of the symbols, with a small number of its own."""
    found: dict[Sym, int] = {}
    for s in symbols:
        for dim in (*(span[1] for span in s.sort.index if span is not None), *s.sort.shape):
            if isinstance(dim, Sym) and dim not in found:
                found[dim] = SIZES[len(found) % len(SIZES)]
    return found


def _value(s: Sym, sizes: dict[Sym, int], rng: np.random.Generator) -> NDArray[Any]:
    """Random numbers between 0.2 and 0.8, where logarithms and roots are defined too."""
    dims = [*(span[1] if span is not None else None for span in s.sort.index), *s.sort.shape]
    if s.sort.index and s.sort.shape[1:] == (ONE,):
        dims = dims[:-1]
    if s.sort.field == "integer":
        return np.asarray(rng.integers(2, 6))
    shape = [sizes[d] if isinstance(d, Sym) else int(d.value) if isinstance(d, Num) else 3 for d in dims]
    return rng.uniform(0.2, 0.8, size=shape)



