"""Cases of a step in which what words say of its names is true: a step that is false there too is false whatever the words meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from derivations.documents.equations.records import Equation
from derivations.documents.scopes.scopes import Scopes
from symbolic.functions import ARITHMETIC, FUNCTIONS, ge, le
from symbolic.steps import Step
from symbolic.terms import INFINITY, ONE, REAL, ZERO, Apply, Bind, Call, Deriv, Elem, Sym, Term, free_symbols, substitute, walk

PROBABILITY = re.compile("‘(?:probability|probabilities)’")
SMALL = re.compile("‘small’")
NO_DEFINITION = "which is no definition"
OF_ARRAYS = frozenset({"hadamard", "matmul", "transpose", "trace", "diag", "det", "inverse", "inner", "norm", "kron"})
"""Operators on arrays that are continuous wherever they are defined."""


def as_worded(step: Step, scopes: Scopes, posed: Iterable[Equation]) -> Step | None:
    """The case of a step that its doubts leave, if words of one kind make all of them, of a kind of which a case is known.

    posed: the equations that the section sets up.
    """
    doubts = scopes.doubts.about(step)
    if doubts and all(map(PROBABILITY.search, doubts.values())):
        return _with_probabilities(step, doubts, scopes)
    if doubts and all(map(SMALL.search, doubts.values())):
        return _at_zero(step, doubts)
    if doubts and all(why.endswith(NO_DEFINITION) for why in doubts.values()):
        return _where_posed(step, doubts, posed)
    return None


def _with_probabilities(step: Step, doubts: Mapping[str, str], scopes: Scopes) -> Step | None:
    """The step with numbers of the unit interval for names of which words say that they are probabilities."""
    facts: list[Term] = []
    for name in doubts:
        known, symbol = scopes.definition(name), scopes.current.symbol(name)
        value = known.symbol if known is not None else symbol
        if value is None or value.sort.shape or value.sort.index:
            return None
        if value.sort.is_function:
            if known is None or any(p.sort.shape for p in known.params):
                return None
            place: Term = Apply(value, known.params, (0,) * len(known.params))
        else:
            place = value
        facts += [ge(place, ZERO), le(place, ONE)]
    return replace(step, declarations=(*step.declarations, *facts))


def _where_posed(step: Step, doubts: Mapping[str, str], posed: Iterable[Equation]) -> Step | None:
    """The step where the values hold that the section gives its names in equations that are no definitions."""
    giving = [e for e in posed if e.gives in doubts and not e.slope and not e.stationary]
    facts = tuple(dict.fromkeys(e.fact for e in giving))
    return replace(step, declarations=(*step.declarations, *facts)) if {e.gives for e in giving} == {*doubts} else None


def _at_zero(step: Step, doubts: Mapping[str, str]) -> Step | None:
    """The step at 0 for real numbers of which words say that they are small.

    Where both sides are continuous in them and differ there, they differ for all small values as well.
    """
    terms = (step.left, step.right, *(d.value for d in step.definitions))
    small = {s for t in terms for s in free_symbols(t) if s.name in doubts}
    if {s.name for s in small} != {*doubts} or any(s.sort != REAL for s in small) or any(d.symbol in small for d in step.definitions) \
            or not all(_is_continuous_in(small, t) for t in terms):
        return None
    zeros = dict.fromkeys(small, ZERO)
    return replace(step, left=substitute(step.left, zeros), right=substitute(step.right, zeros),
                   definitions=tuple(replace(d, value=substitute(d.value, zeros)) for d in step.definitions),
                   declarations=tuple(substitute(f, zeros) for f in step.declarations if not free_symbols(f) <= small))


def _is_continuous_in(names: set[Sym], term: Term) -> bool:
    """Whether a term is made by operators that are continuous, wherever they are defined, in what holds the names."""
    return all(_keeps_limits(t, names) for t in walk(term) if names & free_symbols(t))


def _keeps_limits(t: Term, names: set[Sym]) -> bool:
    match t:
        case Sym():
            return True
        case Call("pow", (_, exponent)):
            return not names & free_symbols(exponent)
        case Call(op, _):
            row = FUNCTIONS.get(op)
            return op in ARITHMETIC | OF_ARRAYS or (row is not None and not row.jumps and bool(row.derivative or row.ball))
        case Bind("sum" | "prod", _, _, bounds):
            return not any(names & free_symbols(b) or INFINITY in walk(b) for b in bounds)
        case Deriv(_, variable, _):
            return not names & free_symbols(variable)
    return isinstance(t, Elem)
