r"""Sequences that go on by a rule, ``x_{n+1} = x_n - \\eta x_n``, alone or several by one another, as the cell and the output of an LSTM.

In a step, the latest members are replaced by what the rules make of the members before them; nothing else is used of these, so what
is proved holds whatever their values are.  In a derivative by a parameter of the rules, the earlier members are functions of it if
the step names their derivative; otherwise the step holds where that derivative is 0, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from symbolic.functions import BY_VARIABLES
from symbolic.latex.printer import to_latex
from symbolic.proving.unfolding import CannotUnfold, unfold
from symbolic.terms import (
    REAL,
    ZERO,
    Apply,
    Bind,
    Call,
    Definition,
    Deriv,
    Elem,
    Matrix,
    Num,
    Sort,
    Sym,
    Term,
    add,
    call,
    children,
    deriv,
    free_symbols,
    num,
    open_binder,
    sub,
    substitute,
    sym,
    transform,
    walk,
)

FOLLOWED = "it names derivatives of earlier members, which are followed for numbers and one parameter"
MOST_STEPS = 4
"""How far back a derivative by a member is followed."""
MOST_MEMBERS = 60
"""So many members of sequences get a value; rules that lead on without end are not followed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a sequence goes on: ``place`` is its next member, such as ``x_{n+1}``, ``value`` what that is, said in ``line``."""

    place: Elem
    value: Term
    line: int

    @property
    def base(self) -> Sym:
        assert isinstance(self.place.base, Sym)
        return self.place.base

    def at(self, letter: Sym, offset: int) -> Term:
        """What the member at ``letter + offset`` is."""
        own = offset_of(self.place.indices[0])
        assert own is not None
        return transform(substitute(self.value, {own[0]: index_of(letter, offset - own[1])}), canonical)


@dataclass(frozen=True, slots=True)
class Taken:
    """Both sides of a step, one step of time taken.

    behind:   members that are left, of which nothing is used.
    provided: derivatives of such members by a parameter of the rules, which have to be 0 where the step does not name them.
    unknown:  why a proof would show nothing.
    """

    left: Term
    right: Term
    behind: frozenset[Elem] = frozenset()
    provided: tuple[Term, ...] = ()
    unknown: str | None = None

    def about_these(self, declaration: Term) -> bool:
        """Whether a declaration grants one of the conditions."""
        return any(_grants(declaration, fact) for fact in self.provided)

    def under(self, declarations: Sequence[Term]) -> tuple[Term, ...]:
        """The conditions that no declaration grants."""
        return tuple(fact for fact in self.provided if not any(_grants(d, fact) for d in declarations))

    def keeps(self, definition: Definition) -> bool:
        """Whether a definition is of use in the step; that of a member that is left would lead back without end."""
        return all(definition.symbol is not member.base for member in self.behind)

    def free(self, first: Mapping[Sym, Mapping[int, Term]]) -> bool:
        """Whether the members that are left may have any values: those of one time may, where nothing says how they begin."""
        return len(self._times()) <= 1 and not any(m.base in first for m in self.behind)

    def beginning(self, first: Mapping[Sym, Mapping[int, Term]]) -> tuple[Term, Term] | None:
        """Both sides where the sequences begin: the members that are left are the first ones, and nothing is differentiated by one."""
        known = {m.base: first[m.base] for m in self.behind if isinstance(m.base, Sym) and m.base in first}
        starts, times = {min(values) for values in known.values()}, self._times()
        by_member = any(isinstance(t, Deriv) and isinstance(t.var, Elem) for side in (self.left, self.right) for t in walk(side))
        if len(starts) != 1 or len(times) != 1 or by_member:
            return None
        (start,), ((letter, offset),) = starts, times
        values: dict[Term, Term | None] = {m: known[m.base][start] for m in self.behind if m.base in known}
        left, right = (substitute(transform(side, values.get), {letter: num(start - offset)}) for side in (self.left, self.right))
        return left, right

    def _times(self) -> set[tuple[Sym, int]]:
        return {at for m in self.behind if (at := offset_of(m.indices[0])) is not None}


def _grants(declaration: Term, fact: Term) -> bool:
    """Whether a declaration says the fact, for its index or for all."""
    if isinstance(declaration, Bind) and declaration.op == "forall" and not declaration.bounds:
        index, body = open_binder(declaration)
        return any(substitute(body, {index: s}) == fact for s in free_symbols(fact))
    return declaration == fact


def recursion_of(left: Term, right: Term) -> Elem | None:
    """The next member of the sequence that a relation carries on: ``x_{n+1}`` by ``x_n``, ``x_t`` by ``x_{t-1}``; None if it does not."""
    match left:
        case Elem(Sym() as family, (index,)):
            others = {t.indices[0] for t in walk(right) if isinstance(t, Elem) and t.base is family and len(t.indices) == 1}
            letters = free_symbols(index)
            shifted = bool(others) and index not in others and all(free_symbols(o) == letters for o in others)
            if shifted and len(letters) == 1 and any(isinstance(t, Call) for t in (index, *others)):
                return left
    return None


def carries_on_columns(left: Term, right: Term) -> bool:
    r"""Whether columns say how sequences go on: members of ``x_{t+1}`` on the left, of ``x_t`` on the right."""
    if not isinstance(left, Matrix):
        return False
    before, after = ({(t.base, t.indices) for t in walk(side) if isinstance(t, Elem)} for side in (right, left))
    moved = {base for base, _ in after} & {base for base, _ in before}
    return bool(moved) and not after & before and any(isinstance(i, Call) for base, indices in after | before for i in indices)


def by_one_another(definitions: Iterable[Definition], rules: Iterable[Rule]) -> dict[Sym, Rule]:
    """The rules, and the definitions of families that lead back to themselves through the rules and one another."""
    said = {rule.base: rule for rule in rules}
    families = {d.symbol: d for d in definitions if d.indexed and len(d.params) == 1 and d.symbol not in said}
    values = {s: r.value for s, r in said.items()} | {s: d.value for s, d in families.items()}
    leads = {s: frozenset(b for b in free_symbols(value) if b in values) for s, value in values.items()}
    while True:
        further = {s: to.union(*(leads[b] for b in to)) for s, to in leads.items()}
        if further == leads:
            break
        leads = further
    circular = {s: Rule(Elem(s, d.params), d.value, d.line or 0) for s, d in families.items() if s in leads[s]}
    return said | circular


def take_step(left: Term, right: Term, rules: Mapping[Sym, Rule], definitions: Sequence[Definition]) -> Taken | None:
    """Both sides with their latest members replaced; None where no rule says anything of them."""
    plain = tuple(d for d in definitions if d.symbol not in rules)
    try:
        whole = [unfold(transform(side, canonical), plain) for side in (left, right)]
        going = _Going(whole, rules, plain)
        named = [going.named(side) for side in whole]
        after = [unfold(side, tuple(going.values.values())) for side in named]
    except CannotUnfold:
        return None
    behind = frozenset(t for side in after for t in walk(side) if _has_rule(t, rules))
    derived = [t for side in after for t in walk(side) if isinstance(t, Deriv) or _by_variables(t)]
    if any(going.is_lost(t, behind) for t in derived):
        return Taken(left, right, behind, unknown="a derivative leads through members whose rules are not followed so far")
    if not going.values:
        return None
    if any(_about_earlier(t, behind) for side in named for t in walk(side)):
        return _followed(after[0], after[1], behind)
    return Taken(after[0], after[1], behind, tuple(going.dependent(derived, behind)))


class _Going:
    """The members that get a value, as names with definitions: all that are no states, and the states of the latest times.

    A *state* is a sequence that some rule refers to at an earlier time.  A derivative by a member goes back to its time.
    """

    def __init__(self, sides: Iterable[Term], rules: Mapping[Sym, Rule], plain: tuple[Definition, ...]) -> None:
        self.rules, self.plain = rules, plain
        self.states = {t.base for r in rules.values() for t in walk(r.value) if _has_rule(t, rules) and not _is_now(t, r)}
        self.values: dict[tuple[Sym, Sym, int], Definition] = {}
        sides = tuple(sides)
        self.letters = frozenset[Sym]().union(*map(free_symbols, sides))
        parts = [t for side in sides for t in walk(side)]
        self.latest: dict[Sym, range] = {}
        said = {at for r in rules.values() if (at := offset_of(r.place.indices[0])) is not None}
        for letter in self.letters:
            met = {place[2] for t in parts if (place := self.member(t)) is not None and place[1] is letter}
            if met and (min(met) < max(met) or (letter, max(met)) in said):
                back = [k for t in parts if isinstance(t, Deriv) and (k := self.floor(t.var, letter)) is not None]
                start = min([*back, min(met) + 1, max(met)])
                self.latest[letter] = range(max(start, max(met) - MOST_STEPS), max(met) + 1)

    def member(self, t: Term) -> tuple[Sym, Sym, int] | None:
        """The sequence, the letter and the offset of a member with a rule."""
        match t:
            case Elem(Sym() as base, (index,)) if base in self.rules:
                at = offset_of(index)
                return (base, *at) if at is not None and at[0] in self.letters else None
        return None

    def floor(self, variable: Term, letter: Sym) -> int | None:
        """The earliest time whose states may depend on a member by which is differentiated."""
        match variable:
            case Elem(base, (index,)):
                at = offset_of(index)
                return at[1] + (isinstance(base, Sym) and base in self.rules) if at is not None and at[0] is letter else None
        return None

    def is_lost(self, derived: Term, behind: frozenset[Elem]) -> bool:
        """Whether a member that is left in a derivative may depend on its variable in a way that no rule tells."""
        variable = _variable(derived)
        if isinstance(variable, Sym) and any(variable.name.startswith(f"{base.name}_") for base in self.rules):
            return True  # a member whose index is not known to be one
        left = [t for t in walk(derived) if isinstance(t, Elem) and t in behind and t is not variable]
        times = [self.member(t) for t in left]
        if any(at is None or at[1] not in self.latest or at[2] >= self.latest[at[1]].start for at in times):
            return True
        if not isinstance(variable, Elem):
            return False
        floors = {at[1]: self.floor(variable, at[1]) for at in times if at is not None}
        return any(at is not None and (floors[at[1]] is None or at[2] >= (floors[at[1]] or 0)) for at in times)

    def dependent(self, derived: Iterable[Term], behind: frozenset[Elem]) -> Iterator[Term]:
        """The derivatives of earlier members by parameters of the rules that stand in derivatives of a step."""
        inside = frozenset[Sym]().union(*(free_symbols(unfold(r.value, self.plain)) for r in self.rules.values()))
        for part in derived:
            for parameter in sorted(free_symbols(_variable(part)) & inside, key=repr):
                if not isinstance(part, Deriv) or part.var is parameter:
                    yield from (call("eq", deriv(m, parameter), ZERO) for m in sorted(behind & set(walk(part)), key=repr))

    def named(self, term: Term) -> Term:
        return transform(term, self._name)

    def _name(self, t: Term) -> Term | None:
        at = self.member(t)
        if at is None:
            return None
        base, letter, offset = at
        if base in self.states and (letter not in self.latest or offset not in self.latest[letter]):
            return Elem(base, (index_of(letter, offset),))
        if at not in self.values:
            if len(self.values) >= MOST_MEMBERS:
                raise CannotUnfold(f"the members of {base.name} lead on without end")
            name = sym(f"{base.name}[{letter.name}{offset:+d}]", replace(base.sort, index=()))
            self.values[at] = Definition(name, (), name)
            value = self.named(unfold(self.rules[base].at(letter, offset), self.plain))
            self.values[at] = Definition(name, (), value)
        return self.values[at].symbol


def _followed(left: Term, right: Term, behind: frozenset[Elem]) -> Taken:
    """Earlier members as functions of the parameter by which a step differentiates them."""
    derived = [t for side in (left, right) for t in walk(side) if isinstance(t, Deriv) or _by_variables(t)]
    variables = {_variable(t) for t in derived}
    if len(variables) > 1 or not all(isinstance(t, Deriv) and isinstance(t.var, Sym) and not t.var.sort.shape for t in derived) \
            or any(isinstance(m.base, Sym) and m.base.sort.shape for m in behind):
        return Taken(left, right, behind, unknown=FOLLOWED)
    (variable,) = variables
    assert isinstance(variable, Sym)
    function = Sort(domain=(REAL,))

    def followed(t: Term) -> Term | None:
        return Apply(sym(to_latex(t), function), (variable,), (0,)) if isinstance(t, Elem) and t in behind else None

    return Taken(transform(left, followed), transform(right, followed), behind)


def _about_earlier(t: Term, behind: frozenset[Elem]) -> bool:
    """Whether a part of a step differentiates an earlier member by a parameter."""
    by_parameter = _by_variables(t) or (isinstance(t, Deriv) and not isinstance(t.var, Elem))
    return by_parameter and not behind.isdisjoint(walk(t))


def _by_variables(t: Term) -> bool:
    return isinstance(t, Call) and t.op in BY_VARIABLES


def _variable(t: Term) -> Term:
    return t.var if isinstance(t, Deriv) else children(t)[-1]


# --- indices ----------------------------------------------------------------------------------


def _has_rule(t: Term, rules: Mapping[Sym, Rule]) -> TypeGuard[Elem]:
    return isinstance(t, Elem) and t.base in rules


def _is_now(member: Elem, rule: Rule) -> bool:
    """Whether a member in the value of a rule is of the time that the rule speaks of, or of one that is not known to be earlier."""
    own, at = offset_of(rule.place.indices[0]), offset_of(member.indices[0])
    return own is not None and at is not None and at[0] is own[0] and at[1] >= own[1]


def canonical(t: Term) -> Term | None:
    """Members with their indices written in one way: ``x_{t - 2}`` for ``x_{(t - 1) - 1}``."""
    match t:
        case Elem(base, indices) if any(isinstance(i, Call) for i in indices):
            return Elem(base, tuple(index_of(*at) if (at := offset_of(i)) is not None else i for i in indices))
    return None


def offset_of(index: Term) -> tuple[Sym, int] | None:
    """``t - 1`` as the letter t and -1."""
    match index:
        case Sym():
            return index, 0
        case Call("add", args):
            parts = [offset_of(a) for a in args]
            numbers = [integer_of(a) for a, part in zip(args, parts, strict=True) if part is None]
            letters = [part for part in parts if part is not None]
            if len(letters) == 1 and all(n is not None for n in numbers):
                return letters[0][0], letters[0][1] + sum(n for n in numbers if n is not None)
    return None


def integer_of(t: Term) -> int | None:
    match t:
        case Num(value) if value.denominator == 1:
            return int(value)
        case Call("neg", (inner,)):
            n = integer_of(inner)
            return None if n is None else -n
        case Call("add", args):
            parts = [n for a in args if (n := integer_of(a)) is not None]
            return sum(parts) if len(parts) == len(args) else None
    return None


def index_of(letter: Sym, offset: int) -> Term:
    if offset == 0:
        return letter
    return add(letter, num(offset)) if offset > 0 else sub(letter, num(-offset))
