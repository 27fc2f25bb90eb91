"""Words before a formula that speak of another case than the one at hand: *after the shift*, *were …*, *a student wrote*, *to get …*.

Guarantee: what a formula says after such words is never called false of what the text has said before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivations.documents.model import Math
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import word_set

OTHERWISE = "the words before it may speak of another case; <!-- claim --> before a claim"
CHANGING = r"(?:with|after|without|under|before|upon|despite|ignoring|neglecting|allowing|in)"
SIMPLE = r"(?:simplif|cancel|expan|rearrang|substitut|algebra|collect|multipl|divi|differentiat|integrat|subtract|add|some|a |one|two)"
CHANGED = re.compile(rf"(?:but|and|so|then|now|instead|however)?(?: ,)? ?{CHANGING} (?!{SIMPLE})"
                     r"(?:the |this |that |an |our |its )?(?:[a-z-]+ ){0,3}?"
                     r"(?:[a-z-]+ed [a-z-]+|shift|model|version|change|scaling|translation|modification|correction|rotation|friction"
                     r"|drag|noise|damping|regulari[sz]ation|replacement|variant|transformation|transform|convention|normali[sz]ation|discounting|tax"
                     r"|taxes|fees|shifting|rescaling|rotating|scaling|swapping|renaming|changing|replacing|modifying)(?: ,)?")
INFINITIVE = word_set("get obtain reach achieve make have ensure guarantee force enforce satisfy see show prove verify check")
MODALS = word_set("would might could should may can cannot")
HAVING = word_set("have get need expect want read claim think believe")
WRITING = word_set("wrote write writes writing written claimed claims")
SPEAKERS = word_set("we i one can us also then therefore thus hence be is are")
ADJUSTING = re.compile(r"(?:re)?(?:place|choose|shift|scale|pick|adjust|modify|normali[sz]e|define|change|move|rotate|tune|select)d?$")


def of_another_case(before: Sequence[str], maths: Sequence[Math]) -> str | None:
    """Why a formula may be about something else than what was said, by the words of its sentence before it."""
    found = _is_hypothetical(before) or _is_purpose(before, maths) or _is_quoted(before) \
        or CHANGED.fullmatch(" ".join(before)) is not None
    return OTHERWISE if found else None


def _is_hypothetical(before: Sequence[str]) -> bool:
    """``Were ⟦0⟧``, ``assume for contradiction that ⟦0⟧``, ``had we chosen another one, ⟦0⟧``, ``one might have ⟦0⟧``."""
    if before[:1] in (["were"], ["had"]) or not {"contradiction", "contrary"}.isdisjoint(before):
        return True
    return before[-1:] != [] and before[-1] in HAVING and not MODALS.isdisjoint(before[-3:-1])


def _is_purpose(before: Sequence[str], maths: Sequence[Math]) -> bool:
    """``To get ⟦0⟧``, ``replace ⟦0⟧ by ⟦1⟧ so that ⟦2⟧``."""
    if before[:1] == ["to"] and len(before) == 2 and before[1] in INFINITIVE:
        return True
    related = any("=" in maths[n].text.source for t in before if (n := number_of(t)) is not None)
    return tuple(before[-2:]) == ("so", "that") and not related and any(ADJUSTING.match(word) for word in before[:3])


def _is_quoted(before: Sequence[str]) -> bool:
    """``A student wrote ⟦0⟧``, ``some books write ⟦0⟧``, ``it would be wrong to write ⟦0⟧``."""
    said = [word for word in before if word not in (":", ",", "that")]
    return said[-1:] != [] and said[-1] in WRITING and (SPEAKERS.isdisjoint(before) or not {"wrong", "would", "not"}.isdisjoint(before))
