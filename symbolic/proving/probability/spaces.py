"""Random variables with a few values: a step about expectations as a step about numbers.

A space has finitely many outcomes with positive probabilities that add up to 1; every random variable has a value at each outcome.
Variables that are declared independent of each other are functions of different coordinates of a product; families of variables get
two or three members.  On a space an expectation is a finite sum, and a parameter that is declared to be an expectation or a variance
has that value.

Guarantee: the declared facts about chance hold on the space where the instance says so in its declarations, so that a point at which the
instance is false refutes the step for random variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product

from symbolic.distributions import LAWS
from symbolic.proving.probability.chances import GIVEN, OPERATORS, Chances, by_means, quantified
from symbolic.proving.probability.events import event_spaces, is_event, settled
from symbolic.steps import Step
from symbolic.terms import (
    FALSE,
    ONE,
    TRUE,
    TWO,
    ZERO,
    Bind,
    Call,
    Elem,
    Num,
    Sort,
    Sym,
    Term,
    add,
    call,
    children,
    div,
    free_symbols,
    mul,
    neg,
    num,
    open_binder,
    operators,
    rebuild,
    substitute,
    transform,
)
from symbolic.verdicts import Assignment

Values = tuple[Term, ...]
Member = tuple[Sym, tuple[int, ...]]
MOST_OUTCOMES = 16
UNROLLED = 4

HALVES = (num("1/2"), num("1/2"))
MARGINALS: tuple[tuple[Values, Values], ...] = tuple((tuple(map(num, values)), weights) for values, weights in (
    ((-1, 1), HALVES), ((0, 2), HALVES), ((1, 3), HALVES), ((0, 1), (num("3/4"), num("1/4"))),
    ((-1, 0, 2), (num("1/2"), num("1/4"), num("1/4"))),
    (("1/2", "3/2"), HALVES), (("1/4", "3/4"), HALVES), ((0, 4), (num("4/5"), num("1/5"))), ((2,), (ONE,)), ((-2, 1), HALVES),
))
"""Values and probabilities of single variables, the simplest first."""


class NoInstance(Exception):
    """The step has no instance on a small space."""


@dataclass(frozen=True, slots=True)
class Space:
    """The outcomes: a probability, and the value of every random number."""

    outcomes: tuple[tuple[Term, dict[Member, Term]], ...]
    lengths: dict[Sym, int]

    def shown(self) -> tuple[Assignment, ...]:
        """The values of every random variable, and their probabilities; those of several together if they depend on each other."""
        members = list(self.outcomes[0][1])
        if all(is_event(name) for name, _ in members):
            return tuple(self._chances_of([m for m, _ in members]))
        return tuple(Assignment(_name(m), self._law(m)) for m in members)

    def _chances_of(self, events: list[Sym]) -> Iterator[Assignment]:
        """The probabilities of the events, and of several at once."""
        for size in range(1, len(events) + 1):
            for names in combinations(events, size):
                weights = [w for w, values in self.outcomes if all(values[e, ()] is TRUE for e in names)]
                yield Assignment(rf"\mathbb{{P}}({', '.join(e.name for e in names)})", num(sum(map(_number, weights), start=Fraction(0))))

    def _law(self, member: Member) -> str:
        weights: dict[Term, list[Term]] = {}
        for weight, values in self.outcomes:
            weights.setdefault(values[member], []).append(weight)
        return ", ".join(f"{value} with probability {_fraction(ws)}" for value, ws in weights.items())


def _number(weight: Term) -> Fraction:
    return exact(weight) or Fraction(0)


def _fraction(weights: Sequence[Term]) -> str:
    numbers = [exact(w) for w in weights]
    if any(n is None for n in numbers):
        return " + ".join(map(str, weights))
    return str(sum(n for n in numbers if n is not None))


def _name(member: Member) -> str:
    name, indices = member
    return name.name + (f"_{{{', '.join(map(str, indices))}}}" if indices else "")


def exact(t: Term) -> Fraction | None:
    """The value of a term in numerals."""
    match t:
        case Num(value):
            return value
        case Call("neg", (a,)):
            v = exact(a)
            return None if v is None else -v
        case Call("add" | "mul" | "div", args):
            values = [exact(a) for a in args]
            known = [v for v in values if v is not None]
            if len(known) < len(values) or (t.op == "div" and known[1] == 0):
                return None
            out = known[0]
            for v in known[1:]:
                out = out + v if t.op == "add" else out * v if t.op == "mul" else out / v
            return out
        case Call("pow", (a, Num(k))) if k.denominator == 1 and 0 <= k <= 12:
            v = exact(a)
            return None if v is None else v ** int(k)
    return None


# --- spaces ---------------------------------------------------------------------------------------


def spaces(chances: Chances, lengths: dict[Sym, int]) -> Iterator[Space]:
    """Small spaces on which the random variables stand to each other as declared; none if there are random matrices among them."""
    if chances.variables and all(map(is_event, chances.variables)):
        yield from _of_events(chances)
        return
    try:
        blocks = _blocks(chances, lengths)
    except NoInstance:
        return
    place = [_first_of_law(blocks, k, chances) for k in range(len(blocks))]
    for start in range(len(MARGINALS)):
        for turned in (0, 1, 3, 2) if any(len(b) > 1 for b in blocks) else (0,):
            try:
                parts = [_block(chances, block, start + place[k], turned) for k, block in enumerate(blocks)]
            except NoInstance:
                return
            outcomes = []
            for chosen in product(*parts):
                weight: Term = ONE
                values: dict[Member, Term] = {}
                for w, v in chosen:
                    weight = w if weight is ONE else mul(weight, w)
                    values |= v
                outcomes.append((num(n) if (n := exact(weight)) is not None else weight, values))
            if len(outcomes) <= MOST_OUTCOMES:
                yield Space(tuple(outcomes), lengths)


def _first_of_law(blocks: list[list[Member]], k: int, chances: Chances) -> int:
    """The first block with the same law: that of an independent member of a family whose members have one law, or of a name."""
    family = blocks[k][0][0]
    first = chances.twins.get(family)
    if first is not None:
        return next(n for n, block in enumerate(blocks) if first in {m[0] for m in block})
    return next(n for n, block in enumerate(blocks) if block[0][0] is family) if family in chances.identical else k


def _of_events(chances: Chances) -> Iterator[Space]:
    events = sorted(chances.variables, key=lambda s: s.name)
    for weights in event_spaces(events, chances.mutual):
        outcomes: list[tuple[Term, dict[Member, Term]]] = []
        for cell, weight in weights.items():
            if weight:
                outcomes.append((num(weight), {(e, ()): TRUE if holds else FALSE for e, holds in zip(events, cell, strict=True)}))
        yield Space(tuple(outcomes), {})


def _members(name: Sym, lengths: dict[Sym, int]) -> list[Member]:
    ranges = []
    for pair in name.sort.index:
        lo, hi = (_count(end, lengths) for end in pair) if pair is not None else (1, 2)
        ranges.append(range(lo, hi + 1))
    if name.sort.shape:
        rows, columns = (_count(size, lengths) for size in name.sort.shape)
        if columns != 1:
            raise NoInstance("a random matrix")
        ranges.append(range(1, rows + 1))
    return [(name, indices) for indices in product(*ranges)]


def _count(size: Term, lengths: dict[Sym, int]) -> int:
    value = exact(substitute(size, {s: num(n) for s, n in lengths.items()}))
    if value is None or value.denominator != 1 or not 0 <= value <= UNROLLED:
        raise NoInstance("a size that is not small")
    return int(value)


def _blocks(chances: Chances, lengths: dict[Sym, int]) -> list[list[Member]]:
    """Random numbers together that may depend on each other; each alone, if a declaration within a block says otherwise."""
    members = [m for name in sorted(chances.variables, key=lambda s: s.name) for m in _members(name, lengths)]
    blocks: list[list[Member]] = []
    for m in members:
        linked = [b for b in blocks if any(not _apart(chances, m, other) for other in b)]
        blocks = [*(b for b in blocks if b not in linked), [*(x for b in linked for x in b), m]]
    if any(_apart(chances, a, b) for block in blocks for a in block for b in block if a != b):
        return [[m] for m in members]
    return blocks


def _apart(chances: Chances, a: Member, b: Member) -> bool:
    return chances.independent_family(a[0]) if a[0] is b[0] else chances.independent((a[0], b[0]))


Outcomes = list[tuple[Term, dict[Member, Term]]]


def _block(chances: Chances, block: list[Member], start: int, turned: int) -> Outcomes:
    """The outcomes of one coordinate: variables that go up together, against each other or across each other, or squares of the first."""
    if any(m[0] in chances.laws for m in block):
        return _declared(block, chances.law((block[0][0], tuple(map(num, block[0][1])))))
    if len(block) > 1 and any(m[0] in chances.twins for m in block):
        raise NoInstance("dependent variables of one law")
    same = all(m[0] in chances.identical or m[0] is block[0][0] for m in block)
    marginals = [MARGINALS[(start if same else start + k) % len(MARGINALS)] for k in range(len(block))]
    if block[0][0] in chances.identical:
        marginals = [MARGINALS[start % len(MARGINALS)]] * len(block)
    if turned == 2 and len(block) > 1:
        return _parabola(block, marginals)
    if turned == 3 and len(block) > 1:
        return _crossed(block, start)
    weights = marginals[0][1]
    if block[0][0] in chances.identical and weights != weights[::-1]:
        turned = 0
    out: Outcomes = []
    for k, weight in enumerate(weights):
        places = [-1 - k if turned == 1 and n % 2 else k for n in range(len(block))]
        out.append((weight, {m: _of_sort(m, v[place % len(v)]) for m, (v, _), place in zip(block, marginals, places, strict=True)}))
    return out


def _of_sort(member: Member, value: Term) -> Term:
    """The value of a random number; an event holds where the number would be positive."""
    number = exact(value)
    return value if not is_event(member[0]) else TRUE if number is not None and number > 0 else FALSE


CROSSED = ((0, 0, 1, 1), (1, 2, 1, 2), (0, 1, 2, 4), (3, 0, 0, 1), (1, 2, 2, 1))


def _crossed(block: list[Member], start: int) -> Outcomes:
    """Four outcomes, at which no variable tells what another is."""
    if block[0][0].sort.index or len({m[0] for m in block}) < len(block) or len(block) > len(CROSSED):
        raise NoInstance("members of one family")
    rows = [CROSSED[(n + start) % len(CROSSED)] for n in range(len(block))]
    return [(num("1/4"), {m: _of_sort(m, num(row[k])) for m, row in zip(block, rows, strict=True)}) for k in range(4)]


def _parabola(block: list[Member], marginals: list[tuple[Values, Values]]) -> Outcomes:
    """The first takes −1, 0 and 1, the others 1, 0 and 1: without correlation, and yet dependent."""
    if block[0][0].sort.index or len({m[0] for m in block}) < len(block):
        raise NoInstance("members of one family")
    third = num("1/3")
    return [(third, {m: _of_sort(m, num(k if n == 0 else k * k)) for n, m in enumerate(block)}) for k in (-1, 0, 1)]


def _declared(block: list[Member], law: Call | None) -> Outcomes:
    """A variable with a declared finite law, by itself."""
    row = LAWS[law.op] if law is not None else None
    if len(block) > 1 or law is None or row is None or row.values is None:
        raise NoInstance("a law without finitely many values")
    return [(weight, {block[0]: value}) for value, weight in row.values(law.args)]


# --- steps on a space -----------------------------------------------------------------------------


def instance(step: Step, chances: Chances, space: Space) -> Step | None:
    """The step on the space; None if chance is left in it."""
    sized = {s: num(n) for s, n in space.lengths.items()}
    over = Over(chances, space)
    values: dict[Sym, Term] = {}
    entries: dict[Term, Term] = {}
    facts: list[Term] = []
    for fact in chances.given:
        if GIVEN in operators(fact):
            facts += [over.at(over.unrolled(fact), values) for _, values in space.outcomes]
            continue
        for each in _each(resized(fact, sized), over):
            left, right = _unknown_last(each)
            match left, right:
                case _, Sym() if right not in values and right not in free_symbols(left) and not right.sort.shape:
                    values[right] = left
                case _, Call("pow", (Sym() as root, two)) if two is TWO and root not in values:
                    values[root] = call("sqrt", left)
                case _, Elem(Sym(), indices) if all(isinstance(i, Num) for i in indices) and right not in entries:
                    entries[right] = left
                case _:
                    facts.append(each)
    facts += [f for fact in chances.plain for f in _pointwise(resized(fact, sized), over)]

    def put(t: Term) -> Term:
        for _ in range(len(values) + 1):
            t = substitute(transform(t, lambda s: entries.get(s)) if entries else t, values)
        return t

    whole_sides = [over.value(resized(t, sized)) for t in (step.left, step.right)]
    sides = [put(over.unrolled(t, bool(entries))) for t in whole_sides]
    whole = tuple(map(put, facts))
    names = frozenset[Sym]().union(*map(free_symbols, (*sides, *whole)))
    bases = {e.base for e in entries if isinstance(e, Elem)}
    if names & (bases | set(values)) or any(s.name in over.names for s in names):
        return None
    return replace(step, left=sides[0], right=sides[1], declarations=whole, definitions=())


def instances_at_outcomes(step: Step, chances: Chances, space: Space) -> Iterator[tuple[Step, tuple[Assignment, ...]]]:
    """A step between random numbers at every outcome of a space, and the values of the random numbers there."""
    over = Over(chances, space)
    for _, values in space.outcomes:
        reached = replace(step, left=over.at(over.unrolled(step.left), values), right=over.at(over.unrolled(step.right), values))
        small = instance(reached, chances, space)
        if small is not None:
            yield small, tuple(Assignment(_name(m), value) for m, value in values.items())


def _unknown_last(fact: Term) -> tuple[Term, Term]:
    """The sides of an equation with a name that is to get its value on the right."""
    match fact:
        case Call("eq", (left, right)):
            return (right, left) if isinstance(left, (Sym, Elem)) and not isinstance(right, (Sym, Elem)) else (left, right)
    return fact, ZERO


def _each(fact: Term, over: Over) -> Iterator[Term]:
    """A fact about moments for all values of its letters."""
    letters, ranges, body = quantified(fact)
    for chosen in product(*(over.range(bounds) for bounds in ranges)):
        yield over.value(substitute(body, dict(zip(letters, map(num, chosen), strict=True))))


def _pointwise(fact: Term, over: Over) -> Iterator[Term]:
    """A fact about numbers as it is, a fact about random numbers at every outcome."""
    if not over.chances.varies_in(fact, over.names):
        yield fact
        return
    letters, ranges, body = quantified(fact)
    for chosen in product(*(over.range(bounds) for bounds in ranges)):
        at = substitute(body, dict(zip(letters, map(num, chosen), strict=True)))
        for _, values in over.space.outcomes:
            yield over.at(at, values)


@dataclass(frozen=True, slots=True)
class Over:
    """Terms evaluated on a space."""

    chances: Chances
    space: Space

    @property
    def names(self) -> frozenset[str]:
        return frozenset(s.name for s in self.chances.variables)

    def range(self, bounds: tuple[Term, ...]) -> range:
        ends = [exact(b) for b in bounds]
        if len(ends) != 2 or any(e is None for e in ends):
            raise NoInstance("a range that is not small")
        lo, hi = (int(e) for e in ends if e is not None)
        if hi - lo >= UNROLLED:
            raise NoInstance("a range that is not small")
        return range(lo, hi + 1)

    def value(self, t: Term) -> Term:
        """The term with expectations as sums over the outcomes."""
        if operators(t).isdisjoint(OPERATORS):
            return t
        if (found := by_means(t, self)) is not None:
            return found
        match t:
            case Bind("sum" | "prod" as op, _, _, bounds):
                var, body = open_binder(t)
                parts = [self.value(substitute(body, {var: num(k)})) for k in self.range(bounds)]
                return (add if op == "sum" else mul)(*parts) if parts else (ZERO if op == "sum" else ONE)
            case Bind():
                raise NoInstance("an expectation under a binder")
        parts_of = children(t)
        return rebuild(t, tuple(map(self.value, parts_of)))

    def covariance(self, u: Term, v: Term) -> Term:
        return add(self.mean(mul(u, v)), neg(mul(self.mean(u), self.mean(v))))

    def mean(self, u: Term) -> Term:
        u = self.unrolled(u)
        parts = [mul(weight, self.at(u, values)) for weight, values in self.space.outcomes]
        total = add(*parts)
        number = exact(total)
        return total if number is None else num(number)

    def unrolled(self, t: Term, all_sums: bool = False) -> Term:
        """Sums over random numbers, or all sums, written out, and the expectations inside evaluated."""
        match t:
            case Call(op, _) if op in OPERATORS:
                return self.value(t)
            case Bind("sum" | "prod" as op, _, _, bounds) if all_sums or self.chances.varies_in(t, self.names) or operators(t) & OPERATORS:
                var, body = open_binder(t)
                parts = [self.unrolled(substitute(body, {var: num(k)}), all_sums) for k in self.range(bounds)]
                return (add if op == "sum" else mul)(*parts) if parts else (ZERO if op == "sum" else ONE)
        inner = children(t)
        return rebuild(t, tuple(self.unrolled(c, all_sums) for c in inner)) if inner else t

    def at(self, t: Term, values: dict[Member, Term]) -> Term:
        """The term at one outcome."""
        if GIVEN in operators(t):
            return self._with_givens(t, values)
        named = {(name.name, indices): value for (name, indices), value in values.items()}

        def rule(s: Term) -> Term | None:
            match s:
                case Elem(Sym(name), indices) if name in self.names:
                    numbers = tuple(int(i.value) for i in indices if isinstance(i, Num))
                    found = named.get((name, numbers))
                    if found is None:
                        raise NoInstance("an entry outside the range")
                    return found
                case Sym(name) if (name, ()) in named:
                    return named[(name, ())]
            return None

        return settled(transform(t, rule))

    def _with_givens(self, t: Term, values: dict[Member, Term]) -> Term:
        """The term at one outcome, E[U | Y] as the mean over the outcomes with the same Y."""
        if isinstance(t, Call) and t.op == GIVEN:
            known = [self.at(y, values) for y in t.args[1:]]
            like = [(w, v) for w, v in self.space.outcomes if [self.at(y, v) for y in t.args[1:]] == known]
            return div(add(*(mul(w, self.at(t.args[0], v)) for w, v in like)), add(*(w for w, _ in like)))
        if isinstance(t, Bind):
            raise NoInstance("a conditional expectation under a binder")
        inner = children(t)
        return rebuild(t, tuple(self.at(c, values) for c in inner)) if inner else self.at(t, values)


# --- sizes ----------------------------------------------------------------------------------------


def resized(t: Term, sizes: dict[Sym, Num]) -> Term:
    """The term with numbers in the place of sizes, in the types of names as well."""
    if not sizes:
        return t
    moved = {s: resized_symbol(s, sizes) for s in free_symbols(t) if resized_symbol(s, sizes) is not s}
    return substitute(substitute(t, dict(moved)), dict(sizes))


def resized_symbol(s: Sym, sizes: dict[Sym, Num]) -> Sym:
    def at(size: Term) -> Term:
        return substitute(size, dict(sizes))

    sort = s.sort
    if not sort.shape and not sort.index:
        return s
    index = tuple(None if pair is None else (at(pair[0]), at(pair[1])) for pair in sort.index)
    return Sym(s.name, Sort(sort.field, tuple(map(at, sort.shape)), index, sort.domain, sort.opaque), s.uid)
