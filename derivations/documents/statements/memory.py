"""What is known of names between formulas: those in use, those that stood alone in the text, what is set up, and what casts doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from derivations.documents.equations.records import Equations
from derivations.documents.formulas import statement_term
from derivations.documents.functions.rates import Rates
from derivations.documents.functions.recurrences import recursion_of
from derivations.documents.items import Premise
from derivations.documents.model import Heading, Math
from derivations.documents.prose.names import names_mentioned
from derivations.documents.prose.notation import Notation
from derivations.documents.prose.sentences import Sentence
from derivations.documents.scopes.rivals import Rival
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.statements.blocks import Member
from derivations.documents.statements.premises import premises_among
from symbolic.functions import COMPARISONS
from symbolic.latex.plain import name_text
from symbolic.steps import Step
from symbolic.terms import Apply, Bind, Call, Definition, Deriv, Term, walk


def is_analysis(term: Term) -> bool:
    return isinstance(term, Deriv | Apply) or (isinstance(term, Bind) and term.op not in ("sum", "prod"))


def names_of_several(elements: Iterable[Heading | Sentence]) -> frozenset[str]:
    """The names that stand in more than one formula of a document."""
    formulas = (p for e in elements if isinstance(e, Sentence) for p in e.parts if isinstance(p, Math))
    counts = Counter(name for f in formulas for name in names_mentioned(f.text.source))
    return frozenset(name for name, count in counts.items() if count > 1)


@dataclass(slots=True)
class Naming:
    """What is known of names between formulas.

    spoken_of:         names that stood alone in the text: ``the solution $x$``.
    seen, seen_before: names in use so far, and before the formula that is read; ``seen_here``: in this section; ``numbers``: those that
                       stood for real numbers.
    rivals:            for every reason that a name has two values, the places of the second ones.
    shared:            names that stand in more than one formula of the document.
    premises:          what the section sets up; ``equations``: those of its equations from which conclusions are drawn.
    doubting:          the lines of equations that cast doubt on a name, by what is said of it.
    equated:           the lines of equations that were taken for the formulas of functions; ``rates``: how letters vary.
    replaced:          the formulas that names had before words announced another one.
    notation:          the notation that words gave another meaning, and why.
    foreign:           the words of the document are in a language that is not read.
    """

    scopes: Scopes
    spoken_of: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    seen_before: set[str] = field(default_factory=set)
    seen_here: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    rivals: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    shared: Collection[str] = ()
    premises: list[Premise] = field(default_factory=list)
    equations: Equations = field(default_factory=Equations)
    doubting: dict[str, int] = field(default_factory=dict)
    equated: dict[str, int] = field(default_factory=dict)
    rates: Rates = field(default_factory=Rates)
    foreign: bool = False
    notation: list[tuple[Notation, str]] = field(default_factory=list)
    replaced: dict[str, Definition] = field(default_factory=dict)

    def go_back(self, line: int) -> None:
        """Words may speak of formulas that names had before others took their place: what follows has to hold for both."""
        for name, before in self.replaced.items():
            known = self.scopes.definition(name)
            if known is not None and known is not before:
                why = f"line {line} may go back to the {name_text(name)} of line {before.line}; write := to say which one is meant"
                self.scopes.reserved.give_second_value(Rival(known, before, None, why))

    def doubt(self, name: str, reason: str, line: int) -> None:
        """An equation in a line says something of a name that is not kept as its value."""
        self.doubting[reason] = line
        self.scopes.doubts.name(name, reason)

    def end_slopes(self, letters: Collection[str], line: int) -> None:
        """A new formula in some letters: words for an extreme place no longer speak of the derivatives by these that stand above it."""
        self.equations.found = [replace(e, ended=True) if e.slope and e.line < line and not e.about.isdisjoint(letters) else e
                                for e in self.equations.found]

    def keep_premise(self, relation: str, left: Member, right: Member, place: tuple[int, int], constraint: bool) -> None:
        """What is set up, in algebra, holds for what is said of its names after it, to the end of the section."""
        told = (*walk(left[0]), *walk(right[0]))
        if relation in COMPARISONS and recursion_of(left[0], right[0]) is None and not any(map(is_analysis, told)):
            self.premises.append(Premise(statement_term(relation, left[0], right[0]), left[1].start.line, place, constraint))

    def forget_values(self, left: Term) -> None:
        """A name, or its square, is set to something from here on: nothing follows from what it was equal to before."""
        def is_value(fact: Term) -> bool:
            return isinstance(fact, Call) and fact.op == "eq" and fact.args[0] is left

        self.equations.found = [e for e in self.equations.found if not is_value(e.fact)]
        self.premises = [p for p in self.premises if not is_value(p.fact)]

    def premises_for(self, step: Step) -> tuple[Premise, ...]:
        """The last few relations that are set up about names of a step."""
        unfolded = (replace(p, fact=self.scopes.unfolded(p.fact)) for p in self.premises)
        return premises_among([p for p in unfolded if not _is_trivial(p.fact)], step)


def _is_trivial(fact: Term) -> bool:
    return isinstance(fact, Call) and fact.op == "eq" and fact.args[0] is fact.args[1]
