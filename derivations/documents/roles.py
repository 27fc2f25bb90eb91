"""Definition, claim, or neither: the first question about every relation, decided by rules that can be told.

``name = …`` and ``f(x) = …`` introduce a name that is not yet known.  A name on both sides is an update.  A value
found for a letter that was in use ("so $x = 2$") is a result: not a claim about all numbers, and not the definition
of the letter either, which would make everything after it hold for that value only.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from symbolic.latex.plain import name_text
from symbolic.terms import (
    TWO,
    ZERO,
    Apply,
    Bind,
    Call,
    Deriv,
    Elem,
    Num,
    Sym,
    Term,
    call,
    children,
    free_symbols,
    substitute,
    sym,
    transform,
    walk,
)


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
        case Apply(function, args, orders) if not any(orders) and _are_letters(args):
            return Head(function, args)  # type: ignore[arg-type]  # _are_letters
        case Elem(Sym() as base, indices) if _are_letters(indices):
            return Head(base, indices, True)  # type: ignore[arg-type]
    return None


def _are_letters(terms: tuple[Term, ...]) -> bool:
    return bool(terms) and all(isinstance(t, Sym) for t in terms) and len(set(terms)) == len(terms)


def _replaced(term: Term, old: Term, new: Term) -> Term:
    return transform(term, lambda t: new if t is old else None)


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
        value = _replaced(value, square, argument)
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


def occurs(name: str, term: Term) -> bool:
    """Whether a name occurs in a term, free."""
    return any(symbol.name == name for symbol in free_symbols(term))


def is_result(value: Term, seen: bool, concluding: bool) -> bool:
    """Whether ``name = value`` reports what was found for a letter that has been in use."""
    return seen and (concluding or not free_symbols(value))


@dataclass(frozen=True, slots=True)
class Known:
    """The names with a definition, with a type, and in use in the formulas above."""

    defined: Collection[str]
    declared: Collection[str]
    seen: Collection[str]


def why_not_false(relation: str, left: Term, right: Term, known: Known, first: bool, in_text: bool,
                  concluding: bool) -> str | None:
    """Why a relation that is not proved may still not be called false: it tells of something that nothing defines.

    ``first``: it opens its chain; ``in_text``: it stands in running text; ``concluding``: after "so" or "hence".
    """
    amid_words = in_text and not concluding
    unknown = _derivative_of_unknown(left, right, known) if first else None
    unknown = unknown or told_name(left, right, known)
    if unknown:
        return f"nothing here says what {name_text(unknown)} is; write its formula above"
    if amid_words and _may_be_condition(relation, left, right, known):
        return "amid words this may be a condition; for a claim put it in a display, or <!-- claim --> before it"
    if relation != "eq" and (_is_value_of_open_name(left, right, known) or _is_value_of_open_name(right, left, known)):
        return "a bound on a name that nothing defines; declare it, or give its formula above"
    apart = _apart(relation, left, right, known, first, in_text)
    if apart:
        return f"this may be an equation for {name_text(apart)}, which nothing defines; declare it, or <!-- claim --> before it"
    set_up = _set_up(left, right, known, first)
    alone = (_own_side(left), _own_side(right))
    if set_up is not None and (amid_words or isinstance(set_up, Elem | Apply) or _bare_name(set_up) in alone):
        name = name_text(_bare_name(set_up) or "")
        return f"this may be an equation for {name}, which nothing defines; declare it, or <!-- claim --> before it"
    return None


def _apart(relation: str, left: Term, right: Term, known: Known, first: bool, in_text: bool) -> str | None:
    """A name that nothing defines and that occurs but once, where the sides have no name in common: ``\\cos ω = 1 + a``, ``2 x - 4 = 0``.

    Nobody claims such an equation of all values.  Further on in a chain it is set up only if it ends with ``= 0``; in running
    text a bound by a number is a condition too.  What holds an operator of calculus (``∫ x dx = 1``) is a claim.
    """
    one, other = _occurrences(left, known), _occurrences(right, known)
    names = [{_bare_name(t) for t in side} for side in (one, other)]
    sides = (left, right)
    bound = in_text and not free_symbols(right)
    defined = any(s.name in known.defined for side in sides for s in free_symbols(side))
    if (relation != "eq" and not bound) or names[0] & names[1] or defined:
        return None
    if _is_value_of_open_name(left, right, known):
        return _bare_name(left)
    if not (first or bound or right is ZERO):
        return None
    if any(isinstance(t, Deriv) or (isinstance(t, Bind) and t.op not in ("sum", "prod", "forall")) for side in sides for t in walk(side)):
        return None
    single = [_bare_name(t) for side in (one, other) for t, count in side.items() if count == 1]
    return next((name for name in single if name), None)


def _own_side(term: Term) -> str | None:
    """The name that makes a side of its own: ``y``, ``x_{t+1}``, ``q(x)``, but not ``f(g(x))``."""
    match term:
        case Apply(_, args, _) if not _are_letters(args):
            return None
    return _bare_name(term)


def _set_up(left: Term, right: Term, known: Known, first: bool) -> Term | None:
    """An open name that occurs but once, so that the relation can be a condition on it: ``x_{t+1} = a x_t``, ``c + k = y``.

    In a display a letter is one only if it makes a side of its own: ``\\log(xy) = \\log x`` claims something of every y.
    Entries and values of functions, which nobody leaves open in a rule, are one wherever they stand.

    Further on in a chain it must be a name that is new there: a name that gets lost is a mistake, not a condition.
    Under a derivative, an integral or a limit, where a claim is meant as a rule, each side must have a name of its own,
    or one of them the value of a function that nothing defines.
    """
    one, other = _occurrences(left, known), _occurrences(right, known)
    own = [[t for t in mine if t not in theirs] for mine, theirs in ((one, other), (other, one))]
    parts = (t for side in (left, right) for t in walk(side))
    if any(isinstance(t, Deriv) or (isinstance(t, Bind) and t.op not in ("sum", "prod", "forall")) for t in parts):
        values = [t for mine in own for t in mine if isinstance(t, Apply)]
        if values:
            return values[0]
        return own[0][0] if first and all(own) else None
    single = [t for mine, theirs in zip(own, (one, other), strict=True) for t in mine if theirs[t] == 1]
    if not first:
        single = [t for t in single if t in other and _bare_name(t) not in known.seen]
    return next((t for t in single if isinstance(t, Elem | Apply)), single[0] if single else None)


def _occurrences(term: Term, known: Known) -> dict[Term, int]:
    """How often each open name, entry or value of a function stands in a term; a family moved in its index is open even if defined."""
    counts: dict[Term, int] = {}
    closed = {*known.defined, *known.declared}

    def visit(t: Term) -> None:
        match t:
            case Sym(name, _, 0) if name not in closed:
                counts[t] = counts.get(t, 0) + 1
            case Elem(Sym(name, _, _), indices):
                if name not in closed or any(isinstance(i, Call) for i in indices):
                    counts[t] = counts.get(t, 0) + 1
            case Apply(Sym(name, _, _), arguments, _):
                if name not in closed:
                    counts[t] = counts.get(t, 0) + 1
                for argument in arguments:
                    visit(argument)
            case _:
                for part in children(t):
                    visit(part)

    visit(term)
    return counts


def _derivative_of_unknown(left: Term, right: Term, known: Known) -> str | None:
    """``∂E/∂w = …`` where nothing says what E is and the right side does not hold it; ``f'' > 0`` of any f."""
    for term in walk(left):
        match term:
            case Deriv(body, variable, _):
                name = _bare_name(body)
                if name is not None and name not in known.defined and name != _bare_name(variable) and not occurs(name, right):
                    return name
            case Apply(function, _, orders) if any(orders) and function.name not in known.defined and not occurs(function.name, right):
                return function.name
            case _:
                pass
    return None


def told_name(left: Term, right: Term, known: Known) -> str | None:
    """The name of which a relation tells what nothing else does: its value, or that two of its entries are equal."""
    match left, right:
        case Elem(Sym(name, _, _) as one, _), Elem(other, _) if one is other and name not in {*known.defined, *known.declared}:
            return name
    return _told(left, right, known) or _told(right, left, known)


def _told(one: Term, other: Term, known: Known) -> str | None:
    """The name of which one side is a value, a power, an entry or all, met here for the first time: ``H(0) = 1``, ``a + b = c``."""
    match one:
        case Call("pow", (Sym() as base, Num())) if free_symbols(other):
            return _told(base, other, Known(known.defined, known.declared, ()))
        case Apply(function, _, _) if function.name not in known.defined and not occurs(function.name, other):
            return function.name
        case Elem(Sym(name, _, _), _) if name not in {*known.defined, *known.declared} and not occurs(name, other):
            return name
        case Sym(name, _, _) if name not in {*known.defined, *known.declared, *known.seen} and not occurs(name, other):
            return name
    return None


def _may_be_condition(relation: str, left: Term, right: Term, known: Known) -> bool:
    """An order between open names, or ``q(x) = 0``: algebra with a number on one side and no operator of calculus."""
    sides = (left, right)
    if not {s.name for side in sides for s in free_symbols(side)} - set(known.defined):
        return False
    if relation != "eq":
        return True
    return not all(map(free_symbols, sides)) and not any(isinstance(t, Deriv | Bind) for side in sides for t in walk(side))


def _is_value_of_open_name(one: Term, other: Term, known: Known) -> bool:
    """``θ_k ≤ 1``: a name with nothing but a number beside it."""
    name = _bare_name(one)
    return name is not None and name not in known.defined and not free_symbols(other)


def _bare_name(term: Term) -> str | None:
    match term:
        case Sym(name, _, _) | Elem(Sym(name, _, _), _) | Apply(Sym(name, _, _), _, _):
            return name
    return None
