"""What a relation does where it stands: it defines a name, sets up an equation, or claims something.

The rules are tried in the order of ``ROLES``; what none of them knows is a claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from derivations.documents.equations.definitions import (
    Head,
    defined_in,
    head_of,
    is_constant_function,
    is_model,
    is_operator,
    is_passing,
    is_result,
    occurs,
    square_of,
)
from derivations.documents.equations.forms import is_next
from derivations.documents.equations.restrictions import Restriction
from derivations.documents.formulas import describe
from derivations.documents.functions.arguments import letter_of, mark_of
from derivations.documents.functions.rates import TIME
from derivations.documents.functions.recurrences import carries_on_columns, recursion_of
from derivations.documents.items import Item, Side
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.names import key_of
from derivations.documents.scopes.cues import MEMBER
from derivations.documents.scopes.rivals import OfSquare, Rival
from derivations.documents.statements.blocks import Block, Member
from derivations.documents.statements.claims import claim
from derivations.documents.statements.memory import Naming, is_analysis
from derivations.documents.statements.posed import (
    bound_in_clause,
    doubt_rule,
    going_back,
    is_supposed_new,
    place_in_clause,
    presented_as_condition,
    suppose,
)
from derivations.documents.statements.second_formulas import (
    is_another_formula,
    is_family_by_members,
    is_of_named_function,
    is_of_other_names,
)
from derivations.documents.statements.standing import Here, Standing
from symbolic import verdicts
from symbolic.latex.names.open_names import open_names
from symbolic.latex.names.spelling import starred
from symbolic.latex.plain import name_text
from symbolic.terms import REAL, ZERO, Call, Definition, Elem, Matrix, Num, Sym, Term, free_symbols, walk


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
    return Standing("it is written as a definition", _defined(naming, here.head, here.value[0], here.left[1], words))


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
    settled = _defined(naming, head, here.value[0], here.left[1], here.defining, lasting=False)
    return Standing("a clause gives a function its formula", settled)


def _letter_for_a_while(naming: Naming, here: Here) -> Standing | None:
    head = here.open_head
    if not here.block.local or head is None or (head.params and not head.indexed):
        return None
    name = head.symbol.name
    if naming.scopes.definition(name) is not None:
        naming.scopes.doubts.name(name, f"line {here.left[1].start.line} gives {name_text(name)} another value for a while")
    return Standing("a clause gives a letter its value", _defined(naming, head, here.value[0], here.left[1], here.defining, lasting=False))


def _members_in_passing(naming: Naming, here: Here) -> Standing | None:
    """``For the uniform distribution, $p_i = 1/n$, …``: values of members that were in use before, for the sentence."""
    head, block = here.head, here.block
    if head is None or not head.indexed or block.math.display or block.role is not Role.CLAIM or block.marks.claim:
        return None
    name = head.symbol.name
    known = naming.scopes.definition(name) is not None or naming.scopes.carried.recursion(head.symbol) is not None
    if known or name not in naming.seen_before or block.presented or block.concluding or occurs(name, here.value[0]):
        return None
    line = here.left[1].start.line
    naming.doubt(name, f"line {line} says {here.words}, which is no definition", line)
    settled = _defined(naming, head, here.value[0], here.left[1], here.defining, lasting=False)
    return Standing("running text gives members their values", settled)


def _update(naming: Naming, here: Here) -> Standing | None:
    """``k = k + 1``: the next step of an algorithm, which nobody claims."""
    next_one = here.first and here.relation == "eq" and is_next(here.left[0], here.right[0]) and not here.block.marks.claim
    return Standing("it says what comes next", verdicts.Posed(here.words)) if next_one else None


def _setting(naming: Naming, here: Here) -> Standing | None:
    head = here.open_head
    if not here.block.setting or head is None or _is_told(naming, head.symbol.name):
        return None
    if head.symbol.name in naming.seen and (key_of(head.symbol.name) in naming.seen_here or naming.scopes.definition(head.symbol.name)):
        return None
    return Standing("it is put, of a name that is new", _defined(naming, head, here.value[0], here.left[1], here.defining))


def _supposed(naming: Naming, here: Here) -> Standing | None:
    if not here.first or not is_supposed_new(naming, here):
        return None
    naming.scopes.drop([f for f in naming.scopes.current.facts if here.head is not None and here.head.symbol in free_symbols(f)])
    return Standing("it is supposed, of a name that is new", _defined(naming, here.head, here.value[0], here.left[1], here.defining))


def _is_told(naming: Naming, name: str) -> bool:
    """Whether something but the shapes of formulas says what a name is."""
    return naming.scopes.is_declared(name) and not naming.scopes.taken.is_taken(name)


def _value_of_optimum(naming: Naming, here: Here) -> Standing | None:
    """``the minimum is at $w^* = 3$``: a letter with a star, of which nothing is known, gets its value where it is spoken of."""
    head, block = here.head, here.block
    if head is None or head.params or head.indexed or not head.symbol.name.endswith(starred("")):
        return None
    if block.assumed or block.marks.suppose or block.marks.claim or open_names(here.value[0]) or occurs(head.symbol.name, here.value[0]):
        return None
    name = head.symbol.name
    if naming.scopes.definition(name) is not None or naming.scopes.is_declared(name):
        return None
    return Standing("an optimum gets its value", _defined(naming, head, here.value[0], here.left[1], here.defining))


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


def _name_and_value(naming: Naming, here: Here) -> Standing | None:
    """``name = …``: the first one defines the name; of a name with a value it is a claim, and the other value casts doubt."""
    head, value = here.head, here.value[0]
    if head is None or here.block.marks.claim or (head.params and is_operator(head.symbol)):
        return None
    if head.symbol.name.startswith(r"\nabla") and any(naming.scopes.definition(p.name) is not None for p in head.params):
        return None  # what \nabla makes of a formula follows from it
    name = head.symbol.name
    known = naming.scopes.definition(name)
    if here.block.replacing and not head.indexed and not occurs(name, value) and free_symbols(value) and not isinstance(value, Sym):
        naming.premises = [p for p in naming.premises if not occurs(name, p.fact)]
        if known is not None:
            naming.replaced[name] = known
        return Standing("words announce another formula of the name", _defined(naming, head, value, here.left[1], here.defining))
    other = known is not None and known.params == head.params and set(head.params) <= free_symbols(value)  # "with $\\sigma(z) = z$"
    if known is not None and not head.indexed and not other and any(_is_point(naming, p) or _is_parameter(naming, p) for p in head.params):
        return _other_arguments(known, head, here)
    if known is not None and not head.indexed and {key_of(p.name) for p in head.params} & here.block.subjects:
        return None  # "the median m satisfies F(m) = 1/2"
    if known is None and here.block.two_valued and not head.params and not free_symbols(value):
        return Standing("one of two values is meant", verdicts.Posed(here.words))
    if known is None and not head.indexed and name in naming.seen_before and any(_is_point(naming, p) for p in head.params):
        # "when discharging, $U(\\tau) = U_0/e$" of a function with formulas in clauses alone
        return Standing("a value at a place, of a function without a formula", verdicts.Posed(here.words))
    if known is None and _is_model(naming, head, value):
        return Standing("it speaks of families without their indices", verdicts.Posed(here.words))
    given = head.indexed or (head.params and not occurs(name, value))
    going = naming.scopes.carried.recursion(head.symbol) if known is None and given else None
    if going is not None:
        shown = naming.scopes.carried.closed_form(here.left[0], value) is not None
        goes_on = f"line {going} says how {name_text(name)} goes on; that this follows from it is not shown"
        return Standing("a closed form of a sequence", otherwise=None if shown else Restriction(goes_on))
    before = naming.scopes.carried.unkept.get(name)
    if known is None and before is not None and here.block.role is Role.CLAIM and not occurs(name, value):
        unknown = f"line {before} says what {name_text(name)} is, about names without a type; declare these"
        return Standing("another equation of a name whose value is not kept", otherwise=Restriction(unknown))
    if known is None and not head.params and occurs(name, value) and naming.scopes.is_declared(name):
        return None
    made = naming.scopes.unfolded(value)
    if known is None and not head.params and here.block.role is Role.CLAIM and occurs(name, made) and not occurs(name, value) \
            and not naming.scopes.is_declared(name):  # "x = \\mu + \\sigma z, then z = (x - \\mu)/\\sigma"
        lines = sorted({d.line for s in free_symbols(value) if (d := naming.scopes.definition(s.name)) is not None and d.line})
        gives = f"line {', '.join(map(str, lines))} gives a formula in {name_text(name)}, from which this does not follow"
        if free_symbols(made) != {head.symbol}:  # "V = \\pi r^2 h, eliminating h = V/(\\pi r^2)": it may be V that is held fixed
            place = here.left[1].start.line
            naming.doubt(name, f"line {place} says {here.words}, which is no definition", place)
        return Standing("what a formula in the name says of it", otherwise=Restriction(gives))
    if known is None or here.block.role is Role.SECTION:
        settled = _first_equation(naming, head, value, here.left[1], (here.words, here.defining), here.block)
        return Standing("the first equation of a name", settled)
    if is_of_named_function(known, head, value):
        return Standing("it is the formula of the function that words name")
    own = {s for s in free_symbols(value) if s is not known.symbol and naming.scopes.definition(s.name) is not None}
    told = free_symbols(naming.scopes.unfolded(known.value)) | own | set(head.params)
    repeated = (here.block.math.display or bool(head.params)) and free_symbols(value) <= told
    if here.block.checking and (repeated or (head.params and own)):
        return Standing("it is checked, or written again, of names that have their formulas")
    if any(isinstance(t, Call) and t.op in ("big_o", "little_o") for t in walk(value)):
        return Standing("it says how a value behaves")  # "for small h we have γ = h + O(h^2)"
    if here.block.another_model and not head.indexed:
        naming.premises = [p for p in naming.premises if not occurs(name, p.fact)]
        return Standing("words bring in another formula of the same name", _defined(naming, head, value, here.left[1], here.defining))
    moved = any(isinstance(t, Elem) and t.base is head.symbol and any(map(free_symbols, t.indices)) for t in walk(value))
    if head.indexed and moved and here.block.role is Role.CLAIM and known.symbol is head.symbol:
        return Standing("it says how the members of a family hang together that have a formula")  # ``I_n = (n - 1)/n I_{n-2}``
    if (known.symbol is not head.symbol and known.symbol.name != name) or (head.params and not head.indexed and occurs(name, value)):
        return None
    if here.block.renewing and head.params and not head.indexed and set(head.params) <= free_symbols(value):
        return Standing("words bring in another function of the same name", _defined(naming, head, value, here.left[1], here.defining))
    inner = head.params and not head.indexed and here.block.math.display and naming.scopes.is_from_outside(name)
    if inner and is_of_other_names(known, head, value):
        return Standing("a section of its own gives a function another formula", _defined(naming, head, value, here.left[1], here.defining))
    follows = here.block.concluding or here.block.math.display  # "with cross-entropy, L = … instead" is another L
    if not head.params and here.first and follows and _hangs_together(naming, known, value):
        return Standing("it ties names that have values")
    if _at_values(naming, here, known):
        return Standing("it is the value of a name for values of its letters")
    line = f" in line {known.line}" if known.line else ""
    if known.value is not value:
        reason = f"{name_text(name)} is given two values, the first{line}"
        naming.rivals.setdefault(reason, []).append(here.place)
        naming.doubt(name, reason, here.left[1].start.line)
        second = Definition(head.symbol, head.params, value, head.indexed, here.left[1].start.line)
        naming.scopes.reserved.give_second_value(Rival(known, second, here.place, reason))
    again = f"{name_text(name)} was defined{line}; write := to redefine it, or <!-- claim --> before a claim"
    return Standing("another equation of a name that has a value", otherwise=Restriction(again))


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
    line = f" in line {known.line}" if known.line else ""
    otherwise = Restriction(f"{name_text(name)} was defined{line}; write := to redefine it, or <!-- claim --> before a claim")
    return Standing("an equation of a name that has a value", otherwise=otherwise)


def _other_arguments(known: Definition, head: Head, here: Here) -> Standing | None:
    r"""``f(x^*) = …``, the value at a point; but ``p(y; \eta) = …`` after ``p(y; \lambda) = …`` may be another function."""
    others, letters = {p.name for p in head.params}, {s.name for s in free_symbols(here.value[0])}
    if len(others) < 2 or not here.first or others == {p.name for p in known.params} or not others <= letters:
        return None
    line = f" in line {known.line}" if known.line else ""
    again = f"{name_text(head.symbol.name)} was defined{line}, of other letters; write := to redefine it, or <!-- claim --> before a claim"
    return Standing("another equation of a name that has a value", otherwise=Restriction(again))


def _at_values(naming: Naming, here: Here, known: Definition) -> bool:
    """``at $a = 2$ we get $B = 2/5$`` of a B with a formula in a: whether the sentence gives all letters of the formula their values."""
    letters = free_symbols(naming.scopes.unfolded(known.value))
    line = here.left[1].start.line
    facts = [*naming.scopes.current.facts, *(p.fact for p in naming.premises if 0 <= line - p.line <= 1)]
    told = {f.args[0] for f in facts if isinstance(f, Call) and f.op == "eq" and not free_symbols(f.args[1])}
    return bool(letters) and letters <= told and not known.params and not free_symbols(here.value[0])


def _hangs_together(naming: Naming, known: Definition, value: Term) -> bool:
    r"""``E = p^2/(2 m)`` after ``E = m v^2/2`` and ``p = m v``: whether a value is made of names that the first value has, and of others
    whose values are made of them."""
    own = {s.name for s in free_symbols(naming.scopes.unfolded(known.value))}
    if known.symbol in free_symbols(value):
        return False  # ``k = k + 1``
    told = {s for s in free_symbols(value) if naming.scopes.definition(s.name) is not None}
    others = {s.name for s in free_symbols(value) - told}
    return bool(told and others) and others <= own and all({t.name for t in free_symbols(naming.scopes.unfolded(s))} <= own for s in told)


def _is_point(naming: Naming, letter: Sym) -> bool:
    """Whether a letter has a value, so that it is no argument."""
    known = naming.scopes.definition(letter.name)
    return known is not None and not known.params


def _is_parameter(naming: Naming, letter: Sym) -> bool:
    """Whether a letter was in use before, and no function has it as its argument: the a of ``f(a) = …`` after ``f(x) = …``."""
    params = {p.name for d in naming.scopes.current.definitions for p in d.params}
    return letter.name in naming.seen_before and letter.name in naming.numbers and letter.name not in params


def _is_model(naming: Naming, head: Head, value: Term) -> bool:
    """``y = a + b x`` beside ``y_i - a - b x_i``: a model of every member of the families."""
    letters = [] if head.params else [s.name for s in free_symbols(value) if s.sort == REAL]
    members = [set(MEMBER.findall(source)) for source in naming.scopes.sources] if letters and head.symbol.sort == REAL else []
    indexed = {name for found in members for name, *_ in found}
    return head.symbol.name in indexed and any(name in indexed for name in letters)


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
    if known is not None and told and naming.scopes.unfolded(here.right[0]) is not known:
        reason = f"the square of {name_text(square.name)} is given two values"
        naming.rivals.setdefault(reason, []).append(here.place)
        naming.doubt(square.name, reason, here.left[1].start.line)
        naming.scopes.reserved.give_second_value(OfSquare(here.left[0], naming.scopes.unfolded(here.right[0]), here.place, reason))
        return Standing("another equation of a square that has a value", otherwise=Restriction(f"{reason}; <!-- claim --> before a claim"))
    if square.name in naming.numbers:
        return None
    naming.scopes.carried.set_square(here.left[0], here.right[0])
    return Standing("it says what the square of a letter is", verdicts.Posed(here.words))


ROLES: tuple[Callable[[Naming, Here], Standing | None], ...] = (
    _explicit_definition, _update, _function_for_a_while, _letter_for_a_while, _setting, _supposed, going_back, _value_of_optimum,
    _members_in_passing, presented_as_condition, _first_member, bound_in_clause, place_in_clause, _columns_carried_on,
    _sequence_carried_on, _rate_of_change, _name_and_value, _another_model, _function_of_name, _spoken_of_in_passing, _marked_as_claim,
    _value_of_square, _value_for_data,
)
"""Tried in order; what none of them knows is a claim."""


def _first_equation(naming: Naming, head: Head, value: Term, side: Side, words: tuple[str, str], block: Block) -> verdicts.Verdict | None:
    """``name = value`` of a name that is not yet known; ``words`` describe it as an equation and as a definition."""
    name = head.symbol.name
    in_passing = not block.math.display and block.role is Role.CLAIM and not head.params and not block.modelling
    if head.params and not head.indexed and block.role is not Role.SECTION and not is_constant_function(head, value):
        naming.equated[name] = side.start.line
    if occurs(name, value):
        if head.params and not head.indexed:
            naming.scopes.carried.give_by_itself(head.symbol, side.start.line)
        if key_of(name) in block.subjects and isinstance(value, Call):  # "the variance $v$ satisfies $v = a^2 v + s$"
            return verdicts.Posed(words[0])
        from_first = head.indexed and is_family_by_members(naming.scopes.current, name)
        return None if naming.scopes.is_declared(name) and not from_first else verdicts.Definition(words[0])
    result = not head.params and is_result(value, name in naming.seen, block.concluding)
    if block.role is Role.CLAIM and (result or in_passing):
        letter = in_passing and isinstance(value, Sym) and not block.presented and not naming.scopes.is_declared(value.name)
        valued = (bool(free_symbols(value)) and not letter) or isinstance(value, Matrix)
        declared = name in naming.scopes.current.names
        typed = _is_told(naming, name) and ((name in naming.scopes.before and declared) or not is_model(value))
        root = block.presented and block.words.finding and bool(free_symbols(value))  # "the positive root is p = …"
        kept = valued and not typed and (root or (not result and name not in naming.seen))
        if not block.reason and (not kept or not (block.presented or name not in naming.spoken_of)):
            said = f"line {side.start.line} says {words[0]}, which {'may be' if kept else 'is'} no definition"
            naming.doubt(name, said, side.start.line)
        if not kept and not head.params:
            suppose(naming, head, value, side)
        return _defined(naming, head, value, side, words[1]) if kept else verdicts.Posed(words[0])
    return _defined(naming, head, value, side, words[1])


def _defined(naming: Naming, head: Head | None, value: Term, side: Side, words: str, lasting: bool = True) -> verdicts.Verdict:
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
        naming.end_slopes({s.name for s in free_symbols(value)}, side.start.line)
    elif head is not None:
        naming.scopes.forget(head.symbol.name)
    return verdicts.Definition(words)
