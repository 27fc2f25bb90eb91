"""Operations on arrays ask for arrays: a name of which nothing is known defaults to a number, and is no operand of theirs."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.latex.build import is_array
from symbolic.latex.names.open_names import open_names
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import is_capital, letter_in
from symbolic.latex.symbols import undeclared
from symbolic.shapes import ShapeError, shape
from symbolic.terms import ONE, REAL, Apply, Call, Matrix, Num, Sym, Term, free_symbols


def array_wanted(r: Reader, term: Term, what: str, first: int) -> None:
    """Refuse an operation of arrays on names that only default to numbers."""
    if is_array(term) or open_names(term) or (isinstance(term, Apply) and not undeclared(r, term.function)):
        return
    for s in sorted(free_symbols(term), key=lambda t: t.name):
        if undeclared(r, s) and s.sort.field == "real":
            shown = s.name.replace(r"\cdot", "i")
            square = what.startswith(("a det", "a trace"))
            size = r"n \times n" if square else r"m \times n" if is_capital(s.name) else "n"
            raise r.error(f"{what} of {shown}, whose size is not declared", first,
                            rf"declare it: <!-- derivations: let {shown} \in \mathbb{{R}}^{{{size}}} -->")


def refuse_choice(r: Reader, parts: Sequence[Term], first: int) -> None:
    r"""``\begin{pmatrix} n \\ k \end{pmatrix} p^k``, ``\begin{pmatrix} n \\ k \end{pmatrix} - 1``: some write binomial coefficients so."""
    for column in parts:
        match column:
            case Matrix(((above,), (below,))) if r.tokens[first].kind != "symbol" and any(
                    isinstance(p, Num) or (isinstance(p, Call) and (p.op == "factorial" or p.args[1:] == (below,) or
                                           (p.op == "neg" and isinstance(p.args[0], Num)))) for p in parts) and above is not below:
                raise r.error("a column, or a binomial coefficient?", first, r"write \binom{n}{k} for the coefficient")


def refuse_number_behind_matrix(r: Reader, before: Term, following: Term, start: int) -> None:
    r"""``A C``, ``A^{-1} C^{-1}``: nobody writes a number to the right of a matrix, so a capital there is one too."""
    base = following.args[0] if isinstance(following, Call) and following.op == "pow" else following
    if r.scope.open or not isinstance(base, Sym) or base.sort != REAL or not undeclared(r, base) or len(letter_in(base.name)) != 1 \
            or not is_capital(base.name):
        return
    try:
        size = shape(before, r.scope.conventions)
    except ShapeError:
        return
    if len(size) == 2 and ONE not in size:
        raise r.error(f"{base.name} behind a matrix: a real number, or a matrix?", start,
                      rf"declare it: <!-- derivations: let {base.name} \in \mathbb{{R}}^{{m \times n}} -->, or \in \mathbb{{R}}")


def refuse_number_behind_row(r: Reader, before: Term, following: Term, start: int) -> None:
    r"""``w^T \phi(x)``, ``w^T (m_2 - m_1)``: nobody writes a number behind a transposed vector, so what has no type there is a vector."""
    if r.scope.open or not isinstance(before, Call) or before.op != "transpose" or isinstance(following, Num):
        return
    try:
        row, size = shape(before, r.scope.conventions), shape(following, r.scope.conventions)
    except ShapeError:
        return
    if len(row) != 2 or row[0] is not ONE or row[1] is ONE or size:
        return
    names = {following.function} if isinstance(following, Apply) else {s for s in free_symbols(following) if s.sort.field == "real"}
    free = (s for s in names if r.scope.names.get(s.name) != s.sort and s.name not in r.bound and not s.uid)
    untyped = sorted(free, key=lambda s: s.name)
    if untyped:
        shown = untyped[0].name.replace(r"\cdot", "i")
        kind = r": \mathbb{R}^{n} \to \mathbb{R}^{m}" if untyped[0].sort.is_function else r"\in \mathbb{R}^{n}"
        raise r.error(f"{shown} behind a transposed vector: a number, or a vector?", start,
                      f"declare it: <!-- derivations: let {shown} {kind} -->")
