"""What governs a formula: the cue (let, where, if, …) whose clause it stands in, and the role that this gives it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import Enum

from derivations.documents.model import Math
from derivations.documents.prose.ranges import index_range, subscripts
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import ORDER, word_set


class Role(Enum):
    """How the words around a formula present it."""

    CLAIM = "stated"
    SECTION = "let, denote, define"
    SENTENCE = "for, where"
    POSED = "if, when, assume, suppose, solve, such that"


SECTION_CUES = word_set("let denote denoting denotes define defining defined")
SENTENCE_CUES = frozenset({"for", "where", "with"})
POSED_CUES = word_set("""if when whenever assume assuming suppose supposing solve solving set setting such-that subject-to satisfying
    provided require requiring given""")
ASSUMING = word_set("if when whenever assume assuming suppose supposing provided given")
LET_GOES_ON = frozenset({"with", "such-that", "subject-to", "satisfying"})
HOLDING = ASSUMING | LET_GOES_ON | word_set("let for where require requiring")
CLAUSE_CUES = word_set("for with if when whenever given provided")
"""Cues of clauses that a colon ends: ``if $a > 0$ we are done: $b = 1$``."""
NARROW_CUES = frozenset({"for", "with", "given"})
BOUNDARIES = word_set("""then so hence thus therefore we gives give yields yield get obtain have has holds follows show shows implies
    because since us see it which becomes ; unless except""")
CUES = SECTION_CUES | SENTENCE_CUES | POSED_CUES
NO_NOUNS = BOUNDARIES | CUES | word_set("""some small large big sufficiently enough certain suitable necessity course only not no whether
    probability equality constant case cases values""")
"""Words before a bound that do not name what is bounded, or say that it holds for some letters only."""
FILLERS = word_set("""a an the all any every each some both fixed given arbitrary that by also two three real positive negative
    nonnegative non-negative nonzero non-zero integer integers number numbers scalar scalars matrix matrices vector vectors symmetric
    invertible values value of indices index constant constants complex natural unit""")
AGREEING = word_set("agreement accordance agrees agree consistent coincides coincide compare compatible")
"""Words before a *with* that introduces a claim: *in agreement with ⟦k⟧*."""
NUMERALS = word_set("one two three four five six")
COUNT = re.compile(r"\s*[A-Za-z]\s*=\s*\d+\s*")
IDIOMS = word_set("simplicity moment sake now convenience concreteness definiteness example instance brevity illustration argument")
"""Words after *for* that bound no letter: *suppose, for the moment, that $x > 0$*."""
KINDS = word_set("""weight weights parameter parameters coefficient coefficients rate rates frequency mass radius slope intercept bias
    step size""")
"""Nouns of numbers that stand right before the formula of a *with*."""
QUANTIFIERS = word_set(", and or all any every each some both real positive integer integers numbers")


def quantified(tokens: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Pairs of formulas ``⟦0⟧ for all ⟦1⟧``."""
    places = [k for k in range(len(tokens) - 3) if tokens[k + 1] == "for" and tokens[k + 2] in ("all", "every", "each")]
    pairs = [(number_of(tokens[k]), number_of(tokens[k + 3])) for k in places]
    return tuple((fact, index) for fact, index in pairs if fact is not None and index is not None)


SIGN = rf"\s*{ORDER}\s*"
BOUND = re.compile(rf"\s*(?:[\d.]+{SIGN})?\\?[A-Za-z]+(?:_\w)?{SIGN}[\d.]+\s*")
LETTER = r"(?:\\(?:hat|bar|tilde|mathrm|mathcal)\s*\{\s*\\?[A-Za-z]+\s*\}|\\?[A-Za-z]+)(?:_\w|_\{\w+\})?"
ORDERED = re.compile(rf"\s*(?P<new>{LETTER}){SIGN}(?P<known>{LETTER})\s*")
"""``V_2 > V_1``, ``\\mu > \\lambda``: a new name beside a known one."""
VALUE_OF_LETTER = re.compile(rf"\s*{LETTER}\s*=")
LISTED_BOUND = re.compile(rf"\s*{LETTER}(?:\s*,\s*{LETTER})+{SIGN}[\d.]+\s*")
"""``\\sigma_1, \\sigma_2 > 0``, which is said of names when they are introduced."""


def asides(tokens: Sequence[str], maths: Sequence[Math]) -> frozenset[int]:
    """The bounds of a letter by numbers that stand between commas, after another formula, or with what they are: ``with rate $a > 0$``."""
    found = set[int]()
    for place in range(2, len(tokens)):
        number = number_of(tokens[place])
        closed = place + 1 == len(tokens) or tokens[place + 1] in (",", ".", ";", "can", "is", "and")
        if number is not None and tokens[place - 1] == "," and number_of(tokens[place - 2]) is not None and closed \
                and not maths[number].display and BOUND.fullmatch(maths[number].text.source):
            found.add(number)
    for place in range(2, len(tokens)):
        number = number_of(tokens[place])
        source = maths[number].text.source if number is not None and not maths[number].display else ""
        bound = any(pattern.fullmatch(source) for pattern in (BOUND, LISTED_BOUND, ORDERED))
        if number is not None and bound and (_is_named(tokens, place) or _is_named_next(tokens, place, found) or _is_end(tokens, place)):
            found.add(number)
    return frozenset(found)


def _is_end(tokens: Sequence[str], place: int) -> bool:
    """``an expansion from ⟦k⟧ to ⟦l⟧``: bounds that are said of where something begins and ends."""
    begins = tokens[place - 1] == "from" and tokens[place + 1 : place + 2] == ["to"]
    return begins or (tokens[place - 1] == "to" and place > 2 and tokens[place - 3] == "from")


def _is_named(tokens: Sequence[str], place: int) -> bool:
    """``of length ⟦k⟧``, ``with a learning rate ⟦k⟧``, ``has mass ⟦k⟧``: whether a word or two before a formula say what it is."""
    start = next((k for k in range(place - 1, max(place - 5, -1), -1) if tokens[k] in ("of", "with", "for", "has", "have", "at")), place)
    also = place - 3  # "have the values ⟦k⟧ and the variances ⟦l⟧"
    if start == place and also > 0 and tokens[also : also + 2] == ["and", "the"] and not {"has", "have"}.isdisjoint(tokens[:also]):
        start = also
    return tokens[start - 1] not in ("we", "must", "then") and _is_noun(tokens[start + 1 : place])


def _is_named_next(tokens: Sequence[str], place: int, named: Collection[int]) -> bool:
    """``of length ⟦j⟧, width ⟦k⟧ and height ⟦l⟧``: whether words say what a formula is as they do of the one before."""
    start = next((k for k in range(place - 1, max(place - 6, -1), -1) if number_of(tokens[k]) is not None), place)
    words = tokens[start + 1 : place]
    if number_of(tokens[start]) in named and words == ["and"]:
        return True  # "variances ⟦j⟧ and ⟦k⟧"
    return number_of(tokens[start]) in named and words[:1] in ([","], ["and"]) and _is_noun([w for w in words if w not in (",", "and")])


def _is_noun(words: Sequence[str]) -> bool:
    """Whether a word or two name a thing, with an article or without."""
    if list(words) in (["a", "small"], ["a", "large"]):
        return True  # "for a small ⟦k⟧" brings in a single number, "for small ⟦k⟧" speaks of a limit
    words = [t for t in words if t not in ("a", "an", "the", "any", "every", "each", "fixed", "given")]
    if len(words) == 2 and words[1] == "constant":
        words = words[:1]  # "a time constant"
    return 0 < len(words) < 3 and all(t[0].isalpha() and t not in NO_NOUNS for t in words)


def cues_of(tokens: Sequence[str], maths: Sequence[Math]) -> list[str | None]:
    """The word that governs each formula.  What a *let* goes on to say (*with*, *for i = 1, …, n and*) lasts as long as it."""
    cues: list[str | None] = [None] * len(maths)
    cue: str | None = None
    taken = aside = False
    for place, token in enumerate(tokens):
        number = number_of(token)
        if number is not None and tells_count(tokens, place, maths):
            cues[number], cue = "for", None
        elif number is not None and aside:
            cues[number], aside = "for", False
        elif number is not None:
            bounded = cue == "for" and taken and tokens[place - 1] in ("and", ",") and _is_bounded(tokens, place)
            if cue is not None and not bounded and not _comma_ends(cue, tokens, place, maths[number], taken):
                cues[number] = cue
                taken = True
            else:
                cue = None
        elif token == "for" and cue in ASSUMING and not taken and not IDIOMS.isdisjoint(tokens[place + 1 : place + 4]) \
                and "contradiction" not in tokens[place : place + 6]:
            continue  # "suppose for simplicity that", "assume, for contradiction,"
        elif token == "with" and place and tokens[place - 1] in AGREEING:
            cue = None
        elif token in SECTION_CUES or token in SENTENCE_CUES or token in POSED_CUES:
            if cue in SECTION_CUES and taken and (token in LET_GOES_ON or _is_aside(tokens, place, maths)):
                aside = token == "for"
            elif not (token in ("set", "given") and place and tokens[place - 1] in ("a", "the", "this", "any")) \
                    and not (cue in SECTION_CUES and tokens[place : place + 2] == ["given", "by"]):
                cue, taken = token, False
        elif token == "on" and _bounds_letter(tokens, place, maths):
            cue, taken = "for", False
        elif token in BOUNDARIES or (token == ":" and taken and cue in CLAUSE_CUES) or _leaves(cue, tokens, place, taken):
            cue = None
    return cues


def _is_bounded(tokens: Sequence[str], place: int) -> bool:
    """``⟦0⟧ for ⟦1⟧ and ⟦2⟧ for all ⟦3⟧``: whether words tell for what a formula is said, so that it bounds none before it."""
    after = [t for t in tokens[place + 1 : place + 4] if t not in ("all", "every", "each", "any")]
    return after[:1] == ["for"] and number_of((*after[1:2], "")[0]) is not None


def tells_count(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``for two classes, ⟦K = 2⟧``, ``in three dimensions (⟦d = 3⟧)``: whether a formula is the number of a case that words tell."""
    number, before = number_of(tokens[place]), tokens[max(place - 4, 0) : place]
    return number is not None and len(before) == 4 and before[0] in ("for", "with", "in") and before[1] in NUMERALS \
        and before[2].isalpha() and before[3] in (",", "(") and COUNT.fullmatch(maths[number].text.source) is not None


def _bounds_letter(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``the function ⟦0⟧ on ⟦t > 0⟧``: where it is defined."""
    number = number_of(tokens[place + 1]) if 0 < place < len(tokens) - 1 and number_of(tokens[place - 1]) is not None else None
    return number is not None and not maths[number].display and BOUND.fullmatch(maths[number].text.source) is not None


def _has_no_subject(tokens: Sequence[str], place: int) -> bool:
    """``when started there is ⟦k⟧``: whether the verb before a formula belongs to the words before such a clause."""
    start = next((k for k in range(place - 1, -1, -1) if tokens[k] in ("when", "if", "whenever")), None)
    return start is not None and tokens[start + 1].endswith(("ed", "ing")) and number_of(tokens[place + 1]) is not None \
        and not any(t in (",", ";", ":", "the", "a", "an", "and") or number_of(t) is not None for t in tokens[start:place])


def _has_another_subject(tokens: Sequence[str], place: int) -> bool:
    """``If both scores agree the loss is ⟦k⟧``: whether a noun with its article begins a clause of its own before the verb."""
    start = next((k for k in range(place - 1, -1, -1) if tokens[k] in ("when", "if", "whenever")), place)
    article = next((k for k in range(place - 1, max(place - 4, start + 2), -1) if tokens[k] == "the"), None)
    return article is not None and number_of(tokens[place + 1]) is not None and tokens[article - 1] in SAID_OF_ALL \
        and not any(t in (",", ";", ":", "and") or number_of(t) is not None for t in tokens[start:place])


SAID_OF_ALL = word_set("agree agrees coincide coincides vanish vanishes differ fails fail holds converges diverges applies wins loses")
"""Verbs that end a clause: *if both scores agree, the loss is*."""


def _leaves(cue: str | None, tokens: Sequence[str], place: int, taken: bool) -> bool:
    """Whether a word ends the clause of a cue that allows but few words before its formula, and fewer after it."""
    if cue in ("when", "if", "whenever") and tokens[place] in ("is", "are", "equals") and place + 1 < len(tokens):
        return _has_no_subject(tokens, place) or _has_another_subject(tokens, place)
    if cue not in NARROW_CUES or tokens[place] in (QUANTIFIERS if taken else FILLERS | QUANTIFIERS):
        return False
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    if cue == "with" and not taken and tokens[place] in KINDS and number_of(following) is not None:
        return False
    return not (cue == "with" and not taken and _names_what_follows(tokens, place))


def _names_what_follows(tokens: Sequence[str], place: int) -> bool:
    """``the cross-entropy ⟦k⟧``, ``the learning rate ⟦k⟧``: whether a word belongs to an article before it and a formula after it."""
    before = next((tokens[k] for k in range(place - 1, max(place - 4, -1), -1) if tokens[k] in ("the", "a", "an", "with")), None)
    after = next((tokens[k] for k in range(place + 1, min(place + 4, len(tokens))) if not tokens[k][0].isalpha()), "")
    return before not in (None, "with") and number_of(after) is not None


def follows(tokens: Sequence[str], number: int) -> bool:
    """Whether a formula stands directly after the word that governs it: ``where ⟦k⟧``, ``suppose that: ⟦k⟧``."""
    place = tokens.index(f"⟦{number}⟧") - 1
    while place > 0 and tokens[place] in ("that", ":", ","):
        place -= 1
    return place >= 0 and tokens[place] in HOLDING


def _is_aside(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``for all ⟦i⟧``, ``for each ⟦i⟧`` and ``for ⟦i = 1, …, n⟧``: the range of an index, after which the clause goes on."""
    if tokens[place] != "for" or place + 2 >= len(tokens):
        return False
    if tokens[place + 1] in ("all", "every", "each"):
        return number_of(tokens[place + 2]) is not None
    number = number_of(tokens[place + 1])
    return number is not None and index_range(maths[number].text.source, subscripts(m.text.source for m in maths)) is not None


def _comma_ends(cue: str, tokens: Sequence[str], place: int, formula: Math, taken: bool) -> bool:
    """Whether the clause of a cue ended before this formula: ``for $x > 0$, $\\log x^2 = …$``."""
    if not taken or cue in SECTION_CUES or cue == "where":
        return False
    if cue == "with" and VALUE_OF_LETTER.match(formula.text.source) and _is_in_last_list(tokens, place):
        return False
    if tokens[place - 1] != ",":
        return tokens[place - 1] not in ("and", "or") and (formula.display or cue in NARROW_CUES)
    return formula.display or ("=" in formula.text.source and not re.search(r"\\in(?![A-Za-z])", formula.text.source))


def _is_in_last_list(tokens: Sequence[str], place: int) -> bool:
    """``⟦0⟧ with ⟦1⟧, ⟦2⟧ and ⟦3⟧.``: whether a formula stands in a list of nothing but formulas that a *with* behind one begins."""
    start = next((k for k in range(place, 0, -1) if tokens[k] == "with"), 0)
    alone = all(t in (",", "and", ".") or number_of(t) is not None for t in tokens[start + 1 :])
    return start > 0 and number_of(tokens[start - 1]) is not None and alone


def role_under(cue: str | None) -> Role:
    if cue is None:
        return Role.CLAIM
    if cue in SECTION_CUES:
        return Role.SECTION
    return Role.SENTENCE if cue in SENTENCE_CUES else Role.POSED
