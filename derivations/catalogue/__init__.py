"""The catalogue: one theorem family a file, found by the file's name.

A file defines ``entry``, an :class:`~derivations.catalogue._entries.Entry`, and usually a formula of its own name
(``from derivations.catalogue.sigmoid import sigmoid``).  Adding a family is adding a file; nothing else changes.
Importing this package loads no entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derivations.catalogue._entries import Entry


def names() -> tuple[str, ...]:
    """The names of the families, in alphabetical order, found without importing them."""
    return tuple(sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_")))


def load(name: str) -> Entry:
    """The entry of a family; ``KeyError`` with the nearest names if there is none."""
    known = names()
    if name not in known:
        from difflib import get_close_matches

        near = get_close_matches(name, known, 3)
        raise KeyError(f"the catalogue has no entry {name!r}; {'near it' if near else 'it has'}: {', '.join(near or known)}")
    found = import_module(f"{__name__}.{name}").entry
    assert found.name == name, f"the entry in {name}.py is called {found.name}"
    entry: Entry = found
    return entry


def entries() -> Iterator[Entry]:
    """All entries, in the order of their names."""
    return map(load, names())
