"""Comments that speak to the checker.

One form, ``derivations: BODY``, in an HTML comment, after ``%`` in TeX, or at the end of a row of a formula.
``derivation:`` and a forgotten colon mean the same.
In Markdown comments the prefix may be left out before ``let ``, ``expect:`` and ``convention:``, and for
``claim``, ``suppose`` and ``skip`` standing alone; a comment without prefix that does not parse is only a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from derivations.documents.model import Instruction, Text

PREFIX = re.compile(r"\s*derivations?(?:\s*:\s*|\s+(?=(?:let|expect|convention|claim|suppose|skip)(?![A-Za-z])))", re.IGNORECASE)
UNPREFIXED = re.compile(r"\s*(?:let\s|expect:|convention:|(?:claim|suppose)\s*$)")
VERDICTS = ("proved", "conditional", "refuted", "undecided", "unreadable", "definition", "posed")
KINDS = {
    "conditional": ("definedness", "hypothesis", "direction"),
    "refuted": ("value", "undefined"),
    "undecided": ("conflict",),
    "unreadable": ("uncertain",),
}
CONVENTIONS = ("numerator layout", "denominator layout", "Einstein summation", "log base 10", "imaginary unit i", "imaginary unit j",
               "vector calculus")


@dataclass(frozen=True, slots=True)
class Let:
    """Declarations in LaTeX, ``\\mathbb{R}`` and all."""

    text: Text


@dataclass(frozen=True, slots=True)
class Convention:
    name: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """``verdict`` or ``verdict/kind``."""

    verdict: str
    kind: str | None = None

    def __str__(self) -> str:
        return f"{self.verdict}/{self.kind}" if self.kind else self.verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """``claim``: what follows is no definition; ``suppose``: it is posed; ``skip``: it is left alone."""

    word: Literal["claim", "suppose", "skip"]


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """An explicit instruction that says nothing known."""

    reason: str
    remedy: str


Order = Let | Convention | Expectation | Mark | Misunderstood


def as_instruction(comment: Text) -> Instruction | None:
    """The instruction in a comment, if it is one."""
    prefix = PREFIX.match(comment.source)
    if prefix is not None:
        return Instruction(comment.cut(prefix.end(), len(comment.source.rstrip())), True)
    if UNPREFIXED.match(comment.source):
        start = len(comment.source) - len(comment.source.lstrip())
        return Instruction(comment.cut(start, max(start, len(comment.source.rstrip()))), False)
    return None


def read_order(body: Text) -> Order:
    """What an instruction says; its declarations are not read yet."""
    source = body.source
    let = re.match(r"let\s+(?=\S)", source)
    if let is not None:
        return Let(body.cut(let.end(), len(source)))
    words = re.sub(r"\s+", " ", source.strip())
    mark = re.fullmatch(r"(claim|suppose|skip)\.?", words)
    if mark is not None:
        return Mark(mark.group(1))  # type: ignore[arg-type]  # the pattern lists the words
    expected = re.fullmatch(r"expect:? ([a-z]+)(?: ?/ ?([a-z]+))?", re.sub(r":(?=\S)", ": ", words))
    if expected is not None:
        return _expectation(expected.group(1), expected.group(2))
    convention = re.fullmatch(r"conventions?:? (.+)", words)
    if convention is not None:
        return _convention(convention.group(1))
    return Misunderstood(f"‘{words[:40]}’ is not an instruction",
                         "write let …, expect: VERDICT, convention: …, claim, suppose or skip after derivations:")


def _expectation(verdict: str, kind: str | None) -> Order:
    if verdict not in VERDICTS:
        return Misunderstood(f"‘{verdict}’ is not a verdict", f"one of {', '.join(VERDICTS)}")
    if kind is not None and kind not in KINDS.get(verdict, ()):
        return Misunderstood(f"‘{kind}’ is not a kind of {verdict}", f"one of {', '.join(KINDS.get(verdict, ('no kind',)))}")
    return Expectation(verdict, kind)


def _convention(words: str) -> Order:
    for name in CONVENTIONS:
        if words.rstrip(".").lower() == name.lower():
            return Convention(name)
    if re.fullmatch(r"proportional in [^,\s](?:[^,]*[^,\s])?(?: ?, ?[^,\s]+)*", words):
        return Convention(words)
    return Misunderstood(f"‘{words}’ is not a convention", f"one of {', '.join(CONVENTIONS)}, proportional in x")
