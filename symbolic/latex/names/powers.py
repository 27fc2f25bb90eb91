r"""The powers on a name: ``x_i^2`` is a power of the entry, ``A^{-1}_{ij}`` an entry of the inverse, ``A^2_{ij}`` is asked about."""

from __future__ import annotations

import re

from symbolic.latex.names.numbered_above import marked, shifted_letter
from symbolic.latex.names.open_names import places_of, starred
from symbolic.latex.names.usage import INDEX_LETTERS, flat_name, is_numbered, spelled
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import TRANSPOSES, NameAt, group_range, is_capital
from symbolic.shapes import sort_shape
from symbolic.terms import INTEGER, Elem, Sym, Term


def raised(r: Reader, term: Term, name: NameAt, first: int) -> Term:
    """The powers that stand between the parts of a name."""
    from symbolic.latex.factors.superscripts import superscript

    end = r.position
    if len(name.powers) > 1:
        raise r.error("two superscripts on one name", first, "use braces: x^{2^{3}} or (x^2)^3")
    for a, b in name.powers:
        numeral = b == a + 1 and r.tokens[a].kind == "number"
        if numeral and isinstance(term, Sym | Elem) and _is_index(r, name):
            if r.scope.open:
                return starred(term, r.tokens[a].text)
            raise r.error(f"a power of {name.name}, or an index as in {name.name}^1?", first, "write the index as a subscript, or ^{(2)}")
        if numeral and r.tokens[a].text == "0" and name.subscripts and isinstance(term, Sym | Elem):
            if r.scope.open:
                return starred(term, "0")
            raise r.error(f"the power 0 of {name.name}, or an index?", first, "write the index as a subscript, or ^{(0)}")
        if numeral and name.name == r"\chi" and name.subscripts and r.tokens[a].text == "2":
            if r.scope.open:
                return starred(term, "2") if isinstance(term, Sym | Elem) else term
            raise r.error(r"\chi^2 with a subscript: a square, or a distribution?", first, r"write (\chi_{n})^2 for the square")
        if numeral and TWO_INDICES.fullmatch(r.tokens[a].text) and not name.subscripts and _has_blocks(r, name):
            if r.scope.open:
                return starred(term, r.tokens[a].text) if isinstance(term, Sym | Elem) else term
            raise r.error(f"a power of {name.name}, or the block {r.tokens[a].text}?", first, "write the indices as subscripts")
        if isinstance(term, Sym | Elem) and _may_be_index(r, name, a, b):
            if r.scope.open:
                return starred(term, spelled(r.tokens[a:b]))
            letter = r.tokens[a].text
            raise r.error(f"^{letter} on {name.name}: a power, or an index?", first,
                          rf"write ({name.name})^{letter} for a power, {name.name}^{{({letter})}} for an index")
        _power_of_entry(r, term, name, a, b, first)
        term = superscript(r, term, a, b, first)
        r.position = end
    return term


TWO_INDICES = re.compile(r"[1-4][1-4]")


ABOVE = frozenset("ijtshgfeou")
"""Letters that above a name with a subscript are indices as often as exponents."""


def _may_be_index(r: Reader, name: NameAt, a: int, b: int) -> bool:
    """``y_h^i``, ``c_t^k``, ``w_j^{t+1}``: a letter, alone or beside a numeral, that nothing declares as a number."""
    letter = r.tokens[a].text
    if b == a + 1 and name.subscripts and _has_numbers_above(r, name):
        return True
    known = r.scope.symbol(letter)
    if known is not None and known.sort == INTEGER and letter in stepping_letters(r) and _stands_above_another(r, letter, r.tokens[0].text):
        return b == a + 1 or r.tokens[a + 1].text in ("+", "-")
    if (r.tokens[a].kind != "letter" and letter not in TENSOR_LETTERS) or known is not None:
        return False
    if b == a + 1 and _contracted(r, letter):
        return True
    if r.scope.open and letter == "t" and _steps(r, name):
        return True
    if b == a + 1 and letter in ("i", "j") and not _counts_powers(r, letter) and sum(t.text == letter for t in r.tokens) == 1:
        return True  # nothing else in the row says which one, so that it is no exponent either
    if letter in r.usage.above and name.name != "e" and not name.subscripts and shifted_letter(r.tokens, a, b) and not _is_number(r, name):
        return not _counts_powers(r, letter)
    if letter in stepping_letters(r):
        return b == a + 1 or r.tokens[a + 1].text in ("+", "-")
    doubled = b == a + 2 and r.tokens[b - 1].text == letter and r.tokens[b - 1].glued
    if doubled or (b == a + 1 and letter in ("i", "j") and not _counts_powers(r, letter) and _above_others(r, letter)):
        return True
    shift = b == a + 3 and r.tokens[a + 1].text in ("+", "-") and r.tokens[b - 1].kind == "number"
    if letter in TENSOR_LETTERS or not (b == a + 1 or shift) or not name.subscripts:
        return False
    c, d = name.subscripts[0]
    if letter == "c" and b == a + 1 and _stands_without(r, name):
        return True
    if d == c or r.tokens[c].kind == "number":
        return False
    if _counts_powers(r, letter):
        return False
    return letter in ABOVE or (r.tokens[c].text == "t" and letter not in ("a", "b", "T", "x", "y", "z", "r"))


def _is_number(r: Reader, name: NameAt) -> bool:
    """Whether a name is declared as a number: ``q^k`` of a q in (0, 1)."""
    known = r.scope.symbol(name.name)
    return known is not None and known.sort.is_scalar and name.name not in r.scope.defined


def _has_numbers_above(r: Reader, name: NameAt) -> bool:
    r"""``J_t^\lambda`` beside ``J_t^{(n)}``, which is numbered above."""
    stop = next(k for k, t in enumerate(r.tokens) if t is r.end_token)
    below = [spelled(r.tokens[a:b]) for a, b in name.subscripts]
    others = (r.name_at(k, stop) for k in range(stop) if r.tokens[k].text == r.tokens[name.start].text)
    return any(o is not None and o.name == name.name and bool(o.brackets) and [spelled(r.tokens[a:b]) for a, b in o.subscripts] == below
               for o in others)


def _steps(r: Reader, name: NameAt) -> bool:
    r"""``J(\theta^{t} \mid \theta^{t-1})``: whether t and a step before or after it stand above the name."""
    above = {spelled(r.tokens[a:b]) for other in places_of(r, flat_name(r.tokens, name)) for a, b in other.powers}
    return "t" in above and not above.isdisjoint({"t-1", "t+1"})


def _stands_without(r: Reader, name: NameAt) -> bool:
    r"""``\beta_j = \beta_j^c``: whether the name stands in the row without a letter above as well."""
    return any(not other.powers for other in places_of(r, flat_name(r.tokens, name)))


TENSOR_LETTERS = frozenset({r"\mu", r"\nu", r"\rho", r"\sigma", r"\kappa"})


def _contracted(r: Reader, letter: str) -> bool:
    r"""``\partial_\mu A^\mu``, ``g_{ij} v^i``: whether a letter above a name also stands below one as an index of a tensor."""
    summed = any(t.text in (r"\sum", r"\prod") for t in r.tokens)
    if letter not in TENSOR_LETTERS | {"i", "j"} or (summed and (letter in TENSOR_LETTERS or _counts_powers(r, letter))):
        return False
    stop = next(k for k, t in enumerate(r.tokens) if t is r.end_token)
    below = [group_range(r.tokens, k + 1, r.close) for k in range(stop - 1) if r.tokens[k].text == "_"]
    wanted = 1 if letter in TENSOR_LETTERS else 2
    return any(b - a >= wanted and letter in [t.text for t in r.tokens[a:b]] and all(
        t.kind == "letter" or t.text in TENSOR_LETTERS for t in r.tokens[a:b]) for a, b in below)


def stepping_letters(r: Reader) -> frozenset[str]:
    r"""``m^i = \mathrm{GRU}(e^i, m^{i-1})``, ``x^{t+1} = x^t - \alpha g``: the letter above a name without a type that a rule carries on.

    The name stands alone on the left, and nowhere in the row without a superscript, so that nothing says that it has powers.
    """
    if r.carried is None:
        r.carried = frozenset()  # while it is found out
        r.carried = _stepping_letters(r)
    return r.carried


def _stepping_letters(r: Reader) -> frozenset[str]:
    stop = next(k for k, t in enumerate(r.tokens) if t is r.end_token)
    head = r.name_at(0, stop)
    if head is None or len(head.powers) != 1 or r.tokens[head.end].text not in RULES:
        return frozenset()
    letter = shifted_letter(r.tokens, *head.powers[0])
    if r.scope.symbol(head.name) is not None and not _stands_above_another(r, letter, head.name):
        return frozenset()
    above = [n.powers for n in places_of(r, flat_name(r.tokens, head))]
    if not letter or _counts_powers(r, letter) or not all(above):
        return frozenset()
    marks = {spelled(r.tokens[a:b]) for powers in above for a, b in powers if shifted_letter(r.tokens, a, b) == letter}
    return frozenset({letter}) if len(marks) > 1 else frozenset()


def _stands_above_another(r: Reader, letter: str, name: str) -> bool:
    r"""``x^{k+1} = x^k + \alpha^k d^k``: whether the letter stands alone above another name, so that even a number x has no powers here."""
    marks = (k for k in range(1, len(r.tokens) - 1) if r.tokens[k].text == "^" and r.tokens[k - 1].text not in (name, ")", "]", "}", "e"))
    return any([t.text for t in r.tokens[slice(*group_range(r.tokens, k + 1, r.close))]] == [letter] for k in marks
               if r.tokens[k - 1].kind in ("letter", "command"))


RULES = frozenset({"=", ":=", r"\coloneqq", r"\leftarrow", r"\gets"})


def _above_others(r: Reader, letter: str) -> bool:
    r"""``\bar{c}^i = c_0^i``, ``\sum_i (y^i - f(x^i))^2``: whether a letter stands above two names."""
    found, stop = set[str](), next(k for k, t in enumerate(r.tokens) if t is r.end_token)
    for place in range(stop):
        name = r.name_at(place, stop) if r.tokens[place].kind != "symbol" else None
        if name is not None and name.name != "e" and any([t.text for t in r.tokens[c:d]] == [letter] for c, d in name.powers):
            found.add(name.name)
    return len(found) > 1


def _counts_powers(r: Reader, letter: str) -> bool:
    """``\\sum_{j=0}^M w_j x_n^j``: a sum that begins at 0 runs over the powers."""
    below = [letter, "=", "0"]
    return any([t.text for t in r.tokens[k : k + 3]] == below for k in range(len(r.tokens) - 2))


def _has_blocks(r: Reader, name: NameAt) -> bool:
    """Whether ``Q_{12}`` stands beside ``Q^{12}``."""
    return any(re.fullmatch(re.escape(name.name) + r"_\{[1-4][1-4]\}", other) for other in r.usage.bare)


def _is_index(r: Reader, name: NameAt) -> bool:
    """Whether ^1 stands on the name as well, anywhere if it has subscripts, in this row if it has no type."""
    if name.subscripts and (name.name in r.usage.numbered or marked(name) in r.usage.above):
        return True
    return r.scope.open and any(is_numbered(r.tokens, other) for other in places_of(r, flat_name(r.tokens, name)))


def _power_of_entry(r: Reader, term: Term, name: NameAt, a: int, b: int, first: int) -> None:
    r"""``A^{-1}_{ij}`` is an entry of the inverse, no reciprocal; ``A^2_{ij}`` and ``A_{ij}^T`` are written for both.

    So are ``\Sigma_{ij}^{-1}`` and ``\Gamma_{mn}^{-1}`` of capitals without a type.
    """
    words = [t.arg.strip() if t.kind == "text" else t.text for t in r.tokens[a:b]]
    if words == ["-", "1"] and is_capital(name.name) and _has_two_letters(r, name):
        raise r.error("a power of the matrix or of its entry?", first, r"write (A^{-1})_{ij} or (A_{ij})^{-1}")
    if r.scope.open or not isinstance(term, Elem) or len(term.indices) < 2 or _is_block(term):
        return
    matrix = isinstance(term.base, Sym) and bool(term.base.sort.shape)
    before = any(a < c for c, _ in name.subscripts)
    whole = words == ["-", "1"] or (bool(words) and words[-1] in TRANSPOSES)
    if (matrix and (before or whole)) or (before and whole):
        raise r.error("a power of the matrix or of its entry?", first, r"write (A^{-1})_{ij} or (A_{ij})^{-1}")


def _has_two_letters(r: Reader, name: NameAt) -> bool:
    """``_{ij}``, ``_{i, j}``: two letters below that may count."""
    below = [t.text for a, b in name.subscripts for t in r.tokens[a:b] if t.text != ","]
    return len(below) == 2 and all(text in INDEX_LETTERS for text in below)


def _is_block(term: Elem) -> bool:
    """Whether an entry is itself a vector or a matrix."""
    shape = sort_shape(term.base.sort, len(term.indices)) if isinstance(term.base, Sym) else None
    return bool(shape)
