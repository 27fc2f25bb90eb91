"""Kinds of arguments that several commands take; what is no value of the kind is refused in words."""

from __future__ import annotations

import argparse


def seconds(value: str) -> float:
    """A time, greater than nothing."""
    try:
        time = float(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is no number of seconds") from None
    if not time > 0:
        raise argparse.ArgumentTypeError("a time is positive")
    return time
