r"""A row split into its statements and the conditions on them, at commas, spaces and words outside all brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from symbolic.functions import CONNECTIVES, INEQUALITIES
from symbolic.latex.errors import ReadingError
from symbolic.latex.names.open_names import counts_something, is_worded_member, is_worded_operand
from symbolic.latex.reader import Reader
from symbolic.latex.relations.quantified import quantifiers_of
from symbolic.latex.relations.signs import CLOSING, OPENING, PUNCTUATION, RELATIONS, SEPARATORS, relation_places
from symbolic.latex.source.spelling import PREFIX_WORDS, after_group
from symbolic.latex.source.stacked import EXTREMA
from symbolic.latex.source.tokens import Token

DECLARING = frozenset({r"\in", r"\succ", r"\succeq", r"\subset", r"\subseteq", r"\notin", r"\sim", ":", r"\to", r"\mapsto"})
CONDITION_WORDS = frozenset({"if", "for", "for all", "for any", "for every", "for each", "when", "whenever", "where", "with", "provided",
                             "provided that", "given", "given that", "such that", "s.t.", "s.t", "assuming", "as long as", "subject to"})
CONSTRAINING = frozenset({"s.t.", "s.t", "such that", "subject to"})
BEGINNING = frozenset({"if", "for", "when", "whenever", "for all", "for any", "for every", "for each"})
JOINING_WORDS = frozenset({"and", "or", ",", "so", "then", "hence", "thus", "therefore", "also", "but", "so that", "i.e.", "i.e.,", "i.e",
                           "that is", "and thus", "and so", "and hence"})
PROSE = frozenset({"is", "are", "be", "has", "have", "we", "get", "of", "in", "by", "as", "to", "on", "at", "from", "since", "because", "a",
                   "an", "the", "it", "this", "that", "yields", "gives", "means", "holds", "denotes", "otherwise", "while", "until", "only",
                   "both", "either", "neither", "nor", "which", "whose", "per", "via", "using", "let", "suppose", "assume", "set", "define",
                   "see", "thus"})
CHANGING = re.compile(r"\b(?:mod|modulo|almost|unless|not|except|otherwise|approximately|probability|asymptotically|false|wrong)\b"
                      r"|\bw\.p\."
                      r"|\b(?:is|are|being) (?:an? |all )?(?:function|matri(?:x|ces)|vectors?|operators?|complex)\b")
"""Words after a formula that change what it says."""


LOGIC = frozenset(text for text, op in RELATIONS.items() if op in CONNECTIVES)


@dataclass(slots=True)
class Segment:
    start: int
    end: int
    condition: bool


def segments_of(r: Reader) -> Iterator[Segment]:
    """The tokens split at commas, spaces and words outside all brackets; words say what follows."""
    if not LOGIC.isdisjoint([t.text for t in r.tokens]) and any(t.kind == "command" and t.text in LOGIC for t in r.tokens):
        r.tokens[:] = [_as_logic(t) for t in r.tokens]
    quantified, claim = quantifiers_of(r)
    yield from (Segment(a, b, True) for a, b in quantified)
    pieces = list(_pieces(r, claim))
    governed, seen, either, inside = False, False, False, 0
    last_formula = max((k for k, (a, b) in enumerate(pieces) if not (b == a + 1 and is_words(r, a))), default=-1)
    k = 0
    while k < len(pieces):
        a, b = pieces[k]
        token = r.tokens[a]
        if b == a + 1 and is_words(r, a):
            word = token.arg.replace("$", "").strip().lower().strip(",:. ")
            if word == "where" and not k and len(pieces) == 2:
                pass
            elif word in CONDITION_WORDS:
                if seen and word in CONSTRAINING and r.scope.alone and any(t.text in EXTREMA for t in r.tokens[:a]):
                    raise ReadingError("a constraint beside the extremum that it is for", token.start, token.end,
                                       r"write \min_{x \ge 1} with the constraint below")
                if governed and seen and inside > 1 and word in BEGINNING:
                    raise rival(token)
                governed, inside = True, 0
            elif word in JOINING_WORDS or not word:
                governed = governed and word in ("and", ",", "")
                either = word == "or"
            elif "$" in token.arg and word.split()[0] in CONDITION_WORDS:
                raise ReadingError(f"a formula inside words: {token.arg.strip()}", token.start, token.end,
                                   r"write \text{for } and then the formula")
            elif k < last_formula or CHANGING.search(word):
                raise ReadingError(f"words inside the formula: {token.arg.strip()}", token.start, token.end,
                                   "put them after the formula, or into the text")
            k += 1
            continue
        if governed and not seen and k and r.tokens[a - 1].text in (r"\quad", r"\qquad", ":"):
            governed = False
        if governed and seen and token.text in RELATIONS and token.kind != "text":
            raise rival(token)
        inside += 1
        if seen and not either and (last := _end_of_list(r, pieces, k)) is not None:
            yield Segment(a, pieces[last][1], True)
            k = last + 1
            continue
        if _comment_in_brackets(r, a, b) or (seen and b == r.limit and _number_of_row(r, a, b)):
            k += 1
            continue
        end = b
        while (after := after_dots(r, pieces, k)) is not None:
            end, k = pieces[after][1], after
        end = _without_aim(r, a, end)
        if seen and not governed and _in_brackets(r, a, end):
            a, end = a + 1, end - 1
            yield Segment(a, end, True)
        else:
            yield Segment(a, end, governed or (seen and not either and _is_condition(r, a, end)) or _listed_condition(r, pieces, k, a, end))
        seen, either = seen or not governed, False
        k += 1


def _end_of_list(r: Reader, pieces: list[tuple[int, int]], k: int) -> int | None:
    r"""The last piece of ``K, T > 0``, said of each of the names, where it stands apart from a formula, ``y = K T, \qquad K, T > 0``, or
    after another bound."""
    (before, end), last = pieces[k - 1], k
    bound = end > before and r.tokens[end - 1].kind == "number" and _is_condition(r, before, end)
    while last < len(pieces) - 1 and is_whole_name(r, *pieces[last]) and pieces[last][1] + 1 == pieces[last + 1][0] \
            and r.tokens[pieces[last][1]].text == ",":
        last += 1
    a, b = pieces[last]
    signs = relation_places(r, a, b)
    apart = bound or r.tokens[pieces[k][0] - 1].text in (r"\quad", r"\qquad")
    one_sided = len(signs) == 1 and RELATIONS[signs[0][2]] in INEQUALITIES and is_whole_name(r, a, signs[0][0])
    name = r.name_at(a)
    member = not signs and name is not None and r.tokens[name.end].text == r"\in"
    return last if last > k and apart and (one_sided or member) else None


def _without_aim(r: Reader, a: int, b: int) -> int:
    r"""The end of ``f(x) = x^2 \to \min_{x \in S}`` without what is to become of it."""
    texts = [t.text for t in r.tokens[a:b]]
    if not {"*", r"\star", r"\ast"}.isdisjoint(texts[: texts.index("=")] if "=" in texts else ()):
        return b  # ``p^* = f(x) \to \min``: the smallest value
    for k in range(a + 1, b - 1):
        if r.tokens[k].text in AIMING and r.tokens[k + 1].text in AIMS:
            end = k + 2
            while end < b and r.tokens[end].text in ("_", r"\limits"):
                end = after_group(r.tokens, end + 1, r.close) if r.tokens[end].text == "_" else end + 1
            if end == b:
                return k
    return b


AIMING = frozenset({r"\to", r"\rightarrow", r"\longrightarrow"})
AIMS = frozenset({r"\min", r"\max", r"\inf", r"\sup"})


def rival(token: Token) -> ReadingError:
    """``S = x - 1 for x > 1, S = 0 for x \\le 1``: what holds for one statement does not hold for the other."""
    return ReadingError("two statements in one row, each with a condition of its own", token.start, token.end,
                        r"write \begin{cases} … \end{cases}, or a row for each")


def after_dots(r: Reader, pieces: list[tuple[int, int]], k: int) -> int | None:
    """The piece that ends a list with dots, ``t = 0, 1, \\dots, n`` or ``t = 0, 1, \\dots``, which begins with piece k."""
    def alone(place: int) -> Token | None:
        a, b = pieces[place] if place < len(pieces) else (0, 0)
        return r.tokens[a] if b == a + 1 else None

    dots = k + 1
    while (token := alone(dots)) is not None and token.kind == "number":
        dots += 1
    found = alone(dots)
    if found is None or found.text != r"\dots":
        return None
    return dots + 1 if dots + 1 < len(pieces) else dots if _counts_from(r, *pieces[k]) else None


def _counts_from(r: Reader, a: int, b: int) -> bool:
    """``t = 0``: a name and the number from which it counts."""
    return b - a > 2 and r.tokens[b - 1].kind == "number" and r.tokens[b - 2].text == "=" and is_whole_name(r, a, b - 2)


def _as_logic(token: Token) -> Token:
    """``\\text{or}`` in an implication joins equations."""
    word = token.arg.strip() if token.kind == "text" else ""
    return token._replace(kind="command", text={"and": r"\land", "or": r"\lor"}[word], arg="") if word in ("and", "or") else token


def is_words(r: Reader, place: int) -> bool:
    token = r.tokens[place]
    if token.kind != "text" or token.text not in (r"\text", r"\textrm", r"\textnormal", r"\textit", r"\mbox", r"\hbox", r"\textup",
                                                  r"\mathrm"):
        return False
    if r.scope.open and (counts_something(token) or is_worded_member(r.tokens, place) or is_worded_operand(r.tokens, place)):
        return False
    alone = place == 0 or r.tokens[place - 1].text in PUNCTUATION or r.tokens[place - 1].kind == "text"
    word = token.arg.strip()
    if token.text == r"\mathrm":
        return word.lower() in CONDITION_WORDS | {"otherwise"} or word in ("and", "or")
    if not word.replace("_", "").replace("-",
                                         "").isalnum() or word.lower() in CONDITION_WORDS | JOINING_WORDS | PROSE or CHANGING.search(word):
        return True
    if word in PREFIX_WORDS:
        return False
    return token.arg[-1:].isspace() or token.arg[:1].isspace() or (alone and _spaced(r, place))


def _spaced(r: Reader, place: int) -> bool:
    """A word set off by a comma or a space on both sides is a comment; the same word in a formula is a name."""
    after = r.tokens[place + 1]
    return place > 0 and (after.kind in ("end", "text") or after.text in PUNCTUATION)


def _pieces(r: Reader, first: int = 0) -> Iterator[tuple[int, int]]:
    depth, start = 0, first
    tokens = r.tokens
    for place, token in enumerate(tokens[first : r.limit], first):
        text = token.text
        if token.kind == "text" and text not in (r"\begin", r"\end"):
            if depth == 0 and is_words(r, place):
                if place > start:
                    yield start, place
                yield place, place + 1
                start = place + 1
            continue
        if text in OPENING:
            depth += 1
        elif depth and text in CLOSING:
            depth -= 1
        last = place == r.limit - 1
        colon = text == ":" and tokens[place + 1].text in (r"\quad", r"\qquad")
        if depth == 0 and text == "," and _decimal_comma(r, place):
            raise r.error("a comma inside a number?", place, r"write 1{,}000, 1.5, or a space after the comma of a list")
        if depth == 0 and text == r"\forall" and place > start:
            yield start, place
            start = place
        if depth == 0 and (text in SEPARATORS or colon or (text == "." and (last or tokens[place + 1].text in PUNCTUATION
                                                                            or tokens[place + 1].kind == "text"))):
            if place > start:
                yield start, place
            start = place + 1
    if start < r.limit:
        yield start, r.limit


def _decimal_comma(r: Reader, place: int) -> bool:
    before, comma, after = r.tokens[place - 1], r.tokens[place], r.tokens[place + 1]
    end = place
    while r.tokens[end].text == "," and r.tokens[end + 1].kind == "number":
        end += 2
    if r.tokens[end].text == "," and r.tokens[end + 1].text == r"\dots":
        return False
    return place > 0 and before.kind == after.kind == "number" and comma.start == before.end and after.start == comma.end


def _comment_in_brackets(r: Reader, a: int, b: int) -> bool:
    r"""``(\text{by symmetry})`` beside a formula."""
    return b - a == 3 and r.tokens[a].text in ("(", "[") and r.tokens[a + 1].kind == "text" and not _is_known_word(r, a + 1)


def _number_of_row(r: Reader, a: int, b: int) -> bool:
    r"""``(1)``, ``(2.3)``, ``(*)`` at the end of a row, set apart from the formula: its number."""
    apart = r.tokens[a - 1].text in (r"\quad", r"\qquad") and b - a == 3 and r.tokens[a].text == "(" and r.tokens[b - 1].text == ")"
    return apart and (r.tokens[a + 1].kind == "number" or r.tokens[a + 1].text in ("*", r"\ast", r"\star", r"\dagger"))


def _is_known_word(r: Reader, place: int) -> bool:
    return r.tokens[place].arg.strip().replace("_", "").isalnum() and r.tokens[place].text not in (r"\text", r"\textrm", r"\textit")


def _in_brackets(r: Reader, a: int, b: int) -> bool:
    """``(x > 0)`` after a formula."""
    if not (b - a > 3 and r.tokens[a].text in ("(", "[") and r.tokens[b - 1].text in (")", "]")):
        return False
    return bool(relation_places(r, a + 1, b - 1)) or any(t.text in DECLARING for t in r.tokens[a:b])


def _is_condition(r: Reader, a: int, b: int) -> bool:
    """``x > 0``, ``|x| < 1``, ``n \\ge 1``, ``x \\in …``, ``i = 1, \\dots, n``, ``\\forall x`` after a statement."""
    outside = list(_outside(r, a, b))
    if any(t.text in DECLARING or t.text == r"\forall" for t in outside) and not any(t.text == ":" and n.text == "=" for t,
                                                                                    n in _pairs(r, a, b)):
        return True
    if any(t.text == r"\dots" for t in outside):
        return any(t.text == "," for t in outside)
    relations = relation_places(r, a, b)
    if not relations or any(RELATIONS[text] not in INEQUALITIES for _, _, text in relations):
        return False
    ends = [a, *(place for pair in relations for place in pair[:2]), b]
    members = list(zip(ends[::2], ends[1::2], strict=True))
    return any(is_whole_name(r, c, d) for c, d in members) or _is_modulus_bounded(r, members)


BARS = {"|": "|", r"\lvert": r"\rvert", r"\vert": r"\vert"}


def _is_modulus_bounded(r: Reader, members: list[tuple[int, int]]) -> bool:
    """``|x| < 1``: the modulus of a name, and numbers."""
    moduli = [(a, b) for a, b in members if BARS.get(r.tokens[a].text) == r.tokens[b - 1].text and is_whole_name(r, a + 1, b - 1)]
    return len(moduli) == 1 and all(b == a + 1 and r.tokens[a].kind == "number" for a, b in members if (a, b) not in moduli)


def _outside(r: Reader, a: int, b: int) -> Iterator[Token]:
    r"""The tokens outside all brackets: the ``\to`` of ``\lim_{x \to 0}`` declares nothing."""
    depth = 0
    for token in r.tokens[a:b]:
        depth -= token.text in CLOSING
        if depth <= 0:
            yield token
        depth += token.text in OPENING


def _pairs(r: Reader, a: int, b: int) -> Iterator[tuple[Token, Token]]:
    return zip(r.tokens[a:b], r.tokens[a + 1 : b], strict=False)


def _listed_condition(r: Reader, pieces: list[tuple[int, int]], k: int, a: int, b: int) -> bool:
    return r.tokens[a].text == r"\forall"


def is_whole_name(r: Reader, a: int, b: int) -> bool:
    name = r.name_at(a) if a < b else None
    return name is not None and name.end == b and not name.powers
