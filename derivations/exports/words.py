"""Words for LaTeX: text in which ``$…$`` is mathematics, with everything that LaTeX would take amiss written out."""

from __future__ import annotations

import re

_PART = re.compile(r"(\$[^$]+\$)")
_ESCAPED = re.compile(r"\\([%&#_])")
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "<": "$<$", ">": "$>$",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "–": "--", "—": "---", "…": r"\dots{}", "“": "``", "”": "''", "’": "'",
    "≤": r"$\le$", "≥": r"$\ge$", "≠": r"$\ne$", "≈": r"$\approx$", "→": r"$\to$", "∞": r"$\infty$", "·": r"$\cdot$", "×": r"$\times$",
    "√": r"$\surd$", "∈": r"$\in$", "ℝ": r"$\mathbb{R}$", "²": "$^2$", "³": "$^3$", "∂": r"$\partial$", "∇": r"$\nabla$", "−": "$-$",
}
_NAMES = (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon varphi chi psi omega"
    " Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
_GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ", _NAMES.split(), strict=True))


def latex_words(text: str) -> str:
    """The words as LaTeX; a character that LaTeX's standard encodings lack becomes a question mark in a box."""
    return "".join(part if place % 2 else "".join(map(_character, part)) for place, part in enumerate(_PART.split(text)))


def plain_words(text: str) -> str:
    r"""The words of a LaTeX text without its escapes: ``100\%`` is 100%."""
    return "".join(part if place % 2 else _ESCAPED.sub(r"\1", part) for place, part in enumerate(_PART.split(text)))


def _character(c: str) -> str:
    if c in _SPECIAL:
        return _SPECIAL[c]
    if c in _GREEK:
        return rf"$\{_GREEK[c]}$"
    return c if ord(c) < 0x180 else r"\fbox{?}"


def capital(text: str) -> str:
    """The text with a capital first letter, unless it starts with a formula."""
    return text[:1].upper() + text[1:]
