"""Open names: those that nothing declares or defines, and what a relation may say of one of them that nothing else does."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from derivations.documents.equations.definitions import are_letters, occurs
from derivations.documents.equations.forms import has_operator, summands
from symbolic.functions import BY_VARIABLES
from symbolic.terms import ZERO, Apply, Bind, Call, Deriv, Elem, Num, Sym, Term, children, free_symbols, substitute, sym, walk


@dataclass(frozen=True, slots=True)
class Known:
    """The names with a definition, with a type, in use in the formulas above, and in use in other formulas above or below.

    formulas: families with a formula in which nothing but the index varies, ``u_n = \\binom{2n}{n}/4^n``.
    fitted: names of which the shapes of a formula alone say that they are arrays.
    """

    defined: Collection[str]
    declared: Collection[str]
    seen: Collection[str]
    elsewhere: Collection[str] = ()
    formulas: Collection[str] = ()
    fitted: Collection[str] = ()


def apart(relation: str, left: Term, right: Term, known: Known, first: bool, in_text: bool) -> str | None:
    """A name that nothing defines and that occurs but once, where the sides have no name in common: ``\\cos ω = 1 + a``, ``2 x - 4 = 0``.

    Nobody claims such an equation of all values.  Further on in a chain it is set up only if it ends with ``= 0``; in running
    text a bound by a number is a condition too.  What holds an operator of calculus (``∫ x dx = 1``) is a claim.
    """
    one, other = occurrences(left, known), occurrences(right, known)
    names = [{bare_name(t) for t in side} for side in (one, other)]
    sides = (left, right)
    bound = in_text and not free_symbols(right)
    defined = any(s.name in known.defined for side in sides for s in free_symbols(side))
    if (relation != "eq" and not bound) or names[0] & names[1] or defined:
        return None
    if is_value_of_open_name(left, right, known):
        return bare_name(left)
    if not (first or bound or right is ZERO):
        return None
    if any(map(has_operator, sides)):
        return None
    single = [bare_name(t) for side in (one, other) for t, count in side.items() if count == 1]
    return next((name for name in single if name), None)


def own_side(term: Term) -> str | None:
    """The name that makes a side of its own: ``y``, ``x_{t+1}``, ``q(x)``, but not ``f(g(x))``."""
    match term:
        case Apply(_, args, _) if not are_letters(args):
            return None
    return bare_name(term)


def single_open_name(left: Term, right: Term, known: Known, first: bool) -> Term | None:
    """An open name that occurs but once, so that the relation can be a condition on it: ``x_{t+1} = a x_t``, ``c + k = y``.

    In a display a letter is one only if it makes a side of its own: ``\\log(xy) = \\log x`` claims something of every y.
    Entries and values of functions, which nobody leaves open in a rule, are one wherever they stand.

    Further on in a chain it must be a name that is new there: a name that gets lost is a mistake, not a condition.
    Under a derivative, an integral or a limit, where a claim is meant as a rule, each side must have a name of its own,
    or one of them the value of a function that nothing defines.
    """
    one, other = occurrences(left, known), occurrences(right, known)
    own = [[t for t in mine if t not in theirs] for mine, theirs in ((one, other), (other, one))]
    if has_operator(left) or has_operator(right):
        if _is_product_rule(left, right):
            return None
        values = [t for mine in own for t in mine if isinstance(t, Apply)]
        if values:
            return values[0]
        return own[0][0] if first and all(own) else None
    single = [t for mine, theirs in zip(own, (one, other), strict=True) for t in mine if theirs[t] == 1]
    if not first:
        single = [t for t in single if t in other and bare_name(t) not in known.seen]
    return next((t for t in single if isinstance(t, Elem | Apply) or has_word(t)), single[0] if single else None)


def _is_product_rule(left: Term, right: Term) -> bool:
    """``(u v)' = u' v + u v'``: the derivative of what several functions make, and sums of terms with a derivative of one of them each."""
    if not isinstance(left, Deriv) or isinstance(left.body, Sym | Elem | Apply):
        return False
    inside = {t for t in walk(left.body) if isinstance(t, Apply)}
    letters = {t.function for t in inside}
    derived = [[t for t in walk(part) if isinstance(t, Apply) and sum(t.orders) == 1] for part in summands(right)]
    own = {t.function for t in walk(right) if isinstance(t, Apply)}
    return len(letters) > 1 and own == letters and not any(any(t.orders) for t in inside) and all(len(found) == 1 for found in derived)


def occurrences(term: Term, known: Known) -> dict[Term, int]:
    """How often each open name, entry or value of a function stands in a term; a family moved in its index is open even if defined.

    What is integrated without bounds is a function of its variable.  The members of a family under a sum are the same in every sum.
    """
    counts: dict[Term, int] = {}
    closed = {*known.defined, *known.declared}

    def count(t: Term) -> None:
        counts[t] = counts.get(t, 0) + 1

    def visit(t: Term) -> None:
        match t:
            case Sym(name, _, 0) if name not in closed:
                count(t)
            case Elem(Sym(name, _, _), indices):
                if name not in closed or (any(isinstance(i, Call) for i in indices) and name not in known.formulas):
                    count(with_numbered(t))
            case Apply(Sym(name, _, _), arguments, _):
                if name not in closed:
                    count(with_numbered(t))
                for argument in arguments:
                    visit(argument)
            case Bind("integral", variable, body, ()):
                visit(substitute(body, {variable: sym(variable.name, variable.sort)}))
            case _:
                for part in children(t):
                    visit(part)

    visit(term)
    return counts


def with_numbered(term: Term) -> Term:
    """A member with the letters that sums count with numbered, whichever sum it stands in."""
    counting = dict.fromkeys(t for t in walk(term) if isinstance(t, Sym) and t.uid)
    return substitute(term, {t: Sym("", t.sort, k) for k, t in enumerate(counting, 1)})


def fitted_on_one_side(left: Term, right: Term, known: Known) -> list[Sym]:
    """The arrays of which only their shape tells what they are, on one side alone, by which nothing there is differentiated."""
    apart_from_both = (free_symbols(left) ^ free_symbols(right)) - {
        s for side in (left, right) for t in walk(side) if isinstance(t, Deriv) or (isinstance(t, Call) and t.op in BY_VARIABLES)
        for s in free_symbols(t.var if isinstance(t, Deriv) else t.args[1])}
    return sorted((s for s in apart_from_both if s.name in known.fitted and s.name not in known.defined and s.sort.shape), key=repr)


def names_outside_indices(term: Term) -> frozenset[str]:
    """The free names of a term but for those that only count: the x of ``x_i``."""
    match term:
        case Elem(Sym(name, _, _), _):
            return frozenset({name})
        case Sym(name, _, 0):
            return frozenset({name})
    return frozenset[str]().union(*map(names_outside_indices, children(term)))


def derivative_of_unknown(left: Term, right: Term, known: Known) -> str | None:
    """``∂E/∂w = …`` where nothing says what E is and the right side does not hold it; ``f'' > 0`` of any f."""
    for term in walk(left):
        match term:
            case Deriv(body, variable, _):
                name = bare_name(body)
                if name is not None and name not in known.defined and name != bare_name(variable) and not occurs(name, right):
                    return name
            case Apply(function, _, orders) if any(orders) and function.name not in known.defined and not occurs(function.name, right):
                return function.name
            case _:
                pass
    return None


def told_name(left: Term, right: Term, whole: tuple[Term, Term], known: Known) -> str | None:
    """The name of which a relation tells what nothing else does: its value, or that two of its entries are equal.

    whole: the sides with every definition put in; of what stands in both, neither tells anything.
    """
    match left, right:
        case Elem(Sym(name, _, _) as one, _), Elem(other, _) if one is other and name not in {*known.defined, *known.declared}:
            return name
    told = _told(left, right, known) or _told(right, left, known)
    return told if told is not None and not all(occurs(told, side) for side in whole) else None


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


def may_be_condition(relation: str, left: Term, right: Term, known: Known) -> bool:
    """An order between open names, or ``q(x) = 0``: algebra with a number on one side and no operator of calculus."""
    sides = (left, right)
    if not {s.name for side in sides for s in free_symbols(side)} - set(known.defined):
        return False
    if relation != "eq":
        return True
    return not all(map(free_symbols, sides)) and not any(isinstance(t, Deriv | Bind) for side in sides for t in walk(side))


def is_value_of_open_name(one: Term, other: Term, known: Known) -> bool:
    """``θ_k ≤ 1``: a name with nothing but a number beside it."""
    name = bare_name(one)
    return name is not None and name not in known.defined and not free_symbols(other)


WORD_BELOW = re.compile(r"^\\text\{|_\{(?:\\(?:text|mathrm|rm)\b.*|[A-Za-z]{3,}.*)\}")


def has_word(term: Term) -> bool:
    """``X_{mean}``: the word says what it is, and nobody leaves it open in a rule."""
    return isinstance(term, Sym) and WORD_BELOW.search(term.name) is not None


def bare_name(term: Term) -> str | None:
    match term:
        case Sym(name, _, _) | Elem(Sym(name, _, _), _) | Apply(Sym(name, _, _), _, _):
            return name
    return None
