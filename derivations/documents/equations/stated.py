"""A relation where it stands in a document, and why it may be no claim about all values of its names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from derivations.documents.equations.open_names import Known, bare_name, names_outside_indices, occurrences
from derivations.documents.spelling import word_set
from symbolic.latex.plain import name_text
from symbolic.terms import REAL, Bind, Call, Sym, Term, add, free_symbols, walk

SCALING = word_set("mul div neg pow matmul inverse transpose sqrt")
"""What makes a monomial of names."""


@dataclass(frozen=True)
class Stated:
    """A relation where it stands.

    written:    both sides as they stand there, before sequences are carried on; ``whole``: with every definition put in.
    first:      it opens its chain; ``opening`` is the first member of that chain.
    in_text:    it stands in running text; ``concluding``: after "so" or "hence".
    unclear:    names that an earlier relation of the chain brought in without a word.
    conserved:  the opening is a derivative by the time whose value the laws of the document give; ``moving``: the letters of those laws.
    """

    relation: str
    left: Term
    right: Term
    written: tuple[Term, Term]
    whole: tuple[Term, Term]
    known: Known
    first: bool
    opening: Term
    in_text: bool
    concluding: bool
    unclear: frozenset[str] = frozenset()
    conserved: bool = False
    moving: frozenset[str] = frozenset()

    @property
    def sides(self) -> tuple[Term, Term]:
        return self.left, self.right

    @property
    def amid_words(self) -> bool:
        return self.in_text and not self.concluding

    @cached_property
    def counts(self) -> tuple[dict[Term, int], dict[Term, int]]:
        """How often each open name, entry or value of a function stands on each side."""
        return occurrences(self.left, self.known), occurrences(self.right, self.known)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The names that stand on both sides once the definitions are put in, and on one side before: the x of ``f'(t) = Σ x_i`` of a
        known f."""
        before, after = ([names_outside_indices(side) for side in sides] for sides in (self.sides, self.whole))
        return (after[0] & after[1]) - (before[0] & before[1])

    @cached_property
    def own(self) -> tuple[list[Term], list[Term]]:
        """What is open, stands on one side as it is written, and nowhere on the other."""
        one, other = self.counts
        left, right = (occurrences(side, self.known) for side in self.whole)
        names = [{s.name for t in ends for s in free_symbols(t)} for ends in zip(self.sides, self.whole, strict=True)]
        return ([t for t in one if t not in other and t not in right and not (isinstance(t, Sym) and t.name in names[1])],
                [t for t in other if t not in one and t not in left and not (isinstance(t, Sym) and t.name in names[0])])


@dataclass(frozen=True, slots=True)
class Restriction:
    """Why a relation is not called false: it is an equation that is set up, or it hangs on what nothing in the document says.

    unclear: the names that it brings into its chain without a word.
    """

    reason: str
    word: Literal["posed", "undecided"] = "undecided"
    unclear: frozenset[str] = frozenset()


def without_constant(s: Stated) -> Stated:
    """``∫ x dx = x²/2 + C`` restricts no C: without the constant of integration."""
    indefinite = any(isinstance(t, Bind) and t.op == "integral" and not t.bounds for side in s.whole for t in walk(side))
    if not indefinite or not isinstance(s.right, Call) or s.right.op != "add":
        return s
    kept = tuple(t for t in s.right.args if not (isinstance(t, Sym) and t.sort == REAL and t not in free_symbols(s.left)))
    right = add(*kept) if 0 < len(kept) < len(s.right.args) else s.right
    return s if right is s.right else replace(s, right=right, whole=(s.whole[0], right if s.whole[1] is s.right else s.whole[1]))


def rearranges_sums(s: Stated) -> bool:
    r"""``\sum x_i y_i = \sum x_i \sum y_i``: sums over the same names on both sides, as in a rule for sums."""
    summed = all(any(isinstance(t, Bind) and t.op in ("sum", "prod") for t in walk(side)) for side in s.sides)
    return s.relation == "eq" and summed and not s.amid_words and names_outside_indices(s.whole[0]) == names_outside_indices(s.whole[1])


def equation_for(names: str) -> Restriction:
    return Restriction(f"this may be an equation for {names}, which nothing defines; declare it, or <!-- claim --> before it")


def condition_on(names: Collection[Term]) -> Restriction:
    return Restriction(f"a condition on {listed(names)}, of which nothing is said; <!-- claim --> before a claim", "posed")


def listed(terms: Collection[Term]) -> str:
    return " and ".join(dict.fromkeys(name_text(name) for name in map(bare_name, terms) if name))


def has_defined(s: Stated) -> bool:
    return any(symbol.name in s.known.defined for side in s.sides for symbol in free_symbols(side))
