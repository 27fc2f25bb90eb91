"""What a reading that does not fit hangs on: the types that it looked up before it failed.

Two readings of one row whose names differ by their lengths alone take the same course until a length is looked at.  So a choice of
lengths that gives the names that a failed reading has looked up the same lengths, up to what unknown ones are called, fails as well, and
need not be read.  Guarantee: nothing that fits is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symbolic.latex.scope import Scope
from symbolic.terms import Sort


class Watched(dict[str, Sort]):
    """Types that know which of them have been looked up; what names there are is no secret."""

    seen: set[str]

    def __init__(self, names: Scope) -> None:
        super().__init__(names.names)
        self.seen = set()

    def __getitem__(self, name: str) -> Sort:
        self.seen.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Sort | None = None) -> Sort | None:  # type: ignore[override]  # of any default, which no caller needs
        self.seen.add(name)
        return super().get(name, default)

    def __iter__(self) -> Iterator[str]:  # so that a copy asks for every type
        return super().__iter__()

    def items(self) -> Iterator[tuple[str, Sort]]:  # type: ignore[override]  # no view: each type asked for is one looked up
        return ((name, self[name]) for name in self)

    def values(self) -> Iterator[Sort]:  # type: ignore[override]  # as of items
        return (self[name] for name in self)

    def copy(self) -> dict[str, Sort]:
        return {name: self[name] for name in self}

    def __eq__(self, other: object) -> bool:
        self.seen.update(self)
        return super().__eq__(other)

    __hash__ = None


class Misfits:
    """Choices of lengths for places that are known not to fit; lengths before ``known`` are told apart, the others are any."""

    def __init__(self, known: int) -> None:
        self.known = known
        self.failed: dict[tuple[int, ...], set[tuple[int, ...]]] = {}

    def add(self, way: Sequence[int], places: Sequence[int]) -> None:
        self.failed.setdefault(tuple(places), set()).add(self._pattern(way, places))

    def covers(self, way: Sequence[int]) -> bool:
        return any(self._pattern(way, places) in patterns for places, patterns in self.failed.items())

    def _pattern(self, way: Sequence[int], places: Sequence[int]) -> tuple[int, ...]:
        numbers: dict[int, int] = {}
        return tuple(way[p] if way[p] < self.known else numbers.setdefault(way[p], self.known + len(numbers)) for p in places)
