"""Expectations of functions of two or three independent random numbers with declared laws: ``P(X < Y)``, ``E[max(X, Y)]``.

E[g(X, Y)] = E[h(X)] with h(x) = E[g(x, Y)]; if both have one law with a density, ``P(X < Y)`` is a half.  Normal laws, whose
distribution functions are not elementary, are left alone otherwise.

Guarantee: the term equals the expectation, for all parameters that the declarations allow, if the expectation exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

from symbolic.distributions import LAWS
from symbolic.proving.probability.atoms import different
from symbolic.proving.probability.chances import Chances, Key
from symbolic.terms import HALF, REAL, ZERO, Call, Elem, Term, free_symbols, fresh, mul, replaced, sym

MOST = 3
Mean = Callable[[Chances, Term], Term | None]
"""The expectation of a term under some chances; None if nothing is known of a part of it."""


def by_several_laws(atoms: tuple[Term, ...], chances: Chances, mean: Mean) -> Term | None:
    """E of a product of atoms that depend on independent random numbers with laws."""
    keys = sorted(chances.keys_of(atoms), key=repr)
    if not 2 <= len(keys) <= MOST or not _independent(keys, chances):
        return None
    numbers, laws = [_number(k) for k in keys], [law for k in keys if (law := chances.law(k)) is not None]
    if len(laws) < len(keys):
        return None
    row = LAWS[laws[0].op]
    smooth = row.density is not None and not row.discrete
    match atoms:
        case (Call("indicator", (Call("eq", (a, b)),)),) if [a, b] in (numbers, numbers[::-1]) and smooth:
            return ZERO
        case (Call("indicator", (Call("lt", (a, b)),)),) if [a, b] in (numbers, numbers[::-1]) and smooth and laws[0] == laws[1]:
            return HALF
    if any(law.op == "normal" for law in laws):
        return None
    x = fresh(sym("x", REAL))
    support = row.support(x, laws[0].args)
    inner = mean(replace(chances, plain=(*chances.plain, *support)), mul(*(replaced(a, numbers[0], x) for a in atoms)))
    return None if inner is None else mean(chances, replaced(inner, x, numbers[0])) if x in free_symbols(inner) else inner


def _independent(keys: list[Key], chances: Chances) -> bool:
    """Whether random numbers are mutually independent; pairs that are so do not suffice."""
    members = [(i, j, name) for (name, i), (other, j) in combinations(keys, 2) if name is other]
    apart = all(i is not None and j is not None and chances.independent_family(name) and different(i, j) for i, j, name in members)
    return apart and chances.independent({name for name, _ in keys})


def _number(key: Key) -> Term:
    name, indices = key
    return Elem(name, indices) if indices else name
