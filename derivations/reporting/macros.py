r"""The author's macros where their text goes: in a page, in the body of a paper, in a deck of its own.

``\DeclareMathOperator`` stands only in a preamble and is unknown to KaTeX; everywhere else it is a ``\newcommand``.
"""

from __future__ import annotations

import re

_OPERATOR = re.compile(r"\\DeclareMathOperator(\*?)\s*\{?(\\[A-Za-z]+)\}?\s*\{(.*)\}\s*$", re.DOTALL)
_NEW = re.compile(r"\\newcommand\*?\s*(?:\{(\\[A-Za-z]+)\}|(\\[A-Za-z]+))")


def plain(macro: str) -> str:
    r"""The macro as a ``\newcommand``, if it declares an operator."""
    found = _OPERATOR.match(macro)
    return rf"\newcommand{{{found[2]}}}{{\operatorname{found[1]}{{{found[3]}}}}}" if found else macro


def offered(macro: str) -> str:
    """The macro for a text that is put into another, whose own macro of that name counts."""
    return _NEW.sub(lambda found: rf"\providecommand{{{found[1] or found[2]}}}", plain(macro), count=1)


def insisted(macro: str) -> str:
    """The macro for a document of its own, whatever its packages call by that name."""
    return _NEW.sub(lambda found: rf"\providecommand{{{found[1] or found[2]}}}{{}}\renewcommand{{{found[1] or found[2]}}}",
                    plain(macro), count=1)
