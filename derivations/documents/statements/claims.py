"""A claim: a relation that no rule takes for anything else, and the reason, if there is one, why it is not called false.

It may be an equation for a name that nothing defines, restrict a name of which words say that it satisfies it, or be set to zero.
"""

from __future__ import annotations

import re

from derivations.documents.equations.definitions import head_of
from derivations.documents.equations.given_values import restriction_by_values
from derivations.documents.equations.open_names import Known, names_outside_indices, told_name
from derivations.documents.equations.restrictions import PRIMED_ALONE, next_value, product_or_call, restriction
from derivations.documents.equations.stated import Restriction, Stated
from derivations.documents.functions.rates import TIME
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.names import key_of
from derivations.documents.statements.blocks import OF_A_PLACE
from derivations.documents.statements.memory import Naming
from derivations.documents.statements.standing import Here, Standing
from symbolic.functions import CONNECTIVES
from symbolic.latex.plain import name_text, to_text
from symbolic.terms import ZERO, Apply, Bind, Call, Definition, Deriv, Sym, free_symbols, sym, walk


def claim(naming: Naming, here: Here) -> Standing:
    """A claim, and what it may be instead if it does not hold."""
    scopes = naming.scopes
    defined = {*scopes.defined_names(), *scopes.differentiated(here.left[0])}
    formulas = {d.symbol.name for d in scopes.current.definitions if d.indexed and free_symbols(d.value) <= set(d.params)}
    fitted = {name for name in scopes.current.names if scopes.taken.is_taken(name)}
    known = Known(defined, scopes.declared_names(), naming.seen, naming.seen_before | set(naming.shared), formulas, fitted)
    taken = scopes.carried.carried_on(here.left[0], here.right[0])
    left, right = taken.left, taken.right
    whole = scopes.unfolded(left), scopes.unfolded(right)
    told = told_name(left, right, whole, known)
    law = isinstance(left, Deriv) and isinstance(left.body, Sym) and left.var is sym(TIME)
    if told is not None and not law:
        reason = f"line {here.left[1].start.line} says {here.words}, which is not kept"
        naming.rivals.setdefault(reason, []).append(here.place)  # where it holds, there was nothing to keep
        naming.doubt(told, reason, here.left[1].start.line)
    goes_on = not here.first and here.block.role is Role.SENTENCE  # "with $y = Y/L = k^\\alpha$"
    in_text = not here.block.math.display and (here.block.role is Role.CLAIM or goes_on) \
        and not _is_said_of_known(naming, here) and not _is_bound_on_values(naming, here)
    stated = Stated(here.relation, left, right, (here.left[0], here.right[0]), whole, known, here.first, here.opening, in_text,
                    here.block.concluding, here.unclear, naming.rates.carry(here.opening, defined, scopes.unfolded),
                    naming.rates.moving())
    latex = here.left[1].latex
    otherwise = (_satisfied(naming, here) or next_value(left, right, latex) or product_or_call(left, latex) or restriction(stated)
                 or _solved_by_noun(here, known) or _special_case(naming, here) or _set_to_zero(here, known)
                 or restriction_by_values(stated)
                 or _for_all_others(stated, here)
                 or (_said_elsewhere(stated) if naming.foreign else None)
                 or (Restriction(OF_A_PLACE) if here.block.doubt == OF_A_PLACE else None))
    primed = PRIMED_ALONE.fullmatch(latex) if here.first and otherwise is not None else None
    if primed is not None and isinstance(left, Deriv):
        may_be = f"line {here.left[1].start.line} may say what a {latex.strip()} of its own is"
        naming.rivals.setdefault(may_be, []).append(here.place)
        naming.doubt(primed["letter"] or f"\\{primed['command']}", may_be, here.left[1].start.line)
    return Standing("it says something of all values of its names", otherwise=otherwise)


def _is_bound_on_values(naming: Naming, here: Here) -> bool:
    """*We have* ``f(x) ≥ 1`` of an f with a formula."""
    head = head_of(here.left[0])
    known = naming.scopes.definition(head.symbol.name) if head is not None and head.params and not head.indexed else None
    return here.block.asserted and here.relation != "eq" and known is not None and bool(known.params)


def _is_said_of_known(naming: Naming, here: Here) -> bool:
    """``y(t) = 1 - e^{-t}``, which satisfies ``y' + y = 1``; the loss is ``L(a, a) = …``: a claim about what has its formula."""
    valued = {key_of(d.symbol.name) for d in naming.scopes.current.definitions if not _lists_itself(d)}
    arguments = {key_of(p.name) for d in naming.scopes.current.definitions for p in d.params}
    if here.block.subjects and here.block.subjects & valued and here.block.subjects <= valued | arguments:
        return True
    match here.left[0]:
        case Apply(Sym(name), args) if here.block.presented and here.first:
            known = naming.scopes.definition(name)
            return known is not None and args != known.params
    return False


def _lists_itself(definition: Definition) -> bool:
    """``π = (π_1, π_2)``: whether a name has no value but its own entries."""
    return all(key_of(s.name) == key_of(definition.symbol.name) for s in free_symbols(definition.value))


def _satisfied(naming: Naming, here: Here) -> Restriction | None:
    """``A distribution π satisfies π_1 + π_2 = 1``: what restricts a name without a formula."""
    names = {key_of(name) for side in (here.left[0], here.right[0]) for name in names_outside_indices(side)}
    valued = {d.symbol.name for d in naming.scopes.current.definitions if not _lists_itself(d)}
    found = names & here.block.subjects - {key_of(name) for name in valued}
    reason = f"the words before it say that {' and '.join(map(name_text, sorted(found)))} has to satisfy it; <!-- claim --> before a claim"
    return Restriction(reason, "posed") if found else None


def _solved_by_noun(here: Here, known: Known) -> Restriction | None:
    """``The steady state solves s k^a = d k``: an equation that something has to satisfy, with a letter that has no formula."""
    sides = here.left[0], here.right[0]
    letters = {s.name for side in sides for s in free_symbols(side)} - set(known.defined)
    plain = not any(isinstance(t, Apply | Deriv | Bind) for side in sides for t in walk(side))
    if not (here.block.to_solve and here.first and here.relation == "eq" and plain and letters):
        return None
    return Restriction("the words before it speak of what solves it; <!-- claim --> before a claim", "posed")


def _special_case(naming: Naming, here: Here) -> Restriction | None:
    """``x^2 + y^2 = 1`` after ``x^2 + y^2 = r^2``: what is set up for any r may be said for one of them."""
    for fact in naming.scopes.current.facts:
        match fact:
            case Call("eq", (left, right)) if left is here.left[0] and here.first and here.relation == "eq" and not isinstance(left, Sym):
                if free_symbols(right) and not free_symbols(here.right[0]):
                    return Restriction(f"it may be the case {to_text(right)} = {to_text(here.right[0])} of what is set up above")
    return None


def _set_to_zero(here: Here, known: Known) -> Restriction | None:
    """``λ^2 - 4 λ = λ (λ - 4) = 0`` after words for roots, eigenvalues or solving, or of a letter of which nothing is said; and what
    *setting the derivative to zero gives*, ``-2 (x - μ) = 0``."""
    words = here.block.words
    asked = words.solving or words.zeroing or words.eigenvalues or words.finding
    letters = free_symbols(here.left[0])
    open_letter = len(letters) == 1 and not any(s.name in known.defined or s.name in known.declared or s.sort.shape for s in letters) \
        and not any(isinstance(t, Apply | Deriv | Bind) for t in walk(here.left[0]))
    zero = here.relation == "eq" and here.right[0] is ZERO and letters and (words.zeroing if here.first else asked or open_letter)
    return Restriction("it is set to zero: a condition on its letters; <!-- claim --> before a claim", "posed") if zero else None


FOR_ALL = re.compile(r"\\forall\s*(?P<name>\\?[A-Za-z]+)(?![A-Za-z])")


def _for_all_others(stated: Stated, here: Here) -> Restriction | None:
    r"""``x^\top A x < 0, \forall x \ne 0`` of an A that has no formula: what is said of all x restricts the A of one side."""
    rest = here.block.math.text.source.partition(here.right[1].latex)[2]
    every = {key_of(name) for name in FOR_ALL.findall(rest)}
    one, other = (names_outside_indices(side) - set(stated.known.defined) for side in stated.whole)
    others = sorted(name for name in one ^ other if key_of(name) not in every)
    if not every or not every & {*map(key_of, one | other)} or not others:
        return None
    return Restriction(f"it is said of all {' and '.join(sorted(every))}: a condition on {' and '.join(map(name_text, others))}; "
                       "<!-- claim --> before a claim")


def _said_elsewhere(stated: Stated) -> Restriction | None:
    """A relation with a name on one side alone, amid words that are not read: they may say that it is to hold, or what the name is."""
    one, other = (names_outside_indices(side) - set(stated.known.defined) for side in stated.whole)
    if stated.relation in CONNECTIVES or not one ^ other:
        return None
    return Restriction(f"the words of this document are not read, and may say what {' and '.join(map(name_text, sorted(one ^ other)))} is; "
                       "<!-- claim --> before a claim")
