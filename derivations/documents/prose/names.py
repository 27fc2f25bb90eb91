r"""Names in formulas, as their LaTeX is written: which a formula is about, mentions, tells of or bounds, and what they have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable

from derivations.documents.spelling import ORDER, STAR
from symbolic.terms import Sym

STYLES = "hat|bar|tilde|vec|dot|widehat|widetilde|overline|mathbf|boldsymbol|bm|mathrm|mathcal|mathsf|mathit|mathbb"
SUBSCRIPT = r"(?:_(?:\{[^{}]*\}|[A-Za-z0-9]|\\[A-Za-z]+))?"
NAME = re.compile(rf"(?:\\(?:{STYLES})\s*\{{\s*\\?[A-Za-z]+\s*\}}|\\[A-Za-z]+|[A-Za-z]){SUBSCRIPT}")
WRITTEN = re.compile(rf"(?:\\(?:{STYLES}|ddot|text|operatorname)\s*\{{\s*\\?[A-Za-z]+\s*\}}|\\[A-Za-z]+|[A-Za-z])'*{SUBSCRIPT}"
                     r"(?:\^\{?[(\[][^)\]]*[)\]]\}?)?")
"""A name with everything that may be written to it."""
ACCENT = re.compile(r"(\\(?:hat|widehat|tilde|widetilde|bar|vec|dot|ddot)(?![A-Za-z]))\s*(\\[A-Za-z]+|[A-Za-z](?![A-Za-z]))")
NOT_NAMES = re.compile(r"\\(?:in|to|times|frac|sum|int|le|ge|ne|lt|gt|mathbb|partial|nabla|cdot|ldots|dots|infty|log|exp|ln|sin|cos)"
                       r"(?![A-Za-z])")
COMMANDS = frozenset({r"\in", r"\to", r"\times", r"\frac", r"\dfrac", r"\tfrac", r"\sum", r"\prod", r"\int", r"\le", r"\leq", r"\ge",
                      r"\geq", r"\ne", r"\neq", r"\lt", r"\gt", r"\partial", r"\nabla", r"\cdot", r"\ldots", r"\dots", r"\cdots", r"\infty",
                      r"\log", r"\exp", r"\ln", r"\sin", r"\cos", r"\tan", r"\top", r"\left", r"\right", r"\quad", r"\qquad", r"\sqrt",
                      r"\det", r"\perp", r"\parallel", r"\forall", r"\mid", r"\max", r"\min", r"\equiv", r"\approx", r"\sim", r"\simeq",
                      r"\cong", r"\succ", r"\text", r"\operatorname", r"\odot", r"\circ", r"\lVert", r"\rVert", r"\langle", r"\rangle",
                      r"\colon", r"\big", r"\Big", r"\bigl", r"\bigr", r"\limits", r"\begin", r"\end", r"\mathbb", r"\pmod", r"\bmod",
                      r"\subset", r"\subseteq", r"\notin", r"\propto"})
STARRED = re.compile(rf"\s*(?P<name>{NAME.pattern})\s*{STAR}\s*")
"""An optimum: a name of its own."""
SETS = re.compile(r"\\(?:in|subset|subseteq|colon|to)(?![A-Za-z])|:(?!=)")
BOUNDS = re.compile(ORDER)
NUMERAL = re.compile(r"[+-]?\s*\d+(?:\.\d+)?|-?\s*\\infty")
BARRED = re.compile(r"\\(?:bar|overline)\s*(?:\{\s*([a-z])\s*\}|([a-z]))")
EXTREME = re.compile(r"(?P<base>.+)_\{\\?(?:text\{|mathrm\{)?(?P<end>max|min)\}?\}")
ENTRY = re.compile(r"(?P<base>[A-Za-z]|\\[A-Za-z]+)_\{\d\}")
BOLD_NAME = re.compile(r"\\(?:mathbf|boldsymbol|vec)\{(?P<letter>[A-Za-z]|\\[A-Za-z]+)\}")


def with_braces(latex: str) -> str:
    r"""``\hat\beta`` as ``\hat{\beta}``, the one spelling of a letter with an accent."""
    return ACCENT.sub(r"\1{\2}", latex)


def names_in(latex: str) -> list[str]:
    r"""The names that a formula talks about when it is a name, a list of names, or ``names \in …``; else none."""
    spelled = with_braces(latex.strip())
    subject = re.split(r"\\in(?![A-Za-z])|\\colon(?![A-Za-z])|:|\\succ|\\sim(?![A-Za-z])|\\subset", spelled, maxsplit=1)[0]
    subject = re.sub(r"\([^()]*\)\s*$", "", subject.strip())
    names = [n.strip() for n in re.split(r",\s*(?:\\ldots|\\dots|\\cdots)?\s*,?", subject) if n.strip()]
    return names if names and all(WRITTEN.fullmatch(n) and not NOT_NAMES.match(n) for n in names) else []


def names_bounded(latex: str) -> list[str]:
    r"""The names that a formula compares with each other and with numerals, and nothing else: ``n \ge 0``, ``1 \le k \le n``; else none."""
    parts = [part.strip() for side in BOUNDS.split(latex.strip()) for part in side.split(",")]
    names = [part for part in parts if not NUMERAL.fullmatch(part)]
    return names if BOUNDS.search(latex) and all(WRITTEN.fullmatch(n) and not NOT_NAMES.match(n) for n in names) else []


def names_mentioned(latex: str) -> tuple[str, ...]:
    r"""Every name of a formula, or those to the left of ``\in``; words and functions are no names."""
    subject = SETS.split(re.sub(r"\\(?:text|operatorname|mathrm)\s*\{[^{}]*\}", " ", latex), maxsplit=1)[0]
    lone = STARRED.fullmatch(subject)
    if lone is not None:
        return (re.sub(r"\s+", "", lone["name"]) + "^{*}",)
    found = (re.sub(r"\s+", "", m.group()) for m in NAME.finditer(subject))
    return tuple(dict.fromkeys(name for name in found if name.split("{")[0].split("_")[0] not in COMMANDS))


def names_told(latex: str) -> tuple[str, ...]:
    """Every name of a formula; of ``name = …`` that name alone, the others being what it is made of."""
    head = left_side(latex)
    return names_mentioned(head if "=" in latex and NAME.fullmatch(head) else latex)


def left_side(latex: str) -> str:
    """What stands to the left of an equation, without a star and without arguments."""
    return re.sub(r"\([^()=]*\)$", "", re.sub(STAR, "", latex.partition("=")[0]).replace(":", "").strip())


STARRED = re.compile(r"\^(?:\{(?:\*|\\ast|\\star)\}|\*|\\ast(?![A-Za-z])|\\star(?![A-Za-z]))")


def key_of(name: str) -> str:
    r"""What two spellings of a name have in common: ``p`` of ``p_1``, ``p_{i}``, ``p^{(i)}``; but ``x_{\text{new}}`` and ``x^{*}``, however
    it is spelled, are names of their own."""
    return re.split(r"[_']|\^(?!\{\*\})", STARRED.sub("^{*}", re.sub(r"\s+", "", name)), maxsplit=1)[0]


def may_be_members(symbols: Iterable[Sym]) -> dict[str, str]:
    r"""Names that may be tied to others beside them: ``\lambda_{\max}`` is the largest of the λ_i, ``v_1`` an entry of ``\mathbf{v}``."""
    symbols = tuple(symbols)
    families = {s.name for s in symbols if s.sort.index or s.sort.shape}
    arrays = {found["letter"]: s.name for s in symbols if s.sort.shape and (found := BOLD_NAME.fullmatch(s.name)) is not None}
    out: dict[str, str] = {}
    for s in symbols:
        extreme, entry = EXTREME.fullmatch(s.name), ENTRY.fullmatch(s.name)
        if extreme is not None and extreme["base"] in families:
            out[s.name] = f"{s.name} may be the {extreme['end']}imum of {extreme['base']}"
        elif entry is not None and not s.sort.shape and entry["base"] in arrays:
            out[s.name] = f"{s.name} may be an entry of {arrays[entry['base']]}"
    return out
