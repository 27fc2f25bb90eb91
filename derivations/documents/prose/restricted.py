"""Formulas that a sentence says of some indices or arguments only: ``a_{ij} = 0 for i > j``, ``x_i > 0 for some i``, ``f(x) = 0 if x < 0``.

Such a formula is neither a fact about all members of a family nor the definition of a function.  What bounds the argument of a function
that is given by one formula is its domain, and the range of an index (``i = 1, \\dots, n``, ``k \\ge 1``) belongs to its family: these
restrict nothing here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from derivations.documents.model import Math
from derivations.documents.prose.clauses import BOUND
from derivations.documents.prose.ranges import SUBSCRIPT, index_range
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import word_set

CONDITIONING = word_set("if when whenever unless except provided only")
FEWER = word_set("""some one at-least at-most most many infinitely finitely few several even odd prime rational irrational exactly almost
    but except a an fixed small large sufficiently two three other others remaining inactive active nonzero non-zero interior boundary
    inner free basic nonbasic missing observed unobserved first last""")
"""Words between *for* and letters that leave some values out."""
ANY = frozenset({"a", "an"})
WHOLE_SPACE = re.compile(r"\\in\s*\\mathbb")
EXCEPTING = word_set("except but unless besides only")
"""Words after a letter that leave some of its values out: *for all $i$ except $i = 1$*."""
CHOSEN_BY = word_set("whose which in outside not")
"""Words after a letter that tell which of its values are meant: *for all $i$ in the support*."""
CHOSEN_WHERE = word_set("with where such-that")
"""Words that do so if the letter comes again: *for all $i$ with $x_i > 0$*."""
LOCAL = word_set("on near around at outside inside")
PAUSES = word_set(", ; : . ) then and we let")
OTHERWISE = frozenset({"otherwise", "else", "elsewhere"})
CHOOSING = word_set("index choose fix pick exists there")
"""Words that pick one index: *let $i$ be an index with $x_i > 0$*."""
SAME_AGAIN = word_set("equivalently rather shorter short words generally")
MOST_BETWEEN = 7
HEAD = re.compile(r"\s*(?:&\s*)?(\\?[A-Za-z]+)"
                  r"(?:\s*(?:\\left)?\(\s*([^()=]*?)\s*(?:\\right)?\)|_(?:\{([^{}]*)\}|([A-Za-z0-9])))\s*&?\s*:?=(?!=)")
ARGUMENTS = re.compile(r"\s*-?(?:\d+|\\?[A-Za-z]+(?:_\w)?)(?:\s*,\s*-?(?:\d+|\\?[A-Za-z]+(?:_\w)?))*\s*")
"""Letters and numerals: ``h(1 - x) = h(x)`` gives h no other formula."""
PLAIN_HEAD = re.compile(r"\s*(?:&\s*)?\\?[A-Za-z]+\s*&?\s*:?=(?!=)")
LETTER = re.compile(r"(?<![A-Za-z\\])[a-zA-Z](?![A-Za-z])")
INDEX = re.compile(r"(?<!\\)(?<!\\[a-zA-Z])[a-zA-Z]")
WHOLE_RANGE = re.compile(r"\s*[a-zA-Z](?:\s*,\s*[a-zA-Z])*\s*"
                         r"(?:\\geq?(?:slant)?\s*[01]|>\s*0|\\in\s*\\(?:mathbb|N|Z|R|C|\{\s*[01]\s*,).*)\s*", re.DOTALL)
"""``k \\ge 1``, ``n \\in \\mathbb{N}``: all members of a family."""
FROM = re.compile(r"\s*[a-zA-Z]\s*(?:\\geq?(?:slant)?|>)\s*[^<>=]*")
RELATES = re.compile(r"=|<|>|\\(?:[lg]eq?|neq?|in|mid|equiv)(?![A-Za-z])")
OF_LETTER = re.compile(r"\s*[a-zA-Z](?:\s*,\s*[a-zA-Z])*\s*(?:=|<|>|\\(?:[lg]eq?|neq?|in)(?![A-Za-z]))")
LISTED = re.compile(r"\s*[a-zA-Z]\s*=\s*\d+(?:\s*,\s*\d+)+\s*")
BRACKETED = re.compile(r"[_^]?[(\[{][^()\[\]{}]*[)\]}]")
EQUATION_OF_LETTER = re.compile(r"\s*[a-zA-Z]\s*=(?!.*dots).*", re.DOTALL)


def partial(tokens: Sequence[str], maths: Sequence[Math]) -> frozenset[int]:
    """The numbers of the formulas that are said of some indices or arguments only."""
    told = [n for n in range(len(maths)) if not _is_drawn(tokens, n)]
    heads = Counter(head[1] for n in told if (head := HEAD.match(maths[n].text.source)) and head[2] is not None
                    and ARGUMENTS.fullmatch(head[2]))
    return frozenset(n for n, m in enumerate(maths) if _is_partial(n, m, tokens, maths, heads))


def _is_drawn(tokens: Sequence[str], number: int) -> bool:
    """``⟦f(k)⟧ for ⟦k ≥ 0⟧, thus ⟦f(1)⟧``: a value that follows from the formula before it is no other case."""
    before = tokens[: tokens.index(f"⟦{number}⟧")]
    last = next((k for k in range(len(before) - 1, -1, -1) if before[k] in ("thus", "hence", "therefore")), None)
    return last is not None and any(number_of(t) is not None for t in before[:last]) and CONDITIONING.isdisjoint(before[last:])


def _is_partial(number: int, math: Math, tokens: Sequence[str], maths: Sequence[Math], heads: Counter[str]) -> bool:
    source = math.text.source
    head = HEAD.match(source)
    place = tokens.index(f"⟦{number}⟧")
    if RELATES.search(source) and not math.display and _is_alternative(tokens, place, maths):
        return True
    function = head is not None and head[2] is not None
    drawn = _is_drawn(tokens, number)
    if head is not None and LETTER.search(head[2] or "") and _is_one_of_several(tokens, place, heads[head[1]] > 1 and not drawn):
        return True
    letters = frozenset(LETTER.findall(head[2] or "")) if head is not None and function else _indices(source)
    defines = head is not None or PLAIN_HEAD.match(source) is not None
    inside = not function and not math.display and _has_condition_inside(source, letters)
    if letters and (inside or _picks_one(tokens, place, letters, maths)):
        return True
    varies = head is not None and bool(letters & set(LETTER.findall(source[head.end() :])))
    after, before = _clause_after(tokens, place), _clause_before(tokens, place)
    return (after is not None and _restricts(after, letters, maths, defines, varies, function)) \
        or (before is not None and _restricts(before, letters, maths, False, varies, function))


def _is_alternative(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``⟦0⟧ or ⟦1⟧``: one of two conditions, or of two values."""
    places = [place + 1 + (tokens[place + 1 : place + 2] == [","]), place - 1]
    others = [tokens[k + 1 : k + 2] if k > place else tokens[max(k - 1 - (tokens[k - 1 : k] == [","]), 0) :][:1] for k in places
              if 0 < k < len(tokens) and tokens[k] == "or"]
    return any(other and number_of(other[0]) is not None for other in others) or _has_distant_alternative(tokens, place, maths)


def _has_distant_alternative(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``⟦0⟧ or, if you like, ⟦1⟧``: few words between, none of which says that it is the same again."""
    start = place + 1 + (tokens[place + 1 : place + 2] == [","])
    end = next((k for k in range(start, min(start + MOST_BETWEEN, len(tokens))) if number_of(tokens[k]) is not None), None)
    if tokens[start : start + 1] != ["or"] or end is None or not SAME_AGAIN.isdisjoint(tokens[start:end]):
        return False
    return not {".", ";", ":"} & set(tokens[start:end]) and RELATES.search(maths[number_of(tokens[end]) or 0].text.source) is not None


def _is_one_of_several(tokens: Sequence[str], place: int, again: bool) -> bool:
    """Whether a function has another formula in the sentence, for other arguments."""
    word = _word_after(tokens, place)
    later = any(t in OTHERWISE and number_of(tokens[k]) is not None for k, t in enumerate(tokens[1:]))
    conditioned = word in CONDITIONING | {"for"} and (again or later)
    return conditioned or word in OTHERWISE or (again and place > 1 and tokens[place - 1] == "and")


def _indices(source: str) -> frozenset[str]:
    left = re.split(r"=|<|>|\\[lg]eq?(?![A-Za-z])|\\ne", source, maxsplit=1)[0]
    found = {letter for braced, bare in SUBSCRIPT.findall(left) for letter in INDEX.findall(braced or bare)}
    return frozenset(found) if left != source else frozenset()


def _word_after(tokens: Sequence[str], place: int) -> str:
    after = tokens[place + 1 : place + 3]
    return after[1] if after[:1] in ([","], ["("]) and len(after) > 1 else (after[0] if after else "")


def _clause_after(tokens: Sequence[str], place: int) -> Sequence[str] | None:
    """The clause that follows a formula, with the word that opens it."""
    start = place + 1 + (tokens[place + 1 : place + 2] in ([","], ["("]))
    return _up_to_pause(tokens, start) if tokens[start : start + 1] else None


def _clause_before(tokens: Sequence[str], place: int) -> Sequence[str] | None:
    """The one that stands right before the clause of a formula: *for ⟦m⟧ we set ⟦k⟧*."""
    opening = next((k for k in range(place - 1, -1, -1) if tokens[k] in CONDITIONING | {"for"}), None)
    if opening is None or (opening and number_of(tokens[opening - 1]) is not None):
        return None
    between = tokens[opening:place]
    if any(t in (";", ".", ":") for t in between) or sum(number_of(t) is not None for t in between) != 1:
        return None
    return _up_to_pause(tokens[:place], opening)


def _up_to_pause(tokens: Sequence[str], start: int) -> Sequence[str]:
    return tokens[start : next((k for k in range(start + 1, len(tokens)) if tokens[k] in PAUSES), len(tokens))]


def _restricts(clause: Sequence[str], letters: frozenset[str], maths: Sequence[Math], defines: bool, varies: bool,
               function: bool) -> bool:
    opening, rest = clause[0], clause[1:]
    conditions = [maths[n].text.source for t in clause if (n := number_of(t)) is not None][:1]
    about = [c for c in conditions if letters & set(LETTER.findall(c)) and "_" not in c]
    if opening in CONDITIONING:
        return any(letters & set(LETTER.findall(c)) for c in conditions) or (defines and any(map(RELATES.search, conditions)))
    if opening in LOCAL:
        bound = opening == "on" and bool(conditions) and BOUND.fullmatch(conditions[0]) is not None
        return function and bool(conditions) and not bound and not re.match(r"\s*\\(?:mathbb|R)", conditions[0])
    if opening == "for":
        before = rest[: next((k for k, t in enumerate(rest) if number_of(t) is not None), len(rest))]
        after = rest[len(before) + 1 : len(before) + 3]
        whole = bool(about) and all(WHOLE_SPACE.search(c) for c in about)  # "for a vector ⟦w \\in \\mathbb{R}^d⟧"
        return bool(about) and (not (FEWER - ANY if whole else FEWER).isdisjoint(before) or not EXCEPTING.isdisjoint(after)
                                or _is_chosen(rest[len(before) + 1 :], letters, maths)
                                or any(_leaves_out(c, letters, varies, function) for c in about))
    return number_of(opening) is not None and any(OF_LETTER.match(c) and _leaves_out(c, letters, varies, function) for c in about)


def _is_chosen(after: Sequence[str], letters: frozenset[str], maths: Sequence[Math]) -> bool:
    r"""Whether words after ``for all ⟦i⟧`` say which i are meant: *with ⟦x_i > 0⟧*, *in the support*, but not *in ⟦\\{1, \\dots, n\\}⟧*."""
    word, following = (*after[:2], "", "")[:2]
    sources = [maths[n].text.source for t in after if (n := number_of(t)) is not None]
    if word == "in" and number_of(following) is not None:
        return r"\dots" not in sources[0] and r"\ldots" not in sources[0] and WHOLE_SPACE.search(r"\in" + sources[0]) is None
    return word in CHOSEN_BY or (word in CHOSEN_WHERE and any(
        letters & set(LETTER.findall(s)) and r"\sum" not in s and r"\prod" not in s for s in sources))


def _leaves_out(condition: str, letters: frozenset[str], varies: bool, function: bool) -> bool:
    r"""Whether a condition on indices leaves some of them out; that on the argument of a function is its domain.

    varies: the formula gives members that vary with their index, so that ``n \ge 2`` tells where they begin.
    """
    if LETTER.fullmatch(condition.strip()) or index_range(condition, letters) is not None or WHOLE_RANGE.fullmatch(condition):
        return False
    if not RELATES.search(condition) or (varies and LISTED.fullmatch(condition)):
        return False
    if function:
        return EQUATION_OF_LETTER.fullmatch(condition) is not None
    return not (varies and FROM.fullmatch(condition) and len(letters & set(LETTER.findall(condition))) == 1)


def _has_condition_inside(source: str, letters: frozenset[str]) -> bool:
    """``x_i > 0, i > 1``."""
    pieces = () if r"\begin" in source or "dots" in source else _outside_brackets(source).split(",")[1:]
    return any(set(LETTER.findall(p)) & letters and not SUBSCRIPT.search(p) and _leaves_out(p, letters, False, False) for p in pieces)


def _outside_brackets(source: str) -> str:
    while (shorter := BRACKETED.sub("", source)) != source:
        source = shorter
    return source


def _picks_one(tokens: Sequence[str], place: int, letters: frozenset[str], maths: Sequence[Math]) -> bool:
    """*Let $i$ be an index with $x_i > 0$*: the letter was picked in the same sentence."""
    chosen = {t for k, t in enumerate(tokens[:place]) if t != "there" or number_of((*tokens[k + 1 : k + 3], "")[1]) is None}
    if CHOOSING.isdisjoint(chosen):
        return False  # ``when started there is ⟦k⟧`` picks nothing
    return any((n := number_of(t)) is not None and maths[n].text.source.strip() in letters for t in tokens[:place])
