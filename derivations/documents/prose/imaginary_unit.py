r"""The imaginary unit in words: ``where $j$ is the imaginary unit``, ``with $i^2 = -1$``, ``for complex numbers $z = a + bi$``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivations.documents.model import Math
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import word_set

SQUARE = re.compile(r"\s*([ij])\s*(?:\^\s*\{?\s*2\s*\}?\s*=\s*-\s*1|:?=\s*\\sqrt\s*\{\s*-\s*1\s*\})\s*")
ALONE = re.compile(r"\s*(?:\\mathrm\s*\{)?\s*([ij])\s*\}?\s*")
SUM = re.compile(r"[a-z]\s*[+-]\s*(?:([ij])\s*[a-z]|[a-z]\s*([ij]))(?![A-Za-z_^])")
TURNING = re.compile(r"(?:e\s*\^\s*\{\s*-?\s*\d*|\\exp\s*(?:\\left)?\(\s*-?\s*\d*)([ij])(?![A-Za-z])\s*[^}\s]")
POLAR = re.compile(r"\\cos\s*(?P<angle>\([^()]*\)|[^\s()+-]+)\s*[+-]\s*(?P<unit>[ij])\s*\\sin\s*(?P=angle)(?![A-Za-z])")
"""``\\cos\\theta + i \\sin\\theta``: beside an exponential with the same letter it says what that is."""
SAYING = word_set("with where let denote and unit as by")
LISTED = 6
"""So many words and formulas back a list may begin: ``with $x, y \\in \\mathbb{R}$ and $i^2 = -1$``."""
COMPLEX = word_set("complex euler's euler’s moivre moivre's moivre’s fourier phasor phasors")


def imaginary_unit(tokens: Sequence[str], maths: Sequence[Math]) -> str | None:
    """The letter that a sentence takes for the imaginary unit; None if it takes none for it."""
    for place, token in enumerate(tokens[1:]):
        number = number_of(token)
        said = tokens[place] in SAYING or (tokens[place] == "," and not SAYING.isdisjoint(tokens[max(0, place - LISTED) : place]))
        square = SQUARE.fullmatch(maths[number].text.source) if number is not None and said else None
        if square is not None:
            return square[1]
    for place, token in enumerate(tokens[:-1]):
        if (token, tokens[place + 1]) == ("imaginary", "unit"):
            near = [number_of(t) for t in tokens[max(0, place - 4) : place + 4]]
            named = [found for n in near if n is not None and (found := ALONE.fullmatch(maths[n].text.source)) is not None]
            return named[0][1] if named else None
    for source in (math.text.source for math in maths):
        polar, turning = POLAR.search(source), TURNING.search(source)
        if polar is not None and turning is not None and polar["unit"] == turning[1]:
            return polar["unit"]
    if COMPLEX.isdisjoint(tokens):
        return None
    matches = [m for math in maths for form in (SUM, TURNING) for m in form.finditer(math.text.source)]
    letters = {next(filter(None, m.groups())) for m in matches}
    return letters.pop() if len(letters) == 1 else None
