"""Which cases of a long list every run of the tests takes: told by the text of each, so that a new case changes no other."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

NEWEST = 10


def is_in_share(rows: Sequence[object], number: int, share: int) -> bool:
    """Whether a row is among the one in ``share`` that its text picks, or among the newest, which stand last."""
    return number >= len(rows) - NEWEST or crc32(repr(rows[number]).encode()) % share == 0
