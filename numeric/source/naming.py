"""Python names for LaTeX names: ``\\hat{y}`` → ``y_hat``, ``W^{[l]}`` → ``W_l``, ``\\lambda`` → ``lambda_``."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container

_ACCENT = re.compile(r"\\(hat|bar|tilde|vec|dot|widehat|overline|mathbf|boldsymbol|mathcal|mathrm|text|operatorname)\s*\{([^{}]*)\}")
_PLAIN = frozenset({"mathbf", "boldsymbol", "mathcal", "mathrm", "text", "operatorname", "vec"})


def python_name(latex: str, taken: Container[str] = ()) -> str:
    """A Python identifier for a LaTeX name, different from those taken."""
    name = _ACCENT.sub(lambda m: m[2] if m[1] in _PLAIN else f"{m[2]}_{m[1]}", latex)
    name = name.replace("'", "_prime").replace("\\", " ")
    name = re.sub(r"[^0-9A-Za-z]+", "_", name).strip("_") or "value"
    if name[0].isdigit():
        name = f"v_{name}"
    if keyword.iskeyword(name) or name in ("np", "math"):
        name += "_"
    unique, count = name, 2
    while unique in taken:
        unique, count = f"{name}_{count}", count + 1
    return unique
