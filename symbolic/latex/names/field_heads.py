r"""The heads of vector fields: ``F(x, y) = (-y, x)``, functions of several numbers that are given as lists or columns."""

from __future__ import annotations

from itertools import pairwise

from symbolic.latex.source.tokens import Token

NABLA = r"\nabla"

COLUMNS = frozenset({"pmatrix", "bmatrix"})
GIVEN = frozenset({"=", ":=", r"\coloneqq"})
END = frozenset({".", ",", ";"})
STYLES = (r"\mathbf{%s}", r"\hat{%s}", r"\hat{\mathbf{%s}}", r"\mathbf{\hat{%s}}", r"\vec{%s}", r"\boldsymbol{%s}")
AXES = (*(tuple(style % letter for letter in letters) for style in STYLES for letters in (("i", "j", "k"), (r"\imath", r"\jmath", "k"))),
        *(tuple(style % letter for letter in "xyz") for style in (r"\mathbf{e}_{%s}", r"\hat{e}_{%s}", r"\hat{\mathbf{e}}_{%s}")))
"""The unit vectors of the axes, as they are written."""
OPENING, CLOSING = frozenset({"(", "[", "{", r"\langle", r"\{"}), frozenset({")", "]", "}", r"\rangle", r"\}"})


def takes_fields(tokens: list[Token]) -> bool:
    """Whether a divergence or a curl is taken."""
    return any(a.text == NABLA and b.text in (r"\cdot", r"\times") for a, b in pairwise(tokens))


def is_field_head(tokens: list[Token], start: int, place: int) -> bool:
    r"""Whether ``(x, y) = (\dots, \dots)`` stands at a place, behind the name of a function: letters, and a list for the value.

    What stands behind ``\nabla`` or another operator heads nothing."""
    if start and tokens[start - 1].text not in ("&", ",", r"\quad", r"\qquad", "{"):
        return False
    arguments = _parts(tokens, place) if place < len(tokens) and tokens[place].text == "(" else None
    if arguments is None or len(arguments) < 2 or any(b != a + 1 or tokens[a].kind != "letter" for a, b in arguments):
        return False
    value = arguments[-1][1] + 2
    if value >= len(tokens) or tokens[value - 1].text not in GIVEN:
        return False
    if tokens[value].text == r"\begin":
        return tokens[value].arg in COLUMNS
    written = _unbraced("".join(t.text for t in tokens[value:]))
    if any(_unbraced(names[0]) in written and _unbraced(names[1]) in written for names in AXES):
        return True
    entries = _parts(tokens, value) if tokens[value].text in ("(", r"\langle") else None
    return entries is not None and len(entries) > 1 and all(t.text in END or t.kind == "end" for t in tokens[entries[-1][1] + 1 :])


def _unbraced(latex: str) -> str:
    return latex.replace("{", "").replace("}", "")


def _parts(tokens: list[Token], place: int) -> list[tuple[int, int]] | None:
    """What stands between the commas of the brackets at a place; None if they are not closed."""
    depth, start, parts = 0, place + 1, list[tuple[int, int]]()
    for k in range(place, len(tokens)):
        depth += (tokens[k].text in OPENING) - (tokens[k].text in CLOSING)
        if depth == 0 or (depth == 1 and tokens[k].text == ","):
            parts.append((start, k))
            start = k + 1
        if depth == 0:
            return parts
    return None
