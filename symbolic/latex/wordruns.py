r"""Letters side by side that may be a word: ``slope``, ``MSE(w)``, ``Var[X]``, ``SS_{res}``, ``TP``.

Four letters or more of which none is known are asked about.  So are three capitals, a capital and small letters before a bracket, a common
abbreviation, and two capitals with a word below them; but not letters that also stand alone or in another
order in the row, as those of a product do.
"""

from __future__ import annotations

from symbolic.latex.reader import Reader
from symbolic.latex.tokens import Token

SHORTEST_WORD = 4
ABBREVIATION_WORDS = """TP FP TN FN SS KL JS CE IG MI MSE RSS TSS ESS SSE SST SSR MAE RSE NLL BCE AIC BIC MLE MAP TPR FPR TNR FNR AUC ROC
FDR PPV NPV LR LM"""
ABBREVIATIONS = frozenset(ABBREVIATION_WORDS.split())
STATISTICS = frozenset({"var", "cov", "std", "corr", "mse", "err", "acc"})
"""Words of small letters that stand before a bracket."""
SHORT_WORDS = frozenset({"pos", "avg", "obs", "val", "err", "acc", "vol", "num", "lag", "std", "var", "cov",
                         "pH"})  # fmt: skip
"""Short words that are no product, where none of them stands alone in the row."""
COMMANDS = frozenset({"ln", "log", "exp", "sin", "cos", "tan", "max", "min", "sup", "inf", "det", "lim", "arg"})
"""Names of functions that lack their backslash."""


def run_at(r: Reader, first: int, limit: int | None = None) -> str:
    """The letters glued together from a place on where such a run begins, before a limit; empty inside one."""
    token = r.tokens[first]
    if token.kind != "letter" or (first and token.glued and r.tokens[first - 1].kind == "letter"):
        return ""
    end = first + 1
    while end < (r.limit if limit is None else limit) and r.tokens[end].kind == "letter" and r.tokens[end].glued:
        end += 1
    return "".join(t.text for t in r.tokens[first:end])


def word_at(r: Reader, first: int) -> str:
    """The run of letters at a place, if none of them is known and it may be a word."""
    run = run_at(r, first)
    if len(run) < 2 or any(r.symbol(letter) is not None for letter in run):
        return ""
    end = first + len(run)
    before_bracket = r.tokens[end].text in ("(", "[")
    spoken = len(run) == SHORTEST_WORD - 1 and run[0].isupper() and run[1:].islower() and before_bracket
    if run in COMMANDS or len(run) >= SHORTEST_WORD or spoken or (run in STATISTICS and before_bracket):
        return run
    if run in SHORT_WORDS:
        return "" if _alone(r, run) else run
    if run in ABBREVIATIONS:
        return run if _alone(r, run) != set(run) else ""
    short = len(run) == SHORTEST_WORD - 1 or _has_word_below(r.tokens[end:])
    return run if run.isascii() and run.isupper() and short and not _alone(r, run) and not _permuted(r, run) else ""


def _permuted(r: Reader, run: str) -> bool:
    """Whether the letters also stand in another order in the row: ``tr(ABC) = tr(BCA)``."""
    others = (run_at(r, place, len(r.tokens)) for place in range(len(r.tokens)))
    return any(other != run and sorted(other) == sorted(run) for other in others)


def is_spoken(word: str) -> bool:
    """Whether a run of letters can only be a word: ``slope``, ``Recall``, ``MSE``."""
    small = word[1:].islower() and len(word) > SHORTEST_WORD and not set("aeiou").isdisjoint(word.lower())
    return small or word in ABBREVIATIONS


def _has_word_below(after: list[Token]) -> bool:
    """``_{res}``, ``_{\\text{res}}``."""
    if after[0].text != "_":
        return False
    inside = after[2:] if after[1].text == "{" else after[1:2]
    return inside[0].kind == "text" or all(t.kind == "letter" for t in inside[:3])


def _alone(r: Reader, run: str) -> set[str]:
    """The letters of the run that stand in the row with no other letter glued to them."""
    found = set()
    for place, token in enumerate(r.tokens):
        after = r.tokens[place + 1] if place + 1 < len(r.tokens) else token
        glued = (token.glued and place and r.tokens[place - 1].kind == "letter") or (after.kind == "letter" and after.glued)
        if token.kind == "letter" and token.text in run and not glued:
            found.add(token.text)
    return found
