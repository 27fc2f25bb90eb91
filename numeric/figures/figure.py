"""What a figure is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its name, its drawing, what must be so of its numbers, the ledger ids it reconstructs, and the kind of evidence.

    ``beside`` names the entries of the catalogue whose formulas it is drawn from.
    """

    name: str
    draw: Callable[[], Any]
    shows: Callable[[], bool]
    ids: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ("plot",)
    beside: tuple[str, ...] = ()
