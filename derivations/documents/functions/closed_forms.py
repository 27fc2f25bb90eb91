r"""What follows from how a sequence begins and goes on: ``x_n = (1 - \\eta)^n x_0`` from ``x_{n+1} = x_n - \\eta x_n``.

A rule leads from the p members before to the next one; p is its *order*.  A closed form F of a sequence that starts at s holds for every
index from s on exactly if F(s), …, F(s + p - 1) are the first members and F(n + 1) is what the rule makes of the p values before.
Any other equation between members holds from its first n on if it holds there and the difference of its sides at n + 1 is, by the
rule, a multiple of that at n, whatever the members are.  All of this is checked at once, as the entries of an equation of columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from derivations.documents.functions.recurrences import Rule, canonical, index_of, integer_of, offset_of
from symbolic.proving.summation.induction import growth
from symbolic.terms import (
    ONE,
    ZERO,
    Bind,
    Call,
    Elem,
    Matrix,
    Num,
    Sym,
    Term,
    add,
    call,
    free_symbols,
    fresh,
    mul,
    num,
    open_binder,
    operators,
    sub,
    substitute,
    transform,
    walk,
)

Beginnings = Mapping[Sym, Mapping[int, Term]]
"""The first members of sequences, by their indices."""
PLAIN = frozenset({"add", "sub", "neg", "mul", "pow", "div", "sqrt", "sum", "Bind", "Elem"})
MOST_MEMBERS = 30
"""So many members are computed from the first ones."""
INSTANCES = 4


@dataclass(frozen=True, slots=True)
class ClosedForm:
    """What shows an equation, as two columns, and the range of the index.

    instance: the equation itself at its first places; shows: whether the columns show it, or nothing was found that does.
    """

    left: Term
    right: Term
    facts: tuple[Term, ...]
    instance: tuple[Term, Term] | None = None
    shows: bool = True


def order_of(rule: Rule) -> int | None:
    """From how many members before the next one is made; None if it is not made of these alone."""
    own, back = offset_of(rule.place.indices[0]), []
    for t in walk(rule.value):
        if isinstance(t, Elem) and t.base is rule.base:
            at = offset_of(t.indices[0]) if len(t.indices) == 1 else None
            if own is None or at is None or at[0] is not own[0] or at[1] >= own[1]:
                return None
            back.append(own[1] - at[1])
    return max(back, default=None)


def closed_form(rule: Rule, first: Beginnings, left: Term, right: Term) -> ClosedForm | None:
    """What has to be shown of ``x_n = F(n)``; None if it is no such claim, or too few or too many first members are given."""
    family, order, own = rule.base, order_of(rule), offset_of(rule.place.indices[0])
    match left:
        case Elem(base, (Sym() as index,)) if base is family and order is not None and own is not None:
            members = {t for t in walk(right) if isinstance(t, Elem) and t.base is family}
        case _:
            return None
    named: dict[int, Term] = {k: m for m in members if (k := integer_of(m.indices[0])) is not None}
    every = len(named) == len(members)
    named |= {int(found[1]): s for s in free_symbols(right) if (found := re.fullmatch(rf"{re.escape(family.name)}_\{{?(\d+)\}}?", s.name))}
    given = {**first.get(family, {}), **named}
    letter, offset = own
    if not every or not given or (letter is not index and letter in free_symbols(right)):
        return None
    start = min(named or given)
    window = range(start, start + order)
    if [k for k in sorted(given) if k >= start] != [*window]:
        return None

    def form(n: Term) -> Term:
        return substitute(right, {index: n})

    def member(t: Term) -> Term | None:
        return form(t.indices[0]) if isinstance(t, Elem) and t.base is family else None

    firsts = (*((form(num(k)),) for k in window), (form(rule.place.indices[0]),))
    values = (*((given[k],) for k in window), (transform(rule.value, member),))
    return ClosedForm(Matrix(firsts), Matrix(values), (call("ge", index_of(letter, offset - order), num(start)),))


class Beginning:
    """The members of a sequence that its first ones and its rule give."""

    def __init__(self, rule: Rule, first: Mapping[int, Term]) -> None:
        self.rule, self.order, self.values = rule, order_of(rule), dict(first)
        self.start = min(first, default=0)
        self.known = self.order is not None and sorted(first) == [*range(self.start, self.start + self.order)]

    def member(self, k: int) -> Term | None:
        """The member at k, if it is known."""
        own = offset_of(self.rule.place.indices[0])
        if not self.known or own is None or not self.start <= k <= self.start + MOST_MEMBERS:
            return self.values.get(k)
        for n in range(self.start + len(self.values), k + 1):
            there = substitute(self.rule.value, {own[0]: num(n - own[1])})
            self.values[n] = transform(transform(there, _with_numbers), self.put_in)
        return self.values[k]

    def put_in(self, t: Term) -> Term | None:
        """The value of a member with a number as its index."""
        match t:
            case Elem(base, (Num(k),)) if base is self.rule.base and k.denominator == 1:
                return self.member(int(k))
        return None


def _with_numbers(t: Term) -> Term | None:
    """Indices that are sums of numbers, as numbers."""
    match t:
        case Elem(base, (Call() as index,)) if (k := integer_of(index)) is not None:
            return Elem(base, (num(k),))
    return None


def by_induction(rule: Rule, first: Mapping[int, Term], left: Term, right: Term, facts: tuple[Term, ...]) -> ClosedForm | None:
    """What shows an equation between members for every index from its first on; None if it is none, or no such multiple is found."""
    beginning = Beginning(rule, first)
    if not beginning.known or not (operators(left) | operators(right)) <= PLAIN:
        return None
    claim = _Claim.of(beginning, left, right)
    start = claim.start(facts) if claim is not None else None
    if claim is None or start is None:
        return None
    known = (call("ge", claim.letter, num(start)),)
    places = [(claim.at(left, k), claim.at(right, k)) for k in range(start, start + INSTANCES)]
    a, b = places[0]
    tried = places[1:] if "div" in operators(a) | operators(b) else places
    instance = Matrix(tuple((a,) for a, _ in tried)), Matrix(tuple((b,) for _, b in tried))
    here, there = claim.gap(0), claim.gap(1)
    factor = growth(here, there, known)
    if factor is None:
        return ClosedForm(left, right, (), instance, shows=False)
    return ClosedForm(Matrix(((a,), (there,))), Matrix(((b,), (mul(factor, here),))), known, instance)


@dataclass(frozen=True, slots=True)
class _Claim:
    """An equation between members of one sequence whose indices are numbers or ``letter`` and a number, and sums of them up to such."""

    beginning: Beginning
    left: Term
    right: Term
    letter: Sym
    lowest: int

    @classmethod
    def of(cls, beginning: Beginning, left: Term, right: Term) -> _Claim | None:
        family = beginning.rule.base
        places = [offset_of(i) or (i, 0) for side in (left, right) for i in _places(side, family)]
        letters = {letter for letter, _ in places if not isinstance(letter, Num)}
        if len(letters) != 1 or not isinstance(letter := letters.pop(), Sym):
            return None
        claim = cls(beginning, left, right, letter, 0)
        outside = [t for side in (left, right) for ahead in (0, 1) for t in _free_members(claim.moved(side, ahead), family)]
        return replace(claim, lowest=min((at[1] for t in outside if (at := offset_of(t.indices[0])) is not None), default=0))

    def start(self, facts: tuple[Term, ...]) -> int | None:
        """The first index of which the equation speaks; None if it is not told by numbers."""
        least = [self.beginning.start - self.lowest]
        for fact in facts:
            match fact:
                case Call("ge", (letter, Num(k))) if letter is self.letter and k.denominator == 1:
                    least.append(int(k))
                case _ if self.letter in free_symbols(fact):
                    return None
        for side in (self.left, self.right):
            for t in walk(side):
                if isinstance(t, Bind):
                    low, high = integer_of(t.bounds[0]), offset_of(t.bounds[1])
                    inside = self.letter in free_symbols(t.body) or "Bind" in operators(t.body)
                    if low is None or high is None or inside or low < self.beginning.start:
                        return None
                    least.append(low - 1 - high[1])
        return max(least)

    def at(self, side: Term, k: int) -> Term:
        """A side at a number."""
        return transform(transform(transform(substitute(side, {self.letter: num(k)}), _with_numbers), _added_up), self.beginning.put_in)

    def gap(self, ahead: int) -> Term:
        """The difference of the sides at ``letter + ahead``, by the first members of which the equation speaks."""
        return sub(*(self._reduced(self.moved(side, ahead)) for side in (self.left, self.right)))

    def moved(self, side: Term, ahead: int) -> Term:
        if not ahead:
            return side
        totals: dict[Term, Term | None] = {}
        later: dict[Sym, Term] = {}
        for t in {t for t in walk(side) if isinstance(t, Bind)}:
            k, body = open_binder(t)
            name = fresh(self.letter)
            totals[t], later[name] = name, add(t, substitute(body, {k: add(t.bounds[1], ONE)}))
        return substitute(substitute(transform(side, totals.get), {self.letter: add(self.letter, ONE)}), later)

    def _reduced(self, side: Term) -> Term:
        rule, lowest = self.beginning.rule, self.lowest
        order = self.beginning.order or 0

        def by_rule(t: Term) -> Term | None:
            if not isinstance(t, Elem) or t.base is not rule.base:
                return None
            at = offset_of(t.indices[0])
            if at is None or at[0] is not self.letter or at[1] < lowest + order:
                return None
            return transform(rule.at(*at), by_rule)

        return transform(transform(side, canonical), by_rule)


def _places(side: Term, family: Sym) -> list[Term]:
    """The indices of the members that stand outside of sums, and the upper bounds of the sums in which some stand."""
    bounds = [t.bounds[1] for t in walk(side) if isinstance(t, Bind) and len(t.bounds) == 2]
    return [*(t.indices[0] for t in _free_members(side, family)), *bounds]


def _free_members(side: Term, family: Sym) -> list[Elem]:
    bound = {t.var for t in walk(side) if isinstance(t, Bind)}
    return [t for t in walk(side) if isinstance(t, Elem) and t.base is family and bound.isdisjoint(free_symbols(t.indices[0]))]


def _added_up(t: Term) -> Term | None:
    """A sum between numbers as its members."""
    match t:
        case Bind("sum", _, _, (low, high)) if (a := integer_of(low)) is not None and (b := integer_of(high)) is not None:
            k, body = open_binder(t)
            return transform(add(ZERO, *(substitute(body, {k: num(j)}) for j in range(a, b + 1))), _with_numbers)
    return None
