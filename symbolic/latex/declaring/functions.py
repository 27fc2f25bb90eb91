r"""Functions: ``f : \mathbb{R}^n \to \mathbb{R}``, and families as functions on an index set, ``p : \{1, \dots, K\} \to \mathbb{R}``."""

from __future__ import annotations

from dataclasses import replace

from symbolic.latex.declaring.names import declare_sizes, declared_name, forget_block
from symbolic.latex.declaring.sets import read_number_set, with_smoothness
from symbolic.latex.names.entries import size_of
from symbolic.latex.ranges.integers import integer_set
from symbolic.latex.reader import Reader
from symbolic.terms import MINUS_ONE, REAL, Sort, Term, sym


def declare_function(r: Reader, a: int, colon: int, b: int, pending: list[str]) -> list[str]:
    r"""``f : \mathbb{R}^n \to \mathbb{R}``, ``p : \{1, \dots, K\} \to \mathbb{R}``."""
    word = declared_name(r, a, colon)
    targets = [*pending, word]
    if not word:
        r.position = colon
        raise r.error("the name of the function cannot be read", a, r"write f : \mathbb{R} \to \mathbb{R}")
    arrow = next(k for k in range(colon, b) if r.tokens[k].text == r"\to")
    if r.tokens[colon + 1].text == r"\{":
        with r.within(colon + 1, arrow):
            found = integer_set(r, a)
        assert found is not None
        lo, hi = size_of(found[0]), size_of(found[1])
        declare_sizes(r, hi)
        field, _, shape = _space(r, arrow + 1, b)
        sort = replace(field, shape=shape, index=((lo, hi),))
    else:
        places, start = [], colon + 1
        for k in range(colon + 1, arrow + 1):
            if k == arrow or (r.tokens[k].text == r"\times" and not _inside_braces(r, k)):
                places.append((start, k))
                start = k + 1
        domain = tuple(replace(f, shape=s) for f, _, s in (_space(r, c, d) for c, d in places))
        field, _, shape = _space(r, arrow + 1, b)
        sort = replace(field, shape=shape, domain=domain)
    for target in targets:
        forget_block(r, target)
        r.scope = r.scope.declare(target, sort)
        if sort.is_function:
            r.scope = with_smoothness(r.scope, sym(target, sort), MINUS_ONE)
    return targets


def _inside_braces(r: Reader, place: int) -> bool:
    return any(start < place < end for start, end in r.close.items())


def _space(r: Reader, a: int, b: int) -> tuple[Sort, list[tuple[str, Term]], tuple[Term, ...]]:
    if a < b and r.tokens[a].text == r"\mathbb":
        field, _, shape = read_number_set(r, a, b)
        for size in shape:
            declare_sizes(r, size)
        return field, [], shape
    if a < b and r.tokens[a].text in ("(", "[") and r.tokens[b - 1].text in (")", "]"):
        return REAL, [], ()
    r.position = b
    raise r.error("a space that is not known", a, r"write \mathbb{R}, \mathbb{R}^{n} or \mathbb{R}^{m \times n}")
