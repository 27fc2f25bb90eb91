r"""What stands above a factor: a power, a transpose or an inverse, the number of a layer, a word, a mark such as ``^*``."""

from __future__ import annotations

import re

from symbolic.latex.build import is_array
from symbolic.latex.factors.lists import is_list, is_spaced_list
from symbolic.latex.names.open_names import STARRED, is_open_column, opened, starred
from symbolic.latex.names.spelling import TRANSPOSES
from symbolic.latex.names.usage import spelled
from symbolic.latex.names.word_runs import alone_in
from symbolic.latex.reader import Reader
from symbolic.latex.shapes.operands import array_wanted
from symbolic.shapes import is_vector
from symbolic.terms import ONE, Call, Elem, Matrix, Num, Sym, Term, call, free_symbols, neg, num, power

SMALL = re.compile(r"[a-z]|\\[a-z]")


def superscript(r: Reader, base: Term, a: int, b: int, first: int) -> Term:
    """``base^{tokens a to b}``: a transpose, an inverse or a power."""
    words = [t.arg.strip() if t.kind == "text" else t.text for t in r.tokens[a:b]]
    if not words:
        raise r.error("an empty superscript", first, "remove the ^ or write the exponent")
    counted = "T" in r.usage.sizes and not r.scope.open
    if words == ["T"] and counted and is_array(base):
        raise r.error("^T may be a transpose or the power T, which counts something here", first, r"write \top for the transpose")
    if words[0] in (r"\underline", r"\overline") and not is_array(base):
        raise r.error("a falling or rising power", first, r"write it as a quotient of factorials, or as \prod")
    power_t = counted or r.symbol("T") is not None or _is_number(r, base, b)
    transposed = words[-1] in TRANSPOSES and (words[-1] == r"\top" or not power_t) \
        and r.tokens[b - 1].text != r"\mathcal"
    if transposed and (len(words) == 1 or words[:-1] in (["-"], ["-", "1"])):
        base = opened(r, base) if r.scope.open else base
        if len(words) == 1 and isinstance(base, Matrix) and is_list(r, first):
            return base
        if isinstance(base, Call) and base.op == "mul" and is_spaced_list(r, first):
            raise r.error("numbers side by side, or a product?", first, "write commas between the entries")
        array_wanted(r, base, "a transpose", first)
        if words == ["T"] and isinstance(base, Call) and not r.scope.open and free_symbols(base) and r.shape_of(base, first) == ():
            raise r.error("a transpose of a number, or the power T?", first, r"declare T, or write \top for a transpose")
        return call("transpose", base if len(words) == 1 else call("inverse", base))
    if words == ["t"] and is_array(base) and not r.scope.open and _only_above(r, "t"):
        raise r.error("^t: a power, or the transpose?", first, r"declare t for a power, or write \top for the transpose")
    ion = words in (["+"], ["-"]) and r.tokens[first - 1].text == "["
    if r.scope.open and len(words) == 1 and words[0] in STARRED and isinstance(base, Sym | Elem) and not ion:
        return starred(base, words[0])
    if words in (["*"], [r"\ast"], [r"\star"], [r"\dagger"], ["+"], ["-"], [r"\circ"], ["H"], [r"\prime"], [r"\perp"], ["c"], ["C"]) and (
            words not in (["c"], ["C"], ["H"]) or is_array(base) or _is_complement(r, base, words)):
        if r.scope.open and isinstance(base, Sym | Elem) and words in (["c"], ["H"]):
            return starred(base, words[0])
        if words == [r"\circ"] and isinstance(base, Num):
            raise r.error("an angle in degrees is not read", first, r"write \frac{\pi}{180} for each degree")
        raise r.error(f"^{words[0]} has several meanings", first, r"write the name with \text{…} in its subscript, or \top, or an exponent")
    if words[0] in ("(", "[") and words[-1] in (")", "]") and not any(w in "+-*/^" for w in words) and len(words) <= 4:
        raise r.error("a superscript in brackets after a bracketed formula", first, "write the exponent without brackets")
    if isinstance(base, Sym | Elem) and _of_vector(r, base, a, b, first):
        if r.scope.open:
            return starred(base, spelled(r.tokens[a:b]))
        raise r.error(f"^{spelled(r.tokens[a:b])} on a vector: an index, as it has no powers?", first,
                      r"write the index in brackets: ^{(t)}")
    if r.scope.open and isinstance(base, Sym | Elem) and "," in words:
        return starred(base, spelled(r.tokens[a:b]))
    if r.scope.open and isinstance(base, Sym | Elem) and (words in (["0"], ["1"]) or _labelled(r, base, a, b) or is_layer(r, words)
                                                            or _is_projection(r, base, words)
                                                            or (isinstance(base, Elem) and _is_choice(base, words))):
        return starred(base, spelled(r.tokens[a:b]))
    if isinstance(base, Sym | Elem) and _is_projection(r, base, words):
        raise r.error(f"^{words[0]} is a power, or the name of a projection", first,
                      f"declare {words[0]} for a power, or write the name as a subscript: _{{{words[0]}}}")
    if isinstance(base, Elem) and _is_choice(base, words):
        raise r.error(f"^{words[0]} is a power, or part of a number of choices", first,
                      r"write \binom{n}{k} for the number, (…)^k for the power")
    if is_layer(r, words) and isinstance(base, Sym | Elem):
        raise r.error(f"^{words[0]} is a power, or the number of a layer", first,
                      f"declare {words[0]} for a power, or write the layer in brackets: ^{{({words[0]})}}")
    if words == ["1"] and r.tokens[first].kind in ("letter", "command"):
        raise r.error("^1 is an index, or a power that says nothing", first, r"write the index as a subscript, or ^{(1)}")
    label = _label(r, a, b) or _word_above(r, base, a, b)
    if label or (b == a + 1 and r.tokens[a].kind == "text" and len(words[0]) > 1 and r.symbol(rf"\text{{{words[0]}}}") is None):
        word = label or words[0]
        raise r.error(f"the word {word} as a superscript", first, rf"write it as a subscript: _{{\text{{{word}}}}}")
    with r.within(a, b):
        saved, r.in_index = r.in_index, False
        exponent = r.expression()
        r.in_index = saved
    if exponent is neg(ONE) and is_array(base):
        term: Term = call("inverse", base)
    elif is_array(base) and (whole := _negative_whole(exponent)) is not None:
        term = power(call("inverse", base), whole)
    elif _is_entrywise(r, base, exponent, first):
        term = call("hadamard", *[base] * (2 if exponent is num(2) else 3))
    else:
        if is_array(base) and isinstance(exponent, Call) and exponent.op in ("div", "neg"):
            raise r.error("a power of a matrix that is no whole number", first, "give that matrix a name, and declare what it satisfies")
        term = power(base, exponent)
    r.shape_of(term, first)
    return term


def _only_above(r: Reader, letter: str) -> bool:
    """Whether a letter that nothing declares stands in a row as a superscript of its own alone."""
    places = [k for k, t in enumerate(r.tokens) if t.text == letter]
    above = all(r.tokens[k - 1].text == "^" or (r.tokens[k - 1].text == "{" and r.tokens[k - 2].text == "^" and r.tokens[k + 1].text == "}")
                for k in places)
    counted = letter in r.usage.indices | r.usage.sizes | r.usage.bound
    return above and not counted and r.symbol(letter) is None


OF_EVENTS = frozenset({r"\cap", r"\cup", r"\setminus", r"\mid", "P"})


def _is_complement(r: Reader, base: Term, words: list[str]) -> bool:
    r"""``P(A^c)``, ``A \cap B^c``: c above a capital in a row about events; H above a capital; where they are no numbers."""
    capital = isinstance(base, Sym) and len(base.name) == 1 and base.name.isupper() and r.symbol(base.name) is None
    places = [k for k, t in enumerate(r.tokens) if t.text == words[0]]
    alone = any("^" not in [t.text for t in r.tokens[max(k - 2, 0) : k]][-2:] for k in places)
    if not capital or alone or words not in (["c"], ["H"]):
        return False
    return words == ["H"] or any(t.text in OF_EVENTS or t.arg == "Pr" for t in r.tokens)


LABELS = frozenset({"th", "nd", "rd", "st",
                    "old", "new", "opt", "post", "prior", "train", "test", "pred", "true", "obs", "ref", "init", "out", "ridge", "lasso",
                    "MLE", "MAP", "OLS", "LS"})  # fmt: skip
"""Words that are written above a name without a command for text."""


def _is_number(r: Reader, base: Term, b: int) -> bool:
    """``2``, ``1 + r``: what nobody transposes, where nothing else is transposed and no factor follows."""
    marks = [k for k, t in enumerate(r.tokens) if t.text == r"\top" or (t.text == "T" and k and r.tokens[k - 1].text in ("^", "{"))]
    after = r.tokens[b + (r.tokens[b].text == "}")]
    match base:
        case Num(value):
            return value not in (0, 1)
        case Call("add", args) if len(marks) == 1 and after.kind not in ("letter", "number", "command", "text") and after.text != "(":
            return not is_array(base) and any(isinstance(a, Num) or (isinstance(a, Call) and a.op == "neg" and isinstance(a.args[0], Num))
                                              for a in args)
    return False


def _label(r: Reader, a: int, b: int) -> str:
    """``old`` of ``\\theta^{old}``."""
    glued = all(t.kind == "letter" and (k == a or t.glued) for k, t in enumerate(r.tokens[a:b], a))
    word = "".join(t.text for t in r.tokens[a:b]) if glued else ""
    return word if word in LABELS and not all(r.symbol(t.text) for t in r.tokens[a:b]) else ""


def _word_above(r: Reader, base: Term, a: int, b: int) -> str:
    """``cat`` of ``w^{cat}``, ``VF`` of ``L^{VF}``: three or more letters or two capitals, glued together above a name, none of which
    is known; a product has spaces in it."""
    glued = all(t.kind == "letter" and (k == a or t.glued) and r.symbol(t.text) is None for k, t in enumerate(r.tokens[a:b], a))
    word = "".join(t.text for t in r.tokens[a:b]) if glued and isinstance(base, Sym | Elem) else ""
    return word if len(word) > 2 or (len(word) == 2 and word.isupper() and not alone_in(r, word)) else ""


def _labelled(r: Reader, base: Term, a: int, b: int) -> bool:
    """``\\theta^{I1}``: letters with a numeral glued to them are no product; ``\\theta^{\\text{new}}``: a word is no power."""
    if b == a + 1 and r.tokens[a].kind == "text":
        return len(r.tokens[a].arg.strip()) > 1
    if _label(r, a, b) or _word_above(r, base, a, b):
        return True
    return b > a + 1 and r.tokens[a].kind == "letter" and r.tokens[b - 1].kind == "number" and all(
        t.glued and t.kind in ("letter", "number") for t in r.tokens[a + 1 : b])


def is_layer(r: Reader, words: list[str]) -> bool:
    """``a^{l-1}``: the letter l, undeclared and bound by nothing, alone or beside a whole number."""
    letter, *rest = words
    alone = not rest or (len(rest) == 2 and rest[0] in "+-" and rest[1].isdigit())
    return letter in ("l", "L", r"\ell") and alone and r.symbol(letter) is None and letter not in r.bound


def _is_projection(r: Reader, base: Sym | Elem, words: list[str]) -> bool:
    """``W^Q``, ``W_i^K``: the weights for queries, keys, values and the output."""
    root = base.base if isinstance(base, Elem) else base
    return len(words) == 1 and words[0] in ("Q", "K", "V", "O") and isinstance(root, Sym) and r.symbol(words[0]) is None and (
        root.name.partition("_")[0] in ("W", r"\mathbf{W}", r"\boldsymbol{W}"))


def _is_choice(base: Elem, words: list[str]) -> bool:
    """``C_n^k``, ``P_n^k``: so some write binomial coefficients and numbers of arrangements."""
    counted = isinstance(base.base, Sym) and base.base.name in ("C", "P", "A") and [isinstance(i, Sym) for i in base.indices] == [True]
    return counted and len(words) == 1 and words[0] in ("n", "m", "k", "r")


def _of_vector(r: Reader, base: Term, a: int, b: int, first: int) -> bool:
    """``\\beta^{t+1}`` of a vector, which has no powers."""
    first_member = [t.text for t in r.tokens[a:b]] == ["0"]
    letters = r.tokens[a].kind == "letter" and all(t.kind in ("letter", "number") or t.text in ("+", "-") for t in r.tokens[a:b])
    column = is_open_column(base) or _is_no_number(r, base) or (is_array(base) and is_vector(r.shape_of(base, first)))
    return (letters or first_member) and column


def _is_no_number(r: Reader, base: Term) -> bool:
    """Whether words say that a small letter is a sequence, a set or the like."""
    opaque = r.scope.open and isinstance(base, Sym) and base.sort.opaque
    return isinstance(base, Sym) and opaque and base.name in r.scope.blocked and SMALL.match(base.name) is not None


def _is_entrywise(r: Reader, base: Term, exponent: Term, first: int) -> bool:
    r"""``h^2`` of a vector beside a Hadamard product: a vector has no other power, and ``1 - h^2`` is one of the factors."""
    return (exponent in (num(2), num(3)) and any(t.text == r"\odot" for t in r.tokens) and is_array(base)
            and is_vector(r.shape_of(base, first)))


def _negative_whole(exponent: Term) -> Num | None:
    """k of the exponent −k, for a whole number k > 1."""
    match exponent:
        case Call("neg", (Num(k) as whole,)) if k.denominator == 1 and k > 1:
            return whole
    return None
