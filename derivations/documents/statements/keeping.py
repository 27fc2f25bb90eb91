"""What is kept of a definition: the formula of its name, or that the name has none that could be kept."""

from __future__ import annotations

from derivations.documents.equations.definitions import Head, occurs
from derivations.documents.functions.arguments import letter_of, mark_of
from derivations.documents.functions.rates import TIME
from derivations.documents.items import Side
from derivations.documents.statements.memory import Naming
from derivations.documents.statements.standing import Here, Standing
from symbolic import verdicts
from symbolic.latex.names.open_names import open_names
from symbolic.terms import Definition, Sym, Term, free_symbols


def defined_here(naming: Naming, here: Here, rule: str, lasting: bool = True) -> Standing:
    """A relation is a definition, by a rule."""
    return Standing(rule, defined(naming, here.head, here.value[0], here.left[1], here.defining, lasting))


def defined(naming: Naming, head: Head | None, value: Term, side: Side, words: str, lasting: bool = True) -> verdicts.Verdict:
    """Keep a definition; an update, whose name stands on both sides, is not kept, nor is what is about names without a type."""
    if head is not None and open_names(head.symbol, value):
        if naming.scopes.definition(head.symbol.name) is not None:
            naming.scopes.forget(head.symbol.name)
        naming.scopes.without_value(head.symbol.name, f"line {side.start.line} says {words}, about names without a type", words)
        naming.scopes.carried.unkept.setdefault(head.symbol.name, side.start.line)
    elif head is not None and not occurs(head.symbol.name, value):
        families = {s.name: s for s in free_symbols(value) if s.sort.index}
        params = head.params if head.indexed else tuple(families.get(p.name, p) for p in head.params)  # ``L(α) = Σ α_i``
        if lasting and [p.name for p in params] == [TIME]:  # the law that it solves defines its rate no longer
            marks = {d.symbol.name: mark_of(d.symbol.name) for d in naming.scopes.current.definitions}
            for law in [name for name, mark in marks.items() if mark is not None and mark[0] == letter_of(head.symbol)]:
                naming.scopes.forget(law)
        naming.scopes.define(Definition(head.symbol, params, value, head.indexed, side.start.line), lasting)
        if head.indexed and len(params) == 2:
            naming.scopes.doubt_matrix_of(head.symbol.name, side.start.line)
        naming.end_slopes({s.name for s in free_symbols(value)}, side.start.line)
    elif head is not None:
        renew(naming, head.symbol)
    return verdicts.Definition(words)


def renew(naming: Naming, symbol: Sym) -> None:
    """A name takes another value of its type, of which nothing else is known."""
    array = naming.scopes.current.symbol(symbol.name) is symbol and naming.scopes.is_declared(symbol.name) and bool(symbol.sort.shape)
    naming.scopes.forget(symbol.name)
    if array:
        naming.scopes.change(lambda scope: scope.declare(symbol.name, symbol.sort))


def is_told(naming: Naming, name: str) -> bool:
    """Whether something but the shapes of formulas says what a name is."""
    return naming.scopes.is_declared(name) and not naming.scopes.taken.is_taken(name)


def is_point(naming: Naming, letter: Sym) -> bool:
    """Whether a letter has a value, so that it is no argument."""
    known = naming.scopes.definition(letter.name)
    return known is not None and not known.params
