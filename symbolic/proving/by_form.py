"""Conditions that hold by their form alone: 1 + eˣ > 0, x² + 1 ≠ 0, and xy ≠ 0 where x ≠ 0 and y ≠ 0 are known.

Guarantee: what is said to hold does so at every point at which it is defined and all known facts hold.
Nothing is said of complex numbers and of arrays, but for numbers made of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from symbolic.functions import FUNCTIONS
from symbolic.shapes import ShapeError, is_scalar
from symbolic.terms import ZERO, Call, Elem, Num, Sym, Term, children, free_symbols, operators

NEITHER, NONNEGATIVE, POSITIVE = range(3)
COMPLEX = frozenset({"imaginary", "re", "im", "conj"})
LEAST = {"gt": POSITIVE, "ne": POSITIVE, "ge": NONNEGATIVE}
ARITHMETIC = frozenset({"add", "mul", "div", "neg", "pow", "sqrt"})
NONE: frozenset[Term] = frozenset()


def holds_by_form(condition: Term) -> bool:
    """Whether a condition t > 0, t ≥ 0 or t ≠ 0 holds of all real numbers by the form of t."""
    match condition:
        case Call(op, (t, b)) if b is ZERO and op in LEAST:
            return _least(t, NONE) >= LEAST[op] and _is_real(t)
    return False


def not_by_form(conditions: list[Term], known: Iterable[Term]) -> list[Term]:
    """The conditions that do not follow by their form from what is known of the signs of their parts."""
    positive: set[Term] = set()
    nonzero: set[Term] = set()
    for fact in known:
        match fact:
            case Call("gt", (t, b)) if b is ZERO:
                positive.add(t)
                nonzero.update(_factors(t))
            case Call("ge", (t, Num(value))) if value > 0:
                positive.add(t)
            case Call("ne", (t, b)) if b is ZERO:
                nonzero.update(_factors(t))
    return [c for c in conditions if not _follows(c, positive, nonzero)]


def _follows(condition: Term, positive: Collection[Term], nonzero: Collection[Term]) -> bool:
    match condition:
        case Call("ne", (t, b)) if b is ZERO and all(f in nonzero or f in positive for f in _factors(t)):
            return True
        case Call(op, (t, b)) if b is ZERO and op in LEAST:
            return _least(t, positive) >= LEAST[op] and _is_real(t)
    return False


def _factors(t: Term) -> tuple[Term, ...]:
    """What is not 0 where a number is not, and only there."""
    match t:
        case Call("mul" | "div", args):
            return tuple(f for a in args for f in _factors(a))
        case Call("neg", (a,)):
            return _factors(a)
        case Call("pow", (a, Num(n))) if n > 0:
            return _factors(a)
        case Num(value) if value:
            return ()
    return (t,)


def _is_real(t: Term) -> bool:
    names = free_symbols(t)
    whole = any(s.sort.shape for s in names) and _has_whole_array(t) and not _is_of_numbers(t)
    return not whole and COMPLEX.isdisjoint(operators(t)) and all(s.sort.field != "complex" for s in names)


def _has_whole_array(t: Term) -> bool:
    """Whether an array stands somewhere else than as that of which an entry is taken."""
    match t:
        case Sym():
            return bool(t.sort.shape)
        case Elem(Sym() as base, indices) if len(indices) > len(base.sort.index):
            return any(map(_has_whole_array, indices))
    return any(map(_has_whole_array, children(t)))


def _is_of_numbers(t: Term) -> bool:
    """Whether what stands in the sums, products and powers of a term are numbers, be they made of arrays: 1 + exp(uᵀv)."""
    if type(t) is Call and t.op in ARITHMETIC:
        return all(map(_is_of_numbers, t.args))
    try:
        return is_scalar(t)
    except ShapeError:
        return False


def _least(t: Term, positive: Collection[Term]) -> int:
    """What is known of the sign of a real number."""
    if type(t) is Num:
        p = t.value.numerator
        return POSITIVE if p > 0 else NEITHER if p else NONNEGATIVE
    if t in positive:
        return POSITIVE
    if type(t) is not Call:
        return NEITHER
    match t.op, t.args:
        case "add", args:
            known = [_least(a, positive) for a in args]
            return max(known) if NEITHER not in known else NEITHER
        case "mul" | "div", args:
            return min([_least(a, positive) for a in args])
        case "pow", (a, Num(n)) if n.denominator == 1 and n.numerator % 2 == 0:
            return max(_least(a, positive), NONNEGATIVE)
        case "pow", (a, _):
            return _least(a, positive)
        case "sqrt", (a,):
            return max(_least(a, positive), NONNEGATIVE)
        case "pi", ():
            return POSITIVE
    row = FUNCTIONS.get(t.op)
    if row is None or row.lower is None or row.lower < 0:
        return NEITHER
    return POSITIVE if row.lower > 0 or row.strict else NONNEGATIVE
