"""Accepted readings of the development lines as SymPy expressions in which nothing is evaluated but arithmetic.

Only SymPy is needed here, so that other readers can be compared in environments of their own.
"""

from __future__ import annotations

import re
from typing import Any


def plain(name: str) -> str:
    """``\\hat{y}^{(i)}`` as ``haty^(i)``."""
    name = re.sub(r"\\(?:mathbf|mathrm|mathcal|text|mathbb)\{([^{}]*)\}", r"\1", name)
    return re.sub(r"[\\{} ]", "", name)


class Names(dict[str, Any]):
    """The names in a reading; ``derivatives``: one by an array is written as any other, and not as a gradient."""

    def __init__(self, arrays: frozenset[str]) -> None:
        import sympy

        super().__init__({n: getattr(sympy, n) for n in ("exp", "sqrt", "pi", "tanh", "sin", "cos", "Rational", "Abs", "oo")})
        self.arrays = arrays
        self.derivatives = False
        self.sp = sympy

    def __missing__(self, key: str) -> Any:
        if key == "Piecewise":
            return self.piecewise
        if key in ("D", "SumI", "SumB", "ProdB", "Integral", "Limit", "Subs", "Mat", "Tuple", "Sum", "grad", "tr", "had",
                   "norm", "Norm2",
                   "trace", "log", "Max", "sym_idx"):
            return lambda *a: self.node(key, *a)
        if key == "sym":
            return self.symbol
        if key == "Fn":
            return lambda f: lambda *a: self.node(f, *a)
        return self.symbol({"E_": "E", "lambda_": "lambda", "gamma_": "gamma"}.get(key, key))

    def symbol(self, name: str) -> Any:
        return self.sp.Symbol(name, commutative=name not in self.arrays)

    def piecewise(self, *cases: Any) -> Any:
        """Cases of which the last, if it is the rest, may be written as one."""
        *first, (last, rest) = cases
        tested = self.sp.Or(*(c for _, c in first))
        named = rest is True or rest == self.sp.Not(tested)
        return self.node("Piecewise", *(part for case in first for part in case), last, *() if named else (rest,))

    def node(self, name: str, *args: Any) -> Any:
        flat: list[Any] = []
        for a in args:
            flat += a if isinstance(a, (list, tuple)) else [a]
        if any(isinstance(x, (list, tuple)) for x in flat):
            return self.node(name, *flat)
        name = {"Norm2": "norm", "Sum": "SumB"}.get(name, name)
        return self.sp.Function(name)(*[self.sp.Symbol(str(x)) if isinstance(x, (bool, str)) else self.sp.sympify(x) for x in flat])


def same(ours: Any, accepted: Any) -> bool:
    import sympy

    return bool(ours == accepted or sympy.expand(ours - accepted) == 0 or sympy.simplify(ours - accepted) == 0)
