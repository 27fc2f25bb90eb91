"""What a sentence says about its formulas: a handful of English forms, and nothing guessed beyond them.

A sentence is turned into a row of tokens in which each formula is one token.  Then

- a *cue* (let, define, where, if, …) governs the formulas that follow it and gives them a role;
- a *phrase* of known words joined to names ("be a symmetric matrix", "positive integers $m$ and $n$") becomes
  declarations in LaTeX ("where $s$ is the logistic sigmoid" is a definition and, unlike other clauses with *where*, lasts like one);
- a name joined to a word for a type or property in any other way is *blocked*: it must not be taken for a real
  number, and its steps are unreadable until it is declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derivations.documents.model import Math
from derivations.documents.prose.clauses import HOLDING, Role, asides, cues_of, follows, quantified, role_under
from derivations.documents.prose.denials import denied, equivalences, is_generic, is_left_open, is_of_something_else, is_question, quoted
from derivations.documents.prose.dependence import Varying, letters_that_vary
from derivations.documents.prose.doubts import SUMS_TO, Doubted, doubts_of
from derivations.documents.prose.imaginary_unit import imaginary_unit
from derivations.documents.prose.laws import is_one_case, laws_in_words
from derivations.documents.prose.names import key_of, names_bounded, names_in
from derivations.documents.prose.namings import namings
from derivations.documents.prose.narrowing import IDENTITY, is_called_identity
from derivations.documents.prose.phrases import (
    ADJECTIVES,
    DISTRIBUTION,
    IN_PART,
    MATRIX_ADJECTIVES,
    NOUNS,
    OF_PRODUCTS,
    OWN_SIZE,
    UNIT_LENGTH,
    named_function,
    phrase_beside,
)
from derivations.documents.prose.random_variables import LISTED, random_variables
from derivations.documents.prose.restricted import partial
from derivations.documents.prose.sentences import Sentence
from derivations.documents.prose.tokens import formulas, number_of, text_of, tokens_of
from derivations.documents.prose.untyped import ARRAYS, ONE_OF_MANY, called_by_habit, joined_word, narrows
from derivations.documents.spelling import DOTS, MATRIX_LETTER, word_set


@dataclass(frozen=True, slots=True)
class Spoken:
    """A declaration or definition in LaTeX that words express, for a name in formula number ``formula``."""

    latex: str
    formula: int
    lasting: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A name in formula ``formula`` joined to a word that was not understood."""

    name: str
    formula: int
    word: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows (or columns) of a matrix, named in formula ``formula``: ``X has the rows $x_i^\\top$``."""

    matrix: str
    name: str
    formula: int
    rows: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Everything a sentence says: the role of each formula, declarations in words, blocked names, doubted names.

    ``cues``: the word that governs each formula.
    ``assumed``: the formulas that hold where they stand, if they are neither types nor definitions.
    ``every``: a fact, and the index for all values of which it holds.
    ``varying``: letters that are functions of a variable.
    ``left_open``: names of which words deny, or leave open, what may have been said of them before.
    ``asides``: bounds by numbers after a comma, which say for what letters the formula before them is meant: ``$s = √a$, $a > 0$,``.
    """

    roles: tuple[Role, ...]
    spoken: tuple[Spoken, ...] = ()
    joined: tuple[Joined, ...] = ()
    doubts: tuple[Doubted, ...] = ()
    cues: tuple[str | None, ...] = ()
    assumed: frozenset[int] = frozenset()
    lines: tuple[Lines, ...] = ()
    every: tuple[tuple[int, int], ...] = ()
    asides: frozenset[int] = frozenset()
    varying: tuple[Varying, ...] = ()
    denied: frozenset[int] = frozenset()
    partial: frozenset[int] = frozenset()
    left_open: frozenset[str] = frozenset()


CONCLUDING = word_set("so hence thus therefore then conclude shows show implies follows prove proves because since")
SUPPOSED = frozenset({"suppose", "assume"})
"""Words that bring in random variables for good."""
BOUNDED = re.compile(r"\s*(\\?[A-Za-z]+)\s*\\neq?\s*0\s*")
SPACE = re.compile(r"\s*\\(?:mathbb\s*\{?R\}?|[A-Z]+)\s*\^\s*(?:\w|\{[^{}]*\})\s*")
GIVEN = re.compile(r"\\in\s*(?:\\mathbb|\\\{)")
STANDARD = frozenset({"e", r"\pi"})
"""Names that a sentence describes ("the number e") without giving them another meaning."""
MUTUAL = frozenset({"orthogonal"})
"""Adjectives that say of several names how they stand to each other; of several matrices they speak one by one."""
PLURALS = frozenset({"integers", "reals", "numbers", "scalars"})
TYPED = re.compile(r"\\in\s*\\mathbb\s*\{?[RCZN]\}?\s*\^")
MATRIX = (MATRIX_LETTER + r"(?:_\w)?\s*"
          r"(?:\^\s*(?:T|\\top|\\mathsf\s*\{?T\}?|\{\s*(?:T|\\top|-1|-\\top|-T|\\mathsf\s*\{?T\}?)\s*\})\s*)?")
MULTIPLE = rf"(?:\d+|\\[a-z]+(?![A-Za-z])(?<!\\top)|[a-z])?\s*(?:{MATRIX}){{1,4}}"
MATRIX_NAME = re.compile(r"\s*(?:\\(?:mathbf|boldsymbol|bm)\s*\{[A-Z]\}|[A-Z])\s*")
PRODUCT = re.compile(rf"(?:{MATRIX}){{2,4}}|{MULTIPLE}(?:[+-]\s*{MULTIPLE}){{1,3}}")
"""A product of matrices, or a sum of multiples of such."""


WITH_ARGUMENT = re.compile(r"\s*(?P<name>\\?[A-Za-z]+)\s*\(\s*(?:\\cdot|[a-z])\s*\)\s*")
r"""``\\sigma(\\cdot)``: a function, of which words may say which it is."""


def _is_called(name: str, latex: str) -> bool:
    """``P(A)`` of *the probability $P(A)$*: what is said of the value is not said of the P."""
    return re.search(re.escape(name) + r"\s*(?:\\left|\\[bB]igg?l?)?\s*\(", latex) is not None


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with its formulas and its words, and what these say."""

    sentence: Sentence
    maths: Sequence[Math]
    words: Sequence[str]
    said: Said

    @property
    def line(self) -> int:
        """Where its first formula stands."""
        return self.maths[0].text.place.line if self.maths else 0

    def before(self, number: int) -> Sequence[str]:
        """The words before a formula."""
        return self.words[: self.words.index(f"⟦{number}⟧")]


def told_by(sentence: Sentence) -> Told:
    """A sentence with all that its words say."""
    return Told(sentence, formulas(sentence), tokens_of(sentence), read_sentence(sentence))


def read_sentence(sentence: Sentence) -> Said:
    """All that the words of a sentence say about its formulas."""
    return _Reading(sentence).said()


class _Reading:
    """A sentence while it is read; ``spoken``, ``joined`` and ``open_names`` are what was found in it so far."""

    def __init__(self, sentence: Sentence) -> None:
        self.maths, self.tokens = formulas(sentence), tokens_of(sentence)
        self.denied = (denied(self.tokens) | quoted(text_of(sentence))) - equivalences(self.tokens, self.maths)
        self.cues = [None if n in self.denied else cue for n, cue in enumerate(cues_of(self.tokens, self.maths))]
        self.asked = is_question(sentence)
        self.roles = [role_under(cue) for cue in self.cues]
        if self.tokens[:1] == ["given"]:  # the data of which the section speaks
            self.roles = [Role.SECTION if cue == "given" and GIVEN.search(m.text.source) else role
                          for cue, m, role in zip(self.cues, self.maths, self.roles, strict=True)]
        self.groups = _groups(self.tokens, self.maths)
        self.spoken: list[Spoken] = []
        self.joined: list[Joined] = []
        self.open_names: list[Doubted] = []
        self.left_open: set[str] = set()
        self.consumed: set[int] = set()

    def said(self) -> Said:
        """Random variables and definitions in words first, then what is said of each group of formulas."""
        tokens, maths = self.tokens, self.maths
        random = self._random()
        self._namings()
        self.spoken += _in_spaces(tokens, maths, self.roles)
        self.spoken += _of_sizes(tokens, maths, self.roles)
        varying, self.consumed = letters_that_vary(tokens, self.groups, maths)
        for first, last in self.groups:
            if self.consumed & set(range(first, last)):
                continue
            if random & {number_of(t) for t in tokens[first:last]}:
                self.consumed |= set(range(len(tokens))) - {k for k in range(last, len(tokens)) if _is_spoken_of_apart(tokens, k)}
            else:
                self._group(first, last)
        assumed = frozenset(n for n, cue in enumerate(self.cues)
                            if cue in HOLDING and (not maths[n].display or cue == "let" or follows(tokens, n)))
        lines = tuple(_lines(tokens, maths))
        unit = imaginary_unit(tokens, maths)
        joined = [j for j in self.joined if unit is None or j.name not in (unit, rf"\mathrm{{{unit}}}")]
        joined = [j for j in joined if all(j.formula != line.formula for line in lines)]
        narrowed = [j for j in joined if narrows(j.name, j.word, tokens)]
        doubts = (*doubts_of(tokens, maths, self.consumed), *(Doubted(j.name, j.formula, j.word) for j in narrowed), *self.open_names)
        return Said(tuple(self.roles), tuple(self.spoken), tuple(j for j in joined if j not in narrowed), doubts, tuple(self.cues), assumed,
                    lines, quantified(tokens), asides(tokens, maths), varying, self.denied, partial(tokens, maths),
                    frozenset(self.left_open))

    def _random(self) -> set[int]:
        """The formulas of names that words declare random, or give a law."""
        cues, roles = self.cues, self.roles
        laws = [] if self.asked else [(latex, n) for latex, n in laws_in_words(self.tokens, self.maths, self.groups)
                                      if roles[n] is not Role.POSED or cues[n] in SUPPOSED or is_one_case(self.tokens)]
        told = {n for _, n in laws}
        variables = [(latex, n) for latex, n in random_variables(self.tokens, self.maths, self.groups) if n not in told]
        self.spoken += [Spoken(latex, n, roles[n] not in (Role.SENTENCE, Role.POSED) or cues[n] in SUPPOSED) for latex, n in variables]
        self.spoken += [Spoken(latex, n, cues[n] != "for" and (roles[n] is not Role.POSED or cues[n] in SUPPOSED)) for latex, n in laws]
        return told | {n for _, n in variables}

    def _namings(self) -> None:
        """Names that words give to formulas; what is said of the letters of such a definition lasts as long as it."""
        roles = self.roles
        named = [(n, latex) for n, latex in namings(self.tokens, self.maths) if roles[n] is not Role.POSED]
        self.spoken += [Spoken(latex, n, True) for n, latex in named]
        for n, _ in named:
            roles[n + 1 :] = [Role.SECTION if self.cues[k] in ("with", "where") else roles[k] for k in range(n + 1, len(roles))]

    def _names(self, numbers: Sequence[int]) -> list[tuple[str, int]]:
        """The names that formulas consist of, or else the products of matrices."""
        maths, roles = self.maths, self.roles
        names = [(name, n) for n in numbers for name in names_in(maths[n].text.source) if name not in STANDARD or roles[n] is Role.SECTION]
        return names or [(f"({product})", n) for n in numbers if (product := _product_in(maths[n].text.source))]

    def _lasts(self, first: int, numbers: Sequence[int]) -> bool | None:
        """Whether what is said of formulas lasts beyond the sentence; None if it is concluded, and declares nothing."""
        roles = [self.roles[n] for n in numbers]
        if Role.SENTENCE in roles or Role.POSED in roles or (set(roles) == {Role.CLAIM} and is_generic(self.tokens, first)):
            return False
        return None if Role.SECTION not in roles and any(t in CONCLUDING for t in self.tokens[:first]) else True

    def _group(self, first: int, last: int) -> None:
        """What the words beside the formulas of a list say of their names: a declaration, a doubt, or a word that is not understood."""
        tokens, maths = self.tokens, self.maths
        numbers = [n for n in (number_of(t) for t in tokens[first:last]) if n is not None]
        names = self._names(numbers)
        if tokens[last : last + 1] in (["a"], ["an"]):  # ``$0 < p < 1$ and $n \\ge 1$ an integer`` says it of the last one
            numbers, names = numbers[-1:], [name for name in names if name[1] == numbers[-1]]
        elif tokens[last : last + 1] == ["the"] and named_function(tokens, last) is not None:
            numbers, names, first = numbers[-1:], [name for name in names if name[1] == numbers[-1]], last - 1
        compared = not names
        names = names or [(name, n) for n in numbers for name in names_bounded(maths[n].text.source)]
        names = names or [(call["name"], n) for n in numbers if (call := WITH_ARGUMENT.fullmatch(maths[n].text.source)) is not None]
        lasting = self._lasts(first, numbers)
        if not names or lasting is None:
            return
        if is_called_identity(tokens, first, last):
            self._identity(names)
            return
        phrase, used = phrase_beside(tokens, first, last, maths)
        if phrase is not None:
            if last not in used and tokens[first - 1] in ("matrix", "vector") and len(numbers) > 1:
                names = [name for name in names if name[1] == numbers[0]]  # ``a symmetric matrix ⟦S⟧ and ⟦x⟧``
            claims_nothing = self.asked and not any(self.roles[n] is not Role.CLAIM for n in numbers)
            unsaid = is_left_open(tokens, first, claims_nothing)
            if unsaid:
                self.left_open |= {name for name, _ in names}
            if unsaid or is_of_something_else(tokens, first, last):
                self.open_names += [Doubted(name, n, " ".join(tokens[k] for k in sorted(used))) for name, n in names]
                return
            if last < len(tokens) and tokens[last] in MATRIX_ADJECTIVES and r"\times" in maths[numbers[-1]].text.source:
                names = [name for name in names if name[1] == numbers[-1] or r"\times" in maths[name[1]].text.source]
            if last < len(tokens) and tokens[last] in ADJECTIVES:  # of which of them?
                apart = [name for name in names if name[1] != numbers[-1] and TYPED.search(maths[name[1]].text.source)]
                self.open_names += [Doubted(name, n, tokens[last]) for name, n in apart]
                names = [name for name in names if name not in apart]
        words = {tokens[k] for k in used}
        if not names:
            return
        function = bool(phrase) and all(":=" in latex for latex in phrase or ())
        if compared and not function and not ((len(names) == 1 or PLURALS & words) and phrase and all(r"\in" in latex for latex in phrase)):
            return
        if names[0][0].startswith("(") and not (phrase and set(phrase) <= OF_PRODUCTS):
            return
        mutual = len(names) > 1 and MUTUAL & words and "matrices" not in words
        if phrase is not None and self._fits(phrase, numbers, names) and not mutual:
            self.consumed |= used
            self.open_names += [Doubted(name, n, word) for word in sorted(IN_PART & words) for name, n in names]
            meant = all(self.cues[n] in ("where", "with") for n in numbers) and function
            self._speak(phrase, names, lasting or meant)
        else:
            word = joined_word(tokens, first, last)
            if word in ONE_OF_MANY and all(MEMBERS.fullmatch(maths[n].text.source) for n in numbers):
                word = None  # the kernel w_0, …, w_k has numbers for its entries
            if word in ("distribution", "distributions") and not any(SUMS_TO.search(m.text.source) for m in maths if not m.display):
                self.open_names += [Doubted(name, n, word) for name, n in names if called_by_habit(name, word)]  # p_i, if not p(x)
            self.joined += [Joined(name, n, word) for name, n in names if word and not called_by_habit(name, word)
                            and not (word in ARRAYS and TYPED.search(maths[n].text.source))]

    def _identity(self, names: Sequence[tuple[str, int]]) -> None:
        """What *is the identity matrix* says: nothing of an I that has no type, as it is that; of other names more than is understood."""
        for name, n in names:
            if TYPED.search(self.maths[n].text.source):
                self.open_names.append(Doubted(name, n, "identity matrix"))
            elif not IDENTITY.fullmatch(name):
                self.joined.append(Joined(name, n, "matrix"))

    def _fits(self, phrase: Sequence[str], numbers: Sequence[int], names: Sequence[tuple[str, int]]) -> bool:
        """Whether formulas are of the kind of which a phrase can be said: vectors of length one, the members of a distribution."""
        if phrase == [UNIT_LENGTH] and not all(TYPED.search(self.maths[n].text.source) for _, n in names):
            return False
        return DISTRIBUTION not in phrase or any("dots" in self.maths[n].text.source for n in numbers)

    def _speak(self, phrase: Sequence[str], names: Sequence[tuple[str, int]], lasting: bool) -> None:
        said_of = []
        for name, n in names:
            source = self.maths[n].text.source
            said_of += [(key_of(name) if latex is DISTRIBUTION else _whole_family(source, latex) or name, latex, n) for latex in phrase
                        if not (OWN_SIZE in latex and TYPED.search(source)) and (":=" in latex or not _is_called(name, source))]
        self.spoken += [Spoken(latex.format(name), n, lasting) for name, latex, n in dict.fromkeys(said_of)]


MEMBERS = re.compile(rf"\s*(?P<name>[A-Za-z])_(?:\w|\{{[^{{}}]*\}})\s*,.*{DOTS}\s*,\s*(?P=name)_(?:\w|\{{[^{{}}]*\}})\s*", re.DOTALL)
"""``w_0, \\dots, w_{k-1}``"""
LINE = re.compile(
    r"(?P<name>\\?[A-Za-z]+|\\(?:mathbf|boldsymbol|vec)\s*\{[a-z]\})_(?:\w|\{\w\})(?:\^(?:T|\\top|\{T\}|\{\\top\}))?(?:\s*,.*)?", re.DOTALL)


def _lines(tokens: Sequence[str], maths: Sequence[Math]) -> Iterator[Lines]:
    """``⟦0⟧ with rows ⟦1⟧``, ``⟦0⟧ whose columns are ⟦1⟧``: the lines of the matrix that was named last."""
    for place, token in enumerate(tokens):
        if token not in ("rows", "columns") or place + 1 >= len(tokens):
            continue
        number = number_of(tokens[place + 2] if tokens[place + 1] == "are" and place + 2 < len(tokens) else tokens[place + 1])
        before = next((n for n in (number_of(t) for t in reversed(tokens[:place])) if n is not None), None)
        if number is None or before is None:
            continue
        matrices, line = names_in(maths[before].text.source), LINE.fullmatch(maths[number].text.source.strip())
        if len(matrices) == 1 and line is not None:
            yield Lines(matrices[0], line["name"], number, token == "rows")


def _in_spaces(tokens: Sequence[str], maths: Sequence[Math], roles: Sequence[Role]) -> Iterator[Spoken]:
    """``⟦x \\ne 0⟧ in ⟦\\mathbb{R}^n⟧``: a vector that is not zero."""
    for place in range(len(tokens) - 2):
        name, space = number_of(tokens[place]), number_of(tokens[place + 2])
        if name is None or space is None or tokens[place + 1] != "in":
            continue
        found = BOUNDED.fullmatch(maths[name].text.source)
        if found is not None and SPACE.fullmatch(maths[space].text.source):
            yield Spoken(rf"{found[1]} \in {maths[space].text.source.strip()}", name, roles[name] not in (Role.SENTENCE, Role.POSED))


BY = re.compile(r"\s*(?:\w|\d+)\s*\\times\s*(?:\w|\d+)\s*")
HAVING_SIZE = (["be"], ["is"], ["be", "of", "size"], ["has", "size"], ["have", "size"], ["is", "of", "size"])


def _of_sizes(tokens: Sequence[str], maths: Sequence[Math], roles: Sequence[Role]) -> Iterator[Spoken]:
    """``let ⟦A⟧ be ⟦2 \\times 2⟧``, ``⟦A⟧ is of size ⟦m \\times n⟧``: a matrix of that size."""
    for place, token in enumerate(tokens):
        name = number_of(token)
        end = next((k for k in range(place + 1, min(place + 5, len(tokens))) if number_of(tokens[k]) is not None), None)
        if name is None or end is None or list(tokens[place + 1 : end]) not in HAVING_SIZE:
            continue
        size = maths[number_of(tokens[end]) or 0].text.source
        if BY.fullmatch(size) and MATRIX_NAME.fullmatch(maths[name].text.source) and not is_left_open(tokens, place, False) \
                and tokens[end + 1 : end + 2] in ([], ["."], [","], ["and"], ["with"]):
            yield Spoken(rf"{maths[name].text.source.strip()} \in \mathbb{{R}}^{{{size.strip()}}}", name,
                         roles[name] not in (Role.SENTENCE, Role.POSED))


OF_MEMBERS = re.compile(r"\{0\} (?:\\in \\mathbb|\\ge 0|[<>] 0)")


def _whole_family(source: str, latex: str) -> str:
    r"""``x_1, \dots, x_N`` where a type or a sign is said of it, which all members have; else nothing."""
    return source.strip() if OF_MEMBERS.match(latex) and LISTED.fullmatch(source) and r"\sim" not in source else ""


def _product_in(latex: str) -> str:
    r"""A product of matrices such as ``X^\top X``, or a sum such as ``I + A``; else nothing."""
    return latex.strip() if PRODUCT.fullmatch(latex.strip()) else ""


APART = word_set("and , any every all each some a an")


def _is_spoken_of_apart(tokens: Sequence[str], place: int) -> bool:
    """``For any random variable ⟦0⟧ and positive ⟦1⟧``, ``where ⟦1⟧ is invertible``: a name after random ones of which words of its own
    say what it is."""
    if tokens[place - 1 : place] == ["where"] and tokens[place + 1 : place + 2] == ["is"] and place + 2 < len(tokens):
        return number_of(tokens[place]) is not None and tokens[place + 2] in MATRIX_ADJECTIVES
    start = place
    while start and tokens[start - 1] in {*ADJECTIVES, *NOUNS, "real"}:
        start -= 1
    return number_of(tokens[place]) is not None and 0 < start < place and tokens[start - 1] in APART


def _groups(tokens: Sequence[str], maths: Sequence[Math]) -> list[tuple[int, int]]:
    """Ranges of tokens that are formulas in a list: ``⟦0⟧ , ⟦1⟧ and ⟦2⟧``; a display after a formula in the text is no part of its list."""
    groups, place = [], 0
    while place < len(tokens):
        if number_of(tokens[place]) is None:
            place += 1
            continue
        end = place + 1
        known = _names_at(tokens[place], maths)
        while True:
            step = next((k for k in (1, 2) if end + k < len(tokens) and number_of(tokens[end + k]) is not None
                         and all(t in (",", "and", "or") for t in tokens[end : end + k])), None)
            if step is None or (maths[number_of(tokens[end + step]) or 0].display and not maths[number_of(tokens[place]) or 0].display):
                break
            if not _names_at(tokens[end + step], maths).isdisjoint(known):  # said again, of this one alone: ``A, B ∈ ℝⁿˣⁿ and B symmetric``
                break
            known |= _names_at(tokens[end + step], maths)
            end += step + 1
        groups.append((place, end))
        place = end
    return groups


def _names_at(token: str, maths: Sequence[Math]) -> set[str]:
    number = number_of(token)
    return set(names_in(maths[number].text.source)) if number is not None else set()
