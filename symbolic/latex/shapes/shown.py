r"""Arrays that a formula shows by itself: ``(X^T X)^{-1} X^T y`` has a matrix X and a column y, whatever their sizes.

What is transposed, has a norm, a trace or a determinant, or is set in bold type is an array.  Capitals are matrices, small letters
columns; every other letter is a number unless the products, sums and relations of the formula only fit, or fit better, if it is an array.
Sizes are unknowns that the formula equates, and no unknown size is 1.

Guarantee: the types that are given fit the whole formula, and no other choice of types fits it as well; otherwise none are given.
A choice is the better, the fewer entries its members have: ``x^\top y`` is a number, and a in ``a x^\top x`` is one.  Formulas beside
which anything else is said of their names are never read so.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import TypeGuard

from symbolic.latex.names.open_names import open_names
from symbolic.latex.shapes.fitting import COLUMN, IDENTITIES, MATRIX, NUMBER, ONES, ZEROS, Fit, Size, Unfit
from symbolic.latex.source.spelling import BOLD, is_capital
from symbolic.terms import INTEGER, ONE, Call, Elem, Matrix, Num, Sym, Term, neg, num, sym, walk

COUNTS = frozenset({"N"})
"""A capital that counts."""
MOST_CHOICES = 300
SIZE_LETTERS = ("m", "n", "p", "q", "r", "s", "k", "l")
DOTS = (r"\dots", r"\ldots", r"\cdots", r"\vdots")


def shown_types(chains: Sequence[Sequence[Term]], source: str, known: Container[str] = ()) -> str:
    """Declarations of the arrays that chains of members show, as LaTeX; nothing if there are none, or it is not clear what they are.

    The ``known`` names have the types that they have.
    """
    if not any(open_names(member) for chain in chains for member in chain):
        return ""
    if not _shows_array(chains) or _raised_to_size(chains):
        return ""
    names = _names(chains)
    entries = frozenset(name for name, family in names.items() if family == "both")
    lengths = _lengths(names, source)
    if lengths is None or any(_is_entry(name, names) for name in names):
        return ""
    for with_columns in (False, True):
        choices = {name: (NUMBER,) if name in known else _choices(name, chains, family, with_columns) for name, family in names.items()}
        if prod(map(len, choices.values())) > MOST_CHOICES:
            return ""
        best = _best(chains, choices, entries, lengths)
        if best is not None:
            return _declarations(best, names, source)
    return ""


OF_ARRAYS = frozenset(
    {"transpose", "norm", "norm1", "norm_inf", "rank", "trace", "det", "inverse", "hadamard", "kron", "vec", "diag", "inner"}
)


def _shows_array(chains: Sequence[Sequence[Term]]) -> bool:
    """Whether anything but the letter I shows an array: ``V = IR`` and ``\\beta SI - \\gamma I`` hold no identity matrix;
    ``A^{-1}A = I`` does."""
    parts = [t for chain in chains for member in chain for t in walk(member)]
    if sym_named(parts, "I") is None:
        return True
    bold = any(isinstance(t, Sym) and any(style + "{" in t.name for style in BOLD) for t in parts)
    inverted = any(_is_inverse(t) and sym_named(walk(t.args[0]), "I") for t in parts)
    undone = any(isinstance(t, Call) and t.op == "mul" and any(_is_inverse(a) and a.args[0] in t.args for a in t.args) for t in parts)
    return bold or inverted or undone or any(isinstance(t, Matrix) or (isinstance(t, Call) and t.op in OF_ARRAYS) for t in parts)


def _raised_to_size(chains: Sequence[Sequence[Term]]) -> bool:
    """``\\det(2A) = 2^n \\det A``: a letter that is hardly anything but the size of A."""
    parts = [t for chain in chains for member in chain for t in walk(member) if isinstance(t, Call)]
    powers = (t for t in parts if t.op == "pow" and isinstance(t.args[1], Sym) and t.args[1].name in ("n", "d", "m", "N"))
    return any(t.op == "det" for t in parts) and any(isinstance(t.args[0], Num) or (isinstance(t.args[0], Call) and t.args[0].op == "neg")
                                                     for t in powers)


def _is_inverse(t: Term) -> TypeGuard[Call]:
    return isinstance(t, Call) and t.op == "pow" and t.args[1] == neg(ONE)


def sym_named(parts: Iterable[Term], name: str) -> Sym | None:
    return next((t for t in parts if isinstance(t, Sym) and t.name == name), None)


def _names(chains: Sequence[Sequence[Term]]) -> dict[str, str]:
    """The free names of scalar type, each with how it stands: ``alone``, with subscripts (``family``), or ``both``."""
    found: dict[str, set[str]] = {}
    bases: set[Sym] = set()
    for t in (part for chain in chains for member in chain for part in walk(member)):
        if isinstance(t, Elem) and isinstance(t.base, Sym):
            bases.add(t.base)
    for t in (part for chain in chains for member in chain for part in walk(member)):
        if not isinstance(t, Sym) or t.uid or t.sort.is_function or t.sort.field != "real" or t.name == r"\cdot" or t.sort.shape:
            continue
        if t.sort.opaque and (t.name in ONES | IDENTITIES or t.name == ZEROS):
            continue
        found.setdefault(t.name, set()).add("family" if t in bases and t.sort.index else "alone")
    return {name: "both" if len(how) > 1 else how.pop() for name, how in sorted(found.items())}


WORDED = re.compile(r"_\{[A-Za-z]{2,}\}")
"""A word below a name, which a declaration would take for indices."""
SUBSCRIPTED = re.compile(r"(?P<base>.+)_\{(?P<mark>\w+)\}")


def _lengths(names: Iterable[str], source: str) -> dict[str, Term] | None:
    r"""Columns of which all entries are written, ``x_1, x_2`` or ``x_1, x_2, \dots, x_n``; None if some entries of a name are."""
    marks: dict[str, set[str]] = {}
    for name in names:
        found = SUBSCRIPTED.fullmatch(name)
        if found is not None and found["base"] in names:
            marks.setdefault(found["base"], set()).add(found["mark"])
    out: dict[str, Term] = {}
    for base, written in marks.items():
        letters = {m for m in written if not m.isdigit()}
        if any(dots in source for dots in DOTS):
            if len(letters) != 1:
                return None
            out[base] = sym(letters.pop(), INTEGER)
        elif letters or (written > {"1"} and written != {str(k) for k in range(1, len(written) + 1)}):
            return None
        elif len(written) > 1:
            out[base] = num(len(written))
    return out


def _is_entry(name: str, names: Mapping[str, str]) -> bool:
    r"""``a_{ij}`` beside A, ``x_i`` beside X or ``\mathbf{x}``: entries or rows of what another name stands for."""
    base = name.partition("_")[0]
    subscripted = names[name] != "alone" or base != name
    bold = {other.partition("{")[2].removesuffix("}") for other in names if other.startswith(BOLD)}
    return subscripted and base.isalpha() and len(base) == 1 and ((base.upper() != base and base.upper() in names) or base in bold)


def _choices(name: str, chains: Sequence[Sequence[Term]], family: str, with_columns: bool) -> tuple[str, ...]:
    capital = is_capital(name) or (name[0] == "d" and is_capital(name[1:]))
    if name.startswith(BOLD) or any(style + "{" in name for style in BOLD):
        return (MATRIX,) if capital else (COLUMN,)
    opaque = any(isinstance(t, Sym) and t.name == name and t.sort.opaque for c in chains for m in c for t in walk(m))
    if name in COUNTS or (family == "family" and not opaque):
        return (NUMBER,)
    if capital:
        return (MATRIX, NUMBER, COLUMN) if with_columns else (MATRIX, NUMBER)
    return COLUMN, NUMBER


def _best(chains: Sequence[Sequence[Term]], choices: Mapping[str, tuple[str, ...]], entries: frozenset[str],
          lengths: Mapping[str, Term]) -> Fit | None:
    """The one choice that fits best; None if none does, or two do."""
    found = sorted(_fitting(chains, choices, entries, lengths), key=lambda pair: pair[0])
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return found[0][1]


def _fitting(chains: Sequence[Sequence[Term]], choices: Mapping[str, tuple[str, ...]],
             entries: frozenset[str], lengths: Mapping[str, Term]) -> Iterator[tuple[tuple[int, int], Fit]]:
    for kinds in product(*choices.values()):
        fit = Fit(dict(zip(choices, kinds, strict=True)), entries)
        try:
            for name, length in lengths.items():
                if shape := fit.of_name(name):
                    fit.sizes.equate(shape[0], length)
            large = sum(fit.entries_of(fit.joined(chain)) for chain in chains)
        except Unfit:
            continue
        odd = fit.strange + sum((kind == NUMBER) + (kind == COLUMN and is_capital(name)) for name, kind in fit.kinds.items())
        yield (large, odd), fit


def _declarations(fit: Fit, names: Mapping[str, str], source: str) -> str:
    from symbolic.latex.printer import to_latex

    letters = [*(x for x in SIZE_LETTERS if x not in source), *(rf"n_{{{k}}}" for k in range(1, 20))]
    called: dict[int, str] = {}

    def letter(size: int, rows: bool) -> str:
        if size not in called:
            called[size] = letters.pop("n" in letters[:2] and letters[0] != "n" and not rows)
        return called[size]

    def space(shape: tuple[Size, ...]) -> str:
        found = [fit.sizes.found(size) for size in shape[: 1 if shape[1] is ONE else 2]]
        written = [letter(size, len(found) > place + 1) if isinstance(size, int) else to_latex(size) for place, size in enumerate(found)]
        return r"\mathbb{R}^{" + r" \times ".join(written) + "}"

    arrays = [(name, shape) for name in names if (shape := fit.of_name(name))]
    if any(WORDED.search(name) for name, _ in arrays):
        return ""
    out = [rf"{_member(name, names[name])} \in {space(shape)}" for name, shape in arrays]
    return ", ".join([*out, *(rf"{name} : {space(shape)} \to \mathbb{{R}}" for name, shape in fit.functions.items())])


def _member(name: str, how: str) -> str:
    """A family is declared by a member of it."""
    if how != "family":
        return name
    return name.replace(r"\cdot", "i") if r"\cdot" in name else f"{name}_i"
