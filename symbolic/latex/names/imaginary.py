r"""Where a letter can hardly be anything but the imaginary unit: ``e^{i x}``, ``a + bi``, ``i^2 = -1``, ``\\sqrt{-1}``, ``i \\omega``, or a
factor beside complex numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symbolic.latex.source.spelling import GREEK
from symbolic.terms import MINUS_ONE, ONE, TWO, Call, Elem, Num, Sym, Term, children, free_symbols, neg, operators, walk

NEIGHBOURS = frozenset({("x", "y"), ("a", "b"), ("c", "d"), ("u", "v"), ("p", "q"), (r"\alpha", r"\beta"), (r"\sigma", r"\tau")})
PARTS = frozenset({"re", "im", "conj"})
NEGATIVE_ONE = frozenset({MINUS_ONE, neg(ONE)})


def looks_imaginary(name: str, members: Sequence[Term]) -> bool:
    """Whether a free letter stands in the members of a statement as the imaginary unit does."""
    if not any(_stands(name, member) for member in members):
        return False
    complexes = any(s.sort.field == "complex" for member in members for s in free_symbols(member))
    if (complexes or any(not PARTS.isdisjoint(operators(member)) for member in members)) \
            and any(_multiplies(name, part) for member in members for whole in walk(member) for part in _summands(whole)):
        return True
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
        case Call("mul", factors):
            return any(_is_it(name, f) for f in factors) and any(isinstance(f, Sym) and f.name == r"\omega" for f in factors)
    return False


def _is_complex_sum(name: str, parts: tuple[Term, ...]) -> bool:
    """``x + iy``, ``3 + 4i``, ``1 - i``, ``k_0 + i\\kappa``, ``R + jX``: letters that are neighbours, constants, a Greek letter, a j."""
    if len(parts) != 2:
        return False
    real, other = parts
    product = other.args[0] if isinstance(other, Call) and other.op == "neg" else other
    if isinstance(real, Num) and _is_it(name, product):
        return True
    factors = product.args if isinstance(product, Call) and product.op == "mul" else ()
    rest = [a for a in factors if not _is_it(name, a)]
    if len(rest) == len(factors) or not rest or _multiplies(name, real):
        return False
    match real, rest:
        case Sym(a, _, 0), [Sym(b, _, 0)] if (a, b) in NEIGHBOURS:
            return True
    constant = not free_symbols(real) and not any(map(free_symbols, rest))
    return constant or name == "j" or any(isinstance(f, Sym) and f.name in GREEK for f in rest)


def _is_it(name: str, term: Term) -> bool:
    return isinstance(term, Sym) and term.name == name and term.uid == 0 and term.sort.field == "real"


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
