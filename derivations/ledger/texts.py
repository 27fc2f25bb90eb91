"""Code of the sources as text: what is broken in it without running it.

Guarantee: each defect named is one in any reading of the Wolfram language: a comment or bracket that is not closed, a range from a number
to itself, a comparison where a call takes a rule, a comparison with a list or between sets of numbers, which have no order.
"""

from __future__ import annotations

import re

_RANGE = re.compile(r"\{\s*[a-z]\s*,\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\}")
_OPTION = re.compile(r"\b(PlotStyle|PlotLegends|ColorFunction)\s*>(?!=)")
_PAIR = re.compile(r"\}\s*>(?!=)\s*[\d.{]")
_SETS = re.compile(r"\b[RNZQC](?:\^\w+)?\s*>(?!=)\s*[RNZQC]\b")
_LIST = re.compile(r"\w\s*>(?!=)\s*\{")
_PAIRS = {"]": "[", "}": "{", ")": "("}


def defects(code: str) -> tuple[str, ...]:
    """What is wrong with the text of a piece of code, in words; nothing if it is whole."""
    found = []
    if code.count("(*") != code.count("*)"):
        found.append("a comment that is not closed")
    bare = re.sub(r"\(\*.*?(\*\)|$)", "", code, flags=re.DOTALL)
    if not _balanced(bare):
        found.append("brackets that do not balance")
    found += [f"a range from {a} to {b}" for a, b in _RANGE.findall(bare) if float(a) == float(b)]
    found += [f"a comparison in the place of the option {name}" for name in _OPTION.findall(bare)]
    if _PAIR.search(bare):
        found.append("a comparison in the place of an arrow")
    if _SETS.search(bare):
        found.append("a comparison of sets of numbers")
    if _LIST.search(bare):
        found.append("a comparison with a list")
    return tuple(found)


def _balanced(code: str) -> bool:
    stack: list[str] = []
    for c in code:
        if c in _PAIRS.values():
            stack.append(c)
        elif c in _PAIRS and (not stack or stack.pop() != _PAIRS[c]):
            return False
    return not stack
