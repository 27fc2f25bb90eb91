"""What is kept to judge conclusions by: the words before a formula, the equations that a section sets up, the steps to be judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from derivations.documents.equations.open_names import names_outside_indices
from derivations.documents.model import Math
from derivations.documents.prose.names import names_mentioned
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import word_set
from symbolic.latex.scope import Scope
from symbolic.steps import Step
from symbolic.terms import ONE, ZERO, Sym, Term, call

FALSE = call("eq", ZERO, ONE)
RELATION = re.compile(r"=|\\(?:approx|implies|iff|Rightarrow|Leftrightarrow)(?![A-Za-z])")
SOLVING = re.compile(r"solv|rearrang|isolat|invert")
FINDING = re.compile(r"(?:mini|maxi)mi[sz]er|optim(?:al|um)|estimat|stead|equilibri|roots?$|zeros$|solution|stationary|critical|unique")
ALGEBRA = re.compile(r"(?:subtract|add|divid|multiply|cross-multiply|substitut|factor|factori[sz]|expand|eliminat|cancell?|combin|collect|"
                     r"insert|rewrit|squar|simplify|plugg)ing$|(?:subtract|divide|multiply|substitute|eliminate|simplify|cancel)s?$|simplifies$")
PLUGGING = re.compile(r"substitut|insert|plug")
ZEROING = re.compile(r"set(?:s|ting)?$|equat(?:e|es|ing)$|vanish")
EXTREMAL = re.compile(r"stationary$|critical$|extrem|(?:mini|maxi)m(?:um|a|i[sz]er)$")
CONCLUDING = word_set("""so hence thus therefore then gives give giving yields yield yielding get obtain find follows implies conclude
    means result becomes""")
EXTREME = re.compile(r"(?:mode|peaks?|vertex|best|largest|smallest|greatest|lowest|highest|turning)$|optim(?:al|um)$|"
                     r"(?:mini|maxi)m(?:um|al|i[sz]ed|i[sz]er)$")
"""Words for where a function is largest or smallest: the derivative that was found is zero there, if it is the one that is meant."""
OPTIMAL = re.compile(r"optim|best$")
ZERO_THERE = re.compile(r"\b(?:zero|vanish|vanishes) (?:at|for|when)(?! ⟦\d+⟧ (?:only|alone))\b")
CHOOSING = re.compile(r"positive|negative|nonnegative|non-|nonzero|nontrivial|trivial|smaller|larger|other$|admissib|feasib|physical|"
                      r"meaning|extraneous|spurious|exclud|reject|discard|ignor|branch|principal|interior|relevant|first$|second$")
SOLUTION = re.compile(r"solution|roots?$|zeros?$|stationary|critical|equilibri|fixed$|(?:mini|maxi)m(?:um|i[sz]er)$|possib|candidate")
ONLY = frozenset({"only", "single", "unique", "alone", "sole", "nowhere", "precisely", "exactly"})
ZERO_AT = re.compile(r"\b(?:zero|vanish|vanishes) (?:only |exactly )?(?:at|for|when|if|iff)\b")
OTHERWISE = re.compile(r"differentiat|derivative|integrat|limit|expect|average|approximat|lineari[sz]|let$|suppose|assum|require|choos|"
                       r"instead|unless|initial|guess|iterat|start|example|numerical|case$|taylor")
"""Words after which what follows need not follow from the equations alone."""
OF_OTHERS = frozenset({("for", "other"), ("at", "other"), ("in", "general"), ("for", "any"), ("for", "arbitrary"), ("for", "general"),
                       ("for", "every")})
"""Words for other values than those that equations single out."""


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation that is set up, in a line; ``formula`` numbers its formula in the document.

    defined:    the name that it gives a value.
    stationary: a derivative that is set to zero; ``facts``: what is said of its names where it stands.
    gives:      the letter of which it gives a value.
    sentence:   the one in which it holds, if it is said for a sentence alone.
    slope:      a derivative that was found, which is zero only where words say so.
    eigenvalue: the letter of a characteristic polynomial, which is zero only where words speak of eigenvalues.
    whole:      the equation with the definitions put in.
    place:      its chain and step.
    about:      the letters that a derivative, if it is one, is taken by, and the arguments of what is differentiated.
    """

    fact: Term
    line: int
    formula: int
    defined: str | None = None
    stationary: bool = False
    facts: tuple[Term, ...] = ()
    gives: str | None = None
    sentence: int | None = None
    about: frozenset[str] = frozenset()
    slope: bool = False
    ended: bool = False
    eigenvalue: Sym | None = None
    whole: Term | None = None
    place: tuple[int, int] = (0, 0)

    @property
    def names(self) -> frozenset[str]:
        return names_outside_indices(self.fact) | (names_outside_indices(self.whole) if self.whole is not None else frozenset())


@dataclass(frozen=True, slots=True)
class Words:
    """What the words before a formula say: kinds of words, and whether they may speak of something else.

    solving: words for solving; ``finding``: words for what is found; ``zeroing``: the derivative above is set to zero by these words.
    extremal: words for where something is largest or smallest; ``spoken_of``: the names in the formulas of the sentence before;
    ``optimal``: it is called best or optimal, and the words need not say of what;
    ``among_others``: it is said of one place, *which vanishes at $x = 1$*, and there may be others.
    ``choosing``: they tell solutions apart, *the negative root is not admissible*.
    """

    solving: bool = False
    finding: bool = False
    zeroing: bool = False
    algebra: bool = False
    concluding: bool = False
    otherwise: bool = False
    general: bool = False
    plugging: bool = False
    from_these: bool = False
    eigenvalues: bool = False
    extremal: bool = False
    spoken_of: frozenset[str] = frozenset()
    optimal: bool = False
    among_others: bool = False
    choosing: bool = False


SAME = frozenset({("i", ".", "e"), ("that", "is", ","), (",", "or", "equivalently"), ("or", ",", "equivalently")})
"""Words before what says the same again."""
FROM_THESE = frozenset(("from", word) for word in ("this", "these", "it", "both", "them", "which"))
NOTHING = Words()
WORKED = Words(algebra=True, concluding=True)
"""What is said of the rows by which an equation is solved."""
OF_SLOPES = word_set("""which it this that these and both so hence thus therefore then here the its derivative derivatives gradient slope
    expression bracket factor must does first to make for let when where if""")
DERIVATIVE = re.compile(r"'|\\frac\s*\{\s*(?:d|\\partial)|\\nabla|\\partial|\\dot")
LINKING = word_set("and or is are be as respectively")


def words_of(before: Sequence[str], maths: Sequence[Math]) -> Words:
    """The words of a sentence before a formula, from the last relation on that has words after it."""
    start = len(before)
    for place in range(len(before) - 1, -1, -1):
        number = number_of(before[place])
        if number is None or not RELATION.search(maths[number].text.source):
            start = place
        elif any(word[0].isalpha() and word not in LINKING for word in before[start:]):
            break
        else:
            start = place
    words = [word for word in before[start:] if word[0].isalpha()]
    meaning = [tuple(before[k : k + 3]) for k in range(start, len(before))]

    def some(table: re.Pattern[str]) -> bool:
        return any(map(table.match, words))

    zeroing = (some(ZEROING) and not {"zero", "vanish", "0"}.isdisjoint(before[start:])) or (some(EXTREMAL) and "points" in words)
    zeroing = zeroing or ZERO_AT.search(" ".join(before[start:])) is not None
    zeroing = zeroing and not _vanishes_itself(before[start:], maths)
    return Words(some(SOLVING), some(FINDING), zeroing, some(ALGEBRA), not CONCLUDING.isdisjoint(words) or not SAME.isdisjoint(meaning),
                 (not zeroing and (some(OTHERWISE) or _names_another(words))) or not OF_OTHERS.isdisjoint(pairwise(words)),
                 "general" in words,
                 any(map(PLUGGING.match, before)), any(pair in FROM_THESE for pair in pairwise(words)) or _from_equations(words),
                 any(word.startswith("eigenvalue") for word in words), some(EXTREME), _spoken_of(before, maths), some(OPTIMAL),
                 ZERO_THERE.search(" ".join(before[start:])) is not None and ONLY.isdisjoint(before[start:]),
                 any(CHOOSING.match(word) for word in before) or _names_one(words))


def _names_another(words: Sequence[str]) -> bool:
    """``Another estimate is``, but not ``another solution is``: whether something else of the same name gets a value."""
    return any(word in ("another", "alternative") and not SOLUTION.match(after) for word, after in pairwise((*words, "")))


def _names_one(words: Sequence[str]) -> bool:
    """``One solution is``, ``another root is``: whether others are left to be told."""
    return any(word in ("a", "one", "another") and SOLUTION.match(after) for word, after in pairwise(words))


def _vanishes_itself(words: Sequence[str], maths: Sequence[Math]) -> bool:
    """``The polynomial vanishes at ⟦x = 1⟧``, ``and ⟦P⟧ itself vanishes``: whether it is no derivative that is said to be zero."""
    verb = next((k for k, word in enumerate(words) if word in ("vanishes", "vanish")), 0)
    numbers = [n for n in map(number_of, words[:verb]) if n is not None]
    others = any(word[0].isalpha() and word not in OF_SLOPES for word in words[:verb])
    return others or any(not DERIVATIVE.search(maths[n].text.source) for n in numbers)


def _spoken_of(before: Sequence[str], maths: Sequence[Math]) -> frozenset[str]:
    numbers = (n for n in map(number_of, before) if n is not None)
    return frozenset(name for n in numbers for name in names_mentioned(maths[n].text.source))


def _from_equations(words: Sequence[str]) -> bool:
    """``From the first two equations``, ``by the constraint``."""
    start = next((k for k, word in enumerate(words) if word in ("from", "by")), len(words))
    return not {"equation", "equations", "condition", "conditions", "constraint", "constraints"}.isdisjoint(words[start : start + 6])


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is judged of a row that is taken for a conclusion.

    alone, together: it follows from the last equation, from all that hang together with it; ``consistent``: these do not contradict
                     each other (an implication of something false, which must fail).
    among:           the last equation has no solution but those that the sentence gives.
    empty:           the last one has no solution, so that everything follows from it.
    trivial:         these equations themselves: what holds of everything says nothing of the unknown.
    solves:          the equations about the unknown with its value put in, if these decide; ``converse``: the row makes the last hold.
    nonzero:         by what the row divides, and that it is not zero.
    firm:            what is said leaves no doubt that it is meant to follow.
    one_of:          nobody says that there is no other solution.
    lines:           where the equations stand, the last one first; ``unknown`` and ``given``: the name and its value, if it gives one.
    parts:           of the solution of a differential equation: what it has to meet, the equation first.
    places:          chain and step of these equations; ``slope``: the last one says that a derivative is zero.
    unknowns:        the letters for which the equations are solved, as far as derivatives tell.
    """

    alone: Step
    lines: tuple[int, ...]
    sentence: int
    together: Step | None = None
    among: Step | None = None
    consistent: Step | None = None
    empty: Step | None = None
    solves: tuple[Step | None, ...] = ()
    trivial: tuple[Step, ...] = ()
    converse: Step | None = None
    nonzero: tuple[Step, ...] = ()
    firm: bool = False
    one_of: bool = False
    unknown: Sym | None = None
    given: Term | None = None
    parts: tuple[Step, ...] = ()
    unknowns: frozenset[str] = frozenset()
    places: tuple[tuple[int, int], ...] = ()
    slope: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """The implications, or what a solution has to meet."""
        return self.parts or tuple(step for step in (self.alone, self.together) if step is not None)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A relation that may be a conclusion, with what is known where it stands; ``sentence`` numbers the one that it stands in."""

    relation: str
    left: Term
    right: Term
    words: Words
    formula: int
    line: int
    sentence: int
    cited: tuple[Term, ...]
    facts: tuple[Term, ...]
    scope: Scope
    display: bool


@dataclass(slots=True)
class Equations:
    """The equations that a section sets up, in order."""

    found: list[Equation] = field(default_factory=list)

    def keep(self, equation: Equation) -> None:
        self.found.append(equation)

    def clear(self) -> None:
        self.found.clear()
