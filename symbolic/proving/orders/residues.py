"""Relations between integer parts of multiples of a few names: ⌊2x⌋ = ⌊x⌋ + ⌊x + 1/2⌋, ⌈n/2⌉ = ⌊(n + 1)/2⌋ for integers n.

A real x is P m + c + t with an integer m, for one of finitely many numbers c, and t = 0 or 0 < t < w; an integer n is P m + c for c = 0, …,
P − 1.  On each of these pieces every integer part is a sum of whole multiples of the m and a number, and both sides are linear.

Guarantee: ``Proved`` means that the relation holds for all values of the names that are declared; both sides are defined at all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor, lcm

from symbolic.functions import COMPARISONS
from symbolic.proving.balls.demands import conjuncts
from symbolic.proving.facts import negation
from symbolic.steps import Step
from symbolic.terms import INTEGER, REAL, Bind, Call, Num, Sym, Term, free_symbols, num, operators, substitute, walk
from symbolic.verdicts import Proved

METHOD = "integer parts"
ROUNDED = frozenset({"floor", "ceil"})
Piece = tuple[Fraction, Fraction, bool]
LINEAR = ROUNDED | {"add", "neg", "mul", "div", "sum", "Bind"}
MOST_NAMES, MOST_PIECES, MOST_MEMBERS = 2, 500, 12


class NotLinear(Exception):
    """A term is not linear on the piece."""


@dataclass(frozen=True, slots=True)
class Form:
    """Σ wholes[x]·m_x + slope·t + constant, with 0 < t < width; a width of 0 says that t = 0."""

    wholes: dict[Sym, Fraction]
    slope: Fraction
    constant: Fraction
    width: Fraction

    def times(self, c: Fraction) -> Form:
        return Form({x: c * a for x, a in self.wholes.items()}, c * self.slope, c * self.constant, self.width)

    def plus(self, other: Form) -> Form:
        wholes = {x: self.wholes.get(x, Fraction(0)) + other.wholes.get(x, Fraction(0)) for x in {**self.wholes, **other.wholes}}
        return Form(wholes, self.slope + other.slope, self.constant + other.constant, max(self.width, other.width))

    def ends(self) -> tuple[Fraction, Fraction]:
        """The bounds of what is added to the whole multiples, which are not attained if they differ."""
        low, high = sorted((self.constant, self.constant + self.slope * self.width))
        return low, high

    def floor(self) -> Form:
        """The integer part; NotLinear if it is not one number beside the wholes."""
        low, high = self.ends()
        if any(a.denominator != 1 for a in self.wholes.values()) or (low != high and ceil(high) - 1 != floor(low)):
            raise NotLinear
        return Form(self.wholes, Fraction(0), Fraction(floor(low)), self.width)

    def is_in(self, relation: str) -> bool:
        """Whether the form has this relation to 0 wherever it is."""
        if any(self.wholes.values()):
            return False
        low, high = self.ends()
        match relation:
            case "eq":
                return low == high == 0
            case "ne":
                return low > 0 or high < 0 or (low != high and 0 in (low, high))
            case "le" | "lt":
                return high < 0 or (high == 0 and (relation == "le" or low != high))
        return low > 0 or (low == 0 and (relation == "ge" or low != high))


def prove_residues(step: Step) -> Proved | None:
    """Prove a relation that is linear beside the integer parts in it."""
    names = _rounded_names(step)
    if names is None:
        return None
    told = [d for d in conjuncts(step.declarations) if free_symbols(d) <= {*names} and operators(d) <= LINEAR | {"and", "or", *COMPARISONS}]
    try:
        for piece in _pieces(names, *_periods((step.left, step.right, *told))):
            if not any(_fails(d, piece) for d in told) and not _holds(step.relation, step.left, step.right, piece):
                return None
    except NotLinear:
        return None
    return Proved(METHOD)


def where_it_holds(step: Step) -> tuple[Sym, Fraction, list[Piece]] | None:
    """A step in one real name x, a period P, and pieces from 0 to P, each with whether the step holds where x − P⌊x/P⌋ lies in it.

    Each piece is a number, twice, or what lies between two.
    """
    names = _rounded_names(step)
    if names is None or len(names) != 1 or names[0].sort != REAL:
        return None
    x = names[0]
    try:
        period, parts = _periods((step.left, step.right))
        forms = [piece[x] for piece in _pieces(names, period, parts)]
        pieces = [(p.constant, p.constant + p.width, _holds(step.relation, step.left, step.right, {x: p})) for p in forms]
    except NotLinear:
        return None
    holds = [held for _, _, held in pieces]
    least = next(p for p in range(1, period + 1) if period % p == 0 and holds == holds[: len(holds) * p // period] * (period // p))
    return x, Fraction(least), pieces[: len(pieces) * least // period]


def _rounded_names(step: Step) -> list[Sym] | None:
    """The names of a relation that is linear beside the integer parts in it, if they are few."""
    heads = operators(step.left) | operators(step.right)
    if ROUNDED.isdisjoint(heads) or not heads <= LINEAR or step.relation not in ("eq", "le", "lt", "ge", "gt"):
        return None
    names = sorted(free_symbols(step.left) | free_symbols(step.right), key=repr)
    reals = sum(x.sort == REAL for x in names)
    if not 1 <= len(names) <= MOST_NAMES or reals > 1 or not all(x.sort in (REAL, INTEGER) for x in names):
        return None
    return names


def _holds(relation: str, left: Term, right: Term, piece: dict[Sym, Form]) -> bool:
    return _form(left, piece).plus(_form(right, piece).times(Fraction(-1))).is_in(relation)


def _fails(fact: Term, piece: dict[Sym, Form]) -> bool:
    """Whether a condition is seen to hold nowhere on the piece."""
    match negation(fact):
        case Call("and" | "or" as op, args):
            return (all if op == "and" else any)(_fails(negation(a), piece) for a in args)
        case Call(relation, (a, b)) if relation in COMPARISONS:
            try:
                return _holds(relation, a, b, piece)
            except NotLinear:
                return False
    return False


def _periods(terms: tuple[Term, ...]) -> tuple[int, int]:
    """P, and how many parts of a unit are looked at."""
    rounded = [t for term in terms for t in walk(term) if isinstance(t, Call) and t.op in ROUNDED]
    numbers = [t.value for r in rounded for t in walk(r) if isinstance(t, Num) and t.value]
    divisors = [t.args[1].value for r in rounded for t in walk(r) if isinstance(t, Call) and t.op == "div" and isinstance(t.args[1], Num)]
    depth = max(sum(isinstance(t, Call) and t.op in ROUNDED for t in walk(r)) for r in rounded)
    period = lcm(*(q.denominator for q in numbers), *(abs(q.numerator) for q in divisors if q)) ** min(depth, 2)
    return period, lcm(*(q.denominator for q in numbers), *(abs(q.numerator) for q in numbers))


def _pieces(names: list[Sym], period: int, parts: int) -> Iterator[dict[Sym, Form]]:
    """What the names are on each piece."""
    if (any(x.sort == REAL for x in names) and 2 * period * parts > MOST_PIECES) or period ** len(names) > MOST_PIECES:
        raise NotLinear
    whole, step = Fraction(period), Fraction(1, parts)
    kinds = []
    for x in names:
        if x.sort == INTEGER:
            kinds.append([Form({x: whole}, Fraction(0), Fraction(r), Fraction(0)) for r in range(period)])
        else:
            places = [k * step for k in range(period * parts)]
            kinds.append([Form({x: whole}, Fraction(w > 0), c, w) for c in places for w in (Fraction(0), step)])
    if sum(1 for _ in product(*kinds)) > MOST_PIECES:
        raise NotLinear
    for forms in product(*kinds):
        yield dict(zip(names, forms, strict=True))


def _form(t: Term, piece: dict[Sym, Form]) -> Form:
    match t:
        case Num(value):
            return Form({}, Fraction(0), value, Fraction(0))
        case Sym() if t in piece:
            return piece[t]
        case Call("add", args):
            total = _form(num(0), piece)
            for a in args:
                total = total.plus(_form(a, piece))
            return total
        case Call("neg", (a,)):
            return _form(a, piece).times(Fraction(-1))
        case Call("mul", args):
            return _product(args, piece)
        case Call("div", (a, Num(value))) if value:
            return _form(a, piece).times(1 / value)
        case Call("floor", (a,)):
            return _form(a, piece).floor()
        case Call("ceil", (a,)):
            return _form(a, piece).times(Fraction(-1)).floor().times(Fraction(-1))
        case Bind("sum", k, body, (Num(low), Num(high))) if high - low < MOST_MEMBERS:
            members = (substitute(body, {k: num(i)}) for i in range(int(low), int(high) + 1))
            return _form(Call("add", tuple(members)), piece)
    raise NotLinear


def _product(factors: tuple[Term, ...], piece: dict[Sym, Form]) -> Form:
    """A product of numbers and at most one form that varies."""
    total = _form(num(1), piece)
    for a in factors:
        form = _form(a, piece)
        if form.wholes or form.slope:
            total, form = form, total
        if form.wholes or form.slope:
            raise NotLinear
        total = total.times(form.constant)
    return total
