"""Sentences as rows of tokens: words, punctuation, and one token for each formula."""

from __future__ import annotations

import re

from derivations.documents.model import Instruction, Math
from derivations.documents.prose.sentences import Sentence
from derivations.documents.spelling import ORDER

PAIRS = {("such", "that"): "such-that", ("subject", "to"): "subject-to", ("positive", "definite"): "positive-definite",
         ("strictly", "positive"): "strictly-positive", ("if", "and"): "if and", ("at", "least"): "at-least", ("at", "most"): "at-most",
         ("real", "valued"): "real-valued"}  # fmt: skip
TOKEN = re.compile(r"⟦(\d+)⟧|[A-Za-z][A-Za-z’'-]*|[,;:()—–.]|\d+")
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
NAME = re.compile(
    r"(?:\\(?:hat|bar|tilde|vec|dot|ddot|widehat|widetilde|overline|mathbf|boldsymbol|bm|mathrm|mathcal|mathsf|mathit|mathbb|text|operatorname)"
    r"\s*\{\s*\\?[A-Za-z]+\s*\}|\\[A-Za-z]+|[A-Za-z])'*(?:_(?:\{[^{}]*\}|[A-Za-z0-9]|\\[A-Za-z]+))?(?:\^\{?[(\[][^)\]]*[)\]]\}?)?")
ACCENT = re.compile(r"(\\(?:hat|widehat|tilde|widetilde|bar|vec|dot|ddot))\s*(\\[A-Za-z]+|[A-Za-z](?![A-Za-z]))")
NOT_NAMES = re.compile(r"\\(?:in|to|times|frac|sum|int|le|ge|ne|lt|gt|mathbb|partial|nabla|cdot|ldots|dots|infty|log|exp|ln|sin|cos)"
                       r"(?![A-Za-z])")


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


def with_braces(latex: str) -> str:
    r"""``\hat\beta`` as ``\hat{\beta}``, the one spelling of a letter with an accent."""
    return ACCENT.sub(r"\1{\2}", latex)


def names_in(latex: str) -> list[str]:
    r"""The names that a formula talks about when it is a name, a list of names, or ``names \in …``; else none."""
    spelled = with_braces(latex.strip())
    subject = re.split(r"\\in(?![A-Za-z])|\\colon(?![A-Za-z])|:|\\succ|\\sim(?![A-Za-z])|\\subset", spelled, maxsplit=1)[0]
    subject = re.sub(r"\([^()]*\)\s*$", "", subject.strip())
    names = [n.strip() for n in re.split(r",\s*(?:\\ldots|\\dots|\\cdots)?\s*,?", subject) if n.strip()]
    return names if names and all(NAME.fullmatch(n) and not NOT_NAMES.match(n) for n in names) else []


BOUNDS = re.compile(ORDER)
NUMERAL = re.compile(r"[+-]?\s*\d+(?:\.\d+)?|-?\s*\\infty")


def names_bounded(latex: str) -> list[str]:
    r"""The names that a formula compares with each other and with numerals, and nothing else: ``n \ge 0``, ``1 \le k \le n``; else none."""
    parts = [part.strip() for side in BOUNDS.split(latex.strip()) for part in side.split(",")]
    names = [part for part in parts if not NUMERAL.fullmatch(part)]
    return names if BOUNDS.search(latex) and all(NAME.fullmatch(n) and not NOT_NAMES.match(n) for n in names) else []
