"""Doctest for mathematics: checks the derivations in documents, and keeps a catalogue of proved ones.

Nothing is imported until it is asked for: ``derivations.check_text`` loads the documents package,
and any other name is looked up in the catalogue (``derivations.sigmoid``).

``documents`` reads and judges documents; ``catalogue`` holds proved formulas; ``ledger`` what became of the formulas of the sources;
``reporting`` and ``exports`` write results, decks and sheets; ``commands`` (with ``cli``), ``notebook`` and ``pytest_plugin`` are the
ways in.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.documents.judging import check_text as check_text

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "check_text":
        return import_module("derivations.documents.judging").check_text
    if not name.startswith("_") and find_spec(f"derivations.catalogue.{name}") is not None:
        found = import_module(f"derivations.catalogue.{name}")
        return getattr(found, name, found.entry)
    raise AttributeError(f"module 'derivations' has no attribute {name!r}, and the catalogue has no entry of that name")
