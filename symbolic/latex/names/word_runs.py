r"""Letters side by side that may be a word: ``slope``, ``MSE(w)``, ``Var[X]``, ``SS_{res}``, ``TP``.

Four letters or more of which none is known are asked about.  So are three capitals, a capital and small letters before a bracket, a common
abbreviation, and two capitals with a word below them; but not letters that also stand alone or in another
order in the row, as those of a product do.
"""

from __future__ import annotations

import re

from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import TRANSPOSES, group_range
from symbolic.latex.source.tokens import Token

SHORTEST_WORD = 4
ABBREVIATION_WORDS = """TP FP TN FN SS LL KL JS CE IG MI MSE RSS TSS ESS SSE SST SSR MAE RSE NLL BCE AIC BIC MLE MAP TPR FPR TNR FNR AUC ROC
FDR PPV NPV LR LM SD SE VC CDF PDF PMF MGF PGF"""
ABBREVIATIONS = frozenset(ABBREVIATION_WORDS.split())
STATISTICS = frozenset({"var", "cov", "std", "corr", "mse", "err", "acc"})
"""Words of small letters that stand before a bracket."""
SPOKEN = frozenset({"loss", "cost", "rate", "bias", "mean", "area", "time", "mass", "size", "gain", "prob", "dist", "freq", "step", "grad",
                    "pred", "heat", "flux", "temp", "net", "err", "out", "lift"})
"""Shorter words that are names."""
SHORT_WORDS = frozenset({"out", "tot", "hid", "pos", "avg", "obs", "val", "err", "acc", "vol", "num", "lag", "std", "var", "cov", "pH",
                         "dom", "epi"})
"""Short words that are no product, where none of them stands alone in the row."""
LEARNING_RATE = "lr"
"""A word beside words alone: ``lr \\cdot grad``."""
COMMANDS = frozenset({"ln", "log", "exp", "sin", "cos", "tan", "max", "min", "sup", "inf", "det", "lim", "arg", "sum"})
"""Names of functions that lack their backslash."""
UNITS = frozenset({"cm", "mm", "km", "kg", "mg", "ms", "GB", "MB", "KB", "TB", "Hz", "kHz", "MHz", "GHz"})
"""Units behind a number and a gap."""
PROSE = frozenset({"Let", "let", "and", "for", "with", "where", "then", "Then", "such", "that", "not", "are", "iff", "the", "all"})
"""Words of a sentence that stand in a formula without a command for text."""
PREFIXES = ("ln", "log", "exp", "sin", "cos", "tan")
"""Those that may have their argument glued to them: ``logN``."""
FUNCTION_LETTERS = frozenset("fghFGHpqPQELJRVUTKNO")
"""Letters of functions, which a product may end with: ``aif(x)``."""
GLUED_FUNCTION = re.compile(r"[a-z]{0,2}(?:sin|cos|tan|log|ln|exp|sqrt)[a-z]{0,2}")
"""``xsinx``: functions without their backslash, glued to letters."""
FACTOR_AND_WORD = re.compile(r"[a-z]SS|[a-z]{2}SS")
"""``nSS``: nobody writes a square so."""
VOWELS = frozenset("aeiou")


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
    if holds_word(r, run) or (FACTOR_AND_WORD.fullmatch(run) and r.tokens[end].text != "^"):
        return run
    before_bracket = r.tokens[end].text in ("(", "[")
    spoken = len(run) == SHORTEST_WORD - 1 and run[0].isupper() and run[1:].islower() and before_bracket
    if run in COMMANDS | PROSE or len(run) >= SHORTEST_WORD or spoken or (run in STATISTICS and before_bracket):
        return run
    if len(run) == SHORTEST_WORD - 1 and run.islower() and "e" in run and not (run[-1] == "e" and r.tokens[end].text == "^"):
        return run  # nobody puts the number e between letters
    if run == LEARNING_RATE and any(is_spoken(run_at(r, k, len(r.tokens))) for k in range(len(r.tokens))):
        return run
    if run in SHORT_WORDS:
        return "" if alone_in(r, run, r.tokens[end].text == "_") else run
    transposed = r.tokens[end].text == "^" and {t.text for t in r.tokens[end + 1 : end + 3]} & TRANSPOSES
    if run in ABBREVIATIONS and not transposed:
        doubled = len(run) > len(set(run)) and len(run) >= SHORTEST_WORD - 1  # nobody writes a square as ``SS`` in ``RSS``
        return run if doubled or alone_in(r, run) != set(run) else ""
    if transposed:
        return ""  # ``USV^T`` is a product of matrices
    if r.scope.open and (run[0] == run[-1] or [t.text for t in r.tokens[end : end + 5]] == ["^", "{", "-", "1", "}"]):
        return ""  # so are ``ABA`` and ``PDP^{-1}``
    short = len(run) == SHORTEST_WORD - 1 or _has_word_below(r.tokens[end:])
    return run if run.isascii() and run.isupper() and short and not alone_in(r, run) and not _permuted(r, run) else ""


def holds_word(r: Reader, run: str) -> bool:
    """``nSS`` of an ``SS`` that has a formula, ``LS`` of which a row said what it is: what was a word is no product elsewhere."""
    words = [w for w in {*r.scope.blocked, *r.scope.names, *r.scope.defined} if len(w) > 1 and w in run and w.isalpha() and w.isupper()]
    return any(run.startswith(w) or run.endswith(w) for w in words) and r.symbol(run) is None


def mixed_word_at(r: Reader, first: int) -> str:
    """The run of letters at a place that is a word although some of them are known: ``logN``, ``Span(V)``, ``sim(a, b)``, ``smd = …``.

    It is a product if all of them are known or stand alone in the row.
    """
    after = r.tokens[first + 1]
    if r.tokens[first].kind != "letter" or after.kind != "letter" or not after.glued:
        return ""
    run = run_at(r, first)
    if run in ABBREVIATIONS and len(run) >= SHORTEST_WORD - 1 and len(run) > len(set(run)):
        return run
    if holds_word(r, run):
        return run
    if len(run) < 2 or set(run) <= {x for x in run if r.symbol(x) is not None} | alone_in(r, run):
        return ""
    bracketed = r.tokens[first + len(run)].text in ("(", "[")
    named = run in COMMANDS | PROSE or run.startswith(PREFIXES) or (run in ABBREVIATIONS and bracketed)
    unit = run in UNITS and first > 0 and r.tokens[first - 1].kind == "number" and not r.tokens[first].glued
    return run if named or unit or _is_called(r, first, run) or _is_left_side(r, first, run) else ""


def _is_called(r: Reader, first: int, run: str) -> bool:
    """``Span(V)``, ``sim(a, b)``: three letters or more before a bracket, none of them a function."""
    last = run[-1]
    if len(run) < SHORTEST_WORD - 1 or r.tokens[first + len(run)].text not in ("(", "["):
        return False
    known = r.symbol(last)
    function = last in FUNCTION_LETTERS or (known is not None and known.sort.is_function)
    return run[1:].islower() and not function and (run[0].isupper() or not VOWELS.isdisjoint(run))


def _is_left_side(r: Reader, first: int, run: str) -> bool:
    """``smd = …``, ``BP = …``, ``se = …``: three small letters, two capitals, or a letter beside what would be the number e.

    They are all of the left side, in a row that has none of them elsewhere.  A row with another run of letters has products:
    ``PV = nRT``.
    """
    start = first + len(run)
    if len(run) == 2 and run.isupper() and r.tokens[start].text == "(":
        start = next((k + 1 for k in range(start, len(r.tokens)) if r.tokens[k].text == ")"), start)  # ``FL(p) = …``
    after = [t.text for t in r.tokens[start : start + 2] if t.text != "&"]
    if after[:1] != ["="] or any(t.text != "&" for t in r.tokens[:first]):
        return False
    if re.fullmatch("[a-z]e", run):
        return not alone_in(r, run)
    three = len(run) == SHORTEST_WORD - 1 and (run.islower() or (run.istitle() and run.lower() in SHORT_WORDS))
    if not (three or (len(run) == 2 and run.isupper())):
        return False
    rest = range(first + len(run), len(r.tokens))
    letters = [k for k in rest if r.tokens[k].kind == "letter"]
    if r.tokens[rest.start + 1].text == r"\begin" and r.tokens[rest.start + 1].arg != "cases":
        return False  # a product of matrices
    other = bool(letters) or run.istitle() or any(r.tokens[k].kind in ("text", "command") for k in rest)
    return other and not any(run_at(r, k, len(r.tokens))[1:] or _is_bare(r, k, run) for k in letters)


def _is_bare(r: Reader, place: int, run: str) -> bool:
    name = r.name_at(place, len(r.tokens))
    return r.tokens[place].text in run and name is not None and not name.subscripts


def _permuted(r: Reader, run: str) -> bool:
    """Whether the letters also stand in another order in the row: ``tr(ABC) = tr(BCA)``."""
    others = (run_at(r, place, len(r.tokens)) for place in range(len(r.tokens)))
    return any(other != run and sorted(other) == sorted(run) for other in others)


def is_spoken(word: str) -> bool:
    """Whether a run of letters can only be a word: ``slope``, ``Recall``, ``MSE``."""
    if GLUED_FUNCTION.fullmatch(word) and word not in SPOKEN:
        return False
    small = word[1:].islower() and len(word) > SHORTEST_WORD and not set("aeiou").isdisjoint(word.lower())
    titled = len(word) == SHORTEST_WORD and word.istitle() and not VOWELS.isdisjoint(word[1:])
    return small or titled or word in ABBREVIATIONS or word in SPOKEN


def _has_word_below(after: list[Token]) -> bool:
    """``_{res}``, ``_{\\text{res}}``."""
    if after[0].text != "_":
        return False
    inside = after[2:] if after[1].text == "{" else after[1:2]
    return inside[0].kind == "text" or all(t.kind == "letter" for t in inside[:3])


def alone_in(r: Reader, run: str, but_below: bool = False) -> set[str]:
    """The letters of the run that stand in the row with no other letter glued to them, ``but_below`` a name: ``out_{o1}``."""
    found, below = set(), set[int]()
    for place in (k for k, t in enumerate(r.tokens) if but_below and t.text == "_"):
        below |= {*range(*group_range(r.tokens, place + 1, r.close))}
    for place, token in enumerate(r.tokens):
        after = r.tokens[place + 1] if place + 1 < len(r.tokens) else token
        glued = (token.glued and place and r.tokens[place - 1].kind == "letter") or (after.kind == "letter" and after.glued)
        of_chance = token.text == "E" and after.text == "["  # of an expectation
        if token.kind == "letter" and token.text in run and not glued and not of_chance and place not in below:
            found.add(token.text)
    return found
