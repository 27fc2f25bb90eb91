r"""The letter I as a number: a current, the infected, an investment, an intensity.

Alone it is the identity matrix.  In a section without arrays it is a number where a formula differentiates it, gives it arguments or a
value, or where it stands alone amid the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from derivations.documents.model import Math

VARYING = re.compile(r"\\d?dot\s*\{?\s*I(?![A-Za-z])|\\[dt]?frac\s*\{\s*(?:d|\\partial|\\mathrm\{d\})(?:\^2)?\s*I\s*\}"
                     r"|\\[dt]?frac\s*\{[^{}]*\}\s*\{\s*(?:d|\\partial|\\mathrm\{d\})\s*I\s*\}|(?<![A-Za-z\\{])I'*\s*\(\s*(?:[a-z]|0|\\tau)\s*\)"
                     r"|\\[dt]?frac\s*\{[^{}]*\}\s*\{\s*\d*\s*E?\s*I\s*\}"
                     r"|(?<![A-Za-z\\])I\s*(?:&\s*)?=(?!=)|(?<![A-Za-z\\])I\s*(?:>|\\geq?)\s*0")
ALONE = re.compile(r"\s*(?:\\?[A-Za-z]\s*,\s*)*I(?:\s*,\s*\\?[A-Za-z])*\s*")
ARRAYS = re.compile(r"matrix\}|\\begin\{array|\\(?:top|nabla|det|mathbf|boldsymbol|bm|vec|otimes|odot|Vert|langle|dagger|subset\w*|in\s*I)"
                    r"(?![A-Za-z])|\\\||\^\{?T\b|\\mathsf\s*\{?T|\{(?:det|tr|diag|rank|Tr)\}|\\mathbb\s*\{?[RC]\}?\s*\^|\\sim|(?<![A-Za-z\\])I_|;|:(?!=)"
                    r"|(?<![A-Za-z\\])I\s*=\s*(?:\\?[\[{]|\([^()]*,|\\left\s*[\[(])")
"""What stands in formulas of arrays, of sets and of information."""
OF_ARRAYS = re.compile(r"identit|unit|matri|vector|interval|set|ideal|index|indicator|information|operator|tensor|group|entropy",
                       re.IGNORECASE)


def is_quantity(formulas: Sequence[str], alone: bool, words: Iterable[str]) -> bool:
    """Whether the I of a section is a number; ``alone``: it stands as a formula of its own amid the words."""
    if any(ARRAYS.search(source) for source in formulas) or any(OF_ARRAYS.match(word) for word in words):
        return False
    return alone or any(VARYING.search(source) for source in formulas)


def stands_alone(maths: Sequence[Math]) -> bool:
    """Whether ``$I$``, or a list of letters with it, is a formula of its own."""
    return any(not m.display and ALONE.fullmatch(m.text.source) for m in maths)
