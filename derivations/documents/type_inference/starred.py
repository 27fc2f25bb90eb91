r"""Small letters with a star beside real ones without: the optimum ``x^\star`` beside ``x_k`` or ``x``, a name of its own of that type.

Of real numbers and vectors a star is no conjugate and no adjoint.  What is true of any such value is proved; nothing about one of
which no equation is known is called false, since it may be an optimum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from symbolic.latex.scope import Scope
from symbolic.latex.source.spelling import starred
from symbolic.terms import ONE, Sort

BOLD = r"\\(?:mathbf|boldsymbol|bm)\s*\{\s*(?:[a-z]|\\[a-z]+)\s*\}"
NAME = re.compile(rf"(?<![A-Za-z\\_{{])({BOLD}|[a-z]|\\[a-z]+)\s*\^\s*\{{?\s*(?:\*|\\ast|\\star)(?![A-Za-z])")
VALUE = re.compile(r"(?:^|[,;&]|\\\\|\\q?quad)\s*" + NAME.pattern + r"\s*\}?\s*&?\s*:?=|\\in(?![A-Za-z])")


def twins(latex: str, scope: Scope) -> Iterator[tuple[str, Sort]]:
    """The starred names in a formula that nothing declares, with the types of the same letters, or of their members, without a star.

    One that the formula gives a value or a set has its type from there.
    """
    if VALUE.search(latex):
        return
    for letter in dict.fromkeys("".join(m[1].split()) for m in NAME.finditer(latex)):
        name, symbol = starred(letter), scope.symbol(letter)
        if symbol is None or scope.symbol(name) is not None or name in scope.blocked:
            continue
        sort = symbol.sort
        if sort.field == "real" and not sort.is_function and len(sort.index) <= 1 and (not sort.shape or sort.shape[1] == ONE):
            yield name, replace(sort, index=())


def given_values(latex: str) -> set[str]:
    """The starred names that stand alone before an equals sign."""
    return {starred("".join(m[1].split())) for m in VALUE.finditer(latex) if m[1] is not None}
