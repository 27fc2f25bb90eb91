r"""Ranges of integers: ``\{1, \dots, n\}``, and the range of an index that the arrays in which it stands give."""

from __future__ import annotations

from symbolic.latex.names.open_names import open_symbol
from symbolic.latex.reader import Reader, declared_range
from symbolic.shapes import shape
from symbolic.sizes import same_size
from symbolic.terms import INFINITY, ONE, Elem, Num, Sym, Term, add, num, walk


def integer_set(r: Reader, first: int, endless: bool = False) -> tuple[Term, Term] | None:
    r"""``\{1, \dots, n\}`` at the position: its ends; the second is infinite in ``\{1, 2, \dots\}``, if the set may be ``endless``."""
    if not r.skip(r"\{"):
        return None
    lo = r.expression()
    r.expect(",", "in a range")
    if not listed_up_to_dots(r, lo):
        raise r.error("a set that is no range", first, r"write \{1, \dots, n\}")
    if endless and r.skip(r"\}"):
        return lo, INFINITY
    r.expect(",", "after the dots")
    hi = r.expression()
    r.expect(r"\}", "after the range")
    return lo, hi


def listed_up_to_dots(r: Reader, lo: Term) -> bool:
    """``1, 2, \\dots`` after ``lo`` and its comma: whether each number is the next integer; the dots are taken."""
    before = lo
    while not r.skip(r"\dots"):
        following = r.expression()
        if following is not (num(before.value + 1) if isinstance(before, Num) else add(lo, ONE)) or not r.skip(","):
            return False
        before = following
    return True


def range_of(r: Reader, variable: Sym, body: Term, first: int) -> tuple[Term, Term]:
    """The range of an index without bounds, from the arrays in which it stands."""
    found = array_range(r, variable, body, first)
    if found is None and r.scope.open:
        return ONE, open_symbol(f"N_{{{variable.name}}}")
    if found is None:
        raise r.error(f"the range of {variable.name} is not known", first, rf"write the bounds: \sum_{{{variable.name}=1}}^{{n}}")
    return found


def array_range(r: Reader, variable: Sym, body: Term, first: int) -> tuple[Term, Term] | None:
    """The one range of all arrays in which an index stands; None if none has a range."""
    found: tuple[Term, Term] | None = None
    for t in walk(body):
        if not isinstance(t, Elem) or variable not in t.indices:
            continue
        for place, index in enumerate(t.indices):
            if index is not variable:
                continue
            span = declared_range(t.base.sort, place) if isinstance(t.base, Sym) else (ONE, shape(t.base)[place])
            if span is None:
                continue
            if found is not None and not (same_size(found[0], span[0]) and same_size(found[1], span[1])):
                raise r.error(f"{variable.name} stands in arrays of different ranges", first,
                              rf"write the bounds: \sum_{{{variable.name}=1}}^{{n}}")
            found = span
    return found
