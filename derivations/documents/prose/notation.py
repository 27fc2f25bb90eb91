r"""Notation of the conventions that words give another meaning: *logarithms are taken to base two*, *$\|\cdot\|$ denotes any norm*.

Guarantee: what is shown of a step in such notation is shown of the meaning that the conventions give it; below such words that is neither
called proved nor false.  They hold to the end of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derivations.documents.model import Math
from derivations.documents.prose.names import names_mentioned
from derivations.documents.prose.tokens import number_of
from symbolic.steps import Step
from symbolic.terms import operators

NORM = r"(?:\\(?:left|right|[bB]ig[lr]?))?\s*(?:\\\||\\[lr]?Vert(?![A-Za-z]))"
WITHOUT_INDEX = rf"{NORM}[^|]*?{NORM}(?!\s*_)"
ANGLE = r"\\(?:left|bigl?)?\s*\\?langle(?![A-Za-z])"


@dataclass(frozen=True, slots=True)
class Notation:
    """A notation: how it is written, its operators, and the words and formulas of a sentence that give it another meaning.

    words, marks: both have to be found, in the words of a sentence and in one of its formulas; harmless: and this in no word.
    """

    written: re.Pattern[str]
    operators: frozenset[str]
    words: re.Pattern[str]
    marks: re.Pattern[str] | None = None
    harmless: re.Pattern[str] | None = None


def _row(written: str, ops: str, words: str, marks: str | None = None, harmless: str | None = None) -> Notation:
    return Notation(re.compile(written), frozenset(ops.split()), re.compile(words), None if marks is None else re.compile(marks),
                    None if harmless is None else re.compile(harmless))


LOG, TURNS = r"\\log(?![A-Za-z])(?!\s*_)", r"\\(?:sin|cos|tan|cot|sec|csc)(?![A-Za-z])"
BASE = r"(?:\b(?:to|in|with|of) (?:the )?base\b|\bbase[ -](?:two|ten|\d|⟦)|\b(?:binary|decimal|bits?)\b)"
OTHER_NORM = (r"\b(?:a|any|some|arbitrary|general|weighted|dual|operator|energy|maximum|max|supremum|sup|infinity|uniform"
              r"|taxicab|manhattan)\b")
EUCLIDEAN = r"\b(?:euclidean|standard|usual|frobenius|length|unit)\b"
OTHER_ELL = r"\\(?:ell|mathcal\s*\{?\s*l\s*\}?)\s*[_^]\s*\{?\s*(?!2)|[Ll]\s*[_^]\s*\{?\s*(?:1|p|\\infty)"
TABLE = (
    _row(LOG, "log", rf"\b(?:logarithms|logs)\b.*{BASE}|\b(?:binary|decimal|base-\w+) (?:logarithms|logs)\b|\bin bits\b", None,
         r"\bnatural\b|\bchang\w+\b"),
    _row(LOG, "log", rf"(?:denotes?|means?|for|is|use) .*{BASE}"
         r"|\b(?:use|write) ⟦\d+⟧ for ⟦\d+⟧", r"^\s*\\log\s*(?:[a-z]\s*)?$", r"\bnatural\b"),
    _row(TURNS, "sin cos tan", r"\b(?:angles?|sines?|functions)\b.* in degrees\b", None, r"\bradians?\b"),
    _row(WITHOUT_INDEX, "norm", rf"{OTHER_NORM}(?: \w+)* norm\b|\bnorm (?:induced|given|defined)\b",
         rf"^\s*{NORM}[^+=<>]*{NORM}\s*$", EUCLIDEAN),
    _row(WITHOUT_INDEX, "norm", r"\bfor the ⟦\d+⟧(?: -)? ?norm\b|\b(?:is|denotes?|means?) the ⟦\d+⟧(?: -)? ?norm\b", OTHER_ELL),
    _row(rf"{ANGLE}|{WITHOUT_INDEX}", "inner norm", r"\b(?:an|any|some|arbitrary|general|weighted) (?:\w+ )?(?:inner|scalar) product\b",
         rf"^\s*{ANGLE}[^+=<>]*$", r"\b(?:standard|usual|euclidean)\b"),
    _row(r"\\lim(?![A-Za-z])", "limit", r"\blimits? (?:⟦\d+⟧ )?(?:is|are) (?:taken|understood|meant) .*\b(?:right|left|above|below)\b"),
    _row(r"\\int(?![A-Za-z])", "integral", r"\bintegrals? .*\bprincipal values?\b"),
    _row(r"", "", r"\b(?:arithmetic|integers|numbers|computations?|addition|additions|entries|operations|coefficients)\b.* modulo\b"
         r"|\b(?:grassmann|anticommuting|quaternions?)\b|\bcharacteristic (?:two|⟦)|\bover a finite field\b"),
)


def given_otherwise(words: Sequence[str], maths: Sequence[Math], line: int) -> Iterator[tuple[Notation, str]]:
    """The notation to which a sentence gives a meaning of its own, each with the reason for leaving steps open."""
    said, spoken = " ".join(words), [maths[n].text.source for word in words if (n := number_of(word)) is not None and not maths[n].display]
    for row in TABLE:
        marked = row.marks is None or any(map(row.marks.search, spoken))
        if marked and row.words.search(said) and (row.harmless is None or row.harmless.search(said) is None):
            yield row, f"the words of line {line} may give its notation another meaning than the conventions do"


PRODUCT = re.compile(rf"\s*{ANGLE}\s*(?P<first>\\?[A-Za-z]+)\s*,\s*(?P<last>\\?[A-Za-z]+)\s*\\(?:right|bigr?)?\s*\\?rangle(?:_\w)?\s*")
LENGTH = re.compile(rf"\s*{NORM}\s*(?P<first>\\?[A-Za-z]+)\s*{NORM}\s*(?:\^\s*\{{?\s*2\s*\}}?\s*)?")
COUNTING = frozenset("ijkndmNT")


def defined_otherwise(left: str, right: str, line: int) -> Iterator[tuple[Notation, str]]:
    r"""``\langle x, y\rangle = x^\top M y``, ``\|x\| = \max_i |x_i|`` that nobody claims: what the brackets of plain names are."""
    found = PRODUCT.fullmatch(left) or LENGTH.fullmatch(left)
    if found is None:
        return
    own, names = set(found.groupdict().values()), {name.partition("_")[0] for name in names_mentioned(right)}
    if own <= names and (names - own - COUNTING or re.search(r"\||\\(?:max|sup|[lr]vert)(?![A-Za-z])", right)):
        why = f"line {line} says itself what that notation is"
        yield from ((row, why) for row in TABLE if row.operators == {"inner", "norm"})


def doubtful(notation: Sequence[tuple[Notation, str]], step: Step | None, written: Sequence[str]) -> str | None:
    """Why a step is left open whose sides, as they are written, or whose definitions have notation with another meaning."""
    if step is None:
        return None
    inside = frozenset[str]().union(*(operators(d.value) for d in step.definitions))
    return next((why for row, why in notation
                 if any(map(row.written.search, written)) or not inside.isdisjoint(row.operators)), None)
