r"""Formulas that stand alone: what they show of their names is all that is known of them.

``(AB)^\top = B^\top A^\top`` without any declaration is read as if its arrays were declared with sizes of their own; what a formula
shows of them is found in :mod:`symbolic.latex.shapes.shown`.  Where it does not show enough, its structure is read with open symbols
(:mod:`symbolic.latex.names.open_names`), and nothing is claimed of it.  Documents never read so: there a name may have been given a type
in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from symbolic.latex.errors import AmbiguityError, ImaginaryError, MisfitError, ReadingError
from symbolic.latex.scope import Scope

if TYPE_CHECKING:
    from symbolic.terms import Term

ARRAYS_SHOWN = "arrays as the formula shows them"
TILDE = re.compile(r"~\s*(?:\\[A-Za-z]+\s*\{?\s*)?[A-Z]\w*\}?\s*\(")
"""``x ~ N(0, 1)``: a space to TeX, a distribution to whoever wrote it."""
Result = TypeVar("Result")


def read_alone(read: Callable[[Scope], Result], source: str, scope: Scope) -> Result:
    """What ``read`` gives under the scope; a formula that stands alone is tried again with the types that it shows."""
    found = TILDE.search(source) if scope.alone and "~" in source else None
    if found is not None:
        raise AmbiguityError("~ is a space to TeX: a product, or a distribution?", found.start(), found.start() + 1,
                             r"write \sim for the distribution, \cdot for the product")
    try:
        return read(scope)
    except (MisfitError, AmbiguityError):
        raise
    except ReadingError as problem:
        if not scope.alone or scope.open:
            raise
        told = problem
        for attempt in _attempts(source, scope, problem):
            try:
                return read(attempt)
            except ReadingError as error:
                told = told if attempt.open else error  # what is still wrong once the arrays have their sizes
        raise told from None


def _attempts(source: str, scope: Scope, problem: ReadingError) -> Iterator[Scope]:
    """The scopes to try, each with more taken for granted than the one before."""
    if isinstance(problem, ImaginaryError):
        scope = scope.with_convention(f"imaginary unit {problem.letter}")
        yield scope
    typed = with_shown_types(source, scope)
    if typed is not None:
        yield typed
    yield replace(scope, open=True)


def with_shown_types(source: str, scope: Scope) -> Scope | None:
    """The scope with the arrays that a formula shows by itself; None if it shows none, or not what they are."""
    from symbolic.latex.declarations import read_declaration
    from symbolic.latex.shapes.shown import shown_types

    settled = replace(scope, alone=False)
    try:
        types = shown_types(_chains(source, replace(settled, open=True)), source, scope.names)
        return read_declaration(types, settled).scope.with_convention(ARRAYS_SHOWN) if types else None
    except ReadingError:
        return None


def _chains(source: str, scope: Scope) -> list[list[Term]]:
    """The members of all statements of a source, rows taken apart."""
    from symbolic.latex.rows import split_rows
    from symbolic.latex.statements import read_statements

    found = [s for row in split_rows(source) for s in read_statements(source, scope, row.start, row.end)]
    return [[m.term for m in s.members] for s in found]
