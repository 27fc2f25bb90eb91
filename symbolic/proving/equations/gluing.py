"""Differentiability across the kinks of |·|, max, min and cases, where the pieces fit together (Huber's function, x·|x|).

Guarantee: if :func:`glued` answers True, the body has a derivative at every point where it is defined, and the
derivative by rule (with sign(0) = 0, and the branch that is taken at the boundary) is its value there too.  Every
boundary between two pieces is looked at: values and slopes of both pieces must agree on it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides, agree
from symbolic.proving.equations.cases import cells, expand, in_cell, tested
from symbolic.terms import Call, Sym, Term, free_symbols

MAX_TESTS = 3
MAX_CELLS = 27
OPERATORS = ("gt", "eq", "lt")
Cell = tuple[Term, ...]


def glued(declarations: tuple[Term, ...], body: Term, root: Term, smooth: Callable[[tuple[Term, ...], Term], bool]) -> bool:
    """Whether the pieces of ``body`` fit together to first order in ``root``; ``smooth(facts, piece)`` judges one piece."""
    if not isinstance(root, Sym) or not root.sort.is_scalar:
        return False
    body = expand(body)
    tests = list(dict.fromkeys(tested(body)))
    if not tests or len(tests) > MAX_TESTS:
        return False
    try:
        slope = expand(differentiate(body, root))
    except NoRule:
        return False
    domain = definedness(body)
    whole = Sides(body, slope, domain, (), declarations)
    found = {tuple(map(_operator, cell)): cell for cell in islice(cells(whole, tests), MAX_CELLS)}
    pieces: dict[tuple[str, ...], Term] = {}
    for signs, cell in found.items():
        if "eq" not in signs:
            inside = in_cell(whole, cell)
            if inside is None or not smooth((*declarations, *cell), inside.left):
                return False
            pieces[signs] = inside.left
    return all(_fits(signs, cell, pieces, whole, root) for signs, cell in found.items() if _matters(signs, cell, root))


def _operator(fact: Term) -> str:
    return fact.op if isinstance(fact, Call) else ""


def _matters(signs: tuple[str, ...], cell: Cell, root: Sym) -> bool:
    """Whether the cell is a boundary that moving ``root`` crosses."""
    return any(op == "eq" and root in free_symbols(fact) for op, fact in zip(signs, cell, strict=True))


def _fits(signs: tuple[str, ...], cell: Cell, pieces: dict[tuple[str, ...], Term], whole: Sides, root: Sym) -> bool:
    """Whether both neighbours of a boundary have its value, and their slopes the value of the slope by rule."""
    if signs.count("eq") != 1:
        return False
    place = signs.index("eq")
    for op in ("gt", "lt"):
        piece = pieces.get((*signs[:place], op, *signs[place + 1 :]))
        if piece is None:
            return False
        try:
            rising = differentiate(piece, root)
        except NoRule:
            return False
        for a, b in ((whole.left, piece), (whole.right, rising)):
            here = in_cell(Sides(a, b, whole.left_domain, (), whole.declarations), cell)
            if here is None or not agree(here):
                return False
    return True
