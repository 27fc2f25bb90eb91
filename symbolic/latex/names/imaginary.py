r"""Where a letter can hardly be anything but the imaginary unit: ``e^{i x}``, ``a + bi``, ``i^2 = -1``, ``\\sqrt{-1}``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symbolic.terms import MINUS_ONE, ONE, TWO, Call, Elem, Num, Sym, Term, children, neg, walk

NEIGHBOURS = frozenset({("x", "y"), ("a", "b"), ("c", "d"), ("u", "v"), ("p", "q"), (r"\alpha", r"\beta"), (r"\sigma", r"\tau")})
NEGATIVE_ONE = frozenset({MINUS_ONE, neg(ONE)})


def looks_imaginary(name: str, members: Sequence[Term]) -> bool:
    """Whether a free letter stands in the members of a statement as the imaginary unit does."""
    if not any(_stands(name, member) for member in members):
        return False
    return (any(_is_telling(name, part) for member in members for part in walk(member))
            or any(_is_root(name, member, members) for member in members))


def _is_telling(name: str, term: Term) -> bool:
    match term:
        case Call("exp", (argument,)):
            return any(_multiplies(name, part) and not _is_plain(part) for part in _summands(argument))
        case Call("add", parts):
            cosines = {a.args[0] for p in parts for a in walk(p) if isinstance(a, Call) and a.op == "cos"}
            sines = [p for p in parts if any(isinstance(s, Call) and s.op == "sin" and s.args[0] in cosines for s in walk(p))]
            return any(_multiplies(name, p) for p in sines) or _is_complex_sum(name, parts)
    return False


def _is_complex_sum(name: str, parts: tuple[Term, ...]) -> bool:
    """``x + iy``, ``a - bi``, ``3 + 4i``, ``1 - i``: two letters that are neighbours, or two numerals, or a numeral first."""
    if len(parts) != 2:
        return False
    real, other = parts
    product = other.args[0] if isinstance(other, Call) and other.op == "neg" else other
    if isinstance(real, Num) and isinstance(product, Sym):
        return product.name == name and product.uid == 0 and product.sort.field == "real"
    if not (isinstance(product, Call) and product.op == "mul" and len(product.args) == 2):
        return False
    rest = [a for a in product.args if not (isinstance(a, Sym) and a.name == name and a.uid == 0 and a.sort.field == "real")]
    if len(rest) != 1:
        return False
    match real, rest[0]:
        case Sym(a, _, 0), Sym(b, _, 0):
            return (a, b) in NEIGHBOURS
        case Num(), Num():
            return True
    return False


def _is_root(name: str, member: Term, members: Sequence[Term]) -> bool:
    r"""``i^2`` beside ``-1``, or ``i`` beside ``\\sqrt{-1}``."""
    match member:
        case Call("pow", (Sym(found, _, 0), exponent)) if found == name and exponent is TWO:
            return any(m in NEGATIVE_ONE for m in members)
        case Call("sqrt", (inside,)):
            return inside in NEGATIVE_ONE
    return False


def _summands(term: Term) -> tuple[Term, ...]:
    return term.args if isinstance(term, Call) and term.op == "add" else (term,)


def _is_plain(term: Term) -> bool:
    """The letter alone, or with a minus sign."""
    return isinstance(term, Sym) or (isinstance(term, Call) and term.op == "neg" and isinstance(term.args[0], Sym))


def _multiplies(name: str, term: Term) -> bool:
    """Whether the letter is a factor of the term."""
    match term:
        case Sym(found, _, 0):
            return found == name
        case Call("mul" | "neg", parts):
            return any(_multiplies(name, part) for part in parts)
        case Call("div", (top, _)):
            return _multiplies(name, top)
    return False


def _stands(name: str, term: Term) -> bool:
    """Whether the letter occurs other than as an index."""
    return any(isinstance(t, Sym) and t.name == name and t.uid == 0 for t in _outside_indices(term))


def _outside_indices(term: Term) -> Iterator[Term]:
    yield term
    for part in children(term)[:1] if isinstance(term, Elem) else children(term):
        yield from _outside_indices(part)
