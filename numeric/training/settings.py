"""Settings of a network as numbers that can work, or an error that names the setting and what was given."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any


def whole(value: Any, name: str, least: int) -> int:
    """A whole number not below ``least``."""
    try:
        number = index(_not_a_word(value))
    except TypeError:
        raise ValueError(f"{name} is a whole number, not {value!r}") from None
    if number < least:
        raise ValueError(f"{name} is at least {least}, not {number}")
    return number


def hidden_layers(hidden: Any) -> tuple[int, ...]:
    """The units of each hidden layer."""
    if isinstance(hidden, str) or not hasattr(hidden, "__iter__"):
        single = f"; one layer of {hidden} units is ({hidden},)" if isinstance(hidden, int) and not isinstance(hidden, bool) else ""
        raise ValueError(f"hidden lists the units of each hidden layer, such as (4, 6) or (), not {hidden!r}{single}")
    return tuple(whole(n, f"the number of units of hidden layer {k}", 1) for k, n in enumerate(hidden, 1))


def part(value: Any, name: str) -> Any:
    """The name of a formula of the catalogue, or a formula."""
    if isinstance(value, str) or (hasattr(value, "params") and hasattr(value, "term")):
        return value
    raise ValueError(f"{name} is a name of the catalogue or a symbolic.Formula, not {value!r}; Formula.of('g', (x,), expression) makes one")


def fraction(value: Any, name: str) -> float:
    """A number from 0 to below 1."""
    number = real(value, name)
    if not 0 <= number < 1:
        raise ValueError(f"{name} lies in [0, 1), not {number}")
    return number


def positive(value: Any, name: str) -> float:
    """A finite number above 0."""
    number = real(value, name)
    if not 0 < number < float("inf"):
        raise ValueError(f"{name} is positive, not {number}")
    return number


def real(value: Any, name: str) -> float:
    """A number."""
    try:
        return float(_not_a_word(value))
    except (TypeError, ValueError):
        raise ValueError(f"{name} is a number, not {value!r}") from None


def _not_a_word(value: Any) -> Any:
    """The value, unless Python would take text, True or False for a number."""
    if isinstance(value, (str, bytes, bool)):
        raise TypeError
    return value


def switch(value: Any, name: str) -> bool:
    """True or False; other values are mistakes, since every text counts as true."""
    if value not in (True, False):
        raise ValueError(f"{name} is True or False, not {value!r}")
    return bool(value)


def pair(value: Any, name: str) -> tuple[float, float]:
    """Two finite numbers, the smaller one first."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise ValueError(f"{name} are two numbers, such as (0.0, 1.0), not {value!r}")
    low, high = real(value[0], name), real(value[1], name)
    if not -float("inf") < low < high < float("inf"):
        raise ValueError(f"{name} are a number and a larger one, such as (0.0, 1.0), not {value!r}")
    return low, high


def choice(value: Any, name: str, choices: Sequence[str]) -> str:
    """One of the words."""
    if value not in choices:
        raise ValueError(f"{name} is {' or '.join(choices)}, not {value!r}")
    return str(value)
