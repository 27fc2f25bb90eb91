"""Whether the words of a document are English, the one language whose sentences are read.

Words in another language say as much of the names beside them: which values they have, which equation is to hold of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from derivations.documents.spelling import word_set

COMMON = word_set("""the of and that this with which are for we by from then where be have has let is it an as not can if so each when
use used our will at to on or you using given all more there""")
"""Words that make up a third of any English text; of those that other languages have as well, only a few."""
WORD = re.compile(r"[^\W\d_]+")
IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
FEWEST, SHARE = 25, 0.08


def is_foreign(texts: Iterable[str]) -> bool:
    """Whether so many words are hardly English."""
    text = " ".join(texts)
    written = len(IDEOGRAPH.findall(text))
    words = [w.lower() for w in WORD.findall(IDEOGRAPH.sub(" ", text))]
    common = sum(w in COMMON for w in words)
    return written + len(words) >= FEWEST and common < SHARE * (written + len(words))
