"""What an entry of the catalogue is, and how its rows become steps.

An entry states its result once, in SymPy, built inside ``with unevaluated():``.  The rows of its derivation are LaTeX as an
author would write them; they are read by the project's own reader against the declarations (``given``) and definitions (``where``,
or formulas) of the derivation.  Guarantee: nothing in an entry is a verdict.  :meth:`Derivation.steps` are the claims, one a relation of
the rows, and two more that the stated result equals the two ends of the chain; who wants verdicts puts them to ``symbolic.check``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from symbolic.formulas import Formula
from symbolic.steps import Step
from symbolic.terms import Term

if TYPE_CHECKING:
    from symbolic.latex.scope import Scope


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the author wrote it, why it follows from the row before, its term (right side), its SymPy form and its steps."""

    latex: str
    reason: str
    term: Term
    steps: tuple[Step, ...] = ()

    @property
    def expr(self) -> Any:
        from symbolic.sympy_bridge import to_sympy

        return to_sympy(self.term)


@dataclass(frozen=True, slots=True, eq=False)
class Derivation:
    """A chain of rows with reasons.

    title:    what it shows, as a phrase.
    rows:     pairs (LaTeX, reason); the first may hold both sides, the others start with their relation.
    given:    declarations in LaTeX, as after ``let``.
    where:    definitions in LaTeX (``o_k := …``), or formulas.
    states:   the result in SymPy, a pair (left, right) of which the chain proves the equality; None if the chain is its own statement.
    ledger:   ids of the formulas of the sources that it corrects or proves.
    """

    title: str
    rows: tuple[tuple[str, str], ...]
    given: tuple[str, ...] = ()
    where: tuple[str | Formula, ...] = ()
    states: tuple[Any, Any] | None = None
    ledger: tuple[str, ...] = ()
    conventions: frozenset[str] = frozenset()

    @property
    def reading(self) -> Reading:
        return _reading(self)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The claims between neighbouring rows, in order, then those of the stated result."""
        return self.reading.steps + self.reading.result

    def _repr_latex_(self) -> str:
        rows = r" \\ ".join(f"& {latex}" + (rf" && \text{{({reason})}}" if reason else "") for latex, reason in self.rows)
        return rf"$\displaystyle \begin{{aligned}} {rows} \end{{aligned}}$"


@dataclass(frozen=True, slots=True)
class Reading:
    """A derivation read: its rows with terms, the steps between them, and the steps that tie it to the stated result."""

    first: Term
    rows: tuple[Row, ...]
    relations: tuple[str, ...]
    steps: tuple[Step, ...]
    result: tuple[Step, ...]
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A theorem family: its formulas, its derivations, where it comes from and what it assumes."""

    name: str
    title: str
    formulas: tuple[Formula, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    sources: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """All ledger ids of its derivations."""
        return tuple(i for d in self.derivations for i in d.ledger)


def scope_of(derivation: Derivation) -> Scope:
    """The scope in which the rows are read."""
    from symbolic.latex.declarations import read_declaration
    from symbolic.latex.scope import Scope

    texts = [w for w in derivation.where if isinstance(w, str)] + [latex for latex, _ in derivation.rows]
    scope = Scope(alone=False)
    for declaration in derivation.given:
        scope = read_declaration(declaration, scope).scope
    scope = scope.surveyed(*texts).with_convention(*derivation.conventions)
    for where in derivation.where:
        scope = scope.define(where.definition) if isinstance(where, Formula) else read_declaration(where, scope).scope
    return scope


@cache
def _reading(derivation: Derivation) -> Reading:
    from symbolic.latex.statements import read_statement

    scope = scope_of(derivation)
    members: list[Term] = []
    steps: list[Step] = []
    relations: list[str] = []
    rows: list[Row] = []
    for latex, reason in derivation.rows:
        statement = read_statement(latex, scope)
        if bool(members) != statement.continues:
            raise ValueError(f"{derivation.title}: every row but the first starts with its relation: {latex}")
        terms = [*members[-1:], *(m.term for m in statement.members)]
        facts = (*scope.facts, *statement.conditions, *statement.facts)
        ops = [r.op for r in statement.relations]
        claims = tuple(_step(op, a, b, scope, facts) for op, (a, b) in zip(ops, pairwise(terms), strict=True))
        steps += claims
        members += terms[1:] if members else terms
        relations += ops
        rows.append(Row(latex, reason, members[-1], claims))
    return Reading(members[0], tuple(rows), tuple(relations), tuple(steps), _result(derivation, members, scope), scope)


def _step(relation: str, left: Term, right: Term, scope: Scope, facts: tuple[Term, ...]) -> Step:
    return Step(relation, left, right, tuple(dict.fromkeys(facts)), scope.definitions, scope.conventions)


def _result(derivation: Derivation, members: list[Term], scope: Scope) -> tuple[Step, ...]:
    """The stated left side equals the first member, the stated right side the last."""
    if derivation.states is None:
        return ()
    from symbolic.sympy_bridge import from_sympy

    symbols = [s for name in scope.names if (s := scope.symbol(name)) is not None]
    left, right = (from_sympy(side, symbols) for side in derivation.states)
    return _step("eq", left, members[0], scope, scope.facts), _step("eq", right, members[-1], scope, scope.facts)


def chain(title: str, rows: Iterable[tuple[str, str]], **fields: Any) -> Derivation:
    """A :class:`Derivation` from its title and rows; the fields by name."""
    return Derivation(title, tuple(rows), **fields)
