"""The formulas of a sentence that declare: their names get types and properties, or are in doubt where they are not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from derivations.documents.model import Math
from derivations.documents.prose.clauses import BOUND, LISTED_BOUND, ORDERED, SECTION_CUES, Role
from derivations.documents.prose.denials import EQUIVALENCE
from derivations.documents.prose.names import key_of, names_in, names_mentioned, names_told
from derivations.documents.prose.phrases import NOUNS
from derivations.documents.prose.ranges import for_all, index_range, listed_entries, subscripts, with_ranges
from derivations.documents.prose.reading import Said, Told
from derivations.documents.prose.tokens import number_of
from derivations.documents.prose.untyped import COPULAS
from derivations.documents.scopes.announced import announces_another
from derivations.documents.scopes.chance import end_changed_moments, take_words_of_chance
from derivations.documents.scopes.cues import (
    CASES,
    CONCLUDING,
    DEFINES,
    HEDGING,
    MEMBERSHIP,
    MENTIONED,
    NAME_HEAD,
    ONLY_ASSUMING,
    PLAIN_NAME,
    RELATING,
    RELATION,
    SUMMED_SQUARE,
    TELLING_CASES,
    TENDING,
    goes_on,
    is_constraint,
    may_declare,
    unwrapped,
    without_brackets,
)
from derivations.documents.scopes.noise import declare_noise, tells_moments
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.scopes.survey import PARAMETER_PI
from derivations.documents.scopes.worded import declare_words
from derivations.documents.spelling import ORDER, word_set
from derivations.documents.type_inference.shapes import entries_in
from derivations.documents.type_inference.starred import given_values, twins
from symbolic.latex.calls.functions import COMMANDS_OF_FUNCTIONS
from symbolic.proving.contradictions import contradiction
from symbolic.terms import Term


def take_declarations(scopes: Scopes, told: Told, cases: Collection[int], is_new: Callable[[str], bool]) -> set[int]:
    """Take the formulas that declare, but for those of ``cases``; returns their numbers.

    is_new: whether nothing was said of a letter before.
    """
    maths, said = told.maths, told.said
    taken = set(cases)
    for letter in said.varying:
        scopes.vary(letter.name, letter.variable)
    _begin_anew(scopes, maths, said)
    valued = set[str]().union(*(given_values(m.text.source) for m in maths))
    for math in maths:
        for name, sort in twins(math.text.source, scopes.current) if not math.display else ():
            if name not in valued:
                scopes.taken.twin(name, sort, math.text)
    whole_said = {s.formula for s in said.spoken if f"({maths[s.formula].text.source.strip()})" in s.latex}
    end_changed_moments(scopes, told)
    late = [number for number in range(len(maths)) if tells_moments(told, number)]
    noise = set[int]()
    for number in (*(n for n in range(len(maths)) if n not in late), *late):
        if number in late[:1]:
            noise = declare_noise(scopes, told, late)
            taken |= {n for n in noise if not maths[n].display}
        math = maths[number]
        source = math.text.source
        lines = [line for line in said.lines if line.formula == number]
        for line in lines:
            scopes.declare_lines(line, math.text)
            taken.add(number)
        types_first = not names_in(source)  # ``$n \ge 0$ be an integer``: a type forgets what was known of the name
        spoken = [s for s in said.spoken if s.formula == number]
        for s in spoken if types_first else ():
            if r"\in" in s.latex:
                declare_words(scopes, s.latex, math.text, s.lasting)
        apart = number in cases or listed_entries(source) is not None or number in whole_said or is_constraint(told.before(number))
        if number not in noise and math.problem is None and not lines and not apart and _is_declaration(scopes, told, number, is_new):
            taken.add(number)
        for s in spoken:
            if not (types_first and r"\in" in s.latex):
                declare_words(scopes, s.latex, math.text, s.lasting)
    for s in said.spoken:
        if r"\in" not in s.latex and any(number > s.formula for number in taken):
            declare_words(scopes, s.latex, maths[s.formula].text, s.lasting)  # a type that came later forgot it
    take_words_of_chance(scopes, told)
    return taken


PASSING_EXAMPLES = word_set("instance example examples case cases sometimes e.g e g special")


def _is_new_member(told: Told, number: int, is_new: Callable[[str], bool]) -> bool:
    r"""*Data with labels $y_i \in \{0, 1\}$*: whether it is said of names that are new what they are, which lasts as with *let*."""
    source = told.maths[number].text.source
    role, before = told.said.roles[number], told.before(number)
    beside = role is Role.CLAIM and CONCLUDING.isdisjoint(before) and len(before) > 0 and before[-1] in NOUNS
    beside = beside or (role is Role.SENTENCE and told.said.cues[number] in ("with", "where"))
    membership = MEMBERSHIP.search(source)
    if not beside or membership is None or RELATION.search(source) or "for" in told.said.cues \
            or not PASSING_EXAMPLES.isdisjoint(told.words):
        return False
    names = {key_of(name) for name in names_in(source)}
    others = (math.text.source for k, math in enumerate(told.maths) if k != number and RELATION.search(without_brackets(math.text.source)))
    return bool(names) and all(map(is_new, names)) and names.isdisjoint(key_of(n) for other in others for n in names_mentioned(other))


def _is_declaration(scopes: Scopes, told: Told, number: int, is_new: Callable[[str], bool]) -> bool:
    """Take a formula as a declaration of its names, or as what leaves them in doubt; whether it was taken as the former."""
    math, role, said = told.maths[number], told.said.roles[number], told.said
    source, inline, claim = math.text.source, not math.display, role is Role.CLAIM
    stated = told.words[told.words.index(f"⟦{number}⟧") - 1] in ("are", "is") and MEMBERSHIP.search(source) is not None
    introduced = _is_new_member(told, number, is_new)
    lasting = role is Role.SECTION or (claim and (r"\mathbb" in source or stated)) or introduced
    for name in names_in(source) if introduced else ():
        scopes.begin_anew(name, True)
    concluded = claim and not CONCLUDING.isdisjoint(told.before(number))
    whole = _with_ranges(told, number, concluded)
    if number in said.partial and not _is_value_of_known(scopes, source):
        _take_partial(scopes, math, role)
        return False
    if whole != source and inline and not _is_claimed_of_all(scopes, told, number) and _declare_of_all(scopes, math, whole, lasting):
        return True
    if _brings_in(told, number) and inline and BOUNDS.fullmatch(source) and not any(map(scopes.is_declared, names_mentioned(source))):
        return scopes.declare(math.text, True)
    ordered = ORDERED.fullmatch(source) if inline and not concluded and (_brings_in(told, number) or _is_end(told, number)) else None
    if ordered is not None and not scopes.is_declared(ordered["new"]) and scopes.is_declared(ordered["known"]):
        return scopes.declare(math.text, True)
    if _is_of_array_above(scopes, told, number):
        return False
    if not claim and inline and (bound := BOUNDED_VALUE.fullmatch(source)) is not None:
        scopes.declare_latex(bound["name"] + bound["bound"], math.text, lasting)
        return False
    shown = role is Role.SECTION and MEMBERSHIP.search(source) is not None and not RELATION.search(source)  # Let $$x \in \mathbb{R}^n$$
    if _is_told(scopes.written_out(source), number, said) and (inline or shown):
        known = scopes.declare(math.text, lasting, clause=role is Role.SENTENCE or number in said.asides)
        if not known and not claim:
            scopes.doubts.formula(math.text, lasting, _any_with(told, number))
        return known
    if claim and not concluded and inline and LISTED_BOUND.fullmatch(source):
        return scopes.declare(math.text, False, clause=True)
    if is_assumed(scopes, told, number) and not scopes.declare(math.text, lasting, claims=True):
        scopes.doubts.formula(math.text, lasting, _any_with(told, number))
    elif TENDING.match(source) and inline:
        if not _is_remark(told.before(number)):
            scopes.doubts.formula(math.text, False)
    elif RELATING.search(without_brackets(source)) and not NORMAL.match(scopes.written_out(source)):
        scopes.doubts.formula(math.text, True)
    return False


def _declare_of_all(scopes: Scopes, math: Math, whole: str, lasting: bool) -> bool:
    """Take what is said for all values of an index as a declaration; of the ``a_{ij}`` beside a declared A it is said of the A, if it
    is no formula for them."""
    for name in entries_in(math.text.source, scopes.current):
        member, head = re.compile(rf"(?<![A-Za-z\\]){name}(?=_)"), DEFINES.match(math.text.source)
        if head is not None and member.match(math.text.source.lstrip()) and not member.search(math.text.source, head.end()):
            scopes.doubt_matrix_of(name, math.text.place.line)
        else:
            whole = member.sub(name.upper(), whole)
    return scopes.declare_latex(whole, math.text, lasting)


SATISFYING = re.compile("satisf|obey|fulfil|meet$|such-that|subject")
"""Words before an equation for all values of an index by which names without a formula are restricted."""


def _is_claimed_of_all(scopes: Scopes, told: Told, number: int) -> bool:
    """``we have ⟦y_i = 2 x_i⟧ for ⟦i = 1, \\dots, n⟧``: whether a relation is claimed, or gives members their values, as it would without
    the range; the names of one that they *satisfy*, and those of an inequality, may have no formula."""
    source = told.maths[number].text.source
    if told.said.roles[number] is not Role.CLAIM or not RELATION.search(without_brackets(source)):
        return False
    before = told.before(number)
    restricted = any(map(SATISFYING.match, before)) or before[-2:] == ["that", "is"] or "i.e" in before[-3:]
    known = any(scopes.definition(key_of(name)) is not None for name in names_told(source))
    return known or ("=" in without_brackets(source) and not restricted)


NOT_ZERO = re.compile(rf"\s*(?P<name>{PLAIN_NAME}(?:_\w|_\{{\w+\}})?)\s*\\neq?\s*0\s*")


def _is_of_array_above(scopes: Scopes, told: Told, number: int) -> bool:
    """``put ⟦g = A x - b⟧ and suppose ⟦g \\ne 0⟧``: whether a name to which the sentence gives a value of arrays is said not to be zero."""
    found = NOT_ZERO.fullmatch(told.maths[number].text.source)
    for math in told.maths[:number] if found is not None else ():
        head = NAME_HEAD.match(math.text.source)
        if found is not None and head is not None and head[1] == found["name"] and DEFINES.match(math.text.source):
            symbols = map(scopes.current.symbol, names_mentioned(math.text.source[head.end() :]))
            return any(s is not None and s.sort.shape for s in symbols)
    return False


def _any_with(told: Told, number: int) -> Collection[str] | None:
    r"""``any ⟦x⟧ with ⟦n^\\top x = 0⟧``: the name of which alone a condition leaves fewer values; None if it may be said of all."""
    before = told.before(number)
    named = number_of(before[-2]) if len(before) > 2 and before[-3] in ("any", "every", "each", "all") else None
    return names_told(told.maths[named].text.source) if named is not None and before[-1] in ("with", "such-that", "satisfying") else None


def _with_ranges(told: Told, number: int, concluded: bool) -> str:
    """A formula with the ranges of its indices that the sentence tells, for all values of those over which it is said."""
    maths, said = told.maths, told.said
    used = subscripts(m.text.source for m in maths)
    sources = [m.text.source for m in maths if m.problem is None and not m.display] if said.roles[number] is not Role.CLAIM else []
    whole = index_range(maths[number].text.source, used) or with_ranges(maths[number].text.source, sources)
    generic = [n for n, cue in enumerate(said.cues) if cue == "for" and n != number and index_range(maths[n].text.source, used)]
    for index in (*(() if concluded else generic), *(index for fact, index in said.every if fact == number)):
        whole = for_all(whole, maths[index].text.source)
    return whole


BOUNDED_VALUE = re.compile(rf"\s*(?P<name>{PLAIN_NAME}(?:_\w|_\{{\w+\}})?)\s*:?=[^=<>]*?"
                           rf"(?P<bound>{ORDER}\s*[\d.]+)\s*", re.DOTALL)
"""``h = b - a > 0``: a value, and where it lies."""


BOUNDS = re.compile(f"(?:{BOUND.pattern}|{LISTED_BOUND.pattern})")


def _is_remark(before: Sequence[str]) -> bool:
    """``…, which tends to $s$ as $h \\to \\infty$``: what a relative clause says of a display is not said of when it holds."""
    tending = {"which", "tends", "converges", "goes", "approaches", "vanishes"}
    return before[-1:] in (["as"], ["for"]) and not tending.isdisjoint(before[-8:])


FOUND = word_set("root roots solution solutions zero zeros eigenvalue eigenvalues minimum maximum error limit")
"""Nouns of what is not brought in, but found."""


PASSED = word_set("""case cases value values number numbers point points set probability chance situation example one first second last
    other only some certain special any every each all if when not whenever""")
"""Words before a bound that speak of some values alone: *The case of a slope $m > 0$ is easy.*"""


def _brings_in(told: Told, number: int) -> bool:
    """Whether the words around a bound bring in a quantity: ``the prior has precision $\\alpha > 0$``, but not ``for a rate $a > 0$``."""
    words, said, before = told.words, told.said, told.before(number)
    named = number in said.asides and words[len(before) - 1] not in (",", "and")
    plain = [word for word, after in zip(before, (*before[1:], ""), strict=False) if word != "at" or after not in ("rate", "speed", "a")]
    said_of_all = words[0] not in TELLING_CASES and (PASSED | FOUND | CONCLUDING).isdisjoint(plain) and HEDGING.isdisjoint(words)
    cue = said.cues[number]
    lasts = cue is None or cue in SECTION_CUES or (cue == "with" and words[0] not in ("the", "this") and _says_no_more(told, number))
    if _is_said_throughout(before) or (named and said_of_all and lasts):
        return True
    return said.roles[number] in (Role.CLAIM, Role.SENTENCE) and _is_introduced(words, number)


def _is_end(told: Told, number: int) -> bool:
    """``from ⟦V_1⟧ to ⟦V_2 > V_1⟧``: the end of a range."""
    before = told.before(number)
    return before[-1:] == ["to"] and "from" in before[-5:] and before[:1] != [] and before[0] not in TELLING_CASES


def _says_no_more(told: Told, number: int) -> bool:
    """Whether no other formula of the sentence relates anything."""
    return not any(RELATION.search(m.text.source) for n, m in enumerate(told.maths) if n != number)


def _is_said_throughout(before: Sequence[str]) -> bool:
    """``Throughout, $a > 0$.``, ``In what follows $a > 0$.``"""
    return [w for w in before if w != ","] in (["throughout"], ["in", "what", "follows"], ["from", "now", "on"], ["here", "and", "below"])


def _is_introduced(words: Sequence[str], number: int) -> bool:
    """``A capacitor $C > 0$ is charged``, ``With a yield $r > 0$ its price is``: whether a sentence begins by bringing in a quantity."""
    place = words.index(f"⟦{number}⟧")
    if words[0] == "with" and (words[1] not in ("a", "an") or not PASSED.isdisjoint(words[:place])):
        return False
    if words[0] not in ("a", "an", "consider", "take", "fix", "with"):
        return False
    start = next((k for k in range(place - 2, max(place - 5, -1), -1) if words[k] in ("a", "an", "of", "with")), None)
    return start is not None and all(w.isalpha() and w not in NO_NOUNS for w in words[start + 1 : place])


NO_NOUNS = (CONCLUDING - {"yield"}) | COPULAS | MENTIONED | word_set("""bound bounds inequality estimate constraint exception the of
    that which have has for to by we if when where case fact condition""")


def _is_value_of_known(scopes: Scopes, latex: str) -> bool:
    """``k(x, x) = 1`` of a k that has a formula: a claim."""
    head = VALUE.match(latex)
    known = scopes.function_of(head["name"]) if head is not None and not head["primes"] else None
    return known is not None and bool(known.params)


def _take_partial(scopes: Scopes, math: Math, role: Role) -> None:
    """What is said of some indices or arguments only is not kept; a function of which that is all need not be smooth."""
    head = VALUE.match(math.text.source)
    if head is not None and head["name"] in COMMANDS_OF_FUNCTIONS:
        return  # a value of the gamma function
    if head is not None and not head["primes"] and DEFINES.match(math.text.source) and not scopes.is_declared(head["name"]):
        declare_words(scopes, rf"{head['name']} : \mathbb{{R}} \to \mathbb{{R}}", math.text, True)
    if role is not Role.CLAIM or head is not None:
        scopes.doubts.formula(math.text, True)


NORMAL = re.compile(r"[^,;=]*\\sim\s*(?:\\mathcal\s*\{?\s*N\s*\}?|N|\\operatorname\{Normal\})\s*(?:\\left)?\([^;=~]*$")
"""A number with a normal distribution may be any."""


def cases_of(scopes: Scopes, told: Told) -> frozenset[int]:
    """The clauses of a sentence that contradict one another: it tells cases apart, ``for $i = j$ … and for $i \\ne j$ …``."""
    found: dict[int, tuple[Term, ...]] = {}
    names = {n: set(names_mentioned(told.maths[n].text.source)) for n, cue in enumerate(told.said.cues) if cue in CASES}
    for number in names:
        math = told.maths[number]
        clause = not math.display and math.problem is None and RELATION.search(math.text.source)
        if clause and any(names[number] & others for n, others in names.items() if n != number):
            found[number] = scopes.facts_in(math.text)
    return frozenset(n for n, facts in found.items() for m, others in found.items()
                     if n != m and facts and others and contradiction((*facts, *others)))


def _begin_anew(scopes: Scopes, maths: Sequence[Math], said: Said) -> None:
    """``Let x ∈ ℝ`` speaks of another x than the sentences before, and ``for x ∈ [−1, 1]`` does so for its sentence."""
    for name in sorted(said.left_open):
        scopes.begin_anew(name, False, arrays=True)
    for number, math in enumerate(maths):
        for name in names_mentioned(math.text.source) if number in said.denied and _is_dropped(scopes, math) else ():
            scopes.begin_anew(name, False)
        section = said.roles[number] is Role.SECTION
        if (section or (said.cues[number] == "for" and number not in said.asides)) and r"\in" in math.text.source and not math.display:
            for name in names_in(math.text.source):
                scopes.begin_anew(name, section)
    for spoken in said.spoken:
        head, sign, _ = spoken.latex.partition(next((mark for mark in (r": \Omega", r"\subseteq") if mark in spoken.latex), r"\in"))
        if said.roles[spoken.formula] is Role.SECTION and sign:
            scopes.begin_anew(head.partition("_")[0].strip() if "dots" in head else head.strip(), True)


def _is_dropped(scopes: Scopes, math: Math) -> bool:
    """Whether a denied formula takes back what is known: a condition, or an equation that is a fact; another one takes back nothing."""
    source = math.text.source
    if "=" not in source or MEMBERSHIP.search(source) is not None:
        return True
    return not set(scopes.facts_in(math.text)).isdisjoint(scopes.current.facts)


CHAINED = re.compile(rf"\s*(?:{PLAIN_NAME}(?:_\w|_\{{\w+\}})?\s*=\s*)+")
"""``a = b =`` before the value of several letters."""


def _letters_of(latex: str, head: re.Match[str]) -> set[str]:
    """The names in the value that a formula gives, but for constants if it gives it to letters: none in ``x = y = \\pi/2``."""
    chained = CHAINED.match(latex) or head
    names = set(names_mentioned(latex[chained.end() :]))
    return names if "(" in head[0] else names - {r"\pi", "e"}


def is_assumed(scopes: Scopes, told: Told, number: int) -> bool:
    """Whether a formula is a fact about its names where it stands, and not the definition of one."""
    said, source = told.said, unwrapped(told.maths[number].text.source)
    if number not in said.assumed or not RELATION.search(source) or PARAMETER_PI.search(source) \
            or goes_on(source) or SUMMED_SQUARE.match(source) or EQUIVALENCE.search(source) or is_decidable(scopes, told, number):
        return False
    head = DEFINES.match(source)
    if head is None or _is_of_chance(scopes, source):
        return True
    if is_local(scopes, told, number) or announces_another(scopes, told, number):
        return False
    constant = not _letters_of(source, head)
    return said.cues[number] in ONLY_ASSUMING or (constant and said.roles[number] is Role.SENTENCE)


DIFFERENTIATED = re.compile(r"\s*(?:\\nabla(?:_\{?\w\}?|\^2)?\s*|\\frac\s*\{\s*(?:d|\\partial)(?:\^2)?\s*)"
                            rf"(?P<name>{PLAIN_NAME})(?=[(\s}}])")
CHANCE = re.compile(r"\s*(?:P|E|Pr|\\mathbb\s*\{?\s*[PE]\s*\}?|\\(?:operatorname|text|mathrm)\s*\{\s*(?:Pr?|E|Var)\s*\})"
                    r"\s*[(\[](?P<inside>[^=]*)[)\]]\s*=")


def _is_of_chance(scopes: Scopes, source: str) -> bool:
    """``P(D) = 0.01`` of a declared event, ``E[X] = 2`` of a declared random variable: a fact, no definition of P or E."""
    from symbolic.latex.probability.chances import random_names

    found = CHANCE.match(source)
    return found is not None and not {s.name for s in random_names(scopes.current)}.isdisjoint(names_mentioned(found["inside"]))


VALUE = re.compile(rf"\s*(?P<name>{PLAIN_NAME})(?P<primes>'*)\s*\((?P<argument>[^()]*)\)")


VALUE_AT = re.compile(rf"\s*(?P<name>{PLAIN_NAME})\s*(?:\\left|\\[bB]igg?l?)?\s*"
                      r"\((?=[^=]*(?:\\[dt]?frac|\\sqrt|[+/*^-]))(?P<argument>[^=]*)\)\s*=")
"""``f(a/b) = …``: the value at a place that is worked out, which nobody sets."""


def is_decidable(scopes: Scopes, told: Told, number: int) -> bool:
    """``with $f'(x) = 2x$`` of an f that has a formula in x, ``where $2^3 = 8$``: a clause that claims, and need not be assumed."""
    latex = unwrapped(told.maths[number].text.source)
    if told.said.cues[number] not in ("with", "where") or not RELATION.search(latex):
        return False
    if not names_mentioned(latex):
        return True
    found = DIFFERENTIATED.match(latex) or VALUE_AT.match(latex) or VALUE.match(latex)
    if found is None:
        return False
    parameters = _parameters(scopes, found["name"], told.maths[:number])
    if parameters is not None and found.re is VALUE_AT:
        return bool(names_mentioned(latex[found.end() :])) or not names_mentioned(found["argument"])
    if parameters is None or found.re is DIFFERENTIATED:
        return parameters is not None
    own = bool(found["primes"]) and found["argument"].strip() in parameters
    return own or (not names_mentioned(found["argument"]) and not _gets_formula(told, number, found["name"]))


def _gets_formula(told: Told, number: int, name: str) -> bool:
    """``with $y(0) = 1$ the solution is $y(t) = e^{-t}$``: whether the sentence goes on to give a function its formula."""
    heads = (VALUE.match(m.text.source) for m in told.maths[number + 1 :] if DEFINES.match(m.text.source))
    return any(h is not None and h["name"] == name and bool(names_mentioned(h["argument"])) for h in heads)


def _parameters(scopes: Scopes, name: str, before: Sequence[Math]) -> set[str] | None:
    """The letters in which a name has a formula, here or in the formulas before; None if it has none."""
    known = scopes.definition(name)
    if known is not None:
        return {p.name for p in known.params}
    for math in before:
        head = VALUE.match(math.text.source)
        if head is not None and head["name"] == name and not head["primes"] and DEFINES.match(math.text.source):
            return {head["argument"].strip()}
    return None


def is_local(scopes: Scopes, told: Told, number: int) -> bool:
    """``For $z = \\sin(x^2)$``, ``with $C = …$ instead``: a letter that has a value already has another one in this sentence."""
    source, cue = unwrapped(told.maths[number].text.source), told.said.cues[number]
    head, name = DEFINES.match(source), NAME_HEAD.match(source)
    if head is None or name is None or cue not in ("for", "with", "if", "when") or not _letters_of(source, head):
        return False
    if cue in ("if", "when"):
        known = scopes.current.symbol(name[1]) is not None or name[1] in scopes.current.blocked
        return "(" not in head[0] and not known and NAME_HEAD.fullmatch(source, head.end()) is None
    return cue == "for" or scopes.definition(name[1]) is not None


def _is_told(source: str, number: int, said: Said) -> bool:
    told = said.roles[number] is not Role.CLAIM or number in said.asides or MEMBERSHIP.search(source) is not None
    return told and may_declare(source) and not EQUIVALENCE.search(source)
