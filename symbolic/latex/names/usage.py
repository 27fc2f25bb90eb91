r"""How names are used in a formula, found from its tokens alone, so that it works where reading fails.

- A name stands *bare* if it is not followed by a bracket: then it is no function.
- A base with subscript letters is a *family*; a letter used so is an *index*, unless it is also a continuous variable.
- The bound of a sum, n of ``\binom{n}{k}``, of ``n!`` and of ``\frac{d^n}{dx^n}`` are *sizes*; k, and n of ``(-1)^n``, are *indices*.
- A sum over ``j`` without bounds links all the slots that ``j`` fills in that formula: they have one range.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from symbolic.latex.errors import ReadingError
from symbolic.latex.names.argument_letters import numbering
from symbolic.latex.names.differential_names import INTEGRALS, differential_operators, is_d, is_differential_form
from symbolic.latex.names.field_heads import NABLA, is_field_head, takes_fields
from symbolic.latex.names.numbered_above import numbering_above
from symbolic.latex.names.primed import primed_alone, primed_names
from symbolic.latex.source.macros import tokens_of
from symbolic.latex.source.separators import is_compared
from symbolic.latex.source.spelling import (
    NAMING,
    NameAt,
    after_group,
    close_of,
    group_range,
    is_label_word,
    name_at,
    starred_heads,
    subscript_items,
)
from symbolic.latex.source.stacked import EXTREMA
from symbolic.latex.source.tokens import Token
from symbolic.terms import ONE

if TYPE_CHECKING:
    from symbolic.latex.scope import Scope, Slot

INDEX_LETTERS = frozenset("ijklmnt")
"""Letters that are indices when they stand as subscripts; others are labels unless bound or declared."""
LABELS = frozenset("m")
"""Index letters that are also short for a word: ``K_m`` of Michaelis, ``q_m`` of a monopoly."""
NATURAL = (r"\omega", "n")
"""The natural frequency beside a frequency ω; where n stands for itself, it counts frequencies."""
SEQUENCE_LETTERS = frozenset("kmnN")
"""Letters that run through the integers when they tend to infinity."""
COUNTING_LETTERS = INDEX_LETTERS - {"t"} | SEQUENCE_LETTERS | frozenset({"l", "p", "q", "r", "s", r"\ell"})
"""Letters that are integers in an exponent of a negative numeral, which has no value at other numbers."""

HABIT_LETTERS = frozenset("fghFGH") | {r"\phi", r"\psi", r"\varphi"}
"""Letters that are functions by habit."""
BINDERS = frozenset({r"\arg", r"\max", r"\min", r"\sup", r"\inf", r"\lim", r"\int"})
"""Commands whose letters are what they say, wherever they stand."""

@dataclass(frozen=True, slots=True)
class Usage:
    """bare, families, indices, continuous, sizes, bound: sets of names; ``linked``: classes of slots summed without bounds;
    ``bounded``: slot → the bounds with which sums run over it, as written; ``numbered``: names with ^1, which is an index;
    ``alike``: slots in which a formula for the members of a family has the same letter; ``lettered``: slot → a letter in it;
    ``unbounded``: names that tend to infinity; ``shifted``: names with a subscript such as n + 1;
    ``above``: letters that number what they stand above; ``quantities``: letters of standard names that are something else here, as
    Γ beside ``\\Gamma_H(n)``;
    ``fields``: functions of several numbers with columns as values, which are functions where they stand bare too, and ``\\nabla``
    where divergences or curls are taken."""

    bare: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    indices: frozenset[str] = frozenset()
    continuous: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    linked: frozenset[frozenset[Slot]] = frozenset()
    bounded: frozenset[tuple[Slot, str, str]] = field(default_factory=frozenset)
    numbered: frozenset[str] = frozenset()
    unbounded: frozenset[str] = frozenset()
    alike: frozenset[frozenset[Slot]] = frozenset()
    lettered: frozenset[tuple[Slot, str]] = frozenset()
    shifted: frozenset[str] = frozenset()
    transposing: frozenset[str] = frozenset()
    primed: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    quantities: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()

    def is_continuous(self, name: str) -> bool:
        """Whether a name runs through real numbers; one that tends to infinity does, but for an end of sums."""
        return name in self.continuous or (name in self.unbounded and name not in self.sizes)

    def joined(self, other: Usage) -> Usage:
        """What both say."""
        fields = self.fields | other.fields
        return Usage((self.bare | other.bare) - fields, self.families | other.families, self.indices | other.indices,
                     self.continuous | other.continuous,
                     self.sizes | other.sizes, self.bound | other.bound, _merged(self.linked, other.linked), self.bounded | other.bounded,
                     self.numbered | other.numbered, self.unbounded | other.unbounded, _merged(self.alike, other.alike),
                     self.lettered | other.lettered, self.shifted | other.shifted,
                     self.transposing | other.transposing, self.primed | other.primed, self.sets | other.sets,
                     self.above | other.above, self.quantities | other.quantities, fields)

    def is_transposed(self, name: str) -> bool:
        """Whether a prime on a name is a transpose."""
        return bool(self.transposing) and name in self.primed

    def marked_by_size(self, base: str) -> bool:
        r"""``\\mu_n`` beside μ, where sums run to n: a name of its own, that has no other letter as a subscript."""
        letters = {letter for (name, _), letter in self.lettered if name == base}
        summed = any(name == base for (name, _), *_ in self.bounded)
        return bool(letters) and letters <= self.sizes and base in self.bare and not summed and base not in self.shifted

    def labels(self, base: str, letter: str) -> bool:
        r"""``K_m`` beside K: a letter that no sum binds, the only one below this name, tells one quantity from another."""
        letters = {other for (name, _), other in self.lettered if name == base}
        summed = any(name == base for (name, _), *_ in self.bounded) or any(name == base for linked in self.linked for name, _ in linked)
        bound = summed or base in self.shifted or letter in self.bound | self.sizes
        short = letter in LABELS or ((base, letter) == NATURAL and letter not in self.bare)
        return short and letters <= {letter} and not bound

    def is_labelled(self, base: str) -> bool:
        """Whether all that stands below a name are labels."""
        letters = {letter for (name, _), letter in self.lettered if name == base}
        return bool(letters) and all(self.labels(base, letter) for letter in letters)

    def class_of(self, slot: Slot) -> frozenset[Slot] | None:
        """The slots that share the range of this one, if one of them is summed over without bounds."""
        summed = next((c for c in self.linked if slot in c), None)
        beside = [group for group in self.alike if slot in group or (summed is not None and not summed.isdisjoint(group))]
        if not beside:
            return summed
        whole = frozenset({slot}).union(*beside)
        touched = [c for c in self.linked if not c.isdisjoint(whole)]
        return whole.union(*touched) if touched else None


def _merged(old: frozenset[frozenset[Slot]], new: frozenset[frozenset[Slot]]) -> frozenset[frozenset[Slot]]:
    if new <= old:
        return old
    classes = set(old)
    for group in new:
        touching = {c for c in classes if c & group}
        classes = (classes - touching) | {group.union(*touching)}
    return frozenset(classes)


def survey(source: str, scope: Scope) -> Usage:
    """How names are used in ``source``; nothing if it has no tokens."""
    from symbolic.latex.calculus.infinitesimals import with_differentials

    try:
        return survey_tokens(with_differentials(tokens_of(source, scope.macros), scope, source), scope)
    except ReadingError:
        return Usage()


MEANS = frozenset({"E", r"\mathrm{E}", r"\mathbf{E}"})
"""An expectation without brackets: ``E|X|``, ``E X``."""
TELLING = frozenset({"=", "+", "-", "("})


def is_index(letter: str, scope: Scope, usage: Usage) -> bool:
    """Whether a letter in a subscript is an index rather than a label."""
    sort = scope.names.get(letter)
    if sort is not None:
        return sort.field == "integer" and sort.is_scalar
    return (letter in INDEX_LETTERS or letter in usage.bound) and not usage.is_continuous(letter)


def flat_name(tokens: list[Token], name: NameAt, primes: bool = True) -> str:
    """The whole name with its scripts, powers left out, in canonical spelling."""
    out = name.name + "'" * (name.primes if primes else 0)
    for a, b in name.subscripts:
        out += f"_{{{spelled(tokens[a:b])}}}"
    for a, b in name.brackets:
        closing = {"(": ")", "[": "]"}[tokens[a - 1].text]
        out += f"^{{{tokens[a - 1].text}{spelled(tokens[a:b])}{closing}}}"
    return out


def spelled(tokens: list[Token]) -> str:
    """Tokens as canonical LaTeX: no spaces but those that commands need, words in ``\\text``."""
    out = ""
    for token in tokens:
        if token.kind == "text":
            out += rf"\text{{{token.arg.strip()}}}"
        else:
            out += (" " if re.search(r"\\[A-Za-z]+$", out) and token.kind == "letter" else "") + token.text
    return out


def index_parts(tokens: list[Token], name: NameAt) -> tuple[str, list[tuple[int, int]]]:
    r"""The base of a family and its indices: ``x^{(i)}_j`` is the base ``x^{(\cdot)}`` with indices ``i, j``."""
    base = name.name
    items: list[tuple[int, int]] = []
    for a, b in name.brackets:
        base += r"^{(\cdot)}" if tokens[a - 1].text == "(" else r"^{[\cdot]}"
        items.append((a, b))
    for a, b in name.subscripts:
        items += subscript_items(tokens, a, b)
    return base, items


def is_numbered(tokens: list[Token], name: NameAt) -> bool:
    """``c^1_t``: nobody writes a first power, so that ``c^2_t`` is the second of them, and no square."""
    return any(b == a + 1 and tokens[a].text == "1" for a, b in name.powers)


def transposing_primes(sources: Iterable[str]) -> Usage:
    """What the formulas of a document say of primes: nothing unless one of them transposes."""
    from symbolic.latex.scope import Scope

    found = [survey(source, Scope()) for source in sources if "'" in source or r"\prime" in source]
    transposing = frozenset[str]().union(*(usage.transposing for usage in found))
    return Usage(transposing=transposing, primed=frozenset[str]().union(*(usage.primed for usage in found))) if transposing else Usage()


def survey_tokens(tokens: list[Token], scope: Scope) -> Usage:
    """The survey of one formula."""
    found = _Survey(tokens, scope)
    found.run()
    usage = found.usage()
    marked = any(t.text == r"\Gamma" and following.text == "_" for t, following in pairwise(tokens))
    return replace(usage, quantities=usage.quantities | {r"\Gamma"}) if marked else usage


UNKNOWN_FUNCTIONS = frozenset("uvwy")
"""Letters that stand for the unknown function of a differential equation, with and without a prime."""
ENDS = frozenset({"+", "-", "=", "<", ">", r"\le", r"\ge", r"\ne", r"\approx", ",", ";", r"\quad", r"\qquad", r"\Rightarrow",
                  r"\Leftrightarrow"})


def composed_names(tokens: list[Token]) -> frozenset[int]:
    r"""The places of letters that are functions alone in brackets before an argument, ``(f \circ g)(x)``, ``(fg)'(x)``; without a prime
    each of them is called elsewhere: ``(f + g)(x) = f(x) + g(x)``."""
    out: set[int] = set()
    lone = {t.text for t, following in pairwise(tokens) if t.text in HABIT_LETTERS and following.text == "("}
    if not lone and not any(t.text in ("'", r"\circ") for t in tokens):
        return frozenset()
    for opening, token in enumerate(tokens):
        if token.text != "(":
            continue
        end = opening + 1
        while end < len(tokens) and (tokens[end].text in HABIT_LETTERS or tokens[end].text in (r"\circ", "+", "-", "/", r"\cdot")):
            end += 1
        inside = [t.text for t in tokens[opening + 1 : end]]
        after = end + 1
        while after < len(tokens) and tokens[after].text == "'":
            after += 1
        called = after < len(tokens) and tokens[after].text == "(" and tokens[end].text == ")"
        if called and sum(t in HABIT_LETTERS for t in inside) > 1 and (
                after > end + 1 or r"\circ" in inside or lone.issuperset(t for t in inside if t in HABIT_LETTERS)):
            out.update(k for k in range(opening + 1, end) if tokens[k].text in HABIT_LETTERS)
    return frozenset(out)


DIFFERENTIATING = INTEGRALS | {r"\frac", r"\nabla", r"\partial"}
COUNTING_SIGNS = EXTREMA | {r"\sum", r"\prod", r"\dots", r"\binom", "!", "^", r"\lim"}


class _Survey:
    """The sets being filled while the tokens go by."""

    def __init__(self, tokens: list[Token], scope: Scope) -> None:
        self.tokens, self.scope, self.close, self.words = tokens, scope, close_of(tokens), scope.words | starred_heads(tokens)
        self.bare: set[str] = set()
        self.continuous: set[str] = set()
        self.unbounded: set[str] = set()
        self.sizes: set[str] = set()
        self.counted: set[str] = set()
        self.free_sums: set[str] = set()
        self.bounds: dict[str, tuple[str, str]] = {}
        self.names: list[NameAt] = []
        self.skipped: set[int] = set()
        self.stops: dict[int, int] = {}
        self.composed = composed_names(tokens)

    def run(self) -> None:
        tokens = self.tokens
        marks = self._derivatives()
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.text in COUNTING_SIGNS:
                self._count(place, token.text)
            name = None
            if token.kind in NAMING and place not in marks and place not in self.skipped:
                name = name_at(tokens, place, self.close, self.words, self.scope.usage.bare, self.stops.get(place))
            if name is None:
                place += 1
                continue
            self.names.append(name)
            self._bare(name, place - 1 in marks)
            if self._is_matrix(name):
                for a, b in name.powers:
                    self._exponent(a, b)
            for a, b in (*name.subscripts, *name.brackets):
                self.skipped.update(range(a, b))
            place = max(name.head_end, place + 1)
        self.bare -= {n.name for n in self.names if n.primes and not n.subscripts and n.name in UNKNOWN_FUNCTIONS}  # ``u' + a u = b``
        if self.names and not any(t.text in TELLING for t in tokens) and self._only_names():
            self.bare.clear()

    def _count(self, place: int, text: str) -> None:
        """What a sum, an ellipsis, an exponent or the like at a place tells of the letters that count."""
        tokens = self.tokens
        if text in (r"\sum", r"\prod"):
            self._sum(place)
        elif text in EXTREMA and place + 2 < len(tokens) and tokens[place + 1].text == "_":
            self._extremum(*group_range(tokens, place + 2, self.close))
        elif text == r"\dots":
            self._ellipsis(place)
        elif text == r"\binom":
            self._binomial(place)
        elif text == "!" and place and tokens[place - 1].text in SEQUENCE_LETTERS:
            self.sizes.add(tokens[place - 1].text)
        elif text == "^" and place + 1 < len(tokens) and self._after_negative_numeral(place):
            self._exponent(*group_range(tokens, place + 1, self.close))
        elif text == r"\lim" and place + 3 < len(tokens) and tokens[place + 1].text == "_":
            self._limit(*group_range(tokens, place + 2, self.close))

    def _only_names(self) -> bool:
        """A formula that only mentions names, such as ``f`` or ``f, g``, does not show how they are used."""
        covered = {k for name in self.names for k in range(name.start, name.end)}
        outside = [t for k, t in enumerate(self.tokens) if k not in covered]
        return len(outside) >= len(self.names) - 1 and all(t.text in (",", ".", r"\dots") for t in outside)

    def _bare(self, name: NameAt, differentiated: bool) -> None:
        after = self.tokens[name.end].text if name.end < len(self.tokens) else ""
        mean = name.name in MEANS and (after in ("|", r"\lvert", r"\|", r"\{", "X", "Y", "Z") or self._is_value(name.end))
        named = mean or name.start in self.composed or is_compared(self.tokens, name.start, name.end)
        if after not in ("(", "[") and not named and not name.primes and not differentiated:
            self.bare.add(flat_name(self.tokens, name))

    def _is_value(self, place: int) -> bool:
        """``E g(X)``: whether the value of a function of random variables stands at a place."""
        texts = [t.text for t in self.tokens[place : place + 3]]
        return len(texts) == 3 and texts[0] in ("f", "g", "h", "u") and texts[1] == "(" and texts[2] in ("X", "Y", "Z")

    def _binomial(self, place: int) -> None:
        r"""``\binom{n}{k}`` counts: n is a size, k an integer."""
        a, b = group_range(self.tokens, place + 1, self.close)
        if not any(t.text in BINDERS for t in self.tokens[a:b]):
            self.sizes.update(t.text for t in self.tokens[a:b] if t.kind == "letter")
        c, d = group_range(self.tokens, after_group(self.tokens, place + 1, self.close), self.close)
        if not any(t.text in BINDERS for t in self.tokens[c:d]):
            self.counted.update(t.text for t in self.tokens[c:d] if t.kind == "letter")

    def _after_negative_numeral(self, place: int) -> bool:
        """Whether ``(-1)`` stands before the place."""
        return [t.kind if t.kind == "number" else t.text for t in self.tokens[max(place - 4, 0) : place]] == ["(", "-", "number", ")"]

    def _is_matrix(self, name: NameAt) -> bool:
        shape = s.sort.shape if name.powers and not name.subscripts and (s := self.scope.symbol(name.name)) is not None else ()
        return len(shape) == 2 and shape[1] is not ONE

    def _exponent(self, a: int, b: int) -> None:
        """``(-1)^{n+1}``, ``A^n`` of a matrix: the letters that may count are integers."""
        self.counted.update(t.text for t in self.tokens[a:b] if t.text in COUNTING_LETTERS)

    def _extremum(self, a: int, b: int) -> None:
        r"""``\max_i x_i`` runs over an index as a sum does."""
        if b == a + 1 and self.tokens[a].kind == "letter":
            self.free_sums.add(self.tokens[a].text)

    def _ellipsis(self, place: int) -> None:
        r"""``1 + 3 + \dots + (2n-1)``, ``1 \cdot 2 \cdots n``: the letters of the last term that count are sizes."""
        before, end = self.tokens[max(place - 1, 0)].text, place + 1
        if before in (",", "(", r"\{") or (end < len(self.tokens) and self.tokens[end].text == ","):
            return
        depth, started = 0, False
        while end < len(self.tokens):
            text = self.tokens[end].text
            depth += (text in ("(", "{", "[")) - (text in (")", "}", "]"))
            if depth < 0 or (depth == 0 and text in ENDS and (started or text not in ("+", "-"))):
                return
            started = started or text not in ("+", r"\cdot")
            if text in SEQUENCE_LETTERS:
                self.sizes.add(text)
            end += 1

    def _limit(self, first: int, end: int) -> None:
        """The variable of a limit is continuous, unless it counts."""
        name = self.tokens[first].text
        if self.tokens[end - 1].text != r"\infty":
            self.continuous.add(name)
        elif name not in SEQUENCE_LETTERS:
            self.unbounded.add(name)

    def usage(self) -> Usage:
        bound = frozenset(self.free_sums | set(self.bounds)) | numbering(self.tokens, self.names)
        early = Usage(continuous=frozenset(self.continuous) | self.scope.usage.continuous, bound=bound,
                      sizes=frozenset(self.sizes) | self.scope.usage.sizes,
                      unbounded=frozenset(self.unbounded) | self.scope.usage.unbounded)
        families: set[str] = set()
        indices: set[str] = set(self.counted)
        slots: dict[str, set[Slot]] = {}
        shifted: set[str] = set()
        for name in self.names:
            base, items = index_parts(self.tokens, name)
            letters = [t.text for a, b in items for t in self.tokens[a:b] if t.kind == "letter"]
            if not letters or not all(is_index(x, self.scope, early) for x in letters) or any(
                    is_label_word(self.tokens, a, b) for a, b in items):
                continue
            families.add(base)
            indices.update(letters)
            shifted |= {base} if any(b > a + 1 for a, b in items) else set()
            for position, (a, b) in enumerate(items):
                if b == a + 1:
                    slots.setdefault(self.tokens[a].text, set()).add((base, position))
        linked = frozenset(frozenset(slots[j]) for j in self.free_sums if j in slots)
        bounded = frozenset((slot, *self.bounds[j]) for j in self.bounds for slot in slots.get(j, ()))
        head = self._head(slots)
        hidden = primed_alone(self.tokens, self.names)
        numbered = frozenset(n.name for n in self.names if n.subscripts and is_numbered(self.tokens, n))
        fields = frozenset(flat_name(self.tokens, n) for n in self.names if is_field_head(self.tokens, n.start, n.end))
        fields |= {NABLA} if takes_fields(self.tokens) else set()
        return Usage(frozenset(self.bare) - hidden, frozenset(families), frozenset(indices), frozenset(self.continuous),
                     frozenset(self.sizes), bound,
                     _merged(frozenset(), linked), bounded, numbered, frozenset(self.unbounded), head,
                     frozenset((slot, letter) for letter, found in slots.items() if letter not in self.bounds for slot in found),
                     frozenset(shifted), *primed_names(self.tokens, self.names), self._sets(), numbering_above(self.tokens, self.names),
                     fields=fields)

    def _sets(self) -> frozenset[str]:
        """The names that something is in, or not in, and those of what is given in braces."""
        texts = [t.text for t in self.tokens]
        inside = (n for n in self.names if n.start and texts[n.start - 1] in (r"\in", r"\notin"))
        given = (n for n in self.names if texts[n.end : n.end + 2] == ["=", r"\{"])
        return frozenset(flat_name(self.tokens, n) for n in (*inside, *given) if not n.name.startswith(r"\mathbb"))

    def _head(self, slots: dict[str, set[Slot]]) -> frozenset[frozenset[Slot]]:
        """``p_i = e^{z_i} / c``: the members of p are as many as those of z."""
        first = self.names[0] if self.names else None
        if first is None or first.start or first.end >= len(self.tokens) or self.tokens[first.end].text not in ("=", ":=", r"\coloneqq"):
            return frozenset()
        base, items = index_parts(self.tokens, first)
        letters = [self.tokens[a].text for a, b in items if b == a + 1]
        return frozenset(frozenset(slots[x]) for x in letters if len(slots.get(x, ())) > 1 and any(slot[0] == base for slot in slots[x]))

    def _derivatives(self) -> set[int]:
        """The places of the d of ``\\frac{d}{dx}`` and of differentials; a name after one is differentiated, or a variable."""
        tokens, integral = self.tokens, False
        marks = differential_operators(tokens) if is_differential_form(tokens) else set[int]()
        for place, token in enumerate(() if DIFFERENTIATING.isdisjoint([t.text for t in tokens]) else tokens):
            following = tokens[place + 1] if place + 1 < len(tokens) else token
            if token.text == r"\frac" and following.text == "{":
                end = self.close[place + 1]
                if end + 3 < len(tokens) and is_d(tokens[place + 2]) and tokens[end + 1].text == "{" and is_d(tokens[end + 2]):
                    marks |= {place + 2, end + 2}
                    if tokens[place + 3].text == "^":
                        marks |= {place + 4} if tokens[place + 4].text != "{" else set()
                        order = group_range(tokens, place + 4, self.close)
                        self.sizes.update(t.text for t in tokens[slice(*order)] if t.text in SEQUENCE_LETTERS)
                    self.continuous.add(tokens[end + 3].text)
            integral = integral or token.text in INTEGRALS
            if integral and is_d(token) and following.kind in ("letter", "command"):
                marks.add(place)
                self.continuous.add(following.text)
            if token.text in (r"\nabla", r"\partial"):
                end = place + 1
                while end + 1 < len(tokens) and tokens[end].text in ("_", "^"):
                    end = after_group(tokens, end + 1, self.close)
                marks |= {place, end - 1}
        return marks

    def _sum(self, place: int) -> None:
        tokens = self.tokens
        scripts: dict[str, list[Token]] = {}
        at = place + 1
        while at + 1 < len(tokens) and tokens[at].text in ("_", "^"):
            a, b = group_range(tokens, at + 1, self.close)
            scripts[tokens[at].text] = tokens[a:b]
            self.stops[a] = b
            at = after_group(tokens, at + 1, self.close)
        lower, upper = scripts.get("_", []), scripts.get("^")
        if upper is not None:
            self.sizes.update(t.text for t in upper if t.kind == "letter" or t.text == r"\ell")
            if len(lower) >= 3 and lower[1].text == "=":
                self.bounds[lower[0].text] = (spelled(lower[2:]), spelled(upper))
        elif lower and all(t.kind == "letter" or t.text == "," for t in lower):
            self.free_sums.update(t.text for t in lower if t.kind == "letter")
        elif len(lower) > 1 and lower[0].kind == "letter" and lower[1].text in (r"\ne", "<", ">"):
            self.free_sums.add(lower[0].text)
