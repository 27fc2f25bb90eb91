"""Matrix identities in SymPy's spelling to terms: ``diff(Trace(A*X), X)``, ``A.T``, ``A.I``, ``HadamardProduct(A, B)``.

A, B, C, X are n × n, G, K, W m × n, H n × m; xv, av, yv, xm are vectors of length n, bv and tv of length m; other names are numbers.
A derivative by an array has the array's shape.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

from symbolic.shapes import shape
from symbolic.steps import Step
from symbolic.terms import INTEGER, ONE, Call, Sort, Sym, Term, add, call, deriv, div, mul, neg, num, power, sub, sym

M, N = sym("m", INTEGER), sym("n", INTEGER)
SHAPES = {"ABCX": (N, N), "GKW": (M, N), "H": (N, M)}
VECTORS = {("xv", "av", "yv", "xm"): (N, ONE), ("bv", "tv"): (M, ONE)}
ARRAYS = {name: sym(name, Sort(shape=s)) for names, s in (*SHAPES.items(), *VECTORS.items()) for name in names}
NAMES: dict[str, Sym] = {**ARRAYS, "m": M, "n": N}
FUNCTIONS = {"Trace": "trace", "Determinant": "det", "HadamardProduct": "hadamard", "OneMatrix": "ones", "ZeroMatrix": "zeros",
             "Identity": "identity", "log": "log", "diag": "diag", "exp": "exp", "sqrt": "sqrt"}
ENTRYWISE = {"sig": "sigmoid", "exp": "exp", "tanh": "tanh"}


def matrix_step(pair: dict[str, Any]) -> Step:
    """The step of one labelled pair; ValueError for what is not spelled as above."""
    left, right = (_term(ast.parse(pair[k], mode="eval").body) for k in ("lhs", "rhs"))
    return Step("eq", left, right, (call("ge", M, ONE), call("ge", N, ONE)), conventions=frozenset({"denominator layout"}))


def _term(node: Any) -> Term:
    match node:
        case ast.Constant(value=value):
            return num(Fraction(str(value)))
        case ast.Name(id=name):
            return NAMES.get(name) or sym(name)
        case ast.UnaryOp(op=ast.USub(), operand=a):
            return neg(_term(a))
        case ast.BinOp(left=a, op=ast.Mult(), right=b):
            return _product(_term(a), _term(b))
        case ast.BinOp(left=a, op=op, right=b):
            return {ast.Add: add, ast.Sub: sub, ast.Div: div, ast.Pow: power}[type(op)](_term(a), _term(b))
        case ast.Attribute(value=a, attr="T" | "I" as mark):
            return call({"T": "transpose", "I": "inverse"}[mark], _term(a))
        case ast.Call(func=ast.Attribute(value=a, attr="applyfunc"), args=[ast.Name(id=name)]):
            return _entrywise(name, _term(a))
        case ast.Call(func=ast.Name(id="diff"), args=[body, variable]):
            return deriv(_term(body), _term(variable))
        case ast.Call(func=ast.Name(id=name), args=args) if name in FUNCTIONS:
            return call(FUNCTIONS[name], *map(_term, args))
    raise ValueError(ast.dump(node))


def _product(a: Term, b: Term) -> Term:
    """Arrays in the order in which they are written; numbers outside."""
    if not shape(a) or not shape(b) or (ONE, ONE) in (shape(a), shape(b)):
        return mul(a, b)
    return call("matmul", *(a.args if isinstance(a, Call) and a.op == "matmul" else (a,)), b)


def _entrywise(name: str, a: Term) -> Term:
    """A function at every entry; ``dsig`` is the derivative of ``sig``."""
    if name in ENTRYWISE:
        return call(ENTRYWISE[name], a)
    if name == "dsig":
        return call("hadamard", call("sigmoid", a), sub(call("ones", *shape(a)), call("sigmoid", a)))
    raise ValueError(name)
