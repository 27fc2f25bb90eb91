r"""Ellipses: ``x_1 + \dots + x_n``, ``1 + 3 + \dots + (2n-1)``, ``1 + x + \dots + x^n``, ``1 \cdot 2 \cdots n``.

The general term is found in one of two ways, and has to give every written term:

- one numeral of the first term has grown into the letter of the last: ``x_1`` and ``x_n``;
- the last term with its letter replaced by 0, 1, 2, …, or from 1 on, is the first term, the second, and so on.
  At least two terms before the dots are wanted for that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from symbolic.latex.build import is_array
from symbolic.latex.reader import Reader
from symbolic.terms import (
    INTEGER,
    ONE,
    ZERO,
    Call,
    Elem,
    Num,
    Sym,
    Term,
    bind,
    call,
    children,
    free_symbols,
    num,
    rebuild,
    substitute,
    sym,
    transform,
    walk,
)

MOST_WRITTEN = 4
STARTS = (0, 1, 2)
LARGEST_POWER = 20
WRITTEN = {"sum": r"write the sum with \sum", "prod": r"write the product with \prod"}


def ellipsis(r: Reader, terms: Sequence[Term], dots: Sequence[int], first: int, op: str) -> Term:
    """``terms`` with dots before the last of them as a sum or product; ``op`` is ``sum`` or ``prod``."""
    place = dots[0]
    if len(dots) > 1 or place == 0 or place != len(terms) - 1 or place > MOST_WRITTEN or (op == "prod" and any(map(is_array, terms))):
        raise r.error("an ellipsis whose terms cannot be told", first, WRITTEN[op])
    letter = sym("k" if "k" not in r.usage.bare | r.usage.indices else r"\kappa", INTEGER)
    found = _grown(terms[:-1], terms[-1], letter) or _progression(terms[:-1], terms[-1], letter)
    if found is None:
        raise r.error("an ellipsis whose terms cannot be told", first, WRITTEN[op])
    general, lo, hi = found
    r.assumed.append(call("ge", hi, lo))
    return bind(op, letter, general, (lo, hi))


General = tuple[Term, Term, Term]


def _grown(written: Sequence[Term], last: Term, letter: Sym) -> General | None:
    """The general term and its range, if one numeral grows by one from term to term."""
    ends: set[tuple[Term, Term]] = set()
    general = _generalise(written[0], last, letter, ends)
    if general is None or len(ends) != 1:
        return None
    lo, hi = ends.pop()
    for k, term in enumerate(written):
        if not isinstance(lo, Num) or substitute(general, {letter: num(lo.value + k)}) is not term:
            return None
    alone = len(written) == 1 and not any(isinstance(t, Elem) and letter in free_symbols(t) for t in walk(general))
    return None if alone and not _counts_by_one(hi) else (general, lo, hi)


def _counts_by_one(hi: Term) -> bool:
    """``n``, ``n - 1``: the last of numbers that grow by one, whereas ``1 + \\dots + (2n-1)`` may skip the even ones."""
    match hi:
        case Sym():
            return True
        case Call("add", (Sym(), Num() | Call("neg", (Num(),)))):
            return True
    return False


def _generalise(a: Term, b: Term, letter: Sym, ends: set[tuple[Term, Term]]) -> Term | None:
    """The term that is ``a`` and ``b`` at the two values of the letter."""
    if a is b:
        return a
    if isinstance(a, Num) and isinstance(b, (Num, Sym, Call)):
        if isinstance(b, Num):
            return None
        ends.add((a, b))
        return letter
    parts, others = children(a), children(b)
    same = type(a) is type(b) and len(parts) == len(others) and parts and getattr(a, "op", None) == getattr(b, "op", None)
    if not same or isinstance(a, Sym):
        return None
    made = [_generalise(p, q, letter, ends) for p, q in zip(parts, others, strict=True)]
    return None if any(m is None for m in made) else rebuild(a, tuple(m for m in made if m is not None))


def _progression(written: Sequence[Term], last: Term, letter: Sym) -> General | None:
    """The last term as the general one, if exactly one of its letters and one start give the terms that are written."""
    if len(written) < 2:
        return None
    found = list(_progressions(written, last, letter))
    return found[0] if len(found) == 1 else None


def _progressions(written: Sequence[Term], last: Term, letter: Sym) -> Iterator[General]:
    elsewhere = frozenset[Sym]().union(*map(free_symbols, written))
    for end in sorted(free_symbols(last) - elsewhere, key=lambda s: s.name):
        if not end.sort.is_scalar or end.sort != INTEGER:
            continue
        general = substitute(last, {end: letter})
        for start in STARTS:
            values = [folded(substitute(general, {letter: num(start + k)})) for k in range(len(written))]
            if values == [folded(t) for t in written]:
                yield general, num(start), end


# --- numerals worked out ----------------------------------------------------------------------


def folded(term: Term) -> Term:
    """The term with its numerals worked out: ``2·1 − 1`` is 1, ``x^1`` is x, ``x^2/2!`` is ½ x²."""
    return transform(term, _fold)


def _fold(t: Term) -> Term | None:
    match t:
        case Call("neg", (a,)):
            return _fold(Call("mul", (num(-1), a)))
        case Call("add", args):
            return _gathered("add", args)
        case Call("mul", args):
            return _gathered("mul", args)
        case Call("div", (a, Num(value))) if value:
            return _fold(Call("mul", (num(1 / value), a)))
        case Call("pow", (_, Num(value))) if value == 0:
            return ONE
        case Call("pow", (a, Num(value))) if value == 1:
            return a
        case Call("pow", (Num(base), Num(value))) if value.denominator == 1 and abs(value) <= LARGEST_POWER and (base or value > 0):
            return num(base ** int(value))
        case Call("factorial", (Num(value),)) if value.denominator == 1 and 0 <= value <= LARGEST_POWER:
            return num(math.factorial(int(value)))
    return None


def _gathered(op: str, args: tuple[Term, ...]) -> Term:
    """A sum or product without nesting, its numerals made one, which stands first."""
    value, rest = Fraction(op == "mul"), list[Term]()
    flat = [b for a in args for b in (a.args if isinstance(a, Call) and a.op == op else (a,))]
    for a in flat:
        if not isinstance(a, Num):
            rest.append(a)
        else:
            value = value * a.value if op == "mul" else value + a.value
    if op == "mul" and value == 0:
        return ZERO
    parts = ([] if value == (op == "mul") and rest else [num(value)]) + rest
    return parts[0] if len(parts) == 1 else Call(op, tuple(parts))
