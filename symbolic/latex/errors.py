"""The one error of reading: where, what was expected, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from symbolic.shapes import ShapeError
from symbolic.terms import Term


class ReadingError(Exception):
    """Source that cannot be read as mathematics without guessing.

    start, end: offsets into the LaTeX source that was given; message: what is wrong, in one sentence;
    remedy: what the author can write to settle it (a declaration to paste where there is one).
    """

    def __init__(self, message: str, start: int, end: int, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.remedy = remedy


class AmbiguityError(ReadingError):
    """A formula with several structures, whatever its names are."""


class ImaginaryError(ReadingError):
    """A letter that stands where the imaginary unit would."""

    letter: str = ""


class MisfitError(ReadingError):
    """Shapes that do not fit although the type of every name is known: no other reading can help.

    sides: the two sides, if it is they that do not fit, each by itself as it should be.
    """

    sides: tuple[Term, Term] | None = None


@contextmanager
def shapes_checked(start: int, end: int) -> Iterator[None]:
    """Shapes that do not fit, wherever they are first looked at, are an error of reading this part of the source."""
    try:
        yield
    except ShapeError as problem:
        raise ReadingError(f"the shapes do not fit: {problem}", start, end, "check the declared sizes, or transpose a factor") from None
