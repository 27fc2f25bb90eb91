r"""What a section goes on with that the sections before it said: functions, estimators and sizes of arrays that it says nothing of.

``## Loss`` defines L, and ``## Gradient`` takes its gradient.  A name is *begun anew* in a section that gives it a formula or a type, or
speaks of *a*, *any* or *some* f; nothing is taken along for such a name, and a definition goes along only with everything that it is
made of.  A plain letter (x, n, a) stands for something else in every section; its values never go along, nor does
a function to which a section gives another number of arguments.

A step that rests on what goes along is called false only if nothing in it is left open (see :func:`is_closed`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from derivations.documents.functions.arguments import CHANGING, letter_of
from derivations.documents.model import Math
from derivations.documents.prose.names import key_of, names_in, names_mentioned, with_braces
from derivations.documents.prose.tokens import number_of
from derivations.documents.prose.untyped import COPULAS
from derivations.documents.scopes.cues import DEFINES, NAME_HEAD, PLAIN_NAME, STARRED_HEAD
from derivations.documents.scopes.rivals import Rival
from derivations.documents.spelling import word_set
from symbolic.latex.plain import name_text
from symbolic.latex.scope import TELLING_LAWS, Scope
from symbolic.latex.symbols import names_of
from symbolic.steps import Step
from symbolic.terms import INTEGER, Definition, Sym, Term, free_symbols, operators

NEW = word_set("""a an let any every each some all suppose assume denote arbitrary another if whenever functions differentiable convex
    continuous smooth odd even consider general generic two""")
SUPPOSING = word_set("suppose assume if whenever")
COMPARED = re.compile(r"[<>]|\\(?:leq?|geq?|ll|gg|neq?)(?:slant)?(?![A-Za-z])")
SAME = word_set("the our this recall its same above of")
MEMBER = re.compile(r"\\(?:in|to|sim|succ|subset|colon)(?![A-Za-z])|:")
DECORATED = re.compile(r"\\(?:hat|widehat|tilde|widetilde)\{|.*\^\{?(?:\*|\\ast|\\star)")
PIECE = re.compile(r"\\q?quad|\\\\|[,;&]")
OF_LETTERS = re.compile(r"[^()=]*\(\s*\\?[A-Za-z]\w*(?:\s*,\s*\\?[A-Za-z]\w*)+\s*\)\s*:?=")
COUNTING = frozenset("ijklmnrst")
"""Letters that without an argument are numbers more often than functions of sections before."""
OBJECTS = word_set("of to by into from on in differentiate differentiating respect")
"""Words before a name that is there already: ``the gradient of $L$ with respect to $w$``, ``convex in $v$``."""
ACTING = word_set("""use using see compute computing need needs update updating substitute substituting insert inserting eliminate
    eliminating treat treating keep keeping hold holding vary varying change changing recall""")
"""Verbs before a name that is there already: ``if we use $p_i$ as an intermediate quantity``."""
PLACING = word_set("if when whenever at where")
VALUE = re.compile(r"\s*\\?[A-Za-z]+(?:_\{?\w\}?)?\s*=\s*-?[\d.]+\s*")
MOST = 12
"""How many sections are looked back."""


def _functions_of_letters(source: str) -> list[str]:
    """What gives a function of several letters its formula, with its commas: ``f(x, y) = …``, but not ``f(1, 1) = 6``."""
    return [piece for piece in re.split(r"\\q?quad|\\\\", source) if OF_LETTERS.match(piece)]


LABELLED = re.compile(r"(?P<letter>[^_^]+)_\{?(?P<label>[a-houvwxyz]|\\(?:text|mathrm)\{[A-Za-z ]+\}|[A-Za-z]{2,})\}?")


def _key(name: str) -> str:
    r"""What stands for a name that is begun anew: its letter, but of ``\\tau_c`` beside ``\\tau`` the whole."""
    found = LABELLED.fullmatch(name)
    return key_of(name) if found is None else f"{found['letter']}_{{{found['label']}}}"


def is_anew(name: str, anew: Collection[str]) -> bool:
    """Whether a name, or its letter, is begun anew."""
    return key_of(name) in anew or name in anew


def begun_anew(tokens: Sequence[str], maths: Sequence[Math], mentioned: bool = True) -> set[str]:
    """The names that a sentence gives a formula or a type, or brings in as any that there are; ``mentioned``: or only mentions."""
    found: set[str] = set()
    for place, token in enumerate(tokens):
        number = number_of(token)
        if number is None:
            continue
        source = with_braces(maths[number].text.source)
        if tokens[place - 1 : place] != [] and tokens[place - 1] in PLACING and VALUE.fullmatch(source):
            continue  # "if $v = 0$ the block is the identity"
        for piece in (*PIECE.split(source), *_functions_of_letters(source)):
            head = STARRED_HEAD.match(piece)
            if head is not None and DEFINES.match(piece) and not _tells_value(piece, head[1]):
                found.add(head[1])
        if not maths[number].display and mentioned:
            sides = [side.strip() for side in COMPARED.split(source)]
            found |= {side for side in sides if len(sides) > 2 and NAME_HEAD.fullmatch(side)}  # ``d < 1 + r < u``: these are numbers
        said = tokens[place + 1 : place + 2]
        is_object = tokens[place - 1 : place] != [] and tokens[place - 1] in OBJECTS  # "the derivative of $f$ is"
        if mentioned or MEMBER.search(source) or (said and said[0] in COPULAS and not is_object):
            found |= set(names_in(source))
        start = next((k + 1 for k in range(place - 1, max(place - 6, -1), -1) if not tokens[k][0].isalpha()), max(place - 5, 0))
        before = list(tokens[start:place])
        brought_in = before == [] or before[-1] not in ACTING
        brought_in = brought_in and not NEW.isdisjoint(before) and SAME.isdisjoint(before) and not _compares(before, source)
        if not maths[number].display and brought_in:
            found |= {name for piece in PIECE.split(source) for name in names_mentioned(_subject(piece))}
    return {_key(name) for name in found}


POINT = re.compile(r"\s*\\?(?:left)?\(([^()=]*,[^()=]*?)(?:\\right)?\)\s*")
COMPARING = re.compile(rf"\s*(?P<name>{PLAIN_NAME}(?:_\w|_\{{\w+\}})?)\s*(?:[=<>]|\\(?:[lg]eq?|neq?|in)(?![A-Za-z]))")


def given_sets(tokens: Sequence[str], maths: Sequence[Math]) -> Iterator[tuple[str, str]]:
    """The names of which a sentence says in what set they are, or what they are, each with the formula: *here $y_k \\in \\{0, 1\\}$*,
    *let $p_k > 0$ be rates*."""
    for place, token in enumerate(tokens):
        number = number_of(token)
        source = with_braces(maths[number].text.source) if number is not None else ""
        compared = COMPARING.match(source) if tokens[place + 1 : place + 2] and tokens[place + 1] in COPULAS else None
        names = names_in(source) if MEMBER.search(source) else [compared["name"]] if compared is not None else []
        yield from ((_key(name), source) for name in names)


def spoken_of_anew(tokens: Sequence[str], maths: Sequence[Math]) -> set[str]:
    """The names of which a sentence may speak in a sense of its own: it begins them anew, or names them in its text, as
    *the momentum $p$*, *for $x < 0$* and *the point $(x, y)$* do, other than as the object of something: *the gradient of $L$*."""
    objects = {place for place in range(1, len(tokens)) if tokens[place - 1] in OBJECTS | ACTING and number_of(tokens[place]) is not None}
    others = ["it" if place in objects else token for place, token in enumerate(tokens)]
    found = begun_anew(others, maths, mentioned=False)
    for token in others:
        number = number_of(token)
        if number is None or maths[number].display:
            continue
        source = maths[number].text.source
        named = [*names_in(source)]
        point, compared = POINT.fullmatch(source), None if VALUE.fullmatch(source) else COMPARING.match(source)
        named += [*names_in(point[1])] if point is not None else []
        named += [compared["name"]] if compared is not None else []
        found |= {_key(name) for name in named}
    return found


def _subject(piece: str) -> str:
    r"""What *let* brings in: the left side of what gives a name its formula, ``\\Omega = \\sqrt{\\omega^2 - \\gamma^2}``, or all of it."""
    return re.split(r":?=", piece, maxsplit=1)[0] if DEFINES.match(piece) else piece


def _compares(before: Sequence[str], source: str) -> bool:
    r"""*Suppose that $\\gamma < \\omega$*: a case of names that are there already."""
    sides = COMPARED.split(source)
    return len(sides) > 1 and NEW.intersection(before) <= SUPPOSING and all(names_mentioned(side) for side in sides)


UNKNOWNS = frozenset({*CHANGING, "g", r"\phi", r"\varphi", r"\psi"})
"""What differential and functional equations are for."""
AT_PLACE = re.compile(r"\s*\\?[A-Za-z]+\s*\((?!\s*\\?[A-Za-z]\w*\s*(?:,|\)))[^()]*\)\s*=")


def _tells_value(latex: str, name: str) -> bool:
    r"""``\\sigma(-t) = 1 - \\sigma(t)``, ``\\sigma(0) = 1/2``: no formula, of a letter that does not stand for unknown functions."""
    return name not in UNKNOWNS and AT_PLACE.match(latex) is not None


CALLED = re.compile(r"(?P<name>\\[A-Za-z]+|[A-Za-z])(?:'|\\prime|\^\{\\prime\}|\{\})*\s*(?:\\left|\\bigl?|\\Bigl?|\\!)?\s*\(")
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")


def arguments_given(latex: str) -> Iterator[tuple[str, int]]:
    """The letters before brackets in a formula, and how many arguments stand in them: f, 2 and g, 1 of ``f(x, g(y))``."""
    for found in CALLED.finditer(latex):
        depth, number = 1, 1
        for character in latex[found.end() :]:
            depth += (character in OPENING) - (character in CLOSING)
            if depth == 0:
                yield found["name"], number
                break
            number += character == "," and depth == 1


FACTOR = re.compile(r"(?<![A-Za-z\\_])(?<!_\{)(?P<letter>[A-Za-z])\s*"
                    r"(?:\\(?:,|cdot|frac|ln|log|sin|cos|exp|sum)(?![A-Za-z])|[a-z](?![A-Za-z]))")
APPLIED = re.compile(r"(?P<primed>[A-Za-z])'|"
                     r"(?:\\nabla(?:_\{?\w\}?|\^2)?|\\partial(?:\^2)?|(?<![A-Za-z])d)\s*(?P<letter>[A-Za-z])(?![A-Za-z])")


def factors_in(sources: Iterable[str]) -> set[str]:
    r"""Letters that stand before another factor, ``e^{g t}``, ``A \\sin t``, and nowhere where a function stands without its argument."""
    sources = list(sources)
    applied = {found["letter"] or found["primed"] for source in sources for found in APPLIED.finditer(source)}
    return {found["letter"] for source in sources for found in FACTOR.finditer(source)} - applied


@dataclass(slots=True)
class Inheritance:
    """The scopes of sections that have ended, the last one first, and what the section that is read took from them, by letter."""

    ended: list[Scope] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)

    def end(self, scope: Scope) -> None:
        self.ended = [scope, *self.ended][:MOST]
        self.taken = {}

    def clear(self) -> None:
        self.ended, self.taken = [], {}

    def functions(self, scope: Scope, used: Collection[str], anew: Collection[str], given: Mapping[str, Collection[int]],
                  factors: Collection[str]) -> Scope:
        """The scope with the functions and estimators that a section uses and does not begin anew; ``given``: how many arguments;
        ``factors``: letters that are multiplied.  What the last section that gave a name a formula says of it counts, no earlier one."""
        told: set[tuple[str, int]] = set()
        for old in self.ended:
            own = [d for d in old.definitions if (d.symbol.name, len(d.params)) not in told]
            told |= {(d.symbol.name, len(d.params)) for d in own}
            for d in own:
                letter = letter_of(d.symbol)
                goes_on = (d.params and d.symbol.sort.is_function) or (not d.params and DECORATED.match(d.symbol.name))
                alone = letter not in given and (letter in COUNTING or letter in factors)
                if goes_on and not alone and not d.indexed and d.line and letter in used and set(given.get(letter, ())) <= {len(d.params)}:
                    scope = self._with(scope, old, d, anew)
        return scope

    def other_formulas(self, scope: Scope) -> Iterator[Rival]:
        """Functions and estimators of the sections around, each with another formula that a section beside this one gave it since."""
        for d in scope.definitions:
            since = (x for old in self.ended for x in old.definitions if x.symbol is d.symbol and (x.line or 0) > (d.line or 0))
            other = next((x for x in since if len(x.params) == len(d.params) and (x.params, x.value) != (d.params, d.value)), None)
            if other is not None and (d.params or DECORATED.match(d.symbol.name)):
                why = f"the section of line {other.line} gave {name_text(d.symbol.name)} another formula; say here which one is meant"
                yield Rival(d, other, None, why)

    def types(self, scope: Scope, names: Iterable[str], anew: Collection[str], mentioned: Collection[str]) -> Scope:
        """The scope with the types of arrays that names had in sections before, and what was said of those that are not ``mentioned``,
        but for moments and laws."""
        for name in names:
            if scope.symbol(name) is not None or is_anew(name, anew):
                continue
            arrays = ((old, s) for old in self.ended if (s := old.symbol(name)) is not None and name not in old.defined)
            before = next(((old, s) for old, s in arrays if (s.sort.shape or s.sort.index) and not s.sort.is_function), None)
            found = self._declared(scope, before[0], [before[1]], anew, mentioned) if before is not None else None
            scope = scope if found is None else replace(found, facts=tuple(
                f for f in found.facts if f in scope.facts or operators(f).isdisjoint(TELLING_LAWS)))  # w was noise, and is a weight
        return scope

    def _with(self, scope: Scope, old: Scope, definition: Definition, anew: Collection[str]) -> Scope:
        """The scope with a definition and all that it rests on; as it is if one of these names means something else here."""
        needed: list[Definition] = []
        symbols: set[Sym] = set()
        waiting = [definition]
        while waiting:
            d = waiting.pop()
            if d in needed:
                continue
            needed.append(d)
            inside = names_of(d.value) | frozenset[Sym]().union(*map(names_of, d.params))
            symbols |= inside - set(d.params)
            if any(p.sort.shape for p in d.params):
                symbols |= {p for p in d.params if old.symbol(p.name) is p}
            waiting += [other for s in inside if (other := old.definition(s.name)) is not None and other.symbol is s and s not in d.params]
        own = {d.symbol for d in needed}
        if any(is_anew(s.name, anew) or key_of(letter_of(s)) in anew or scope.symbol(s.name) not in (None, s)
               for s in own | symbols) or any(
                scope.definition(d.symbol.name) is not None or d.symbol.name in scope.blocked for d in needed):
            return scope
        found = self._declared(scope, old, sorted((s for s in symbols - own if old.symbol(s.name) is s), key=lambda s: s.name), anew)
        if found is None:
            return scope
        for d in (d for d in old.definitions if d in needed):
            found = found.define(d)
            self.taken[d.symbol.name] = d.line or 0
        return found

    def _declared(self, scope: Scope, old: Scope, symbols: Sequence[Sym], anew: Collection[str],
                  mentioned: Collection[str] = ()) -> Scope | None:
        """The scope with the types of some names, their sizes and what was said of them; None if one of them is something else here."""
        whole = sorted(frozenset[Sym]().union(*map(names_of, symbols)), key=lambda s: (s in symbols, s.name))
        if any(scope.symbol(s.name) not in (None, s) or is_anew(s.name, anew) for s in whole):
            return None
        for s in whole:
            scope = scope if scope.symbol(s.name) is s else scope.declare(s.name, s.sort)
        names = set(whole)
        return scope.with_facts(*(f for f in old.facts if names_of(f) <= names and not says_of(f, mentioned)))


def says_of(fact: Term, mentioned: Collection[str]) -> bool:
    """Whether a fact says of one of these names more than how large an array is."""
    return any(key_of(s.name) in mentioned and s.sort != INTEGER for s in names_of(fact))


def is_closed(step: Step, scope: Scope, taken: Collection[str]) -> bool:
    """Whether every name of a step that rests on what goes along is an argument, a part of a definition, or has a value or a type."""
    used = [d for d in step.definitions if d.symbol.name in taken]
    if not used or step.relation != "eq":
        return not used
    inside = frozenset[Sym]().union(*(free_symbols(d.value) | frozenset(d.params) | {d.symbol} for d in step.definitions))
    names = {s.name for s in inside} | set(scope.names) | set(scope.defined)
    return {s.name for s in free_symbols(step.left) | free_symbols(step.right)} <= names
