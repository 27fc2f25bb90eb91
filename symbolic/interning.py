"""Interned instances: the call of a class with the same parts returns the same object.

Guarantee: two live instances of one class with equal parts are one object, as long as one thread builds them; several processes may
work side by side.  Instances that nothing else holds are forgotten when the table has grown.
"""

from __future__ import annotations

from collections.abc import Callable
from sys import getrefcount
from typing import Any, ClassVar

INTERNED: dict[tuple[Any, ...], Any] = {}
_FEW = 6_000
_limit = _FEW
"""So many instances may stand in the table before those that are no longer used are looked for."""


def sweep() -> None:
    """Forget the instances that nothing else holds, the latest first: whole before parts."""
    global _limit
    keys = list(INTERNED)
    while keys:
        key = keys.pop()
        if getrefcount(INTERNED[key]) == 2:  # the table and the argument
            del INTERNED[key]
    _limit = _FEW + len(INTERNED)


class Interning(type):
    """Makes the call of a class return the one instance with these parts, built at first use by writing its slots."""

    writers: tuple[Callable[[object, Any], None], ...]
    """What writes the parts of an instance, in order."""
    unknown: ClassVar[tuple[Callable[[object, Any], None], ...]] = ()
    """What writes the slots that stand empty until they are asked for."""

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(name, bases, namespace)
        cls.writers = tuple(getattr(cls, slot).__set__ for slot in namespace.get("__slots__", ()))

    def __call__(cls, *parts: Any) -> Any:
        key = (cls, *parts)
        found: Any = INTERNED.get(key)
        if found is None:
            if len(INTERNED) > _limit:
                sweep()
            found = object.__new__(cls)  # type: ignore[arg-type]  # without __init__, which frozen dataclasses write slowly
            for write, part in zip(cls.writers, parts, strict=True):
                write(found, part)
            for write in Interning.unknown:
                write(found, None)
            INTERNED[key] = found
        return found
