"""Python expressions to terms, for the labelled steps in ``*.json`` of this folder."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

from matrix_expressions import matrix_step

from symbolic.functions import ALIASES, FUNCTIONS
from symbolic.steps import Step
from symbolic.terms import (
    INFINITY,
    INTEGER,
    ONE,
    PI,
    REAL,
    Apply,
    Sort,
    Sym,
    Term,
    add,
    bind,
    call,
    deriv,
    div,
    elem,
    exp,
    mul,
    neg,
    num,
    power,
    sub,
    sym,
)

NAMES = {"pi": PI, "oo": INFINITY, "E": exp(ONE)}
COMPARE = {ast.Gt: "gt", ast.GtE: "ge", ast.Lt: "lt", ast.LtE: "le", ast.Eq: "eq", ast.NotEq: "ne"}
RENAMED = {"Abs": "abs", "Max": "max", "Min": "min", "KD": "delta", "asin": "asin", "acos": "acos", "atan": "atan", "atanh": "atanh",
           "And": "and", "Or": "or", "Not": "not"}


class Reader:
    """One step's names, and its expressions as terms."""

    def __init__(self, kinds: dict[str, str]) -> None:
        self.kinds = kinds
        self.facts: list[Term] = []
        self.symbols: dict[str, Sym] = {}
        for name, kind in kinds.items():
            self._declare(name, kind)

    def _declare(self, name: str, kind: str) -> None:
        sort = REAL
        if kind in ("posint", "int") or kind.startswith("idx"):
            sort = INTEGER
        elif kind in ("indexed", "indexed2"):
            sort = Sort(index=(None,) * (2 if kind == "indexed2" else 1))
        elif kind == "function":
            sort = Sort(domain=(REAL,))
        s = self.symbols[name] = sym(name, sort)
        if kind == "posint":
            self.facts.append(call("ge", s, ONE))
        elif kind == "positive":
            self.facts.append(call("gt", s, num(0)))
        elif kind.startswith("idx"):
            _, lo, hi = kind.split(":")
            self.facts += [call("ge", s, self.read(lo)), call("le", s, self.read(hi))]

    def read(self, source: str) -> Term:
        return self.term(ast.parse(source, mode="eval").body)

    def name(self, text: str) -> Term:
        if text in NAMES:
            return NAMES[text]
        if text not in self.symbols:
            self.symbols[text] = sym(text)
        return self.symbols[text]

    def term(self, node: Any) -> Term:
        match node:
            case ast.Constant(value=value) if value is True:
                return call("true")
            case ast.Constant(value=value):
                return num(Fraction(str(value)))
            case ast.Name(id=name):
                return self.name(name)
            case ast.UnaryOp(op=ast.USub(), operand=a):
                return neg(self.term(a))
            case ast.BinOp(left=a, op=op, right=b):
                x, y = self.term(a), self.term(b)
                return {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: div, ast.Pow: power}[type(op)](x, y)
            case ast.Subscript(value=base, slice=index):
                parts = index.elts if isinstance(index, ast.Tuple) else [index]
                return elem(self.term(base), *map(self.term, parts))
            case ast.Compare(left=a, ops=[op], comparators=[b]):
                return call(COMPARE[type(op)], self.term(a), self.term(b))
            case ast.Call(func=ast.Name(id=name), args=args):
                return self.call(name, args)
        raise ValueError(ast.dump(node))

    def call(self, name: str, args: list[Any]) -> Term:
        if name == "D":
            return deriv(self.term(args[0]), self.term(args[1]))
        if name in ("Sum", "Product", "Integral"):
            var, lo, hi = (self.term(e) for e in args[1].elts)
            assert isinstance(var, Sym)
            if name != "Integral" and var.sort != INTEGER:
                raise ValueError("index is not an integer")
            return bind({"Sum": "sum", "Product": "prod", "Integral": "integral"}[name], var, self.term(args[0]), (lo, hi))
        if name == "Limit":
            side = args[3].value if len(args) > 3 else "+-"
            point = self.term(args[2])
            if point is INFINITY:
                side = "+-"
            var = self.term(args[1])
            assert isinstance(var, Sym)
            return bind({"+-": "limit", "+": "limit+", "-": "limit-"}[side], var, self.term(args[0]), (point,))
        if name == "Piecewise":
            flat: list[Term] = []
            for pair in args:
                value, test = (self.term(e) for e in pair.elts)
                flat += [value] if test is call("true") else [test, value]
            return call("cases", *flat)
        parts = [self.term(a) for a in args]
        found = self.symbols.get(name)
        if found is not None and found.sort.is_function:
            return Apply(found, tuple(parts), (0,) * len(parts))
        op = RENAMED.get(name) or ALIASES.get(name)
        if op is None or op not in FUNCTIONS:
            raise ValueError(f"unknown function {name}")
        return call(op, *parts)


def step_of(pair: dict[str, Any]) -> Step:
    """The step of one labelled pair; ValueError for a spelling that is not read."""
    if pair.get("lang") == "matrix":
        return matrix_step(pair)
    reader = Reader(pair["vars"])
    left, right = reader.read(pair["lhs"]), reader.read(pair["rhs"])
    facts = (*reader.facts, *map(reader.read, pair.get("facts", ())))
    return Step(pair.get("rel", "eq"), left, right, facts)
