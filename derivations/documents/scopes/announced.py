"""Words that announce another formula for a name, which takes the place of the one before: ``If instead we use the loss $L = …$``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivations.documents.prose.reading import Told
from derivations.documents.prose.tokens import number_of
from derivations.documents.scopes.cues import CONCLUDING, DEFINES, NAME_HEAD
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.spelling import word_set

USING = word_set("""use using take taking consider considering choose choosing adopt adopting suppose supposing assume assuming try let set
    put work minimise minimize maximise maximize employ switch""")
CITING = word_set("use using put work employ")
"""What is done with a formula that is known, unless it is called a thing: *now use ⟦a = b - c⟧*, *now use the loss ⟦L = …⟧*."""
NEXT = word_set("now next finally")
OTHER = word_set("other second third new modified alternative revised next another")
THINGS = word_set("""model loss cost objective specification activation function network version variant estimator scheme method technology
    regime example process distribution kernel potential utility demand criterion architecture unit""")
IN = word_set("for in with under")
CLAIMING = CONCLUDING | word_set("""becomes has have satisfies note know see reads equals since because would had were could to as rewrite
    write express simplify compute derive identity rule formula formulas gradient derivative expansion : fact theorem lemma same""")
LISTING = word_set(", and with ;")
REPLACED = re.compile(r"\breplac(?:e|es|ing) [^⟦]*(?:⟦\d+⟧ )?(?:by|with)$|\b(?:re-?defin(?:e|ing)|change)(?: the [a-z -]+)?(?: to)?$")
"""``We now replace the activation by ⟦h = …⟧``, ``let us redefine ⟦C = …⟧``."""

BACK = re.compile(r"\b(?:back|return|returns|returning|revert|reverting) to\b|\b(?:goes|go|going) back\b"
                  rf"|\b(?:first|original|former|previous|earlier|initial|old) (?:{'|'.join(sorted(THINGS))})s?\b")
"""``Back to the squared loss``, ``with the original activation``."""


def goes_back(words: Sequence[str]) -> bool:
    """Whether a sentence may speak of a formula that a name had before another one took its place."""
    return BACK.search(" ".join(words)) is not None


def announces_another(scopes: Scopes, told: Told, number: int) -> bool:
    """Whether the words before a formula announce that it takes the place of one that its name had, here or in a section before."""
    math = told.maths[number]
    head, name = DEFINES.match(math.text.source), NAME_HEAD.match(math.text.source)
    if head is None or name is None or re.search(r"[A-Za-z]", math.text.source[head.end() :]) is None:
        return False
    if scopes.definition(name[1]) is None and name[1] not in scopes.ended.definitions:
        return False
    return _announce(told.before(number))


def _announce(before: Sequence[str]) -> bool:
    """``instead we use the loss``, ``now suppose``, ``for the other model``: what stands after it is a noun, or a list of formulas."""
    words = " ".join(before).replace(" as before", "").replace(" as above", "").replace("switch to", "switch").split()
    if REPLACED.search(" ".join(words)) is not None:
        return not THINGS.isdisjoint(words)
    start = next((k for k in range(len(words) - 1, -1, -1) if _is_announcement(words, k)), None)
    if start is None:
        return False
    after = words[start:]
    first = next((k for k, word in enumerate(after) if number_of(word) is not None), len(after))
    listed = all(number_of(word) is not None or word in LISTING for word in after[first:])
    return listed and CLAIMING.isdisjoint(after)


def _is_announcement(words: Sequence[str], place: int) -> bool:
    word, following = words[place], words[place + 1 : place + 2]
    if word == "instead":
        if following == ["of"]:
            return False
        return not USING.isdisjoint(words) or words[0] in IN
    if word in NEXT:
        used = set(words[place + 1 : place + 3])
        return not USING.isdisjoint(used) and (CITING.isdisjoint(used) or not THINGS.isdisjoint(words[place:]))
    return word in OTHER and words[place + 1 : place + 2] != [] and words[place + 1] in THINGS \
        and place > 1 and words[place - 1] in ("the", "our", "a") and words[place - 2] in IN
