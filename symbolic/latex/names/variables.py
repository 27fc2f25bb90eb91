r"""Names that stand for themselves: symbols, and entries of arrays and families.

A declared array or family takes its indices.  A name that is not declared is a family if its subscript is made of index letters
(``i j k l m n t``, a letter that a sum binds, a declared integer), else the subscript is part of the name (``x_{\text{new}}``, ``x_1``).
Bracketed superscripts are indices too, never powers.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from symbolic.latex.calculus.differentials import differential_of_array, is_differential_apart, may_be_differential, refuse_power
from symbolic.latex.calculus.infinitesimals import doubtful_names
from symbolic.latex.calculus.primes import CHANGING, USUAL, hidden_application
from symbolic.latex.names.differential_names import differential_names
from symbolic.latex.names.entries import entry
from symbolic.latex.names.open_names import inside_brackets, open_operator, open_symbol
from symbolic.latex.names.primed import MEMBERS
from symbolic.latex.names.usage import HABIT_LETTERS, flat_name, index_parts, is_index, spelled
from symbolic.latex.names.word_runs import run_at, word_at
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import BOLD, GREEK, TRANSPOSES, NameAt, is_capital, is_label_word
from symbolic.latex.source.tokens import Token
from symbolic.terms import INTEGER, ONE, PI, REAL, Deriv, Sort, Sym, Term, call, free_symbols, num, sym

HABIT = HABIT_LETTERS


def is_bold(name: str) -> bool:
    """Whether a name is set as a vector or matrix, under an accent or not."""
    return name.startswith(BOLD) or any(style + "{" in name for style in BOLD)


def is_said_function(r: Reader, name: NameAt) -> bool:
    """Whether words call the name a function, and it stands before brackets: nothing is known of it but that it is called."""
    reason = r.scope.blocked.get(name.name) or r.scope.blocked.get(flat_name(r.tokens, name)) or ""
    return r.tokens[name.end].text == "(" and any(f"‘{word}’" in reason for word in ("function", "functions", "functional"))


def refuse_blocked(r: Reader, name: NameAt, first: int) -> None:
    for written in (name.name, flat_name(r.tokens, name)):
        reason = r.scope.blocked.get(written)
        if reason is not None and written not in r.bound and not r.scope.open and not is_said_function(r, name):
            r.position = name.head_end
            raise r.error(f"it is not known what {written} is: {reason}", first,
                          rf"declare it: <!-- derivations: let {written} \in \mathbb{{R}} -->, or the type that is meant")


def variable(r: Reader, name: NameAt, first: int) -> Term:
    if r.usage.is_transposed(name.name) and name.primes <= 1 and name.name not in r.bound:
        transposed = _transposed(r, name, first)
        if transposed is not None:
            return transposed
    hidden = hidden_application(r, name)
    if hidden is not None:
        return hidden
    flat = flat_name(r.tokens, name)
    known = r.symbol(flat)
    if known is not None:
        return _plain(r, known, name, first)
    if _sums(r, name):
        raise r.error(f"{flat} before a formula: a sum, or a factor?", first, r"write \sum for the sum, or \cdot for the product")
    base, items = index_parts(r.tokens, name)
    if _is_all_but(r, items):
        if r.scope.open:
            return open_symbol(flat)
        raise r.error(
            f"{flat}: an entry, or all entries but one?",
            first,
            rf"write {base}_{{\setminus i}} for all but one, a letter such as k for the entry",
        )
    if _is_computed(r, base, items):
        if r.scope.open:
            return open_symbol(flat)
        raise r.error(f"{flat}: an entry of {base}, or a name of its own?", first, rf"write {base}_{{k}} with a letter for its index")
    array = r.symbol(base)
    if items and (array is None or array.sort == REAL) and _is_label(r, base, items, array is not None):
        return sym(flat)
    if array is not None and items and (array.sort.shape or array.sort.index) and not (base.endswith("}") and is_of_number(r, items)):
        return entry(r, array, items, name, first)
    if array is not None and items and is_family(r, base, items) and not _is_just_a_number(r, array):
        if r.scope.open:
            return open_symbol(flat)
        raise r.error(f"a subscript on {base}, which is a number", first, rf"declare {base} as an array: {base} \in \mathbb{{R}}^{{n}}")
    open_name = _has_no_type(r, name, flat)
    if open_name and (not items or not is_family(r, base, items)):
        return open_symbol(flat)
    if _may_operate(r, name):
        raise r.error(f"{flat} before a function that is all else of its side: an operator, or a factor?", first,
                      rf"write ({flat} f)(x) for what an operator makes of f, {flat} \cdot f(x) for the product")
    differential = differential_of_array(r, flat) or _increment_of_array(r, flat)
    if differential is None and _stands_for_array(r, name) and not (is_bold(base) and not r.scope.open):
        if r.scope.open:
            return open_symbol(flat)
        raise r.error(f"{flat} stands behind what is transposed, or a matrix, and nothing says what it is", first,
                      rf"declare it: <!-- derivations: let {flat} \in \mathbb{{R}}^{{n}} -->")
    if items and is_family(r, base, items) and not base.startswith(r"\mathbb"):
        _styled(r, name, first)
        ranges = tuple(r.slot_range((base, k)) for k in range(len(items)))
        return entry(r, sym(base, Sort(index=ranges, opaque=open_name)), items, name, first)
    if differential is not None:
        refuse_power(r, name, flat, first)
        return differential
    if flat == "X" and _before_coefficients(r, name):
        if r.scope.open:
            return open_symbol(flat)
        raise r.error(r"X before \beta: a matrix of data, or a number?", first,
                      r"declare it: <!-- derivations: let X \in \mathbb{R}^{n \times p} -->")
    _styled(r, name, first)
    return _undeclared(r, name, flat, first)


def _increment_of_array(r: Reader, flat: str) -> Sym | None:
    r"""``\Delta A`` of a declared array A, which has its type."""
    of = r.symbol(flat.removeprefix("\\Delta ")) if flat.startswith("\\Delta ") else None
    return sym(flat, of.sort) if of is not None and of.sort.shape and not of.sort.index else None


def _before_coefficients(r: Reader, name: NameAt) -> bool:
    r"""``X\beta``, ``X\hat{\beta}``: the coefficients of a regression, which a matrix of data multiplies."""
    following = [t.text for t in r.tokens[name.end : name.end + 3] if t.text not in ("{", r"\hat", r"\tilde")]
    known = r.symbol(r"\beta")
    return following[:1] == [r"\beta"] and r.tokens[name.end - 1].text == "X" and (known is None or bool(known.sort.shape)) and (
        following[1:2] not in (["_"],) and r.tokens[name.end + 1].text != "_")


def _transposed(r: Reader, name: NameAt, first: int) -> Term | None:
    """``X'`` beside ``X'X``, a transpose, and ``X`` there, which is no number; None for a name with a type that has no prime."""
    plain = replace(name, primes=0)
    flat, (base, items) = flat_name(r.tokens, plain), index_parts(r.tokens, plain)
    if not name.primes and items and r.symbol(base) is None and base.islower() and len(base) == 1 and base + MEMBERS not in r.usage.primed \
            and is_family(r, base, items):
        return None  # y_i, an entry or a member, is a number
    if r.symbol(flat) is None and r.symbol(base) is None:
        if not r.scope.open:
            raise r.error(f"{base} is transposed by a prime, and nothing says its size", first,
                          rf"declare it: <!-- derivations: let {base} \in \mathbb{{R}}^{{m \times n}} -->")
        family = bool(items) and is_family(r, base, items)
        ranges = tuple(r.slot_range((base, k)) for k in range(len(items)))
        term = entry(r, sym(base, Sort(index=ranges, opaque=True)), items, plain, first) if family else open_symbol(flat)
    elif name.primes and r.symbol(flat_name(r.tokens, name)) is None:
        term = variable(r, plain, first)
    else:
        return None
    return call("transpose", term) if name.primes else term


def _is_just_a_number(r: Reader, known: Sym) -> bool:
    """Whether nothing is known of a name but that it is real: the argument x of f(x) beside iterates x_n, which are another thing."""
    about = known.name in r.bound or known.name in r.scope.defined or any(known in free_symbols(f) for f in r.scope.facts)
    return known.sort == REAL and not about


def _is_label(r: Reader, base: str, items: list[tuple[int, int]], known: bool) -> bool:
    """``K_m`` beside a number K: a name of its own, whose subscript is short for a word."""
    letters = [t.text for a, b in items for t in r.tokens[a:b]]
    return len(letters) == 1 and (known or base in r.usage.bare) and r.usage.labels(base, letters[0]) and letters[0] not in r.bound \
        and letters[0] not in r.scope.names


def is_of_number(r: Reader, items: list[tuple[int, int]]) -> bool:
    r"""``\\hat\\beta_\\lambda`` of a penalty λ beside the vector: a number that is declared real, or called λ, is no index.

    Beside a plain letter it may be one all the same: ``\partial / \partial x_\lambda``.
    """
    letters = [t.text for a, b in items for t in r.tokens[a:b]]
    if len(letters) != 1 or letters[0] in r.bound or letters[0] in r.usage.bound:
        return False
    sort = r.scope.names.get(letters[0])
    return sort == REAL if sort is not None else letters[0] == r"\lambda"


def _has_no_type(r: Reader, name: NameAt, flat: str) -> bool:
    """Whether a name is read as an open symbol."""
    blocked = any(n in r.scope.blocked for n in (name.name, flat)) or (name.name == "I" and not names_number(r, name))
    return r.scope.open and name.name not in r.bound and (blocked or is_bold(name.name))


def names_number(r: Reader, name: NameAt) -> bool:
    r"""The I of a section in which it is a quantity, and of ``I_n = \int_0^1 x^n dx`` where nothing is an array: no identity."""
    if name.name in r.usage.quantities:
        return True
    arrays = any(sort.shape for sort in r.scope.names.values()) or any("matrix" in t.text or "matrix" in t.arg for t in r.tokens)
    begins = r.tokens[name.end].text in ("=", ":=", "&") and any(t.text == r"\int" for t in r.tokens[name.end :])
    return bool(name.subscripts) and begins and not arrays


def _is_all_but(r: Reader, items: list[tuple[int, int]]) -> bool:
    """``x_{-i}``: all entries but one, or an entry before the first, as where a sum runs from a negative number on."""
    marks = [[t.text for t in r.tokens[a:b]] for a, b in items]
    letter = next((m[1] for m in marks if m in (["-", "i"], ["-", "j"])), None)
    if letter is None:
        return False
    texts = [t.text for t in r.tokens]
    return all(texts[k : k + 3] != [letter, "=", "-"] for k in range(len(texts)))


def _plain(r: Reader, known: Sym, name: NameAt, first: int) -> Term:
    if known.sort.index and not (name.subscripts or name.brackets) and r.scope.open:
        return open_symbol(rf"{known.name}_{{\cdot}}")
    if known.sort.index and not (name.subscripts or name.brackets):
        if known.name == r"\pi" and first and r.tokens[first - 1].kind == "number":
            return PI  # the 2π of a normal density beside weights π_k
        raise r.error(f"{known.name} is a family and stands without its index", first, "write the index, or declare the whole as an array")
    return known


def _is_computed(r: Reader, base: str, items: list[tuple[int, int]]) -> bool:
    r"""``z_{\alpha(i)}`` beside ``z_j``, whose entries may be the same; ``x_{t|t-1}``, which has another value at another t."""
    for a, b in items:
        inside = r.tokens[a:b]
        letters = [t.text for t in inside if t.kind == "letter" and is_index(t.text, r.scope, r.usage)]
        called = any(t.text == "(" for t in inside) and base in r.usage.families
        if letters and (called or any(t.text in ("|", r"\mid") for t in inside)):
            return True
    return False


def is_family(r: Reader, base: str, items: list[tuple[int, int]]) -> bool:
    """Whether a name with these subscripts is an entry of a family, not a name of its own such as ``z_1``."""
    letters = [t.text for a, b in items for t in r.tokens[a:b] if t.kind == "letter"]
    if any(is_label_word(r.tokens, a, b) for a, b in items):
        return False
    if any(t.kind not in ("letter", "number") and t.text not in ("+", "-") for a, b in items for t in r.tokens[a:b]):
        return False
    sort = r.scope.names.get(base)
    if r.bound.keys().isdisjoint(letters) and (sort is None or sort.is_scalar) and r.usage.marked_by_size(base):
        return False
    if letters:
        return all(is_index(x, r.scope, r.usage) or x in r.bound for x in letters)
    return base in r.usage.families


def _styled(r: Reader, name: NameAt, first: int) -> None:
    if is_bold(name.name) and not r.scope.open:
        size = r"m \times n" if is_capital(name.name) else "n"
        raise r.error(f"{name.name} is set as a vector or matrix and has no declared size", first,
                        rf"declare it: <!-- derivations: let {name.name} \in \mathbb{{R}}^{{{size}}} -->")


def _slope_of_defined(r: Reader, name: NameAt) -> Term | None:
    """``y'`` where y was given a formula in one variable."""
    definition = r.scope.definition(name.name) if name.primes and not (name.subscripts or name.brackets or name.powers) else None
    if definition is None or definition.params or definition.indexed:
        return None
    free = free_symbols(definition.value)
    variables = [s for s in free if s.name in USUAL] or list(free)
    if len(variables) != 1 or variables[0].sort != REAL or any(s.name in CHANGING for s in free - set(variables)):
        return None
    return Deriv(definition.symbol, variables[0], num(name.primes))


def _undeclared(r: Reader, name: NameAt, flat: str, first: int) -> Term:
    base = name.name
    if name.primes and base in HABIT and r.scope.open:
        return open_symbol(flat)
    if name.primes and base in HABIT:
        raise r.error(f"{flat} without an argument", first, f"write {base}'(x)")
    array = r.symbol(base)
    if name.primes and r.scope.open and (array is not None or r.scope.definition(base) is not None):
        return open_symbol(flat)
    if name.primes and array is not None and array.sort.shape:
        raise r.error(f"a prime on {base}, which is an array", first, rf"write {base}^\top for the transpose, or declare {flat}")
    slope = _slope_of_defined(r, name)
    if slope is not None:
        return slope
    if name.primes and r.scope.definition(base) is not None:
        raise r.error(f"a prime on {base}, which is defined", first, rf"write \frac{{d {base}}}{{dx}} with the variable")
    if any(t.kind == "letter" for a, b in name.brackets for t in r.tokens[a:b]):
        bracket = next(t for a, b in name.brackets for t in r.tokens[a:b] if t.kind == "letter")
        if bracket.text in r.bound and r.scope.open:
            return open_symbol(flat)
        if bracket.text in r.bound:
            raise r.error(f"the index of {flat} cannot be read", first)
    if r.scope.open and flat == base and base in r.usage.families and not r.in_index:
        return open_symbol(flat)
    if flat == base and base in r.local.families and not r.in_index and not (r.usage.marked_by_size(base) or r.usage.is_labelled(base)):
        raise r.error(f"{base} stands with and without subscripts", first,
                        rf"declare it: <!-- derivations: let {base} \in \mathbb{{R}}^{{n}} -->")
    if base.startswith(r"\mathbb") and r.scope.open and factor_follows(r):
        return open_operator(flat, r.product())
    if base.startswith(r"\mathbb") and r.scope.open:
        return open_symbol(flat)
    if base.startswith(r"\mathbb"):
        raise r.error(f"{base} without brackets: an expectation, or a set?", first, rf"write {base}[…], or declare {base} \in \mathbb{{R}}")
    _word_run(r, name, first)
    if name.powers and flat[:1] == "d" and flat[1:] in differential_names(r.tokens):
        refuse_power(r, name, flat, first)
    if flat == "d" and r.tokens[name.end].glued and max(len(differential_names(r.tokens)), len(doubtful_names(r.tokens))) > 1:
        raise r.error("d before several letters: differentials, or a factor?", first,
                      r"write \Delta x for an increment, or \cdot for the product")
    if flat == "d" and not name.powers and (is_differential_apart(r, name.end) or may_be_differential(r)):
        raise r.error("d before a name: a differential, or a factor?", first,
                      r"write \mathrm{d}X for the differential, or \cdot for the product")
    if flat == "d" and name.powers and r.tokens[name.end].glued and (of := r.name_at(name.end)) is not None \
            and not (r.tokens[of.end].text == "/" and r.tokens[of.end + 1].text == "d"):
        raise r.error("d with a power before a name: a differential, or a factor?", first, r"write \cdot for a product")
    if base == "D":
        _derivative_operator(r, name, first)
    if r.scope.open and _strange_label(r, name):
        return open_symbol(flat)
    _label(r, name, first)
    _derivative_operator(r, name, first)
    if r.usage.is_continuous(flat):
        return sym(flat, REAL)
    integer = r.in_index or flat in r.usage.indices or flat in r.usage.sizes
    return sym(flat, INTEGER if integer else REAL)


def _sums(r: Reader, name: NameAt) -> bool:
    r"""``\Sigma_j \exp(x_j)``: the sign of a sum, since what follows it has its index."""
    letter = r.tokens[name.subscripts[0][0]].text if name.name == r"\Sigma" and len(name.subscripts) == 1 else ""
    following = (k for k in range(name.end, r.limit) if r.tokens[k].text == "_")
    return letter.isalpha() and len(letter) == 1 and factor_follows(r) and any(
        letter in [t.text for t in r.tokens[k + 1 : k + 3]] for k in following)


OPERATORS = re.compile(r"[FHLPSTZ]|[A-Z](?=_)|\\(?:mathcal|mathscr)\{[A-Z]\}")


def _may_operate(r: Reader, name: NameAt) -> bool:
    r"""``S_\lambda f(x) = …``, ``\mathcal{F} f(k) = …``: a capital and a value of a function alone on one side."""
    written = name.name + "_" * bool(name.subscripts)
    before = r.tokens[name.start - 1].text if name.start else "="
    following = r.name_at(name.end) if OPERATORS.match(written) and not name.powers and before in ("=", "&", ":=") else None
    if following is None or following.name not in HABIT or r.tokens[following.end].text != "(":
        return False
    inside = inside_brackets(r, following.end)
    return inside is not None and (inside.close + 1 >= r.limit or r.tokens[inside.close + 1].text in ("=", "&", ":=", ",", "."))


ESTIMATED = re.compile(r"\\(?:hat|bar|tilde|widehat)\{|\\(?:theta|beta)\Z")
"""Names that behind a matrix are coefficients."""


def _stands_for_array(r: Reader, name: NameAt) -> bool:
    r"""``y`` of ``x^\top y``, ``C_n`` of ``k^\top C_n^{-1} k``, ``\hat\theta`` of ``X \hat\theta``: no number, though it has no type."""
    before = [t.text for t in r.tokens[max(name.start - 4, 0) : name.start]]
    saved, r.position = r.position, name.end
    last = not factor_follows(r)
    r.position = saved
    marks = [t for t in before if t not in ("{", "}")][-2:]
    counted = marks[-1:] == ["T"] and ("T" in r.usage.sizes or r.symbol("T") is not None)
    if marks[:1] == ["^"] and marks[-1] in TRANSPOSES and before[-1] in (*TRANSPOSES, "}") and not counted:
        return is_capital(name.name) or last
    if ESTIMATED.match(name.name) is None or not last or not before:
        return False
    matrix = r.symbol(before[-1])
    return matrix is not None and len(matrix.sort.shape) == 2 and ONE not in matrix.sort.shape


def factor_follows(r: Reader) -> bool:
    """Whether a product goes on here."""
    from symbolic.latex.grammar import starts_factor

    return starts_factor(r)


def _is_letter(token: Token) -> bool:
    return token.kind == "letter" or token.text in GREEK


def _derivative_operator(r: Reader, name: NameAt, first: int) -> None:
    """``D_x f``: a derivative, or a product?"""
    from symbolic.latex.grammar import starts_factor

    if name.name == "D" and len(name.subscripts) == 1 and not name.powers and starts_factor(r):
        a, b = name.subscripts[0]
        if (b == a + 1 and r.tokens[a].kind == "letter") or r.tokens[a].text in BOLD:
            raise r.error(f"D_{spelled(r.tokens[a:b])} before a formula: a derivative or a factor?", first,
                          rf"write \frac{{\partial}}{{\partial {spelled(r.tokens[a:b])}}}, or \cdot for the product")
    if name.name == r"\mathrm{d}" and len(name.subscripts) == 1 and starts_factor(r):
        raise r.error("d with a subscript before a formula: a differential or a factor?", first,
                      r"write \frac{\partial f}{\partial x}, or \cdot for the product")
    after = [t.text for t in r.tokens[first + 1 : first + 5]]
    word = run_at(r, first + 1)
    if name.name == r"\delta" and not (name.subscripts or name.powers) and len(_varied(r)) > 1:
        raise r.error(
            "δ before several names: variations, or a factor?", first, r"write \Delta x for an increment, or \cdot for the product"
        )
    begins = name.name == r"\delta" and not first and not name.subscripts
    if begins and ((len(word) > 1 and word.isupper()) or after[0] in ("|", r"\|", r"\lVert") or _varies(r)):
        raise r.error("δ before a formula: a variation or a factor?", first, r"write \frac{\partial}{\partial x}, or \cdot for the product")
    known, given = r.symbol(after[0]), any(d.params and d.symbol.name.partition("(")[0] == after[0] for d in r.scope.definitions)
    function = given or (known is not None and known.sort.is_function) or (after[1] == "(" and after[0] in HABIT | FUNCTIONALS)
    function = function or (after[0] in HABIT and any(t.text == after[0] and u.text == "'" for t, u in pairwise(r.tokens)))
    over_d = r.tokens[first - 2].text == r"\frac" and after[:3] == ["}", "{", "D"] and r.tokens[first + 4].kind == "letter"
    over_d = over_d or (name.name == r"\mathrm{D}" and r.tokens[first - 2].text == r"\frac")
    if name.name in ("D", r"\mathrm{D}") and not name.subscripts and (function or over_d):
        raise r.error("D before a formula: a derivative or a factor?", first, r"write \frac{d}{dx}, or \cdot for the product")


FUNCTIONALS = frozenset({"L", "J"})
"""Letters that before brackets are what a derivative is taken of."""
LABELS = frozenset({",", "+", "-", "*", "(", ")", r"\max", r"\min", r"\ast", r"\star", r"\infty", r"\mid", "|", r"\sim", r"\perp",
                    r"\parallel"})


def _strange_label(r: Reader, name: NameAt) -> bool:
    if [t.kind if t.text != "/" else "/" for a, b in name.subscripts for t in r.tokens[a:b]] == ["number", "/", "number"]:
        return False  # the half-life t_{1/2}
    marks = [t for a, b in name.subscripts for t in r.tokens[a:b] if t.kind in ("symbol", "command") and t.text not in LABELS]
    return any(t.kind == "symbol" or t.text not in GREEK for t in marks)


def _label(r: Reader, name: NameAt, first: int) -> None:
    """A subscript that is part of a name consists of letters, numbers and words."""
    if _strange_label(r, name):
        raise r.error("a subscript that cannot be read", first, r"use letters, numbers or \text{words} in the subscript")
    for a, b in name.subscripts:
        if is_label_word(r.tokens, a, b) and all(t.text in r.bound for t in r.tokens[a:b]):
            raise r.error("a word below a name, or indices?", first, r"write \text{…} for the word, commas between the indices")
        if a == b or all(t.text == "," for t in r.tokens[a:b]):
            raise r.error("an empty subscript", first, "remove the _ or write the subscript")


def _word_run(r: Reader, name: NameAt, first: int) -> None:
    """A run of letters of which none is known and which looks like a word, not like a product."""
    refuse_word(r, word_at(r, first) if name.head_end == first + 1 else "", first)


def refuse_word(r: Reader, run: str, first: int) -> None:
    word = run[:40]
    if word:
        r.position = first + len(word)
        raise r.error(f"{word}: a word, or a product of {len(word)} letters?", first,
                      rf"write \text{{{word}}} for a name, or declare its letters; "
                      rf"<!-- derivations: let {word} \in \mathbb{{R}} --> makes it a name")


def _varies(r: Reader) -> bool:
    r"""``\delta(A^{-1}) = -A^{-1} \delta A A^{-1}``: whether each of several δ stands before a name, a bracket or a function."""
    following = [after for t, after in pairwise(r.tokens) if t.text == r"\delta"]
    return len(following) > 1 and all(_is_letter(t) or t.text == "(" or t.kind in ("command", "text") for t in following)


def _varied(r: Reader) -> set[str]:
    """The letters behind a δ."""
    return {after.text for t, after in pairwise(r.tokens) if t.text == r"\delta" and _is_letter(after)}
