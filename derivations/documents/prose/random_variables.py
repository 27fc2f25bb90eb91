"""Random variables and events in words: ``Let X and Y be independent random variables with mean μ and variance σ²``.

The words around the names become declarations in LaTeX: that they are random, where their values lie, their independence, one law for
all members of a family, means and variances.  A word that is not known ends what is read; before ``random variable`` it makes the
phrase unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from derivations.documents.model import Math
from derivations.documents.prose.clauses import BOUND
from derivations.documents.prose.laws import law_at, values_one_by_one
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import BOLD, DOTS, LETTER_STYLE, word_set

NOUNS = {"variable": False, "variables": False, "vector": True, "vectors": True}
EVENTS = frozenset({"event", "events"})
IDLE = word_set("""a an the two three be any some arbitrary real real-valued scalar integrable square-integrable discrete continuous
    finite common same expected and , mutually jointly its their respective""")
SIGNS = {"nonnegative": r"{0} \ge 0", "non-negative": r"{0} \ge 0", "positive": r"{0} > 0"}
APART = frozenset({"disjoint", "exclusive"})
KNOWN = frozenset({"independent", "iid", "i.i.d", "i.i.d.", "identically", "distributed", *SIGNS, *APART})
MOMENTS = {"mean": r"\mathbb{{E}}[{0}] = {1}", "means": r"\mathbb{{E}}[{0}] = {1}", "expectation": r"\mathbb{{E}}[{0}] = {1}",
           "expectations": r"\mathbb{{E}}[{0}] = {1}", "variances": r"\operatorname{{Var}}({0}) = {1}",
           "value": r"\mathbb{{E}}[{0}] = {1}", "variance": r"\operatorname{{Var}}({0}) = {1}",
           "covariance": r"\operatorname{{Var}}({0}) = {1}"}
FINITE = word_set("mean means variance variances expectation expectations first second moment moments")
MEANS = frozenset({"mean", "means", "expectation", "expectations", "value"})
EACH = frozenset({"means", "expectations", "variances"})
"""Moments of several variables, given one by one: *means ⟦a, b⟧ and variances ⟦c⟧ and ⟦d⟧*."""
SPACE = re.compile(r"\\mathbb\s*\{?R\}?\s*\^\s*(\w|\{\w+\})")
NAME = re.compile(rf"\\?[A-Za-z]+|{BOLD}\s*\{{\\?[A-Za-z]+\}}")
ENDING = word_set(". , ; : then and with where let for — – ) respectively")
BEGINNING = word_set("let suppose assume denote define then put write")
MORE = word_set("""each all both with having whose taking takes drawn that which such-that distributed uniform uniformly normal normally
    following follows follow defined equal given""")
"""Words after a clause that go on to say what the variables are like."""
FEW_VALUES = (*((word, "finitely", "many", "values") for word in ("with", "having", "taking")),
              *((word, "a", "finite", noun) for word in ("on", "over", "in") for noun in ("set", "alphabet")),
              *(("with", "values", "in", "a", "finite", noun) for noun in ("set", "alphabet")))
"""What is true of random variables on small spaces as well."""
CONSTANTS = {"zero": "0", "unit": "1"}
PARTS = word_set("components entries coordinates elements rows columns")
"""What is said of the parts of an array is not said of the array."""
SUBSCRIPT = r"_\s*\{?(\w+)\}?\s*"
LISTED = re.compile(rf"\s*([A-Za-z]|\\[A-Za-z]+){SUBSCRIPT},(?:\s*\1{SUBSCRIPT},)*\s*{DOTS}\s*,\s*\1{SUBSCRIPT}(\\sim.*)?", re.DOTALL)
SINGLE = re.compile(rf"\s*((?:{LETTER_STYLE}\s*\{{?(?:\\[A-Za-z]+|[A-Za-z])\}}?|[A-Za-z]|\\[A-Za-z]+)(?:_\{{?\w+\}}?)?)\s*"
                    r"(?:\\in\s*(\\mathbb\s*\{?R\}?\s*(?:\^\s*(?:\w|\{\w+\}))?)|\\sim.*)?\s*", re.DOTALL)


LAW = re.compile(r"\s*(?:\\(?:mathcal|mathrm|operatorname|text)\s*\{\s*[A-Za-z]+\s*\}|N)\s*(?:\\left)?\([^|;]*\)\s*", re.DOTALL)
NUMBERED = re.compile(rf"([A-Za-z]|\\[A-Za-z]+){SUBSCRIPT}")
GENERIC = re.compile(r"\s*([A-Za-z]|\\[A-Za-z]+)\s*_\s*\{?[ijk]\}?\s*\\sim(?![A-Za-z])")
ONE_LAW = frozenset({"iid", "i.i.d", "i.i.d.", "identically"})


TOGETHER = frozenset({"independent", "iid", "identically", "distributed"})
SAMPLES = word_set("samples draws observations")


@dataclass(slots=True)
class Phrase:
    """What words say of random variables; ``moments``: one value for all of them, or one for each."""

    adjectives: set[str] = field(default_factory=set)
    noun: bool = True
    of: str = ""
    law: str = ""
    vectors: bool = False
    events: bool = False
    values: str | None = None
    moments: list[tuple[str, tuple[str, ...], int | None]] = field(default_factory=list)
    end: int = 0


@dataclass(frozen=True, slots=True)
class Variable:
    """A name, or the first and the last member of a family, in formula number ``formula``."""

    formula: int
    name: str
    last: str = ""
    values: str | None = None

    @property
    def member(self) -> str:
        return f"{self.name.partition('_')[0]}_i" if self.last else self.name

    def between(self, sign: str) -> str:
        return rf"{self.name}{sign}\dots{sign}{self.last}" if self.last else self.name


def random_variables(tokens: Sequence[str], maths: Sequence[Math], groups: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """Declarations in LaTeX, each with the number of the formula that holds its name."""
    for first, last in groups:
        if first > 1 and tokens[first - 1] == "of" and tokens[first - 2] in PARTS:
            continue
        phrase = _after(tokens, last, maths) or _before(tokens, first, last, maths)
        if phrase is None and (phrase := _beside(tokens, last)) is not None:
            first, last = _subject(tokens, last - 1, maths)
        variables = list(_variables(tokens[first:last], maths)) if phrase is not None else []
        if phrase is None or not variables or any(v.name == "" for v in variables):
            continue
        if phrase.moments and all(v.last and v.name[:1].isupper() for v in variables):
            phrase.noun = True  # ``X_1, …, X_n are i.i.d. with mean …``
        variables = _as_family(variables, phrase, tokens, maths)
        if any(len(values) not in (1, len(variables)) for _, values, _ in phrase.moments):
            continue
        others = list(_variables([phrase.of], maths)) if phrase.of else []
        if not any(v.name == "" for v in others):
            yield from _declared(phrase, variables, others)


def _variables(tokens: Sequence[str], maths: Sequence[Math]) -> Iterator[Variable]:
    for token in tokens:
        if not token.startswith("⟦"):
            continue
        number = int(token[1:-1])
        source = maths[number].text.source.strip()
        family = LISTED.fullmatch(source)
        if family is not None:
            yield Variable(number, f"{family[1]}_{{{family[2]}}}", f"{family[1]}_{{{family[4]}}}")
            continue
        names, member, space = source.partition(r"\in")  # ``u, v \in \mathbb{R}^n``
        parts = [source] if r"\sim" in source else [f"{name} {member} {space}" if member else name for name in names.split(",")]
        yield from (Variable(number, s[1], "", s[2]) if (s := SINGLE.fullmatch(part)) else Variable(number, "") for part in parts)


def _as_family(variables: list[Variable], phrase: Phrase, tokens: Sequence[str], maths: Sequence[Math]) -> list[Variable]:
    """``X_1, X_2`` as all members of a family, if they have one law: *i.i.d.*, or *independent with ⟦X_i \\sim …⟧*."""
    numbered = [NUMBERED.fullmatch(v.name) for v in variables if not v.last]
    found = [n for n in numbered if n is not None]
    listed = len(found) == len(variables) > 1 and len({n[1] for n in found}) == len({v.values for v in variables}) == 1
    if not listed or [n[2] for n in found] != [str(k + 1) for k in range(len(found))]:
        return variables
    of_all = _law_of_all(tokens, phrase.end, maths) == found[0][1]
    if phrase.adjectives.isdisjoint(ONE_LAW) and not of_all:
        return variables
    first, last, letter = variables[0], variables[-1], found[0][1]
    return [Variable(first.formula, f"{letter}_{{1}}", f"{letter}_{{{len(found)}}}", last.values)]


def _law_of_all(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> str:
    """X of ``with ⟦X_i \\sim …⟧``."""
    number = number_of((*tokens, "", "")[place + 1])
    if tokens[place : place + 1] not in (["with"], ["having"]) or number is None:
        return ""
    found = GENERIC.match(maths[number].text.source)
    return found[1] if found is not None else ""


def _after(tokens: Sequence[str], last: int, maths: Sequence[Math]) -> Phrase | None:
    """``⟦0⟧ be independent random variables with …``."""
    if last >= len(tokens) or tokens[last] not in ("be", "is", "are", "denote"):
        return None
    phrase = _noun(tokens, last + 1, maths)
    if phrase is None and (drawn := _drawn(tokens, last + 1, maths)) is not None:
        return drawn
    phrase = phrase or _adjectives(tokens, last + 1)
    found = None if phrase is None else _continued(tokens, phrase, maths)
    if found is not None and found.moments and not found.of:
        found.noun = True  # what is *i.i.d. with mean μ* is random
    if found is not None and not found.of and _has_law(tokens, last - 1, found.end, maths):
        found.noun = True  # so is what is *i.i.d. with X_i ~ N(μ, σ²)*
    return found


def _drawn(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> Phrase | None:
    """``i.i.d. ⟦\\mathcal{N}(μ, σ²)⟧``, ``independent and uniform on ⟦[0, 1]⟧``, ``a random sample from a distribution with mean ⟦μ⟧``."""
    phrase = Phrase()
    start, place = place, place + (tokens[place : place + 1] == ["a"])
    while place < len(tokens) and tokens[place] in TOGETHER | {"and", "mutually"}:
        phrase.adjectives.add(tokens[place])
        place += 1
    sampled = place < len(tokens) and (tokens[place] in SAMPLES or tokens[place : place + 2] == ["random", "sample"])
    if sampled:
        place += 1 + (tokens[place] == "random")
        sized = place + 2 < len(tokens) and tokens[place : place + 2] == ["of", "size"] and tokens[place + 2].startswith("⟦")
        place += 3 if sized else 0
        if tokens[place : place + 1] != ["from"]:
            return None
        phrase.adjectives |= {"iid"} if tokens[start] == "a" or "iid" in phrase.adjectives else set()
        place += 1
        if not phrase.adjectives & ONE_LAW:
            return None
        if tokens[place : place + 1] in (["a"], ["the"]) and tokens[place + 1 : place + 2] in (["distribution"], ["population"], ["law"]):
            phrase.end = place + 2
            found = _continued(tokens, phrase, maths)
            return found if found is not None and found.moments else None
    if not phrase.adjectives & {"independent", "iid"}:
        return None
    law = law_at(tokens, place, maths)
    if law is None:
        return None
    phrase.law = law
    return phrase


def _has_law(tokens: Sequence[str], named: int, place: int, maths: Sequence[Math]) -> bool:
    """Whether ``with ⟦X_i \\sim …⟧`` of the variables that were named follows."""
    first, second = number_of(tokens[named]), number_of((*tokens, "", "")[place + 1])
    if tokens[place : place + 1] not in (["with"], ["having"]) or first is None or second is None:
        return False
    name, law, _ = maths[second].text.source.strip().partition(r"\sim")
    return bool(law) and name.split("_")[0].strip() == maths[first].text.source.strip().split("_")[0].strip()


def _beside(tokens: Sequence[str], last: int) -> Phrase | None:
    """``with noise ⟦0⟧ independent of ⟦1⟧``."""
    start = last + 1 if tokens[last : last + 1] == [","] else last
    phrase = _adjectives(tokens, start) if tokens[start : start + 2] == ["independent", "of"] else None
    return phrase if phrase is not None and phrase.of else None


def _subject(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> tuple[int, int]:
    """The formula that is said to be independent: ⟦0⟧ of ``noise ⟦0⟧, ⟦r > 0⟧, independent of ⟦2⟧``."""
    while place > 1 and tokens[place - 1] == "," and (before := number_of(tokens[place - 2])) is not None \
            and (number := number_of(tokens[place])) is not None and BOUND.fullmatch(maths[number].text.source) \
            and r"\sim" in maths[before].text.source:
        place -= 2
    return place, place + 1


def _before(tokens: Sequence[str], first: int, last: int, maths: Sequence[Math]) -> Phrase | None:
    """``independent random variables ⟦0⟧ with …``."""
    start = first
    while start and (tokens[start - 1] in IDLE | KNOWN | set(NOUNS) or tokens[start - 1] == "random"):
        start -= 1
    phrase = _noun(tokens, start, maths)
    if phrase is None or phrase.end != first:
        return None
    phrase.end = last
    return _continued(tokens, phrase, maths)


def _noun(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> Phrase | None:
    """Known words up to ``random variables``, ``random vectors`` or ``events``; ``i.i.d. ⟦\\mathcal{N}(0, 1)⟧ random variables``."""
    phrase = Phrase()
    while place < len(tokens):
        word, following = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else ""
        if word == "random" and following in NOUNS and not phrase.adjectives & APART:
            phrase.vectors, phrase.end = NOUNS[following], place + 2
            return phrase
        if word in EVENTS and phrase.adjectives <= APART | {"independent"}:
            phrase.events, phrase.end = True, place + 1
            return phrase
        if word == "estimator" and not phrase.adjectives and tokens[place - 2 : place - 1] == ["be"]:
            of = tokens[place + 1 : place + 2] == ["of"] and place + 2 < len(tokens) and tokens[place + 2].startswith("⟦")
            phrase.end = place + 3 if of else place + 1
            return phrase
        number = number_of(word)
        if word in KNOWN:
            phrase.adjectives.add(word)
        elif number is not None and not phrase.law and phrase.adjectives and LAW.fullmatch(maths[number].text.source):
            phrase.law = maths[number].text.source.strip()
            if _is_over(tokens, place + 1):
                phrase.end = place + 1
                return phrase
        elif word not in IDLE:
            return None
        place += 1
    return None


def _adjectives(tokens: Sequence[str], place: int) -> Phrase | None:
    """``independent``, ``i.i.d.``, ``independent of ⟦k⟧``, up to the end of the clause."""
    phrase = Phrase(noun=False)
    while place < len(tokens) and tokens[place] in KNOWN | {"and", "mutually"}:
        if tokens[place] in KNOWN:
            phrase.adjectives.add(tokens[place])
        elif tokens[place + 1 : place + 2] == [] or tokens[place + 1] not in KNOWN:
            break
        place += 1
    if "independent" in phrase.adjectives and tokens[place : place + 1] == ["of"] and tokens[place + 1 : place + 2] and (
            tokens[place + 1].startswith("⟦")):
        phrase.of, place = tokens[place + 1], place + 2
    phrase.end = place
    ends = place >= len(tokens) or tokens[place] in (".", ",", ";", ":", "with", "and", "then")
    told = phrase.adjectives & {"independent", "iid", "i.i.d", "i.i.d."}
    return phrase if told and ends and not phrase.adjectives & set(SIGNS) else None


def _continued(tokens: Sequence[str], phrase: Phrase, maths: Sequence[Math]) -> Phrase | None:
    """``in ⟦ℝⁿ⟧``, ``with mean ⟦μ⟧ and variance ⟦σ²⟧``, ``with zero mean``; None if something else is said of the variables."""
    place = phrase.end
    if tokens[place : place + 1] == ["of"] and place + 1 < len(tokens) and tokens[place + 1].isalpha():
        end = place + 2 if tokens[place + 1] != "the" else place + 3  # ``the random vector of returns``
        place = end if tokens[end : end + 1] in (["with"], ["having"], ["."], [","]) else place
    place = next((place + len(words) for words in FEW_VALUES if tuple(tokens[place : place + len(words)]) == words), place)
    if tokens[place : place + 2] == ["taking", "values"]:
        place += 2
    if tokens[place : place + 2] == ["independent", "of"] and tokens[place + 2 : place + 3] and tokens[place + 2].startswith("⟦"):
        phrase.of, place = tokens[place + 2], place + 3
    if place + 1 < len(tokens) and tokens[place] == "in" and tokens[place + 1].startswith("⟦"):
        phrase.values, place = maths[int(tokens[place + 1][1:-1])].text.source.strip(), place + 2
    if tokens[place : place + 1] == [","] and tokens[place + 1 : place + 3] in (["each", "with"], ["all", "with"], ["each", "having"]):
        place += 2
    finite = _finite_moments(tokens, place)
    if finite > place:
        place = finite
    elif tokens[place : place + 1] in (["with"], ["having"]):
        taken = _moments(tokens, place + 1, maths)
        assumed = place + 1 < len(tokens) and tokens[place + 1].startswith("⟦")
        place = place if assumed else taken[1]
        phrase.moments = taken[0]
        if not taken[0] and not assumed:
            return None
    return phrase if _is_over(tokens, place) else None


def _finite_moments(tokens: Sequence[str], place: int) -> int:
    """The place after ``with finite variances``, which says that expectations exist; the given place if it does not stand there."""
    end = place + 2
    while end < len(tokens) and tokens[end] in FINITE:
        end += 1
    return end if tokens[place + 1 : place + 2] == ["finite"] and tokens[place] in ("with", "having") and end > place + 2 else place


def _moments(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> tuple[list[tuple[str, tuple[str, ...], int | None]], int]:
    """``mean ⟦μ⟧ and variance ⟦σ²⟧``: what they are said to be, and the place after them."""
    found: list[tuple[str, tuple[str, ...], int | None]] = []
    constant = ""
    while place < len(tokens):
        word, following = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else ""
        if word in CONSTANTS:
            constant = CONSTANTS[word]
        elif word in EACH and following.startswith("⟦"):
            values, end = values_one_by_one(tokens, place + 1, maths)
            if not values:
                break
            found.append((word, values, int(following[1:-1])))
            place, constant = end - 1, ""
        elif word in MOMENTS:
            at = place + 2 if following == "matrix" else place + 1
            number = tokens[at] if at < len(tokens) else ""
            given = number.startswith("⟦") or number.isdigit() or (number in CONSTANTS and not constant)
            value = constant
            if given:
                value = maths[int(number[1:-1])].text.source.strip() if number.startswith("⟦") else CONSTANTS.get(number, number)
            if not value:
                break
            found.append((word, (value,), int(number[1:-1]) if number.startswith("⟦") else None))
            place, constant = at if given else place, ""
        elif word not in IDLE or (word == "," and following not in MOMENTS.keys() | IDLE | CONSTANTS.keys()):
            break
        place += 1
    return found, place


def _is_over(tokens: Sequence[str], place: int) -> bool:
    """Whether the words about the variables end here: with the clause, and what follows says nothing more of them."""
    if place >= len(tokens) or tokens[place - 1] == "and":
        return place >= len(tokens) or tokens[place] in BEGINNING or tokens[place].startswith("⟦")
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    return tokens[place] in ENDING and following not in MORE


def _declared(phrase: Phrase, variables: list[Variable], others: list[Variable]) -> Iterator[tuple[str, int]]:
    one_law = bool(phrase.adjectives & ONE_LAW)
    apart = bool(phrase.adjectives & {"iid", "i.i.d", "i.i.d.", "independent"})
    if phrase.events:
        yield from _of_events(phrase, variables)
        return
    for v in variables if phrase.noun else ():
        values = v.values or phrase.values or (None if phrase.vectors else r"\mathbb{R}")
        if values is None:
            yield from ((MOMENTS[word].format(v.member, one), v.formula) for word, (one, *_), _ in phrase.moments if not v.last)
            return
        yield rf"{v.between(', ')} : \Omega \to {values}", v.formula
    for k, v in enumerate(variables):
        for word in sorted(phrase.adjectives & set(SIGNS)):
            yield SIGNS[word].format(v.member), v.formula
        if v.last and apart:
            yield v.between(r" \perp "), v.formula
        if v.last and one_law:
            yield v.between(r" \sim "), v.formula
        if phrase.law and not phrase.vectors and (v.values or phrase.values or r"\mathbb{R}") == r"\mathbb{R}":
            yield rf"{v.member} \sim {phrase.law}", v.formula
        for word, told, formula in phrase.moments:
            at, value = v.formula if formula is None else formula, told[k] if len(told) > 1 else told[0]
            value = value.partition("=")[0].strip()  # "covariance $\\Sigma = L L^\\top$"
            sizes = SPACE.fullmatch(v.values or phrase.values or "")
            if sizes is not None and NAME.fullmatch(value) and value != "I":
                size = sizes[1].strip("{}")
                yield rf"{value} \in \mathbb{{R}}^{{{size if word in MEANS else size + chr(92) + 'times ' + size}}}", at
            yield MOMENTS[word].format(v.member, value), at
    alone = all(not v.last and v.values == variables[0].values for v in variables)
    numbers = phrase.noun and not phrase.vectors and phrase.values in (None, r"\mathbb{R}")
    if one_law and alone and numbers and len(variables) > 1:
        yield r" \sim ".join(v.name for v in variables), variables[-1].formula
    if phrase.of:
        yield from ((rf"{v.name} \perp {w.name}", w.formula) for v in variables for w in others)
    elif apart and len(variables) > 1:
        yield r" \perp ".join(v.name for v in variables), variables[-1].formula


def _of_events(phrase: Phrase, variables: list[Variable]) -> Iterator[tuple[str, int]]:
    """Single events; a sequence of them, or events with moments, are not understood."""
    if any(v.last or v.values for v in variables) or phrase.values or phrase.moments:
        return
    for v in variables:
        yield rf"{v.name} \subseteq \Omega", v.formula
    if "independent" in phrase.adjectives and len(variables) > 1:
        yield r" \perp ".join(v.name for v in variables), variables[-1].formula
    if phrase.adjectives & APART:
        yield from ((rf"P({v.name} \cap {w.name}) = 0", w.formula) for v, w in combinations(variables, 2))
