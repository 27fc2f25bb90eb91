"""Repairs one small edit away: another exponent, sign, index, name, bound, order of factors, a transpose.

Guarantee: none; an edit agrees with the left side at the samples, and is proved by :mod:`symbolic.proving.diagnosis.repair`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations, islice

from symbolic.proving.diagnosis.samples import Sample, evaluated, same
from symbolic.proving.diagnosis.scaling import scaled, text
from symbolic.proving.matrices.index_terms import sizes_of
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    ONE,
    REAL,
    TWO,
    Bind,
    Call,
    Deriv,
    Elem,
    Num,
    Sym,
    Term,
    add,
    call,
    children,
    free_symbols,
    mul,
    neg,
    num,
    power,
    rebuild,
)
from symbolic.verdicts import Repair

MAX_EDITS = 400
RESTORING = frozenset({"an inverse is missing", "a transpose is missing"})
"""What tells nothing if it makes the right side what the left side is."""


def by_edits(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """Edits of the right side that agree with the left side at every sample, fewer names changed first."""
    names = _replacements(step)
    for words, right in islice(chain(_edits(step.right, ()), _edits(step.right, names)), MAX_EDITS):
        if right is step.left and (words in RESTORING or sorted(map(repr, children(right))) == sorted(map(repr, children(step.right)))):
            continue  # AB = BA claims that the order does not matter: AB = AB is no repair of it
        if all((v := evaluated(right, step, [s], layout)) is not None and same(s.left, v[0]) for s in samples):
            yield Repair(words, right)


def _replacements(step: Step) -> tuple[Sym, ...]:
    """Plain names of the step, sizes included, which may stand in place of each other."""
    names = free_symbols(step.left) | free_symbols(step.right) | {*sizes_of((step.left, step.right))}
    return tuple(sorted((s for s in names if not s.uid and not s.sort.index and not s.sort.is_function), key=lambda s: s.name))[:8]


def _edits(t: Term, names: tuple[Sym, ...]) -> Iterator[tuple[str, Term]]:
    """The term with one small change somewhere; with ``names``: another name in one place."""
    if names:
        if isinstance(t, Sym) and t in names:
            yield from ((f"{s}, not {t}", s) for s in names if s is not t and s.sort == t.sort)
            sizes = [s for s in names if s.sort == INTEGER and t.sort == REAL]
            yield from ((f"the exponent {s} of {t} is missing", power(t, s)) for s in sizes)
        elif isinstance(t, Num) and t.value > 1:
            yield from ((f"the exponent {s} of {t} is missing", power(t, s)) for s in names if s.sort == INTEGER)
        elif isinstance(t, Call) and t.op == "add":
            for k, p in enumerate(t.args):
                yield from ((f"the factor {s} of {p} is missing", add(*t.args[:k], _times(s, p), *t.args[k + 1 :]))
                            for s in names if s.sort == INTEGER)
        elif isinstance(t, Num):
            yield from ((f"{s}, not {text(t.value)}", s) for s in names if s.sort.is_scalar)
        elif isinstance(t, Call) and t.op == "pow" and isinstance(t.args[0], Num):
            restored = ((str(s), mul(t.args[0], power(s, t.args[1]))) for s in names if s.sort.is_scalar)
            yield from ((f"{name} is missing: {whole}, not {t}", whole) for name, whole in restored)
    else:
        yield from _here(t)
    parts = children(t)
    for k, part in enumerate(parts):
        if names and isinstance(part, Num) and isinstance(t, Call) and t.op in ("add", "neg"):
            for words, delta in _deltas(names) if part is ONE and t.op == "add" else ():
                yield words, rebuild(t, (*parts[:k], delta, *parts[k + 1 :]))
            continue
        if (isinstance(t, Deriv) or (isinstance(t, Elem) and not names)) and k:
            continue
        if isinstance(t, Bind) and k and not names:
            yield from ((w, Bind(t.op, t.var, parts[0], (*t.bounds[: k - 1], b, *t.bounds[k:]))) for w, b in _bounds(part))
            continue
        for words, changed in _edits(part, names):
            yield words, rebuild(t, (*parts[:k], changed, *parts[k + 1 :]))


def _times(s: Sym, t: Term) -> Term:
    """The product with the sign in front."""
    return neg(mul(s, t.args[0])) if isinstance(t, Call) and t.op == "neg" else mul(s, t)


def _deltas(names: tuple[Sym, ...]) -> Iterator[tuple[str, Term]]:
    """Kronecker's δ of two index names, in place of 1."""
    for i, j in combinations([s for s in names if s.sort == INTEGER], 2):
        delta = call("delta", i, j)
        yield f"{delta}, not 1", delta


def _bounds(bound: Term) -> Iterator[tuple[str, Term]]:
    yield "a bound is too small by 1", _shifted(bound, 1)
    yield "a bound is too large by 1", _shifted(bound, -1)


def _shifted(t: Term, by: int) -> Term:
    match t:
        case Num(value):
            return num(value + by)
        case Call("add", (a, Num(value))) if value == -by:
            return a
        case Call("add", (a, Call("neg", (Num(value),)))) if value == by:
            return a
    return add(t, num(by)) if by > 0 else add(t, neg(num(-by)))


def _here(t: Term) -> Iterator[tuple[str, Term]]:
    match t:
        case Call("pow", (a, Num(n))):
            for m in (n + 1, n - 1):
                yield f"the exponent is {text(m)}, not {text(n)}", a if m == 1 else power(a, num(m))
        case Call("pow", (a, n)):
            yield "the exponent is too small by 1", power(a, _shifted(n, 1))
            yield "the exponent is too large by 1", power(a, _shifted(n, -1))
        case Call("add", (a, Num()) | (a, Call("neg", (Num(),))) | (Num(), a)) if not isinstance(a, Num):
            yield f"{a}, not {t}", a
    match t:
        case Call("add", parts):
            for k, p in enumerate(parts):
                yield f"the sign of {p} is wrong", add(*parts[:k], scaled(Fraction(-1), p), *parts[k + 1 :])
                if len(parts) > 2:
                    yield f"the term {p} is too many", add(*parts[:k], *parts[k + 1 :])
        case Call("mul", parts):
            for k, p in enumerate(parts):
                if not isinstance(p, Num) or len(parts) > 2:
                    yield f"the factor {p} is too many", mul(*parts[:k], *parts[k + 1 :])
        case Call("matmul", parts):
            for k in range(len(parts) - 1):
                yield "two factors are in the wrong order", call("matmul", *parts[:k], parts[k + 1], parts[k], *parts[k + 2 :])
        case Call("transpose", (a,)):
            yield "a transpose is too many", a
        case Elem(base, (i, j)) if i is not j:
            yield "two indices are swapped", Elem(base, (j, i))
        case Num(n) if n:
            for m in (2 * n, n / 2, n + 1, n - 1, 1 / n):
                if m != n:
                    yield f"{text(m)}, not {text(n)}", num(m)
        case Call("div", (a, b)) if free_symbols(a):
            yield "a fraction is upside down", call("div", b, a)
        case Call("det", _):
            yield f"the reciprocal of {t} is meant", call("div", ONE, t)
        case Call("sin", (a,)):
            yield "a cosine, not a sine", call("cos", a)
        case Call("cos", (a,)):
            yield "a sine, not a cosine", call("sin", a)
    if isinstance(t, Bind) and t.op == "sum":
        yield "a square is missing", power(t, TWO)
    if isinstance(t, Sym) and not t.sort.is_function and len(t.sort.shape) == 2 and t.sort.shape[1] is not ONE:
        yield "a transpose is missing", call("transpose", t)
        if t.sort.shape[0] is t.sort.shape[1]:
            yield f"{t} + {t}ᵀ, not {t}", add(t, call("transpose", t))
            yield "an inverse is missing", call("inverse", t)
    if isinstance(t, Call) and t.op in ("matmul", "inverse", "hadamard"):
        yield "a transpose is missing", call("transpose", t)
