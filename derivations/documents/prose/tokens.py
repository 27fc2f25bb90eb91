"""Sentences as rows of tokens: words, punctuation, and one token for each formula."""

from __future__ import annotations

import re

from derivations.documents.model import Instruction, Math
from derivations.documents.prose.sentences import Sentence

PAIRS = {("such", "that"): "such-that", ("subject", "to"): "subject-to", ("positive", "definite"): "positive-definite",
         ("positive", "semidefinite"): "positive-semidefinite",
         ("positive", "semi-definite"): "positive-semidefinite",
         ("strictly", "positive"): "strictly-positive", ("if", "and"): "if and", ("at", "least"): "at-least", ("at", "most"): "at-most",
         ("real", "valued"): "real-valued"}
TOKEN = re.compile(r"⟦(\d+)⟧|[A-Za-z](?:[A-Za-z’'-]|–(?=[A-Za-z]))*|[,;:()—–.]|\d+")
IDENTICAL = re.compile(r"\bi\.\s?i\.\s?d\b\.?", re.IGNORECASE)
COMPOUND = re.compile(r"(⟦\d+⟧ )[-–](?!dim)(?=[A-Za-z])")
"""``$L$-smooth``: a formula that is the first half of a word says nothing of itself."""
IN_CASE = re.compile(r"\b(?:in (?:the )?case(?: that| of| when| where)?|(?:as|so) long as|(?:up)?on the condition that"
                     r"|under the assumption(?: that)?)\s+(?=⟦)", re.IGNORECASE)
"""What says no more than *if* before a formula."""
ENUMERATED = re.compile(r"(?<![⟧\w])\((?:[a-h]|i{1,3}|iv|v|[1-9])\)\s+(?=⟦)")
"""``(a) ⟦0⟧, (b) ⟦1⟧ and (c) …``: what only counts the conditions."""
OPENED = re.compile(r"\b(?:if|(?:as|so) long as|provided(?: that)?|assuming(?: that)?|whenever)\s*:?\s*$", re.IGNORECASE)
"""Words before an enumeration all parts of which are conditions."""
SUPPOSED = re.compile(r"\b(suppose|assume)( that)? we (?:have|had)\b", re.IGNORECASE)
LINK = re.compile(r"\]\([^)\s]*\)|\[\^[^\]]*\]")


def formulas(sentence: Sentence) -> tuple[Math, ...]:
    """The formulas of a sentence in order; their numbers are used by everything here."""
    return tuple(p for p in sentence.parts if isinstance(p, Math))


def text_of(sentence: Sentence) -> str:
    """The words of a sentence as written, with ``⟦k⟧`` for formula number k."""
    text, count = [], 0
    for part in sentence.parts:
        if isinstance(part, Math):
            text.append(f" ⟦{count}⟧ ")
            count += 1
        elif not isinstance(part, Instruction):
            text.append(LINK.sub(" ", part.text.source).replace("*", "").replace("_", " "))
    return "".join(text)


def tokens_of(sentence: Sentence) -> list[str]:
    """Words in lower case, punctuation, and ``⟦k⟧`` for formula number k."""
    written = text_of(sentence)
    first = ENUMERATED.search(written)
    whole = ENUMERATED.sub("if " if first is not None and OPENED.search(written, 0, first.start()) else "", written)
    whole = SUPPOSED.sub(r"\1 that", IN_CASE.sub("if ", COMPOUND.sub(r"\1of-", IDENTICAL.sub("iid", whole))))
    raw = [m.group() if m.group(1) else m.group().lower().strip("'’") for m in TOKEN.finditer(whole)]
    out: list[str] = []
    for word in raw:
        if out and (out[-1], word) in PAIRS:
            out[-1] = PAIRS[(out[-1], word)]
        elif word:
            out.append(word)
    return out


def number_of(token: str) -> int | None:
    return int(token[1:-1]) if token.startswith("⟦") else None
