"""Proposals from SymPy, untrusted: nothing here is a proof.

Guarantee: none on the value; a proposal enters a proof only through a check (its derivative, its limits).  A call
that takes longer than the budget is given up.
"""

from __future__ import annotations

from functools import lru_cache

from symbolic.alarms import Late, can_be_limited, limited
from symbolic.proving.limits.not_elementary import is_not_elementary
from symbolic.terms import REAL, Apply, Bind, Call, Deriv, Elem, Num, Sym, Term, free_symbols, substitute, sym, transform, walk

BUDGET_SECONDS = 1.2
MAX_NODES = 60
WITHOUT_POWERS = frozenset({"sin", "cos", "tan", "sinh", "cosh", "tanh", "log"})
VARIABLE = "xi"
MOST_ROOTS = 4


def propose_antiderivative(f: Term, x: Sym) -> Term | None:
    """SymPy's antiderivative of ``f`` in ``x``; None where it has none in closed form, or not in time."""
    if not can_be_limited() or is_not_elementary(f, x):
        return None
    nodes = list(walk(f))
    if len(nodes) > MAX_NODES or any(isinstance(t, Apply | Bind | Deriv | Elem) or _is_hopeless(t, x) for t in nodes):
        return None
    bound = sorted((s for s in free_symbols(f) if s.uid and s is not x), key=lambda s: (s.name, s.uid))
    places = {x: sym(VARIABLE, REAL)} | {s: sym(f"{VARIABLE}_{{{k}}}", s.sort) for k, s in enumerate(bound)}
    proposed = _integrated(substitute(f, places), places[x])
    return None if proposed is None else substitute(proposed, {place: s for s, place in places.items()})


def _is_hopeless(t: Term, x: Sym) -> bool:
    """``sin(x)^n``: a function of the variable to a power without value has no antiderivative that SymPy knows, which it finds out late."""
    return isinstance(t, Call) and t.op == "pow" and not isinstance(t.args[1], Num) and isinstance(t.args[0], Call) \
        and x in free_symbols(t.args[0]) and t.args[0].op in WITHOUT_POWERS


@lru_cache(maxsize=512)
def _integrated(f: Term, x: Sym) -> Term | None:
    from sympy import Integral, integrate

    from symbolic.sympy_bridge import BridgeError, from_sympy, to_sympy

    try:
        with limited(BUDGET_SECONDS):
            result = integrate(to_sympy(f).doit(), to_sympy(x))
            if result.has(Integral):
                return None
            proposed = from_sympy(result, {s.name: s for s in (*free_symbols(f), x)})
    except (Late, BridgeError, ArithmeticError, TypeError, ValueError, AttributeError, NotImplementedError, RecursionError):
        return None
    return proposed if all(not isinstance(t, Bind) for t in walk(proposed)) else None


def propose_roots(f: Term, x: Sym) -> tuple[Term, ...]:
    """Where SymPy finds that ``f`` vanishes as a function of the real ``x``; nothing if it does not tell in time."""
    if not can_be_limited():
        return ()
    nodes = list(walk(f))
    if len(nodes) > MAX_NODES or any(isinstance(t, Apply | Bind | Deriv) for t in nodes):
        return ()
    entries: dict[Term, Sym] = {t: sym(f"{VARIABLE}_{{{k}}}", REAL) for k, t in enumerate(t for t in nodes if isinstance(t, Elem))}
    place = sym(VARIABLE, REAL)
    found = _roots(substitute(transform(f, entries.get), {x: place}), place)
    names: dict[Sym, Term] = {name: entry for entry, name in entries.items()}
    return tuple(substitute(t, {place: x, **names}) for t in found)


@lru_cache(maxsize=512)
def _roots(f: Term, x: Sym) -> tuple[Term, ...]:
    from sympy import solve

    from symbolic.sympy_bridge import BridgeError, from_sympy, to_sympy

    try:
        with limited(BUDGET_SECONDS):
            found = solve(to_sympy(f).doit(), to_sympy(x))
            return tuple(from_sympy(t, {s.name: s for s in free_symbols(f)}) for t in found[:MOST_ROOTS] if t.is_real is not False)
    except (Late, BridgeError, ArithmeticError, TypeError, ValueError, AttributeError, NotImplementedError, RecursionError):
        return ()
