"""What the declarations of a step say of chance: which names are random, independent, of one law, and what is known of their moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from symbolic.distributions import LAWS
from symbolic.terms import Bind, Call, Elem, Sym, Term, call, children, div, free_symbols, open_binder, operators, substitute, walk

OPERATORS = frozenset({"expectation", "variance", "covariance", "probability"})
GIVEN = "expectation_given"
"""The operator of E[U | Y], a random variable and a function of Y."""
WORDS = frozenset({"random", "independent", "identical", "distributed"})
OF_CHANCE = OPERATORS | WORDS | {GIVEN}

Key = tuple[Sym, tuple[Term, ...] | None]
"""One random number: a name, or an entry of an array or family; ``None`` stands for the whole of it."""


@dataclass(frozen=True, slots=True)
class Chances:
    """variables: the random names; ``mutual``: sets of names that are independent of each other, a family with the set of its
    members; ``identical``: families whose members have one law; ``given``: facts about moments; ``plain``: all other facts;
    ``normal``: random vectors of a normal law, of which ``given`` tells the mean and the covariance alone; ``letters``: families with the
    letter that counts their members in their laws; ``twins``: names with the name whose law they have."""

    variables: frozenset[Sym]
    mutual: tuple[frozenset[Sym], ...]
    identical: frozenset[Sym]
    laws: dict[Sym, Call] = field(default_factory=dict)
    given: tuple[Term, ...] = ()
    plain: tuple[Term, ...] = ()
    normal: frozenset[Sym] = frozenset()
    letters: dict[Sym, Sym] = field(default_factory=dict)
    twins: dict[Sym, Sym] = field(default_factory=dict)

    def law(self, key: Key) -> Call | None:
        """The law of a random number, if one is declared."""
        (name, indices), law = key, self.laws.get(key[0])
        if law is None or indices is None or name.sort.shape:
            return None
        letter = self.letters.get(name)
        if letter is None or len(indices) != 1:
            return law if letter is None else None
        own = substitute(law, {letter: indices[0]})
        return own if isinstance(own, Call) else None

    @property
    def parameters(self) -> frozenset[Sym]:
        """The letters in the declared laws and moments that are no random variables."""
        letters = frozenset[Sym]().union(*map(free_symbols, (*self.laws.values(), *self.given)))
        return frozenset(s for s in letters - self.variables - set(self.letters.values()) if s.sort.is_scalar)

    def varies(self, t: Term) -> bool:
        """Whether the value of a term depends on chance; an expectation does not."""
        match t:
            case Sym():
                return t in self.variables
            case Call(op, _) if op in OPERATORS:
                return False
        return not self.variables.isdisjoint(free_symbols(t)) and any(map(self.varies, children(t)))

    def keys(self, t: Term) -> frozenset[Key]:
        """The random numbers on which a term depends."""
        match t:
            case Sym():
                whole = None if t.sort.shape or t.sort.index else ()
                return frozenset({(t, whole)}) if t in self.variables else frozenset()
            case Elem(Sym() as base, indices) if base in self.variables and not any(map(self.varies, indices)):
                return frozenset({(base, indices)})
            case Call(op, _) if op in OPERATORS:
                return frozenset()
            case Call(op, (_, *given)) if op == GIVEN:
                return self.keys_of(given)
        return self.keys_of(children(t))

    def keys_of(self, terms: Iterable[Term]) -> frozenset[Key]:
        """The random numbers on which any of the terms depends."""
        return frozenset[Key]().union(*map(self.keys, terms))

    def varies_in(self, t: Term, names: frozenset[str]) -> bool:
        """Whether a random name occurs in a term, whatever its type."""
        return any(s.name in names for s in free_symbols(t))

    def support(self) -> tuple[Term, ...]:
        """Where the values of the random numbers with declared laws lie."""
        return tuple(f for name, law in self.laws.items() if not name.sort.index and not name.sort.shape
                     for f in LAWS[law.op].support(name, law.args))

    def independent_family(self, name: Sym) -> bool:
        return frozenset({name}) in self.mutual

    def independent(self, names: Iterable[Sym]) -> bool:
        """Whether different names among these are independent of each other."""
        wanted = frozenset(names)
        return len(wanted) == 1 or any(wanted <= known for known in self.mutual)


def speaks_of_chance(t: Term) -> bool:
    """Whether a term or fact holds an expectation or a word about random names."""
    return not operators(t).isdisjoint(OF_CHANCE)


def read_chances(declarations: Iterable[Term]) -> Chances:
    """The declarations, sorted."""
    variables: set[Sym] = set()
    mutual: list[frozenset[Sym]] = []
    identical: set[Sym] = set()
    laws: dict[Sym, Call] = {}
    given: list[Term] = []
    plain: list[Term] = []
    normal: set[Sym] = set()
    letters: dict[Sym, Sym] = {}
    twins: dict[Sym, Sym] = {}
    for fact in declarations:
        match fact:
            case Call("random", (Sym() as name,)):
                variables.add(name)
            case Call("independent", names):
                mutual.append(frozenset(n for n in names if isinstance(n, Sym)))
            case Call("identical", (Sym() as name,)):
                identical.add(name)
            case Call("identical", (Sym() as first, *others)):
                twins |= {name: first for name in others if isinstance(name, Sym)}
            case Call("distributed", (Sym() as name, Call("normal", (mean, spread)))) if name.sort.shape:
                normal.add(name)
                given += [call("eq", call("expectation", name), mean), call("eq", call("variance", name), spread)]
            case Call("distributed", (Sym() as name, Call() as law)) if not _counts(law):
                laws[name] = law
                identical |= {name} if name.sort.index else set()
            case Bind("forall", _, Call("distributed", (Elem(Sym() as name, _), _)), _):
                letters[name], member = open_binder(fact)
                if isinstance(member, Call) and isinstance(member.args[1], Call):
                    laws[name] = member.args[1]
            case Call("distributed", _):
                pass
            case _ if not operators(fact).isdisjoint(OPERATORS | {GIVEN}):
                given.append(fact)
            case _:
                plain.append(fact)
    laws |= {name: laws[first] for name, first in twins.items() if first in laws and name not in laws}
    laws = {name: law for name, law in laws.items() if free_symbols(law).isdisjoint(variables)}
    listed = tuple(mutual), frozenset(identical), laws, tuple(given), tuple(plain), frozenset(normal)
    return Chances(frozenset(variables), *listed, letters, twins)


def _counts(law: Call) -> bool:
    """Whether a parameter is an entry, which may belong to one member of a family."""
    return any(isinstance(t, Elem) for t in walk(law))


class Means(Protocol):
    """What gives expectations and covariances their values."""

    def mean(self, u: Term) -> Term: ...

    def covariance(self, u: Term, v: Term) -> Term: ...


def by_means(t: Term, means: Means) -> Term | None:
    """An expectation, a variance, a covariance or a probability by expectations and covariances; None for other terms."""
    match t:
        case Call("expectation", (u,)):
            return means.mean(u)
        case Call("variance", (u,)):
            return means.covariance(u, u)
        case Call("covariance", (u, v)):
            return means.covariance(u, v)
        case Call("probability", (event,)):
            return means.mean(call("indicator", event))
        case Call("probability", (event, given)):
            return div(means.mean(call("indicator", call("and", event, given))), means.mean(call("indicator", given)))
    return None


def quantified(fact: Term) -> tuple[tuple[Sym, ...], tuple[tuple[Term, ...], ...], Term]:
    """The letters for all values of which a fact holds, their ranges, and the fact for them."""
    letters: list[Sym] = []
    ranges: list[tuple[Term, ...]] = []
    while isinstance(fact, Bind) and fact.op == "forall":
        ranges.append(fact.bounds)
        letter, fact = open_binder(fact)
        letters.append(letter)
    return tuple(letters), tuple(ranges), fact

