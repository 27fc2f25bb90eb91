r"""How authors spell names, marks and signs in LaTeX: the fragments that patterns of several rooms are made of."""

BOLD = r"\\(?:mathbf|boldsymbol|bm)"
LETTER_STYLE = r"\\(?:mathbf|boldsymbol|bm|vec|hat|bar|tilde)"
"""Commands that make another letter of a letter."""
MATRIX_LETTER = rf"(?:{BOLD}\s*\{{[A-Z]\}}|[A-Z]|\\(?:Sigma|Lambda|Gamma|Omega|Phi)(?![A-Za-z]))"
STAR_SIGN = r"(?:\*|\\ast|\\star)"
STAR = rf"\^\s*\{{?\s*{STAR_SIGN}\s*\}}?"
"""``x^*`` of an optimum or of another value."""
ORDER = r"(?:[<>]|\\(?:leq?|geq?|neq?|leqslant|geqslant|lt|gt)(?![A-Za-z]))"
DOTS = r"\\[lc]?dots[cb]?"


def word_set(words: str) -> frozenset[str]:
    """The words of a text, as the tables of English write them."""
    return frozenset(words.split())
