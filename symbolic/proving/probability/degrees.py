"""How many random factors a step multiplies inside its moments.

Guarantee: a step that is of second order takes the same values for all random vectors with the same means and covariances.
"""

from __future__ import annotations

from symbolic.proving.probability.chances import OPERATORS, Chances
from symbolic.steps import Step
from symbolic.terms import Bind, Call, Elem, Matrix, Num, Sym, Term, children

ADDED = frozenset({"add", "sub", "neg", "trace", "transpose", "diag"})
MULTIPLIED = frozenset({"mul", "matmul", "inner", "hadamard"})
MORE = 99
"""The degree of what is no polynomial."""
ALLOWED = {"expectation": 2, "variance": 1, "covariance": 1}


def is_of_second_order(step: Step, chances: Chances) -> bool:
    """Whether the step is told by the means and covariances of its random variables."""
    return _is_told(step.left, chances) and _is_told(step.right, chances)


def _is_told(t: Term, chances: Chances) -> bool:
    match t:
        case Call(op, args) if op in ALLOWED:
            return all(_degree(a, chances) <= ALLOWED[op] for a in args)
        case Call(op, _) if op in OPERATORS:
            return False
    return not chances.varies(t) or (not isinstance(t, Sym | Elem) and all(_is_told(c, chances) for c in children(t)))


def _degree(t: Term, chances: Chances) -> int:
    """The degree of a polynomial in random variables; moments inside are numbers, if they are of second order themselves."""
    match t:
        case Call(op, _) if op in OPERATORS:
            return 0 if _is_told(t, chances) else MORE
    if not chances.varies(t):
        return 0 if all(_degree(c, chances) == 0 for c in children(t)) else MORE
    match t:
        case Sym():
            return 1
        case Elem(base, _):
            return _degree(base, chances)
        case Call(op, args) if op in ADDED:
            return max(_degree(a, chances) for a in args)
        case Call(op, args) if op in MULTIPLIED:
            return sum(_degree(a, chances) for a in args)
        case Call("div", (a, b)) if _degree(b, chances) == 0:
            return _degree(a, chances)
        case Call("pow", (Call("norm", (a,)), Num(k))) if k.denominator == 1 and k > 0 and k % 2 == 0:
            return int(k) * _degree(a, chances)
        case Call("pow", (a, Num(k))) if k.denominator == 1 and k > 0:
            return int(k) * _degree(a, chances)
        case Bind("sum", _, body, _):
            return _degree(body, chances)
        case Matrix(rows):
            return max(_degree(a, chances) for row in rows for a in row)
    return MORE
