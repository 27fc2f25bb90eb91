"""Sections that say what names mean in all that follows: *Notation*, *Problem setup*, *The model*.

What such a section declares and defines holds in the sections after it, as if these stood inside it, but for the names that they begin
anew or so much as mention in their text: there *$A$ is any square matrix* and *the momentum $p$* may speak of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from derivations.documents.model import Heading
from derivations.documents.prose.sentences import ITEM, Sentence

ARTICLE = r"(?:(?:the|our|some|basic|problem|general|main|standing) )*"
NOUN = r"(?:notations?|conventions?|set-?\s?up|settings?|preliminaries|model|assumptions?|definitions?|terminology)"
SHARED = re.compile(rf"[\s\d.:)§]*{ARTICLE}{NOUN}(?:(?:,| and|,? and the| &) {ARTICLE}{NOUN})*[\s.:]*", re.IGNORECASE)


def nested(elements: Iterable[Heading | Sentence]) -> Iterator[Heading | Sentence]:
    """The elements of a document, with the sections after one of these names inside it."""
    shared: int | None = None
    for element in elements:
        if isinstance(element, Heading) and element.level != ITEM:
            if shared is not None and element.level >= shared:
                element = replace(element, level=element.level + 1, shares=True)
            else:
                shared = element.level if SHARED.fullmatch(element.text.source) else None
        yield element
