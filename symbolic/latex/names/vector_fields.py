r"""Vector fields, functions of coordinates with columns as values, and the unit vectors of the axes, ``x^2 \mathbf{i} + xy \mathbf{j}``."""

from __future__ import annotations

from symbolic.latex.names.field_heads import AXES
from symbolic.latex.names.usage import Usage
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import NameAt
from symbolic.terms import REAL, Apply, Definition, Sym, Term, call, num


def of_several_numbers(r: Reader, name: str) -> Definition | None:
    """The definition of a function of two or more numbers, under its letter, whether or not that stands bare in the text."""
    for d in reversed(r.scope.definitions):
        if d.symbol.name.partition("(")[0] == name and d.symbol.sort.is_function and len(d.params) > 1:
            return d if all(p.sort == REAL for p in d.params) else None
    return None


def field_value(r: Reader, name: NameAt, flat: str) -> Term | None:
    """A field that stands bare is its value at the coordinates."""
    if flat not in r.usage.fields or name.powers or name.primes or r.at("(", "["):
        return None
    d = of_several_numbers(r, flat)
    return Apply(d.symbol, d.params, (0,) * len(d.params)) if d is not None and isinstance(d.symbol, Sym) else None


def unit_vector(r: Reader, name: NameAt, flat: str) -> Term | None:
    r"""``\mathbf{j}`` where ``\mathbf{i}`` and ``\mathbf{j}`` stand bare and are nothing else: the second column of the identity."""
    if name.powers or name.primes or any(r.symbol(n) is not None for n in (flat, name.name)):
        return None
    axes = unit_vectors(r.usage)
    return call("unit", num(axes.index(flat) + 1), num(len(axes))) if flat in axes else None


def unit_vectors(usage: Usage) -> tuple[str, ...]:
    r"""The names of the unit vectors of the axes, in the plane or in space, among the names that stand bare in a text.

    ``\hat{i}`` and ``\hat{j}`` without ``\hat{k}`` are that only where a field is defined: they may be indices.
    """
    for names in AXES:
        if names[0] in usage.bare and names[1] in usage.bare and (names[2] in usage.bare or usage.fields or "e" in names[0]):
            return names if names[2] in usage.bare else names[:2]
    return ()
