"""What a relation does where it stands: it defines a name, sets up an equation, or claims something.

The rules are tried in the order of ``ROLES``; what none of them knows is a claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from derivations.documents.equations.definitions import defined_in, head_of, is_operator, is_passing, occurs, square_of
from derivations.documents.equations.forms import is_next
from derivations.documents.equations.solution_names import unmarked
from derivations.documents.equations.stated import Restriction
from derivations.documents.formulas import describe
from derivations.documents.functions.recurrences import carries_on_columns, recursion_of
from derivations.documents.items import Item
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.names import key_of
from derivations.documents.scopes.rivals import OfSquare, Rival
from derivations.documents.statements import first_equations, second_equations
from derivations.documents.statements.blocks import Block, Member
from derivations.documents.statements.claims import claim
from derivations.documents.statements.keeping import defined, defined_here, is_told
from derivations.documents.statements.memory import Naming, is_analysis
from derivations.documents.statements.posed import (
    bound_in_clause,
    doubt_rule,
    going_back,
    is_supposed_new,
    place_in_clause,
    presented_as_condition,
)
from derivations.documents.statements.second_formulas import is_another_formula
from derivations.documents.statements.standing import Here, Standing
from symbolic import verdicts
from symbolic.latex.names.open_names import open_names
from symbolic.latex.plain import name_text
from symbolic.latex.source.spelling import starred
from symbolic.terms import INTEGER, ZERO, Call, Definition, Elem, Matrix, Num, Sym, Term, free_symbols, walk


def goes_on_defining(naming: Naming, before: Item, chain: int, left: Member) -> bool:
    """``a = b = 1`` gives a value to both letters, ``Y = F(K, L) = K L`` to a letter and a function."""
    head = head_of(left[0])
    if before.derivation != chain or before.settled is None or head is None or head.indexed:
        return False
    name = head.symbol.name
    fresh = name not in naming.seen_before or before.settled.word == "posed"
    return before.settled.word in ("definition", "posed") and fresh and naming.scopes.definition(name) is None


def role_of(naming: Naming, relation: str, left: Member, right: Member, first: bool, opening: Term, unclear: frozenset[str], block: Block,
            place: tuple[int, int]) -> Standing:
    """Definition, equation that is set up, or claim: the first rule of ``ROLES`` that knows."""
    head, value = None, right
    if first and relation in ("eq", "define", "assign"):
        head, formula = defined_in(left[0], right[0], naming.scopes.current.facts)
        value = (formula, right[1])
    here = Here(relation, left, right, first, opening, unclear, block, place, head, value, describe(relation, left[0], right[0]),
                describe("define", left[0], right[0]))
    return next(filter(None, (rule(naming, here) for rule in ROLES)), None) or claim(naming, here)


def _explicit_definition(naming: Naming, here: Here) -> Standing | None:
    if here.relation not in ("define", "assign"):
        return None
    words = here.words if here.relation == "assign" else here.defining
    return Standing("it is written as a definition", defined(naming, here.head, here.value[0], here.left[1], words))


def _function_for_a_while(naming: Naming, here: Here) -> Standing | None:
    head = here.head
    for_it = here.block.local and here.block.cue == "for"
    if not (here.block.assumed or for_it) or head is None or not head.params or here.value[0] is ZERO:
        return None
    known = naming.scopes.definition(head.symbol.name)
    if for_it and (known is None or not is_another_formula(known, head, here.value[0])):
        return None
    if known is not None and not for_it:
        if not is_another_formula(known, head, here.value[0]):
            return None
        line = here.left[1].start.line
        why = f"line {line} gives {name_text(head.symbol.name)} another formula for a while"
        naming.scopes.doubts.here(head.symbol.name, why)
        if here.block.presented:  # "when it is swallowed, the amount is x(t) = …"
            second = Definition(head.symbol, head.params, here.value[0], head.indexed, line)
            naming.scopes.reserved.give_second_value(Rival(known, second, None, why))
    return defined_here(naming, here, "a clause gives a function its formula", lasting=False)


def _letter_for_a_while(naming: Naming, here: Here) -> Standing | None:
    head = here.open_head
    if not here.block.local or head is None or (head.params and not head.indexed):
        return None
    name = head.symbol.name
    if naming.scopes.definition(name) is not None:
        naming.scopes.doubts.name(name, f"line {here.left[1].start.line} gives {name_text(name)} another value for a while")
    return defined_here(naming, here, "a clause gives a letter its value", lasting=False)


def _members_in_passing(naming: Naming, here: Here) -> Standing | None:
    """``For the uniform distribution, $p_i = 1/n$, …``: values of members that were in use or declared before, for the sentence."""
    head, block, value = here.head, here.block, here.value[0]
    if head is None or not head.indexed or block.math.display or block.role is not Role.CLAIM or block.marks.claim:
        return None
    name = head.symbol.name
    known = naming.scopes.definition(name) is not None or naming.scopes.carried.recursion(head.symbol) is not None
    met = name in naming.seen_before or is_told(naming, name)
    constant = all(s in head.params or s.sort == INTEGER for s in free_symbols(value))
    if known or not met or occurs(name, value) or (block.presented and not constant):
        return None
    line = here.left[1].start.line
    naming.doubt(name, f"line {line} says {here.words}, which is no definition", line)
    return defined_here(naming, here, "running text gives members their values", lasting=False)


def _update(naming: Naming, here: Here) -> Standing | None:
    """``k = k + 1``: the next step of an algorithm, which nobody claims."""
    next_one = here.first and here.relation == "eq" and is_next(here.left[0], here.right[0]) and not here.block.marks.claim
    return Standing("it says what comes next", verdicts.Posed(here.words)) if next_one else None


def _setting(naming: Naming, here: Here) -> Standing | None:
    head = here.open_head
    if not here.block.setting or head is None or is_told(naming, head.symbol.name):
        return None
    if head.symbol.name in naming.seen and (key_of(head.symbol.name) in naming.seen_here or naming.scopes.definition(head.symbol.name)):
        return None
    return defined_here(naming, here, "it is put, of a name that is new")


def _supposed(naming: Naming, here: Here) -> Standing | None:
    if not here.first or not is_supposed_new(naming, here):
        return None
    naming.scopes.drop([f for f in naming.scopes.current.facts if here.head is not None and here.head.symbol in free_symbols(f)])
    return defined_here(naming, here, "it is supposed, of a name that is new")


def _value_of_optimum(naming: Naming, here: Here) -> Standing | None:
    r"""``the minimum is at $w^* = 3$``: a letter with a star, of which nothing is known, gets its value where it is spoken of.

    So does a new one with a hat or a word below that gets a formula where words conclude: ``with the solution $\hat w = A^{-1} b$``.
    """
    head, block = here.head, here.block
    if head is None or head.params or head.indexed:
        return None
    if not head.symbol.name.endswith(starred("")) and not (block.concluding and _is_new_estimate(naming, here)):
        return None
    if block.assumed or block.marks.suppose or block.marks.claim or open_names(here.value[0]) or occurs(head.symbol.name, here.value[0]):
        return None
    name = head.symbol.name
    if naming.scopes.definition(name) is not None or naming.scopes.is_declared(name):
        return None
    return defined_here(naming, here, "an optimum gets its value")


def _is_new_estimate(naming: Naming, here: Here) -> bool:
    name = here.head.symbol.name if here.head is not None else ""
    return unmarked(name) is not None and name not in naming.seen and bool(free_symbols(here.value[0]))


def _first_member(naming: Naming, here: Here) -> Standing | None:
    """``x_0 = 1`` of a sequence of which nothing was said, or in a clause with *let*."""
    match here.left[0]:
        case Elem(Sym() as base, (Num(),)) if here.first and here.relation == "eq" and not here.block.marks.claim:
            fresh = base.name not in naming.seen_before and not naming.scopes.is_declared(base.name)
            beside = naming.scopes.carried.recursion(base)  # "the state $h_t$ obeys $$h_t = w h_{t-1} + u x_t, \\quad h_0 = 0$$"
            here_too = beside is not None and beside >= here.block.math.text.place.line
            fresh = fresh or (here_too and not naming.scopes.carried.has_first(base))
            if naming.scopes.definition(base.name) is None and (fresh or here.block.role is not Role.CLAIM):
                naming.scopes.carried.set_first(here.left[0], here.right[0])
                return Standing("it says how a sequence begins", verdicts.Posed(here.words))
    return None


def _columns_carried_on(naming: Naming, here: Here) -> Standing | None:
    if here.first and here.relation == "eq" and not here.block.marks.claim and carries_on_columns(here.left[0], here.right[0]):
        return Standing("it says how sequences go on", verdicts.Posed(here.words))
    return None


def _sequence_carried_on(naming: Naming, here: Here) -> Standing | None:
    place = recursion_of(here.left[0], here.right[0]) if here.first and here.relation == "eq" and not here.block.marks.claim else None
    if place is None or not isinstance(place.base, Sym) or naming.scopes.definition(place.base.name) is not None:
        return None
    line = naming.scopes.carried.recursion(place.base)
    if line is not None and here.block.role is not Role.CLAIM and not naming.scopes.carried.is_rule(place, here.right[0]):
        naming.scopes.carried.set_up(place, here.right[0], here.left[1].start.line, lasting=False)
        return Standing("it says how a sequence goes on in this sentence", verdicts.Posed(here.words))
    if line is not None:
        if not naming.scopes.carried.is_rule(place, here.right[0]):
            doubt_rule(naming, here, place, place.base)
        reason = f"line {line} says how {name_text(place.base.name)} goes on; <!-- claim --> before a claim"
        return Standing("it says again how a sequence goes on", otherwise=Restriction(reason))
    naming.scopes.carried.set_up(place, here.right[0], here.left[1].start.line)
    return Standing("it says how a sequence goes on", verdicts.Posed(here.words))


def _stands_in_text(naming: Naming, s: Sym) -> bool:
    """Whether a formula of a name stands in the text, read or not."""
    return naming.scopes.definition(s.name) is not None or naming.scopes.doubts.is_unread(s.name)


def _name_and_value(naming: Naming, here: Here) -> Standing | None:
    """``name = …``: the first one defines the name; of a name with a value it is a claim, and the other value casts doubt."""
    head, value = here.head, here.value[0]
    if head is None or here.block.marks.claim or (head.params and is_operator(head.symbol)):
        return None
    if head.symbol.name.startswith(r"\nabla") and any(_stands_in_text(naming, p) for p in head.params):
        return None  # what \nabla makes of a formula follows from it
    name = head.symbol.name
    known = naming.scopes.definition(name)
    if here.block.replacing and not head.indexed and not occurs(name, value) and free_symbols(value) and not isinstance(value, Sym):
        naming.premises = [p for p in naming.premises if not occurs(name, p.fact)]
        if known is not None:
            naming.replaced[name] = known
        return defined_here(naming, here, "words announce another formula of the name")
    if known is None:
        tried = (rule(naming, here, head) for rule in first_equations.RULES)
    else:
        tried = (rule(naming, here, head, known) for rule in second_equations.RULES)
    found = next(filter(None, tried), None)
    return found if isinstance(found, Standing) else None


def _function_of_name(naming: Naming, here: Here) -> Standing | None:
    r"""``In parallel, $\frac1R = \frac1{R_1} + \frac1{R_2}$`` after ``R = R_1 + R_2``: another value of R, told by its inverse."""
    match here.left[0]:
        case Call("div", (Num(), Sym(name))) | Call("pow", (Sym(name), Num())) | Call("log" | "sqrt", (Sym(name),)):
            known = naming.scopes.definition(name)
        case _:
            return None
    again = known is not None and not known.params and here.first and here.relation == "eq" and free_symbols(here.right[0])
    if known is None or not again or here.block.concluding or here.block.marks.claim or occurs(name, here.right[0]):
        return None
    return Standing("an equation of a name that has a value", otherwise=second_equations.not_redefined(name, known))


def _spoken_of_in_passing(naming: Naming, here: Here) -> Standing | None:
    in_text = not here.block.math.display and here.block.role is Role.CLAIM
    claimed = here.block.asserted and head_of(here.left[0]) is not None and _has_formula(naming, here.left[0])
    if here.first and here.relation != "eq" and in_text and not claimed and is_passing(here.left[0], here.right[0]):
        return Standing("a bound that running text speaks of", verdicts.Posed(here.words))
    letters = isinstance(here.left[0], Sym) and isinstance(here.right[0], Sym) and isinstance(here.opening, Num)
    if here.left[0] is not here.opening and here.relation in ("le", "lt") and in_text and letters and not here.block.concluding:
        return Standing("the other end of a range that running text speaks of", verdicts.Posed(here.words))  # ``$0 \\le x \\le a$``
    return None


def _has_formula(naming: Naming, term: Term) -> bool:
    head = head_of(term)
    return head is not None and naming.scopes.definition(head.symbol.name) is not None


DECIMAL = re.compile(r"\s*-?\d*\.\d+\s*")


def _value_for_data(naming: Naming, here: Here) -> Standing | None:
    """``θ = n_1/(n_1 + n_2) = 0.6``: the value for numbers that the text tells, of letters that it does not name; also entry by entry."""
    if here.first or here.relation != "eq" or here.block.marks.claim:
        return None
    kept = free_symbols(here.right[0])
    arrays = isinstance(here.left[0], Matrix) and isinstance(here.right[0], Matrix) and kept <= free_symbols(here.left[0])
    if not arrays and not DECIMAL.fullmatch(here.right[1].latex):
        return None
    known = {*naming.scopes.defined_names(), *naming.scopes.declared_names()}
    names = sorted(s.name for s in free_symbols(here.left[0]) - kept if s.name not in known)
    if not names or any(is_analysis(t) for t in walk(here.left[0])):
        return None
    reason = f"this is its value for some {' and '.join(map(name_text, names))}; write the numbers in, or declare them"
    return Standing("it is the value for some numbers", otherwise=Restriction(reason))


def _another_model(naming: Naming, here: Here) -> Standing | None:
    r"""``for the semi-log model $\ln y = a + b x$`` after ``y = a x^b``: an equation of its own; the value that y had holds no longer."""
    if not (here.block.another_model and here.first and here.relation == "eq") or here.block.marks.claim:
        return None
    valued = [s.name for s in free_symbols(here.left[0]) if (d := naming.scopes.definition(s.name)) is not None and not d.params]
    for name in valued:
        naming.scopes.forget(name)
    return Standing("words bring in another model", verdicts.Posed(here.words)) if valued else None


def _marked_as_claim(naming: Naming, here: Here) -> Standing | None:
    return Standing("a comment says that it is a claim") if here.block.marks.claim else None


def _rate_of_change(naming: Naming, here: Here) -> Standing | None:
    """``N'(t) = r N(t)`` of an N that nothing defines: a differential equation."""
    head = here.head
    name = head.symbol.name if head is not None else ""
    twice = name.endswith("''") and occurs(name.rstrip("'"), here.value[0])  # "\\theta'' = m^2 \\theta"
    if head is None or not (head.params or twice) or "'" not in name or here.block.marks.claim:
        return None
    return Standing("it says how fast something changes", verdicts.Posed(here.words))


def _value_of_square(naming: Naming, here: Here) -> Standing | None:
    square = square_of(here.left[0], here.right[0]) if here.first and here.relation == "eq" else None
    if square is None or naming.scopes.is_declared(square.name):
        return None
    known = naming.scopes.carried.square(here.left[0])
    presented = (here.block.presented or here.block.renewing) and not here.block.marks.claim
    told = presented or not (here.block.math.display or here.block.concluding or here.block.marks.claim)  # "with divisor n, $s^2 = …$"
    value = naming.scopes.unfolded(here.right[0])
    told = told or (known is not None and square.name not in naming.numbers and free_symbols(value) <= free_symbols(known))
    if known is not None and told and value is not known:
        reason = f"the square of {name_text(square.name)} is given two values"
        naming.rivals.setdefault(reason, []).append(here.place)
        naming.doubt(square.name, reason, here.left[1].start.line)
        naming.scopes.reserved.give_second_value(OfSquare(here.left[0], value, here.place, reason))
        return Standing("another equation of a square that has a value", otherwise=Restriction(f"{reason}; <!-- claim --> before a claim"))
    if square.name not in naming.numbers:
        naming.scopes.carried.set_square(here.left[0], here.right[0])
        return Standing("it says what the square of a letter is", verdicts.Posed(here.words))
    return None


ROLES: tuple[Callable[[Naming, Here], Standing | None], ...] = (
    _explicit_definition, _update, _function_for_a_while, _letter_for_a_while, _setting, _supposed, going_back, _value_of_optimum,
    _members_in_passing, presented_as_condition, _first_member, bound_in_clause, place_in_clause, _columns_carried_on,
    _sequence_carried_on, _rate_of_change, _name_and_value, _another_model, _function_of_name, _spoken_of_in_passing, _marked_as_claim,
    _value_of_square, _value_for_data,
)
"""Tried in order; what none of them knows is a claim."""
