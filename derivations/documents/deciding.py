"""What a relation does where it stands: it defines a name, sets up an equation, or claims something.

The rules are tried in the order of ``role_of``.  A claim comes with the reason, if there is one, why it is not called false even
where it does not hold: it may be an equation for a name that nothing defines.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from derivations.documents.blocks import Block, Member
from derivations.documents.formulas import describe
from derivations.documents.items import Item, Side
from derivations.documents.prose import Role
from derivations.documents.recurrences import carries_on_columns, recursion_of
from derivations.documents.roles import (
    Head,
    Known,
    head_of,
    is_result,
    occurs,
    square_of,
    told_name,
    why_not_false,
    with_letters,
)
from derivations.documents.scoping import Scopes
from symbolic import verdicts
from symbolic.latex.opennames import open_names
from symbolic.latex.plain import name_text
from symbolic.terms import Definition, Elem, Num, Sym, Term, free_symbols


@dataclass(slots=True)
class Naming:
    """What is known of names between formulas.

    spoken_of:         names that stood alone in the text: ``the solution $x$``.
    seen, seen_before: names in use so far, and before the formula that is read; ``numbers``: those that stood for real numbers.
    rivals:            for every reason that a name has two values, the places of the second ones.
    """

    scopes: Scopes
    spoken_of: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    seen_before: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    rivals: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


def goes_on_defining(naming: Naming, before: Item, chain: int, left: Member) -> bool:
    """``a = b = 1`` gives a value to both letters."""
    if before.derivation != chain or before.settled is None or not isinstance(left[0], Sym):
        return False
    name = left[0].name
    fresh = name not in naming.seen_before or before.settled.word == "posed"
    return before.settled.word in ("definition", "posed") and fresh and naming.scopes.definition(name) is None


def role_of(naming: Naming, relation: str, left: Member, right: Member, first: bool, block: Block, place: tuple[int, int]) \
        -> tuple[verdicts.Verdict | None, str | None]:
    """A verdict for what is no claim, or what to say of the claim in place of a refutation."""
    words = describe(relation, left[0], right[0])
    defining = describe("define", left[0], right[0])
    if first and relation in ("eq", "define", "assign"):
        term, value = with_letters(left[0], right[0], naming.scopes.current.facts)
        head, right = head_of(term), (value, right[1])
    else:
        head = None
    if relation in ("define", "assign"):
        return _defined(naming, head, right[0], left[1], words if relation == "assign" else defining), None
    posed = block.marks.suppose or block.role is Role.POSED or block.mentioned
    if block.assumed and head is not None and head.params and naming.scopes.definition(head.symbol.name) is None:
        return _defined(naming, head, right[0], left[1], defining, lasting=False), None
    if block.local and head is not None and not head.params and free_symbols(right[0]) and not occurs(head.symbol.name, right[0]):
        name = head.symbol.name
        if naming.scopes.definition(name) is not None:
            naming.scopes.doubt_name(name, f"line {left[1].start.line} gives {name_text(name)} another value for a while")
        return _defined(naming, head, right[0], left[1], defining, lasting=False), None
    if block.setting and head is not None and free_symbols(right[0]) and not occurs(head.symbol.name, right[0]) \
            and head.symbol.name not in naming.seen and not naming.scopes.is_declared(head.symbol.name):
        return _defined(naming, head, right[0], left[1], defining), None
    if block.assumed or (posed and (first or block.marks.suppose)):
        naming.scopes.set_first(left[0], right[0])
        return verdicts.Posed(words), None
    if first and relation == "eq" and not block.marks.claim and _begins(naming, left[0], block.role):
        naming.scopes.set_first(left[0], right[0])
        return verdicts.Posed(words), None
    if first and relation == "eq" and not block.marks.claim and carries_on_columns(left[0], right[0]):
        return verdicts.Posed(words), None
    place_after = recursion_of(left[0], right[0]) if first and relation == "eq" and not block.marks.claim else None
    if place_after is not None and isinstance(place_after.base, Sym) and naming.scopes.definition(place_after.base.name) is None:
        known_line = naming.scopes.recursion(place_after.base)
        if known_line is not None:
            return None, f"line {known_line} says how {name_text(place_after.base.name)} goes on; <!-- claim --> before a claim"
        naming.scopes.set_up(place_after, right[0], left[1].start.line)
        return verdicts.Posed(words), None
    if head is not None and not block.marks.claim:
        known = naming.scopes.definition(head.symbol.name)
        going = naming.scopes.recursion(head.symbol) if head.indexed and known is None else None
        if going is not None:
            shown = naming.scopes.closed_form(left[0], right[0]) is not None
            goes_on = f"line {going} says how {name_text(head.symbol.name)} goes on; that this follows from it is not shown"
            return None, None if shown else goes_on
        if known is None or block.role is Role.SECTION:
            return _first_equation(naming, head, right[0], left[1], (words, defining), block), None
        if known.symbol is head.symbol or known.symbol.name == head.symbol.name:
            line = f" in line {known.line}" if known.line else ""
            if known.value is not right[0]:
                reason = f"{name_text(head.symbol.name)} is given two values, the first{line}"
                naming.rivals.setdefault(reason, []).append(place)
                naming.scopes.doubt_name(head.symbol.name, reason)
            return None, f"{name_text(head.symbol.name)} was defined{line}; write := to redefine it, or <!-- claim --> before a claim"
    in_text = not block.math.display and block.role is Role.CLAIM
    if first and relation != "eq" and in_text and _is_passing(left[0], right[0]):
        return verdicts.Posed(words), None
    if block.marks.claim:
        return None, None
    square = square_of(left[0], right[0]) if first and relation == "eq" else None
    if square is not None and not naming.scopes.is_declared(square.name) and square.name not in naming.numbers:
        naming.scopes.set_square(left[0], right[0])
        return verdicts.Posed(words), None
    names = Known(naming.scopes.defined_names(), naming.scopes.declared_names(), naming.seen)
    taken = naming.scopes.carried_on(left[0], right[0])
    ends = taken.left, taken.right
    told = told_name(*ends, names)
    if told is not None:
        naming.scopes.doubt_name(told, f"line {left[1].start.line} says {words}, which is not kept")
    return None, why_not_false(relation, *ends, names, first, in_text, block.concluding)


def _begins(naming: Naming, left: Term, role: Role) -> bool:
    """Whether an equation gives the first member of a sequence, ``x_0 = 1``: one of which nothing was said, or in a clause with *let*."""
    match left:
        case Elem(Sym() as base, (Num(),)):
            fresh = base.name not in naming.seen_before and not naming.scopes.is_declared(base.name)
            return naming.scopes.definition(base.name) is None and (fresh or role is not Role.CLAIM)
    return False


def _first_equation(naming: Naming, head: Head, value: Term, side: Side, words: tuple[str, str], block: Block) -> verdicts.Verdict | None:
    """``name = value`` of a name that is not yet known; ``words`` describe it as an equation and as a definition."""
    name = head.symbol.name
    in_passing = not block.math.display and block.role is Role.CLAIM and not head.params and not block.modelling
    if occurs(name, value):
        return None if naming.scopes.is_declared(name) else verdicts.Definition(words[0])
    result = is_result(value, name in naming.seen, block.concluding)
    if block.role is Role.CLAIM and (result or in_passing):
        kept = not result and bool(free_symbols(value)) and name not in naming.seen and not naming.scopes.is_declared(name)
        if not kept or not (block.presented or name not in naming.spoken_of):
            naming.scopes.doubt_name(name, f"line {side.start.line} says {words[0]}, which {'may be' if kept else 'is'} no definition")
        return _defined(naming, head, value, side, words[1]) if kept else verdicts.Posed(words[0])
    return _defined(naming, head, value, side, words[1])


def _defined(naming: Naming, head: Head | None, value: Term, side: Side, words: str, lasting: bool = True) -> verdicts.Verdict:
    """Keep a definition; an update, whose name stands on both sides, is not kept, nor is what is about names without a type."""
    if head is not None and open_names(head.symbol, value):
        if naming.scopes.definition(head.symbol.name) is not None:
            naming.scopes.forget(head.symbol.name)
        naming.scopes.doubt_name(head.symbol.name, f"line {side.start.line} says {words}, about names without a type")
    elif head is not None and not occurs(head.symbol.name, value):
        naming.scopes.define(Definition(head.symbol, head.params, value, head.indexed, side.start.line), lasting)
    elif head is not None:
        naming.scopes.forget(head.symbol.name)
    return verdicts.Definition(words)


def _is_passing(left: Term, right: Term) -> bool:
    """An inequality between a letter and a number in running text ("for the range $x > 0$") claims nothing."""
    return (head_of(left) is not None and not free_symbols(right)) or (head_of(right) is not None and not free_symbols(left))
