r"""Names that default to numbers in formulas that say the opposite.

Nobody writes ``A^{-1} B``, ``z \bar{z} = |z|^2`` or ``x \odot y = x \cdot y`` of real numbers.

Guarantee: names with a type are never asked about; what is refused here is read once its names are declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symbolic.latex.errors import AmbiguityError
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import group_range
from symbolic.terms import ONE, REAL, Call, Elem, Sym, Term, neg, walk

CAPITALS = frozenset("ABHJPQRSUVWXYZ") | {r"\Lambda", r"\Sigma", r"\Omega", r"\Phi", r"\Psi", r"\Xi", r"\Theta", r"\Gamma"}
"""Letters that mostly stand for matrices; C, K, L, M, N and T often count or are constants."""
BARS = (r"\bar", r"\overline")
OF_COMPLEX = frozenset({"abs", "re", "im"})


def refuse_doubtful(r: Reader, terms: Sequence[Term], first: int) -> None:
    """Refuse the members of a chain if their names are hardly the numbers that they default to."""
    calls = [t for term in terms for t in walk(term) if isinstance(t, Call)]
    _inverse_beside_capital(r, calls, first)
    _bar_beside_modulus(r, calls, first)
    _products_of_two_kinds(r, calls, first)


def refuse_variation(r: Reader, terms: Sequence[Term], first: int) -> None:
    r"""``\delta x = x - x_0``: a left side that is \delta and a name is a change of what is named, or a product."""
    match terms[0]:
        case Call("mul", (Sym(r"\delta"), Sym() | Elem())) if len(terms) > 1 and r.symbol(r"\delta") is None \
                and r.tokens[first + 1].text not in (r"\cdot", "*", r"\times"):
            raise AmbiguityError(r"\delta before a name: a small change of it, or a product?", *r.span(first),
                                 r"write \Delta for the change, or \cdot for the product")


def _is_default(r: Reader, t: Term) -> bool:
    """Whether a term is a name of which nothing is known, so that it is taken for a number."""
    return isinstance(t, Sym) and t.sort == REAL and r.symbol(t.name) is None


def _capitals(r: Reader, t: Term) -> Iterator[str]:
    return (s.name for s in walk(t) if isinstance(s, Sym) and s.name in CAPITALS and _is_default(r, s))


def _inverse_beside_capital(r: Reader, calls: list[Call], first: int) -> None:
    """``A^{-1} B``, ``P D P^{-1}``, ``(AB)^{-1}``."""
    for product in (c for c in calls if c.op == "mul"):
        powers = [a for a in product.args if isinstance(a, Call) and a.op == "pow" and a.args[1] == neg(ONE)]
        inverted = {s for a in powers if isinstance(a.args[0], Sym) for s in _capitals(r, a.args[0])}
        others = {a.name for a in product.args if isinstance(a, Sym)} & set(_capitals(r, product))
        if inverted and others | inverted > inverted:
            raise _numbers_or_matrices(r, min(inverted), min(others - inverted), first)
        around = {a for a in product.args if a in {p.args[0] for p in powers} and _is_default(r, a)}
        array = next((s for a in product.args for s in walk(a) if isinstance(s, Sym) and s.sort.shape), None)
        if around and array is not None:  # T \Lambda T^{-1}
            name = min(a.name for a in around if isinstance(a, Sym))
            raise r.error(f"{name} and its inverse beside {array.name}: a number, or a matrix?", first,
                          rf"declare it: <!-- derivations: let {name} \in \mathbb{{R}}^{{n \times n}} -->, or \in \mathbb{{R}}")
    for power in (c for c in calls if c.op == "pow" and c.args[1] == neg(ONE)):
        base = power.args[0]
        names = sorted(set(_capitals(r, base)))
        if isinstance(base, Call) and base.op == "mul" and len(names) > 1 and {*base.args} <= {s for s in base.args if isinstance(s, Sym)}:
            raise _numbers_or_matrices(r, names[0], names[1], first)


def _numbers_or_matrices(r: Reader, one: str, other: str, first: int) -> Exception:
    return r.error(f"an inverse of {one} beside {other}: numbers, or matrices?", first,
                   rf"declare them: <!-- derivations: let {one}, {other} \in \mathbb{{R}} -->, or their sizes")


def _bar_beside_modulus(r: Reader, calls: list[Call], first: int) -> None:
    r"""``|z|^2 = z \bar{z}``, ``\operatorname{Re} z = \frac{z + \bar{z}}{2}``: a bar is a conjugate there, and else mostly a mean."""
    measured = {c.args[0].name for c in calls if c.op in OF_COMPLEX and isinstance(c.args[0], Sym) and _is_default(r, c.args[0])}
    for place, token in enumerate(r.tokens[: r.limit]):
        if token.text in BARS and measured:
            name = r.name_at(group_range(r.tokens, place + 1, r.close)[0], len(r.tokens))
            barred = r.name_at(place, len(r.tokens))
            if name is not None and name.name in measured and barred is not None and r.symbol(barred.name) is None:
                raise r.error(f"a bar over {name.name}: a mean, or the conjugate?", first,
                              rf"declare it: <!-- derivations: let {name.name} \in \mathbb{{C}} --> for the conjugate, "
                              rf"let {barred.name} \in \mathbb{{R}} for another name")


def _products_of_two_kinds(r: Reader, calls: list[Call], first: int) -> None:
    r"""``x \odot y = x \cdot y``: the same two names are multiplied entry by entry and otherwise."""
    entrywise = {name for c in calls if c.op == "hadamard" for name in _factors(r, c)}
    for product in (c for c in calls if c.op == "mul"):
        both = sorted(entrywise & _factors(r, product))
        if len(both) > 1:
            raise r.error(rf"{both[0]} and {both[1]} are multiplied with \odot and without it: numbers, or arrays?", first,
                          rf"declare them: <!-- derivations: let {both[0]}, {both[1]} \in \mathbb{{R}}^{{n}} -->")


def _factors(r: Reader, product: Call) -> set[str]:
    symbols = (a.base if isinstance(a, Elem) else a for a in product.args)
    return {s.name for s in symbols if isinstance(s, Sym) and s.sort.is_scalar and r.symbol(s.name) is None}
