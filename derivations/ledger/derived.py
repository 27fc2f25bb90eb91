"""What the catalogue derives of a ledger id: the verdict of the engine, numbers that confirm a slope, SymPy's opinion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from derivations.catalogue._entries import Derivation
from derivations.ledger.words import worst
from derivations.ledger.written import word_of
from symbolic.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Derived:
    """A derivation that names an id.

    proved:     whether the engine proved all of its steps, and neither numbers nor SymPy contradict it: then one is at fault.
    confirmed:  whether numbers confirmed its slope; None if it states no slope.
    agreeing:   how many of its ``count`` steps SymPy calls true.
    """

    entry: str
    derivation: Derivation
    proved: bool
    confirmed: bool | None
    agreeing: int
    count: int

    @property
    def word(self) -> str | None:
        """The ledger's word for its steps; None if they are not proved."""
        return _word(self.derivation) if self.proved else None


def derived(opinions: bool = True) -> dict[str, list[Derived]]:
    """Of every id that the catalogue names its derivations; ``opinions`` asks SymPy too."""
    from derivations.catalogue import entries

    found: dict[str, list[Derived]] = {}
    for entry in entries():
        for derivation in entry.derivations:
            for id in derivation.ledger:
                found.setdefault(id, []).append(_derived(entry.name, derivation, opinions))
    return found


@cache
def _derived(entry: str, derivation: Derivation, opinions: bool) -> Derived:
    from derivations.ledger.opinions import opinion

    heard = [opinion(step) for step in derivation.steps] if opinions else []
    slope = confirmed(derivation)
    proved = all(v.word == "proved" for v in verdicts(derivation)) and slope is not False and False not in heard
    return Derived(entry, derivation, proved, slope, heard.count(True), len(heard))


@cache
def verdicts(derivation: Derivation) -> tuple[Verdict, ...]:
    """The verdicts of the engine on the steps of a derivation, in order."""
    from symbolic.checking import check

    return tuple(check(step) for step in derivation.steps)


@cache
def _word(derivation: Derivation) -> str | None:
    return worst([word_of(v.word, step) for step, v in zip(derivation.steps, verdicts(derivation), strict=True)])


@cache
def confirmed(derivation: Derivation) -> bool | None:
    """Whether central differences and a complex step give the slope that a derivation states; None if it states none."""
    from numeric.confirming import confirm_slope

    reading = derivation.reading
    if any(relation != "eq" for relation in reading.relations):
        return None
    report = confirm_slope(reading.first, reading.rows[-1].term, reading.scope.definitions, reading.scope.facts)
    return None if report is None else report.ok
