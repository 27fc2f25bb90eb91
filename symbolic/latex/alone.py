r"""Formulas that stand alone: what they show of their names is all that is known of them.

``(AB)^\top = B^\top A^\top`` without any declaration is read as if its arrays were declared with sizes of their own; what a formula
shows of them is found in :mod:`symbolic.latex.shownsizes`.  Where it does not show enough, its
structure is read with open symbols (:mod:`symbolic.latex.opennames`), and nothing is claimed of it.  Documents never read so: there a
name may have been given a type in words.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from symbolic.latex.errors import AmbiguityError, ImaginaryError, MisfitError, ReadingError
from symbolic.latex.scope import Scope

if TYPE_CHECKING:
    from symbolic.terms import Term

Result = TypeVar("Result")


def read_alone(read: Callable[[Scope], Result], source: str, scope: Scope) -> Result:
    """What ``read`` gives under the scope; a formula that stands alone is tried again with the types that it shows."""
    try:
        return read(scope)
    except (MisfitError, AmbiguityError):
        raise
    except ReadingError as problem:
        if not scope.alone or scope.open:
            raise
        if isinstance(problem, ImaginaryError):
            scope = scope.with_convention(f"imaginary unit {problem.letter}")
        for known in (scope, with_shown_types(source, scope), replace(scope, open=True)):
            if known is not None:
                with suppress(ReadingError):
                    return read(known)
        raise


def with_shown_types(source: str, scope: Scope) -> Scope | None:
    """The scope with the arrays that a formula shows by itself; None if it shows none, or not what they are."""
    from symbolic.latex.declarations import read_declaration
    from symbolic.latex.shownsizes import shown_types

    settled = replace(scope, alone=False)
    try:
        types = shown_types(_chains(source, replace(settled, open=True)), source, scope.names)
        return read_declaration(types, settled).scope if types else None
    except ReadingError:
        return None


def _chains(source: str, scope: Scope) -> list[list[Term]]:
    """The members of all statements of a source, rows taken apart."""
    from symbolic.latex.rows import split_rows
    from symbolic.latex.statements import read_statements

    found = [s for row in split_rows(source) for s in read_statements(source, scope, row.start, row.end)]
    return [[m.term for m in s.members] for s in found]
