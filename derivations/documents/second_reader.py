r"""A second opinion on readings: latex2sympy2, an independent reader, on the formulas that it is known to read.

Guarantee: an opinion is given only inside a guarded part of the language (scalar arithmetic, powers with plain exponents,
elementary functions with their brackets), where that reader was measured to be right; elsewhere there is none.  Two
readings *differ* if they are about different names, or have different values at a point where both have one.

That reader remembers values between calls, solves equations, ignores what it does not consume, and calls names before
brackets; the guard keeps all of this away, and a sentinel behind the formula shows that it was read to its end.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from derivations.documents.items import Item
from symbolic.latex.printer import to_latex
from symbolic.latex.symbols import sizes_of
from symbolic.terms import Call, Elem, Num, Sym, Term, free_symbols, sym, transform, walk
from symbolic.verdicts import Unreadable

LONGEST = 240
DEEPEST = 12
GREEK = "alpha|beta|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|omega"
FUNCTIONS = "exp|ln|sin|cos|tan|tanh"
OPERATIONS = frozenset({"add", "neg", "mul", "div", "pow", "sqrt", "exp", "log", "sin", "cos", "tan", "tanh"})
SPACES = re.compile(r"\\[,;:! ]|\\(?:left|right|[bB]igg?[lr]?|q?quad)(?![A-Za-z])|\s+")
PIECE = re.compile(rf"\\(?:frac|sqrt)\{{|\\cdot(?![A-Za-z])|\\(?:{FUNCTIONS})\(|e\^\{{|\\(?:{GREEK})(?![A-Za-z])(?!\()|"
                   r"[abcfghj-zABCDFGHJ-Z](?!\()|\d+(?:\.\d+)?|[-+*/(){}]|(?<=[})A-Za-z\d])[\^_]")
SUBSCRIPT = re.compile(r"(?<=[A-Za-z])_(?:([A-Za-z0-9])|\{([A-Za-z0-9]+)\})")
POWER = re.compile(r"\^(?:\d|[A-SU-Za-z]|\{-?(?:\d{1,2}|[A-SU-Za-z])\})(?![\^(])")
EXPONENTIAL = re.compile(r"(?<![A-Za-z\\])e\^\{")
SENTINEL = "Q"
POINTS = 3


def is_installed() -> bool:
    """Whether the second reader is there; it does not exist for Python 3.13 and later."""
    import importlib.util

    return importlib.util.find_spec("latex2sympy2") is not None


def guarded(latex: str) -> str | None:
    """The formula as the second reader takes it; None outside the language that it is known to read."""
    text = SPACES.sub(" ", re.sub(r"\\log(?![A-Za-z])", r"\\ln", latex.strip().rstrip(".,;")))
    text = re.sub(r" ?([-+*/(){}^_]) ?", r"\1", text).strip()
    if not text or len(text) > LONGEST or SENTINEL in text or _depth(text) > DEEPEST:
        return None
    names = SUBSCRIPT.sub("", text)
    if "_" in names or "^" in EXPONENTIAL.sub("", POWER.sub("", names)):
        return None
    return text if PIECE.sub("", names).replace(" ", "") == "" and _implicit_products_are_plain(names) else None


def _depth(text: str) -> int:
    depth = deepest = 0
    for mark in re.findall(r"[({]|[)}]", text):
        depth += 1 if mark in "({" else -1
        deepest = max(deepest, depth)
        if depth < 0:
            return DEEPEST + 1
    return deepest if depth == 0 else DEEPEST + 1


def _implicit_products_are_plain(text: str) -> bool:
    """A solidus before an implicit product, and a power before a bracket, are read in more than one way."""
    return re.search(r"/(?:[A-Za-z\d.]+|\\[A-Za-z]+|\([^()]*\)) ?[A-Za-z\\(]", text) is None and re.search(r"\d \d|\^\(", text) is None


@cache
def second_reading(latex: str) -> Any:
    """What the second reader makes of a formula, a SymPy expression; None outside the guard, or if it does not read it to the end."""
    text = guarded(latex)
    if text is None:
        return None
    import latex2sympy2 as reader

    reader.variances, reader.var = {}, {}
    try:
        found = reader.latex2sympy(rf"({text})\cdot {SENTINEL}")
    except Exception:  # it raises whatever its parser or SymPy raises: it has no opinion then
        return None
    sentinels = [s for s in getattr(found, "free_symbols", ()) if s.name == SENTINEL]
    if reader.variances or reader.var or len(sentinels) != 1:
        return None
    return found.subs(sentinels[0], 1)


def differs(term: Term, latex: str) -> str | None:
    """How the second reader's reading of ``latex`` differs from ``term``; None if it does not, or there is none."""
    ours = comparable(term)
    theirs = None if ours is None else second_reading(latex)
    if ours is None or theirs is None:
        return None
    from symbolic.sympy_bridge import to_sympy

    expression = to_sympy(ours)
    names = sorted({_plain(s.name) for s in expression.free_symbols})
    if not {_plain(s.name) for s in theirs.free_symbols} <= set(names):
        return f"{theirs}"
    for shift in range(POINTS):
        point = {name: (3 + 2 * k + shift) / (7 + k + 2 * shift) for k, name in enumerate(names)}
        values = [_value(e, point) for e in (expression, theirs)]
        if None not in values and abs(values[0] - values[1]) > 1e-9 * (1 + abs(values[0])):
            return f"{theirs}"
    return None


def comparable(term: Term) -> Term | None:
    """The term with its entries as names of their own, if it is scalar arithmetic; else None."""
    if any(s.sort.opaque for s in free_symbols(term)):
        return None
    flat = transform(term, lambda t: sym(to_latex(t)) if isinstance(t, Elem) and all(isinstance(i, Sym | Num) for i in t.indices) else None)
    for part in walk(flat):
        match part:
            case Num() | Call(op="pi" | "e"):
                continue
            case Sym(name, sort) if sort.is_scalar and not sizes_of(sort) and "^" not in name:  # it takes every superscript for a power
                continue
            case Call(op, args) if op in OPERATIONS and args:
                continue
        return None
    return flat


def _plain(name: str) -> str:
    return re.sub(r"[\\{}, ]", "", name)


def _value(expression: Any, point: dict[str, float]) -> Any:
    value = expression.subs({s: point[_plain(s.name)] for s in expression.free_symbols}).evalf()
    return complex(value) if value.is_number and value.is_finite else None


def with_second_opinion(items: list[Item]) -> list[Item]:
    """Items whose readings the second reader does not share are not judged: their reading is uncertain."""
    return [_questioned(item) for item in items]


def _questioned(item: Item) -> Item:
    if item.checked is None:
        return item
    for side, term in ((item.left, item.checked.left), (item.right, item.checked.right)):
        theirs = differs(term, side.latex) if side is not None else None
        if theirs is not None and side is not None:
            reason = f"a second reader, latex2sympy2, reads {side.latex} as {theirs}"
            verdict = Unreadable(reason, remedy="write products with \\cdot and arguments in brackets", kind="uncertain")
            return replace(item, checked=None, settled=verdict)
    return item
