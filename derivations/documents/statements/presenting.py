"""How the words of its sentence present a formula: as a claim, a value, a constraint, something quoted or left open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivations.documents.equations.records import words_of
from derivations.documents.instructions import Order
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.denials import ASKING, is_left_open
from derivations.documents.prose.doubts import of_nameless_arrays
from derivations.documents.prose.hypothetical import of_another_case
from derivations.documents.prose.reading import Told
from derivations.documents.prose.restricted import HEAD
from derivations.documents.prose.tokens import number_of
from derivations.documents.scopes.announced import announces_another
from derivations.documents.scopes.cues import (
    CHECKING,
    CONCLUDING,
    CONSTRAINTS,
    DEFINES,
    FIGURES,
    GIVING_REASONS,
    MENTIONED,
    MODELLING,
    NAME_HEAD,
    PLACES,
    PRESENTING,
    RENEWING,
    SETTING,
    brings_in_model,
    calls_identity,
    gives_formula,
    imposed,
    is_constraint,
    is_known_case,
    is_mentioned,
    is_named,
    is_to_solve,
    references_of,
    subjects_of,
)
from derivations.documents.scopes.declarations import is_assumed, is_local
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.spelling import word_set
from derivations.documents.statements.beginnings import begins_name, is_definition_of_equation, satisfies_equation
from derivations.documents.statements.blocks import OF_A_PLACE, Block, Marks
from derivations.documents.statements.memory import Naming

VALUE_OF = re.compile(r"\s*(?:&\s*)?(\\?[A-Za-z]+)\s*(?:\\left\s*|\\[bB]igg?l?\s*)?\(.*\)\s*(?:&\s*)?=", re.DOTALL)
CONVENTION = re.compile(r"\s*(?:0\s*/\s*0|\\[dt]?frac\s*\{?\s*0\s*\}?\s*\{?\s*0\s*\}?|0\s*\\(?:log|ln)\s*0)\s*=[^=]*")
"""``0/0 = 1``: nobody claims it; it is agreed upon."""
ASSERTING = word_set("hence thus therefore so obviously clearly evidently certainly trivially")
AFFIRMING = re.compile(r"(?:(?:we|one|you) (?:also |always |then )?(?:have|has)(?: that)?|it (?:also |always )?(?:holds|follows) that|then"
                       r"|(?:(?:we|one) )?(?:note|observe|see|sees) (?:also )?that)$")
BESIDE_ASSERTING = ASSERTING | word_set(""", and also we have it is that one has you always then holds follows note observe see sees if for
    all""")
OVER_ALL = (["for", "all"], ["for", "every"], ["for", "any"], ["for", "each"])
SAID_OF_PLACE = re.compile(r"(?:at|in|on|under|along) (?:the|a|an|any|each|every|this|that|our|its|such) [a-z -]+ ,")
IN_A_LIST = "after a clause this may be one more condition; for a claim put it in a display, or <!-- claim --> before it"



def _is_asserted(told: Told, number: int) -> bool:
    """*Hence ⟦0⟧, and clearly ⟦1⟧.*, *if ⟦0⟧ then ⟦1⟧*, *we have ⟦0⟧ for all ⟦1⟧*: whether nothing else is said in the sentence so far, and
    the formula ends its clause."""
    before, behind = told.before(number), told.words[told.words.index(f"⟦{number}⟧") + 1 :]
    clause = before[next((k + 1 for k in range(len(before) - 1, -1, -1) if before[k] in (":", ";")), 0) :]
    alone = all(word in BESIDE_ASSERTING or number_of(word) is not None for word in clause)
    said = not ASSERTING.isdisjoint(before[-2:]) or AFFIRMING.search(" ".join(clause)) is not None
    return alone and said and (not behind or behind[0] in (".", ",", ";", "and", "so") or list(behind[:2]) in OVER_ALL)


def presented(naming: Naming, told: Told, number: int, marks: Marks, orders: dict[int, Order], block: int, fragment: bool) -> Block:
    """A formula of a sentence with what its words say of it.

    block: its number in the document; fragment: it stands in a part of a sentence without a verb of its own.
    """
    scopes, math, said, before = naming.scopes, told.maths[number], told.said, told.before(number)
    source, role, cue = math.text.source, said.roles[number], said.cues[number]
    last = before[-1] if before else None
    left_open = leaves_open(scopes, told, number)
    partial = number in said.partial and (role is not Role.CLAIM or HEAD.match(source) is not None)
    partial = partial and not _is_value_of_known(scopes, source)
    agreed = CONVENTION.match(source) is not None or fragment
    valued = last in ("value", "values") or tuple(before[-3:]) == ("at", "the", "solution")
    is_told = (valued and _is_value_of_known(scopes, source)) or (last in FIGURES | {"of"} and gives_formula(source))
    is_told = is_told or is_definition_of_equation(before, math) or satisfies_equation(told, before, source)
    also = before[-3] in PLACES and number_of(before[-2]) is not None and last in (",", "and") if len(before) > 2 else False
    placed = (last in PLACES or also) and not math.display and not is_known_case(before)
    again = cue == "where" and tuple(before[-5:]) == ("i", ".", "e", ".", "at")  # "minimal where $2 a q = b$, i.e. at $q_{\\min} = …$"
    begins = last == "at" and (role is Role.CLAIM or again) and begins_name(naming, source)  # "it lands at $t_1 = 2 v/g$"
    role, cue = (Role.CLAIM, None) if begins else (role, cue)
    of_place = number + 1 < len(told.maths) and not math.display and SAID_OF_PLACE.fullmatch(" ".join(before)) is not None
    after_clause = number and tuple(before[-2:]) == (f"⟦{number - 1}⟧", ",") and said.cues[number - 1] == "with"
    return Block(
        math, role, is_assumed(scopes, told, number), local=is_local(scopes, told, number), marks=marks, number=block,
        orders=orders, references=references_of(told.sentence),
        modelling=any(w in MODELLING for w in before[-6:]),
        concluding=(last == ":" and role is Role.CLAIM and MENTIONED.isdisjoint(before[-4:])) or any(w in CONCLUDING for w in before),
        mentioned=(is_mentioned(before) and not is_told and not begins) or agreed or number in said.denied or partial or left_open,
        unsure=number in said.denied or partial or left_open or last == "that",
        presented=last in PRESENTING or is_named(before), setting=cue in SETTING,
        cue="subject-to" if cue == "with" and last in CONSTRAINTS else cue,
        doubt=OF_A_PLACE if of_place else IN_A_LIST if after_clause and not math.display else of_nameless_arrays(before) or imposed(before)
        or of_another_case(before, told.maths),
        constrained=is_constraint(before), reason=last in GIVING_REASONS, words=words_of(before, told.maths),
        subjects=subjects_of(before, told.maths), place=placed and not begins,
        renewing=last in RENEWING, another_model=brings_in_model(before),
        asserted=_is_asserted(told, number), replacing=announces_another(scopes, told, number), identity=calls_identity(before),
        only_if=tuple(before[-2:]) == ("only", "if"), to_solve=is_to_solve(before),
        checking=CHECKING.search(" ".join(before)) is not None,
        equation=last == "equation" and not (partial or agreed))


def leaves_open(scopes: Scopes, told: Told, number: int) -> bool:
    """Whether words leave open if a name that has no value is what a formula says: ``it does not follow that $a = b$``."""
    math, words, place = told.maths[number], told.words, len(told.before(number))
    if told.said.roles[number] is not Role.CLAIM or math.display:
        return False
    head = NAME_HEAD.match(math.text.source)
    unknown = head is not None and DEFINES.match(math.text.source) is not None and scopes.definition(head[1]) is None
    return unknown and is_left_open(words, place, asked=_asks(words))


def _asks(words: Sequence[str]) -> bool:
    return len(words) > 0 and words[0] in ASKING


def _is_value_of_known(scopes: Scopes, latex: str) -> bool:
    """*with the value $f(4, 2) = 8$* of an f that has a formula: a claim."""
    found = VALUE_OF.match(latex)
    known = scopes.function_of(found[1]) if found is not None else None
    return known is not None and bool(known.params)
