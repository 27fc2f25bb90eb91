"""What words narrow in a sentence that does not name it: ``If both have unit length, ⟦‖a - b‖² = 2 - 2 a^T b⟧``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derivations.documents.model import Math
from derivations.documents.prose.names import names_mentioned
from derivations.documents.prose.tokens import number_of

BOTH = re.compile(r"^(?:if|when|whenever|suppose|assume|let|for|with|since|as) (?:both|they|these|the two)"
                  r"(?: of them| vectors| matrices| numbers| arrays)? (?=are |have |were |be |commute)(?:\w+ )*?"
                  r"(?P<words>(?:unit|same|zero|mean|orthonormal|orthogonal|normalised|normalized|independent|symmetric"
                  r"|positive|negative|small|large|invertible|commute)(?: \w+)?)")


def said_of_both(tokens: Sequence[str], maths: Sequence[Math]) -> Iterator[tuple[str, int, str]]:
    """The names of the first formula after such words, the number of the formula, and the words."""
    first = next((k for k, token in enumerate(tokens) if number_of(token) is not None), len(tokens))
    said = BOTH.match(" ".join(tokens[:first]))
    if said is None or first == len(tokens):
        return
    number = number_of(tokens[first]) or 0
    for name in dict.fromkeys(names_mentioned(maths[number].text.source)):
        yield name, number, said["words"]
