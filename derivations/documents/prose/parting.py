"""Sentences in which a claim is followed by a *let*: ``we have $x^2 = 4$; now let $x = 3$`` says two things, one after the other.

What *let* says after a claim is not said of the claim; what *for*, *if* and *where* say in the same sentence may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.documents.model import Math, Words
from derivations.documents.prose.clauses import cues_of
from derivations.documents.prose.sentences import Sentence
from derivations.documents.prose.tokens import formulas, tokens_of

LET = re.compile(r"(?:[;,(–—]\s*)?(?:\b(?:and|so|but|then|thus|hence|we|now|instead|may)\b\s*,?\s*)*\blet\b", re.IGNORECASE)
RELATES = re.compile(r"=|<|>|\\(?:[lg]eq?|neq?)(?![A-Za-z])")


def parted(sentence: Sentence) -> Iterator[Sentence]:
    """The parts of a sentence, each beginning with a *let* but for the first."""
    maths = formulas(sentence)
    cues = cues_of(tokens_of(sentence), maths) if len(maths) > 1 else []
    claimed = next((n for n, cue in enumerate(cues) if cue is None and RELATES.search(maths[n].text.source)), None)
    if claimed is not None:
        number = -1
        for place, part in enumerate(sentence.parts):
            number += isinstance(part, Math)
            if number < claimed or not isinstance(part, Words) or number + 1 >= len(maths) or cues[number + 1] != "let":
                continue
            found = LET.search(part.text.source)
            if found is not None:
                cut, end = found.start(), len(part.text.source)
                before = (Words(part.text.cut(0, cut)),) if part.text.source[:cut].strip() else ()
                yield Sentence((*sentence.parts[:place], *before), sentence.first)
                yield from parted(Sentence((Words(part.text.cut(cut, end)), *sentence.parts[place + 1 :])))
                return
    yield sentence
