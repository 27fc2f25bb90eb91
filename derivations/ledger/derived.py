"""What the catalogue derives of a ledger id: the verdict of the engine, numbers that confirm a slope, SymPy's opinion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from derivations.catalogue._entries import Derivation
from derivations.ledger.words import worst
from derivations.ledger.written import word_of
from symbolic.terms import ONE, Bind, Call, Deriv, Matrix, Term, add, div, mul, neg, sub, walk
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
    def summed(self) -> bool:
        """Whether a row is a sum over an index."""
        return any(isinstance(t, Bind) and t.op == "sum" for row in self.derivation.reading.rows for t in walk(row.term))

    @property
    def word(self) -> str | None:
        """The ledger's word for its steps; None if they are not proved."""
        return _word(self.derivation) if self.proved else None


def derived(id: str, opinions: bool = True) -> list[Derived]:
    """The derivations of the catalogue that name an id, judged; ``opinions`` asks SymPy too."""
    return [_derived(name, derivation, opinions) for name, derivation in derivations_by_id().get(id, ())]


@cache
def derivations_by_id() -> dict[str, list[tuple[str, Derivation]]]:
    """Of every id that the catalogue names the derivations, each with the name of its entry."""
    from derivations.catalogue import entries

    found: dict[str, list[tuple[str, Derivation]]] = {}
    for entry in entries():
        for derivation in entry.derivations:
            for id in derivation.ledger:
                found.setdefault(id, []).append((entry.name, derivation))
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
    scope, values = reading.scope, [row.term for row in reversed(reading.rows)]
    value = next((v for v in values if isinstance(v, Matrix)), values[0])
    pairs = slopes(reading.first, value) or _slopes_below(values)
    reports = [confirm_slope(slope, v, scope.definitions, scope.facts) for slope, v in pairs]
    return all(r.ok for r in reports if r is not None) if any(reports) and None not in reports else None


def _slopes_below(values: list[Term]) -> list[tuple[Term, Term]]:
    """The slopes among the rows, each with the value of a row that takes neither a slope nor a limit: they are all equal."""
    plain = [v for v in values if not any(isinstance(t, Deriv) or (isinstance(t, Bind) and t.op.startswith("limit")) for t in walk(v))]
    return [(v, plain[0]) for v in values if isinstance(v, Deriv)] if plain else []


def slopes(left: Term, right: Term) -> list[tuple[Term, Term]]:
    """The slopes of which an equation gives the values: its left side, what is left of it when factors and summands change sides, or the
    components of a gradient."""
    match left:
        case Deriv():
            return [(left, right)]
        case Call("neg", (a,)):
            return slopes(a, neg(right))
        case Call("mul" | "add" as op, parts):
            slope, others = _one_slope(parts)
            moved = div(right, mul(*others)) if op == "mul" and others else sub(right, add(*others)) if others else right
            return slopes(slope, moved) if slope is not None else []
        case Call("gradient", (body, Call("tuple", names))) if isinstance(right, Matrix) and len(right.rows) == len(names):
            return [(Deriv(body, name, ONE), row[0]) for name, row in zip(names, right.rows, strict=True)]
    return []


def _one_slope(parts: tuple[Term, ...]) -> tuple[Term | None, list[Term]]:
    """The only part with a derivative in it, and the others."""
    found = [p for p in parts if any(isinstance(t, Deriv) for t in walk(p))]
    return (found[0] if len(found) == 1 else None), [p for p in parts if p not in found]
