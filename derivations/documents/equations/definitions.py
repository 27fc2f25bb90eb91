"""Definition, claim, or neither: the first question about every relation, decided by rules that can be told.

``name = …`` and ``f(x) = …`` introduce a name that is not yet known.  A name on both sides is an update.  A value
found for a letter that was in use ("so $x = 2$") is a result: not a claim about all numbers, and not the definition
of the letter either, which would make everything after it hold for that value only.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeGuard

from symbolic.latex.plain import name_text
from symbolic.terms import TWO, ZERO, Apply, Bind, Call, Elem, Matrix, Num, Sym, Term, call, free_symbols, replaced, substitute, sym, walk

WHOLE = r"_{\cdot}"
"""What a family without its index is called."""


@dataclass(frozen=True, slots=True)
class Head:
    """The left side of what may be a definition: a name with its arguments or indices."""

    symbol: Sym
    params: tuple[Sym, ...] = ()
    indexed: bool = False


def head_of(term: Term) -> Head | None:
    """``z``, ``f(x, y)`` or ``o_k`` with different letters as arguments or indices; None for any other term."""
    match term:
        case Sym(_, _, 0):
            return Head(term)
        case Apply(function, args, orders) if not any(orders) and are_letters(args):
            return Head(function, args)
        case Elem(Sym() as base, indices) if are_letters(indices):
            return Head(base, indices, True)
    return None


def defined_in(left: Term, right: Term, declarations: Collection[Term]) -> tuple[Head | None, Term]:
    """The head of what may be a definition, and its value; ``dx = du/(2x)`` of a u with a formula in x gives no name a value."""
    term, value = with_letters(left, right, declarations)
    head = head_of(term)
    if head is not None and not head.indexed:
        value = _of_arguments(head, value)
    along = head is not None and any(isinstance(t, Bind) and t.op == "at" and head.symbol in free_symbols(t.body) for t in walk(value))
    return (None if along else head), value


def _of_arguments(head: Head, value: Term) -> Term:
    """The value of a function whose argument is called like a family, ``\\sigma(z) = …`` beside z_t: in it the letter is the argument."""
    own = {p.name.removesuffix(WHOLE): p for p in head.params}
    bare = {s: own[s.name.removesuffix(WHOLE)] for s in free_symbols(value) if s.name.endswith(WHOLE) and s.name.removesuffix(WHOLE) in own}
    return substitute(value, bare) if bare else value


def are_letters(terms: tuple[Term, ...]) -> TypeGuard[tuple[Sym, ...]]:
    return bool(terms) and all(isinstance(t, Sym) for t in terms) and len(set(terms)) == len(terms)


def with_letters(left: Term, right: Term, declarations: Collection[Term]) -> tuple[Term, Term]:
    r"""``p(x \\mid \\mu, \\sigma^2) = …`` as a function of letters: the square is an argument of its own.

    A letter that stands in the value without its square is the root of the argument if it is declared positive.
    """
    if not isinstance(left, Apply) or any(left.orders):
        return left, right
    value = right
    for square in left.args:
        match square:
            case Call("pow", (Sym() as letter, exponent)) if exponent is TWO:
                argument = sym(f"{{{letter.name}}}^{{2}}")
            case _:
                continue
        value = replaced(value, square, argument)
        if letter in free_symbols(value) and call("gt", letter, ZERO) in declarations:
            value = substitute(value, {letter: call("sqrt", argument)})
        if letter in free_symbols(value):
            return left, right
        left = Apply(left.function, tuple(argument if a is square else a for a in left.args), left.orders)
    return left, value


def square_of(left: Term, right: Term) -> Sym | None:
    r"""The letter whose square is given: the σ of ``\\sigma^2 = \\frac{1}{m} \\sum_i (x_i - \\mu)^2``."""
    match left:
        case Call("pow", (Sym() as letter, exponent)) if exponent is TWO and free_symbols(right) and not occurs(letter.name, right):
            sums = any(isinstance(t, Bind) and t.op == "sum" for t in walk(right))
            return letter if sums else None
    return None


NOISE = frozenset({r"\varepsilon", r"\epsilon", r"\eta", r"\xi", r"\nu", "e", "u", "v", "w"})


def is_model(value: Term) -> bool:
    r"""``X \beta + u``, ``\beta x_i + \varepsilon_i``: something and an error by itself, which says where data come from."""
    parts = value.args if isinstance(value, Call) and value.op == "add" else ()
    names = [t.base if isinstance(t, Elem) else t for t in parts]
    return any(isinstance(s, Sym) and re.sub(r"\\(?:mathbf|boldsymbol)\{(.*)\}", r"\1", s.name) in NOISE for s in names)


def occurs(name: str, term: Term) -> bool:
    """Whether a name occurs in a term, free."""
    return any(symbol.name == name for symbol in free_symbols(term))


def is_constant_function(head: Head, value: Term) -> bool:
    """``f(x) = c``, ``u(x, t) = 1``: a function by habit, and letters that vary by habit; but not ``P(H) = 1/2``."""
    lone = isinstance(value, Num | Sym) and value is not ZERO
    return lone and head.symbol.name in tuple("fghuvwFG") and all(p.name in tuple("xyzt") for p in head.params)


EXTREME = re.compile(r"(?:arg)?(?:min|max|sup|inf|lim)_")


def is_operator(symbol: Sym) -> bool:
    """Whether what is said of a value, ``E[X] = 0``, ``\\sup_{x > 0} x = 1``, says nothing of what the operator is."""
    if symbol.name.startswith((r"\nabla \cdot", r"\nabla \times")):
        return True
    name = name_text(symbol.name)
    return name in ("Var", "Cov", "Corr") or (name.startswith("E") and name.endswith("[·]")) or EXTREME.match(name) is not None


def is_result(value: Term, seen: bool, concluding: bool) -> bool:
    """Whether ``name = value`` reports what was found for a letter that has been in use."""
    return seen and (concluding or not (free_symbols(value) or isinstance(value, Matrix)))


def is_passing(left: Term, right: Term) -> bool:
    """An inequality between a letter and a number in running text ("for the range $x > 0$") claims nothing."""
    return (head_of(left) is not None and not free_symbols(right)) or (head_of(right) is not None and not free_symbols(left))
