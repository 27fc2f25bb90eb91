r"""What stands above a factor: a power, a transpose or an inverse, the number of a layer, a word, a mark such as ``^*``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from symbolic.latex.build import is_array
from symbolic.latex.factors.lists import is_list, is_spaced_list
from symbolic.latex.names.open_names import STARRED, is_open_column, opened, starred
from symbolic.latex.names.usage import spelled
from symbolic.latex.names.word_runs import alone_in
from symbolic.latex.reader import Reader
from symbolic.latex.shapes.operands import array_wanted
from symbolic.latex.source.spelling import TRANSPOSES, is_capital
from symbolic.shapes import is_vector
from symbolic.terms import ONE, Call, Elem, Matrix, Num, Sym, Term, call, free_symbols, neg, num, power

SMALL = re.compile(r"[a-z]|\\[a-z]")


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a factor: the tokens from ``start`` to ``end`` and their ``words``; ``first`` is the place of the factor."""

    base: Term
    start: int
    end: int
    first: int
    words: list[str]


def superscript(r: Reader, base: Term, a: int, b: int, first: int) -> Term:
    """``base^{tokens a to b}``: what the first of ``RULES`` that knows it makes of it."""
    words = [t.arg.strip() if t.kind == "text" else t.text for t in r.tokens[a:b]]
    if not words:
        raise r.error("an empty superscript", first, "remove the ^ or write the exponent")
    above = Above(base, a, b, first, words)
    return next(term for term in (rule(r, above) for rule in RULES) if term is not None)


def _refuse_doubtful(r: Reader, x: Above) -> None:
    """A T that counts something here, and powers that fall or rise."""
    if x.words == ["T"] and _counts_with_t(r) and is_array(x.base):
        raise r.error("^T may be a transpose or the power T, which counts something here", x.first, r"write \top for the transpose")
    if x.words == ["T"] and r.symbol("T") is None and _is_untyped(r, x.base) and _has_member_t(r):
        raise r.error("^T may be a transpose or the power T, which is an index here", x.first, r"declare T, or write \top for a transpose")
    if _is_entry_of_matrix(x.base) and x.words in (["n"], ["k"], ["t"], ["m"]):
        raise r.error(f"^{x.words[0]} on an entry: its power, or the entry of a power?", x.first, "write (A^{n})_{ij}, or (A_{ij})^{n}")
    if x.words[0] in (r"\underline", r"\overline") and not is_array(x.base):
        raise r.error("a falling or rising power", x.first, r"write it as a quotient of factorials, or as \prod")


def _is_entry_of_matrix(base: Term) -> bool:
    """``P_{ij}`` of ``P_{ij}^n``, by which most mean steps of a chain."""
    return isinstance(base, Elem) and len(base.indices) == 2 and isinstance(base.base, Sym) and is_capital(base.base.name)


def _is_untyped(r: Reader, base: Term) -> bool:
    """Whether a base is a name of which nothing is declared."""
    name = base.base if isinstance(base, Elem) else base
    return isinstance(name, Sym) and name.name not in r.scope.names


def _has_member_t(r: Reader) -> bool:
    """``h_T``: whether T is an index in the formula."""
    return any(one.text == "_" and other.text == "T" for one, other in pairwise(r.tokens))


def _counts_with_t(r: Reader) -> bool:
    return "T" in r.usage.sizes and not r.scope.open


def _transpose(r: Reader, x: Above) -> Term | None:
    r"""``A^\top``, ``A^{-\top}``; ``A^T`` where T is nothing else."""
    power_t = _counts_with_t(r) or r.symbol("T") is not None or _is_number(r, x.base, x.end)
    known = x.words[-1] in TRANSPOSES and (x.words[-1] == r"\top" or not power_t) and r.tokens[x.end - 1].text != r"\mathcal"
    if not known or (len(x.words) > 1 and x.words[:-1] not in (["-"], ["-", "1"])):
        return None
    base = opened(r, x.base) if r.scope.open else x.base
    if len(x.words) == 1 and isinstance(base, Matrix) and is_list(r, x.first) and all(len(row) == 1 for row in base.rows):
        return base
    if isinstance(base, Call) and base.op == "mul" and is_spaced_list(r, x.first):
        raise r.error("numbers side by side, or a product?", x.first, "write commas between the entries")
    array_wanted(r, base, "a transpose", x.first)
    if x.words == ["T"] and isinstance(base, Call) and not r.scope.open and free_symbols(base) and r.shape_of(base, x.first) == ():
        raise r.error("a transpose of a number, or the power T?", x.first, r"declare T, or write \top for a transpose")
    return call("transpose", base if len(x.words) == 1 else call("inverse", base))


def _adjoint(r: Reader, x: Above) -> Term | None:
    r"""``A^H``, ``x^{\mathsf{H}}`` and ``A^{-H}`` of complex arrays: the transpose of the conjugate."""
    known = x.words[-1] == "H" and x.words[:-1] in ([], ["-"], ["-", "1"]) and r.symbol("H") is None
    if not known or r.scope.open or not is_array(x.base) or not has_complex_name(x.base):
        return None
    return call("transpose", call("conj", x.base if len(x.words) == 1 else call("inverse", x.base)))


def _is_complex(r: Reader, base: Term) -> bool:
    """Whether something complex is known by the name, whose star is then its conjugate or adjoint."""
    known = r.scope.symbol(base.name) if isinstance(base, Sym) else None
    return known is not None and known.sort.field == "complex"


def has_complex_name(t: Term) -> bool:
    return any(s.sort.field == "complex" for s in free_symbols(t))


def _refuse_small_t(r: Reader, x: Above) -> None:
    if x.words == ["t"] and is_array(x.base) and not r.scope.open and _only_above(r, "t"):
        raise r.error("^t: a power, or the transpose?", x.first, r"declare t for a power, or write \top for the transpose")


MARKS = frozenset({"*", r"\ast", r"\star", r"\dagger", "+", "-", r"\circ", "H", r"\prime", r"\perp", "c", "C"})
LETTER_MARKS = frozenset({"c", "C", "H"})
"""Marks only above arrays and events; above a number they are exponents."""


def _mark(r: Reader, x: Above) -> Term | None:
    """``x^*``, ``A^c``: marks with several meanings, which an open reading keeps as part of the name."""
    if len(x.words) > 1:
        return None
    mark = x.words[0]
    ion = mark in ("+", "-") and r.tokens[x.first - 1].text == "["
    if r.scope.open and mark in STARRED and isinstance(x.base, Sym | Elem) and not ion and not _is_complex(r, x.base):
        return starred(x.base, mark)
    above_number = mark in LETTER_MARKS and not is_array(x.base) and not _is_complement(r, x.base, x.words)
    if mark not in MARKS or (above_number and not (mark == "H" and not r.scope.open and _may_be_conjugate(r, x.base))):
        return None
    if r.scope.open and isinstance(x.base, Sym | Elem) and mark in ("c", "H"):
        return starred(x.base, mark)
    if mark == r"\circ" and isinstance(x.base, Num):
        raise r.error("an angle in degrees is not read", x.first, r"write \frac{\pi}{180} for each degree")
    raise r.error(f"^{mark} has several meanings", x.first, r"write the name with \text{…} in its subscript, or \top, or an exponent")


def _may_be_conjugate(r: Reader, base: Term) -> bool:
    r"""``\det(A)^H``, ``\overline{A}^H``: H as nothing but a mark, above a number that is made of arrays or has a bar."""
    barred = isinstance(base, Sym) and base.name.startswith((r"\overline", r"\bar"))
    return _only_above(r, "H") and (barred or any(s.sort.shape or s.sort.field == "complex" for s in free_symbols(base)))


def _refuse_brackets(r: Reader, x: Above) -> None:
    if x.words[0] in ("(", "[") and x.words[-1] in (")", "]") and not any(w in "+-*/^" for w in x.words) and len(x.words) <= 4:
        raise r.error("a superscript in brackets after a bracketed formula", x.first, "write the exponent without brackets")


def _of_name(r: Reader, x: Above) -> Term | None:
    """What is part of a name rather than a power of it: an index of a vector, a layer, a word; only an open reading keeps it."""
    if not isinstance(x.base, Sym | Elem):
        return None
    spelling, choice = spelled(r.tokens[x.start : x.end]), isinstance(x.base, Elem) and _is_choice(x.base, x.words)
    on_vector, projection, layer = _of_vector(r, x), _is_projection(r, x.base, x.words), is_layer(r, x.words)
    part = on_vector or projection or layer or choice
    if r.scope.open:
        part = part or "," in x.words or x.words in (["0"], ["1"]) or _labelled(r, x)
        return starred(x.base, spelling) if part else None
    if not part:
        return None
    if on_vector:
        raise r.error(f"^{spelling} on a vector: an index, as it has no powers?", x.first, r"write the index in brackets: ^{(t)}")
    if projection:
        raise r.error(f"^{x.words[0]} is a power, or the name of a projection", x.first,
                      f"declare {x.words[0]} for a power, or write the name as a subscript: _{{{x.words[0]}}}")
    if choice:
        raise r.error(f"^{x.words[0]} is a power, or part of a number of choices", x.first,
                      r"write \binom{n}{k} for the number, (…)^k for the power")
    raise r.error(f"^{x.words[0]} is a power, or the number of a layer", x.first,
                  f"declare {x.words[0]} for a power, or write the layer in brackets: ^{{({x.words[0]})}}")


def _refuse_words(r: Reader, x: Above) -> None:
    if x.words == ["1"] and r.tokens[x.first].kind in ("letter", "command"):
        raise r.error("^1 is an index, or a power that says nothing", x.first, r"write the index as a subscript, or ^{(1)}")
    if x.words == ["t", "r"] and r.tokens[x.start + 1].glued and r.tokens[x.first].kind == "letter" and r.tokens[x.first].text != "e":
        raise r.error("^{tr}: a transpose, or a power?", x.first, r"write ^\top for the transpose, ^{t r} for the power")
    word = _label(r, x) or _word_above(r, x)
    if not word and x.end == x.start + 1 and r.tokens[x.start].kind == "text" and len(x.words[0]) > 1:
        word = x.words[0] if r.symbol(rf"\text{{{x.words[0]}}}") is None else ""
    if word:
        raise r.error(f"the word {word} as a superscript", x.first, rf"write it as a subscript: _{{\text{{{word}}}}}")


def _power(r: Reader, x: Above) -> Term:
    """A power; of an array an inverse, or by entries beside a Hadamard product."""
    with r.within(x.start, x.end):
        saved, r.in_index = r.in_index, False
        exponent = r.expression()
        r.in_index = saved
    if exponent is neg(ONE) and is_array(x.base):
        term: Term = call("inverse", x.base)
    elif is_array(x.base) and (whole := _negative_whole(exponent)) is not None:
        term = power(call("inverse", x.base), whole)
    elif _is_entrywise(r, x.base, exponent, x.first):
        term = call("hadamard", *[x.base] * (2 if exponent is num(2) else 3))
    else:
        if is_array(x.base) and isinstance(exponent, Call) and exponent.op in ("div", "neg"):
            raise r.error("a power of a matrix that is no whole number", x.first, "give that matrix a name, and declare what it satisfies")
        term = power(x.base, exponent)
    r.shape_of(term, x.first)
    return term


RULES: tuple[Callable[[Reader, Above], Term | None], ...] = (
    _refuse_doubtful, _transpose, _adjoint, _refuse_small_t, _mark, _refuse_brackets, _of_name, _refuse_words, _power)


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


LABELS = frozenset({"th", "nd", "rd", "st", "old", "new", "opt", "post", "prior", "train", "test", "pred", "true", "obs", "ref", "init",
                    "out", "ridge", "lasso", "MLE", "MAP", "OLS", "LS"})
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


def _label(r: Reader, x: Above) -> str:
    """``old`` of ``\\theta^{old}``."""
    above = r.tokens[x.start : x.end]
    glued = all(t.kind == "letter" and (not k or t.glued) for k, t in enumerate(above))
    word = "".join(t.text for t in above) if glued else ""
    return word if word in LABELS and not all(r.symbol(t.text) for t in above) else ""


def _word_above(r: Reader, x: Above) -> str:
    """``cat`` of ``w^{cat}``, ``VF`` of ``L^{VF}``, ``td`` of ``T^{td}``: three or more letters, two capitals, or two letters above a
    capital, glued together above a name, none of which is known; a product has spaces in it, or letters that stand alone as well."""
    above = r.tokens[x.start : x.end]
    glued = all(t.kind == "letter" and (not k or t.glued) and r.symbol(t.text) is None for k, t in enumerate(above))
    word = "".join(t.text for t in above) if glued and isinstance(x.base, Sym | Elem) else ""
    if len(word) != 2:
        return word if len(word) > 2 else ""
    alone, capital = alone_in(r, word), isinstance(x.base, Sym) and is_capital(x.base.name)
    return word if (word.isupper() and alone != set(word)) or (word.islower() and capital and not alone) else ""


def _labelled(r: Reader, x: Above) -> bool:
    """``\\theta^{I1}``: letters with a numeral glued to them are no product; ``\\theta^{\\text{new}}``: a word is no power."""
    start, *others = r.tokens[x.start : x.end]
    if start.kind == "text" and not others:
        return len(start.arg.strip()) > 1
    if _label(r, x) or _word_above(r, x):
        return True
    return start.kind == "letter" and bool(others) and others[-1].kind == "number" and all(
        t.glued and t.kind in ("letter", "number") for t in others)


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


def _of_vector(r: Reader, x: Above) -> bool:
    """``\\beta^{t+1}`` of a vector, which has no powers."""
    above = r.tokens[x.start : x.end]
    letters = above[0].kind == "letter" and all(t.kind in ("letter", "number") or t.text in ("+", "-") for t in above)
    if not letters and [t.text for t in above] != ["0"]:
        return False
    return is_open_column(x.base) or _is_no_number(r, x.base) or (is_array(x.base) and is_vector(r.shape_of(x.base, x.first)))


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
