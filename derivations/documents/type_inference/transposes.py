r"""Vectors and matrices that nothing declares and that transposes and traces show: the $w$ and $x$ of ``z = w^\top x + b``.

Nobody transposes a number.  A small letter that is transposed somewhere in a section is a column there, a capital one a matrix, and a
small letter right behind either is no number.  Where a row of letters that nothing has spoken of fits if these, and as few others
as will do, are arrays, that is what they are taken for, with lengths that are not told: any lengths, as many different ones as
the row allows.  Every step says so.  Two choices that are equally general, and the row stays as it is.

A capital letter that multiplies an array may be a matrix wherever it stands, and is never left to be a number beside one.
A row with ``^T`` where T is a name shows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from derivations.documents.formulas import Row
from derivations.documents.prose.names import names_mentioned
from derivations.documents.type_inference.misfits import Misfits, Watched
from derivations.documents.type_inference.shapes import LETTER, UNSTARRED, fits, is_label, key, spoken_of, unspoken
from symbolic.latex.printer import to_latex
from symbolic.latex.scope import Scope
from symbolic.latex.source.spelling import BOLD
from symbolic.sizes import same_size
from symbolic.terms import INTEGER, ONE, Sort, Term, sym

MOST_NAMES, MOST_CHOSEN, MOST_LENGTHS, MOST_TRIES = 7, 5, 3, 100
STYLED = r"\\(?:mathbf|boldsymbol|bm|vec|hat|bar|tilde)\s*\{\s*(?:"
SUBSCRIPT = r"(?:_(?:\{\s*\d+\s*\}|\d))?"
SMALL = r"(?:" + STYLED + r"[a-z]|\\[a-z]+)\s*\}|(?<![A-Za-z\\])[a-z](?![A-Za-z])" \
        r"|\\(?!cdot|left|right|frac|sum|top|int|log|exp|partial|nabla)[a-z]+)" + SUBSCRIPT
CAPITAL = r"(?:" + STYLED + r"[A-Z]|\\[A-Z][a-z]+)\s*\}|(?<![A-Za-z\\])[A-Z](?![A-Za-z])" \
          r"|\\(?:Sigma|Lambda|Omega|Phi|Psi|Xi|Theta|Gamma)(?![a-z]))" + SUBSCRIPT
RAISED = r"\s*\^\s*(?:\{{\s*)?(?:\\(?:mathsf|mathrm|rm|text|mathtt)\s*\{{?\s*T\b|\\(?:top|intercal)(?![A-Za-z]){0})(?:\s*\}})*"
BARS = r"(?:\\left|\\right|\\bigl?|\\bigr?)?\s*(?:\\\||\\[lr]?Vert(?![A-Za-z]))"
NORMED = re.compile(rf"{BARS}\s*({SMALL})\s*{BARS}(?!\s*_)")
"""A small letter of which the norm is taken: a column of any length, if it is no function."""
FUNCTIONS_BY_HABIT = frozenset({"f", "h", "u", r"\phi", r"\psi", r"\varphi"})
INVERSE = r"\s*\^\s*\{\s*-\s*1\s*\}"
BETWEEN = r"(?:\s|\\[,;!:]|\\left|\\bigl?(?![A-Za-z]))*"
WORDS = re.compile(r"\\(?:text|textrm|operatorname\*?|mbox)\s*\{[^{}]*\}")
NAMED = (r"\s*{0}\s*(?:\([^()]*\))?\s*:?=", r"{0}\s*\(|\\nabla(?:_\S+)?\s*{0}(?![_A-Za-z])|\\partial\s*{0}(?![_A-Za-z])")
"""A letter that gets a value in a row; one that is called, or has a derivative."""
TRACED = re.compile(r"(?:\\(?:operatorname|mathrm|text)\s*\{\s*(?:[Tt]r|trace|det)\s*\}|\\(?:[Tt]r|trace|det)(?![A-Za-z]))\s*(?:\\left)?"
                    r"(\([^()]*\)|\[[^\[\]]*\]|\s+\(?\S+)")
SIZE = re.compile(r"(?=(?:[\d)]\s*\^\s*\{?\s*|=\s*)(?P<n>[ndmN])(?![A-Za-z(_^])(?=\s*(?:\}|\\|&|$|=|\$|[.,]|[A-Z])))")
"""A letter that a power or a value names as the size of a matrix: ``2^n \\det A``, ``\\operatorname{tr} I = n``."""
MARK = re.compile(r"\\(?:mathrm|mathsf|mathtt|rm|text|operatorname)\s*\{[^{}]*\}|\\[A-Za-z]*T[A-Za-z]*|\\(?:rm|sf)\s+T")
COUNTING = re.compile(r"(?<![\^A-Za-z\\])(?<!\^\{)(?<!\^ )T(?![A-Za-z])|\^\s*\{\s*T\s*[-+]"
                      r"|\\(?:sum|prod|int)(?:\\limits)?\s*_\s*(?:\{[^{}]*\}|.)\s*\^\s*\{?\s*T(?![A-Za-z])")
NO_MATRICES = frozenset("CEKLMNPV")
"""Capitals that count, are constants, or operators, more often than matrices; transposed they are matrices too."""


CALLED = r"{0}\s*\((?:[^()A-Z=,]|\\[a-z]+)*\)"
"""A letter before brackets in which no capital stands: ``R(\\alpha + \\beta)``, and not ``X (X^\\top X)^{{-1}}``."""
UNIT = re.compile(r"(?:\\(?:mathbf|boldsymbol|bm)\s*\{\s*)?[IT]\s*\}?(?:_.*)?")
"""The unit matrix, and the mark of transposes."""


def new_arrays(row: Row, scope: Scope, used: Collection[str], open_again: Collection[str],
               sources: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Names and the declarations that make them arrays of lengths that are not told, if transposes and traces show that there are any.

    used: names that were numbers above; open_again: names that were typed for the formulas before only; sources: the formulas of
    the section.
    """
    if (letter := SIZE.search(row.text.source)) is not None and TRACED.search(row.text.source) and scope.symbol(letter["n"]) is None:
        return ()
    plain = scope.symbol("T") is None and not {"T"} & {*scope.blocked, *used} and not any(map(_counts_to_t, sources))
    latex = WORDS.sub(" ", row.text.source)
    shown = frozenset[str]().union(*(_shown(source, plain) for source in (*sources, row.text.source)))
    arrays = shown | {name for name, sort in scope.names.items() if sort.shape}
    beside = _beside(latex, plain, arrays)
    small = {key(name): name for name in unspoken(row, scope, used, open_again)
             if _stands(name, latex) and (key(name) in beside or not _is_member(name))}
    capitals = {key(name): name for name in _capitals(latex, scope, used, shown)}
    defined = re.match(rf"\s*({SMALL}|{CAPITAL})\s*(?::=|\\coloneqq)", latex)
    if defined is not None:  # it has the shape of its value
        small.pop(key(defined[1]), None)
        capitals.pop(key(defined[1]), None)
    names = [*small.values(), *capitals.values()]
    numbers = {key(name) for name in used if scope.symbol(name) is None}
    if not names or len(names) > MOST_NAMES or not numbers.isdisjoint(beside - small.keys()):
        return ()  # a letter that was a number above cannot be one here
    forced = {name for k, name in (small | capitals).items() if k in shown or k in beside or name.startswith((*BOLD, r"\bm"))}
    known = _lengths(latex, scope)
    if not forced and (not capitals or not known or fits(row, scope)):
        return ()
    tries = Tries(row, scope, known)
    for count in range(max(1, len(forced)), MOST_CHOSEN + 1):
        found: list[tuple[tuple[str, str], ...]] = []
        for chosen in combinations(names, count):
            if forced <= set(chosen):
                found += tries.most_general([(name, name in capitals.values()) for name in chosen])
        if found:
            return found[0] if len(found) == 1 and tries.left >= 0 else ()
    return ()


@lru_cache(maxsize=256)
def _counts_to_t(latex: str) -> bool:
    """Whether T stands for a number in a formula: other than alone as an exponent, or over a sum."""
    return COUNTING.search(MARK.sub(" ", latex)) is not None


def _stands(name: str, latex: str) -> bool:
    r"""Whether a letter stands in a row other than as the beginning of a name of its own, ``x^\\star``."""
    return "_" in name or re.search(rf"(?<![A-Za-z\\]){UNSTARRED.format(re.escape(name))}", latex) is not None


@lru_cache(maxsize=256)
def _shown(latex: str, plain: bool) -> frozenset[str]:
    """The letters that are transposed in a formula, and the capital ones of which a trace or determinant is taken."""
    raised = RAISED.format("|T(?![A-Za-z])" if plain else "")
    found = {key(m[1]) for m in re.finditer(rf"({SMALL}|{CAPITAL}){raised}", WORDS.sub(" ", latex))}
    traced = {key(m[0]) for inside in TRACED.findall(latex) for m in re.finditer(CAPITAL, inside)}
    normed = {key(m[1]) for m in NORMED.finditer(latex)} - FUNCTIONS_BY_HABIT
    return frozenset(found | traced | normed)


def _beside(latex: str, plain: bool, arrays: Collection[str]) -> set[str]:
    """The small letters right behind what is transposed or inverted, or behind a capital letter for an array."""
    raised = RAISED.format("|T(?![A-Za-z])" if plain else "")
    behind = rf"(?:(?:{SMALL}|{CAPITAL}|\)){raised}{BETWEEN}\(?|(?P<capital>{CAPITAL})(?:{INVERSE})?{BETWEEN}|\){INVERSE}{BETWEEN}\(?)" \
             rf"{BETWEEN}(?P<next>{SMALL})(?!\s*\()"
    found = re.finditer(rf"(?={behind})", latex)
    return {key(m["next"]) for m in found if m["capital"] is None or key(m["capital"]) in arrays}


def _capitals(latex: str, scope: Scope, used: Collection[str], shown: Collection[str]) -> Iterator[str]:
    """The capital letters that nothing has spoken of, and that are neither called nor given a value in the row."""
    for name in names_mentioned(latex):
        if UNIT.fullmatch(name) or not re.fullmatch(CAPITAL, name) or (name in NO_MATRICES and key(name) not in shown):
            continue
        letter = re.escape(name)
        if re.match(NAMED[0].format(letter), latex) or re.search(CALLED.format(letter), latex):
            continue  # its formula says what it is
        named = re.search(NAMED[1].format(letter), latex)
        spellings = {name, key(name)}
        if not any(scope.symbol(n) is not None or n in scope.blocked or n in used for n in spellings) and (not named or key(name) in shown):
            yield name


def _lengths(latex: str, scope: Scope) -> list[Term]:
    """The lengths of the arrays of a row that have their types, and of those in the definitions of its names."""
    lengths: list[Term] = []
    for size in (size for symbol in spoken_of(latex, scope) for size in symbol.sort.shape):
        if size != ONE and not any(same_size(size, known) for known in lengths):
            lengths.append(size)
    return lengths[:MOST_LENGTHS]


class Tries:
    """Readings of a row with lengths for names, of which a row gets so many."""

    def __init__(self, row: Row, scope: Scope, known: Sequence[Term]) -> None:
        self.row, self.scope, self.known, self.left = row, scope, known, MOST_TRIES

    def most_general(self, chosen: Sequence[tuple[str, bool]]) -> list[tuple[tuple[str, str], ...]]:
        """The declarations with the most different new lengths under which the row fits: those of one number of them."""
        places = [place for name, matrix in chosen for place in ((name, "n"), (name, "m"))[: 1 + matrix]]
        found: list[tuple[tuple[str, str], ...]] = []
        most = None
        misfits, keys = Misfits(len(self.known)), [key(name) for name, _ in places]
        for way in _partitions(len(places), len(self.known)):
            if self.left < 0 or (most is not None and max(way) < most):
                break
            self.left -= 1
            if misfits.covers(way):
                continue
            shapes = _shapes(chosen, places, way, self.known)
            scope = self.scope
            for (name, _), shape in zip(chosen, shapes, strict=True):
                scope = scope.declare(key(name), Sort(shape=shape, index=(None,) if _is_member(name) else ()))
            watched = Watched(scope)
            if fits(self.row, replace(scope, names=watched)):
                most = max(way)
                found.append(tuple((key(name), rf"{name} \in \mathbb{{R}}^{{{_size(*shape)}}}")
                                   for (name, _), shape in zip(chosen, shapes, strict=True)))
            else:
                misfits.add(way, [place for place, name in enumerate(keys) if name in watched.seen])
        return found


def _size(rows: Term, columns: Term) -> str:
    return to_latex(rows) if columns is ONE else rf"{to_latex(rows)} \times {to_latex(columns)}"


def _partitions(places: int, known: int) -> Iterator[tuple[int, ...]]:
    """Every way to give places lengths: a known one, or a new one, which are numbered in the order of their first places.

    The ways with the most new lengths come first, each made when it is asked for."""

    def go(way: tuple[int, ...], new: int, top: int) -> Iterator[tuple[int, ...]]:
        missing = places - len(way)
        if not missing:
            yield way
            return
        for block in range(min(new, top) + 1):
            reached = max(new, block + 1)
            if top < known or top + 1 - reached < missing:  # each of the lengths up to the last still finds a place
                yield from go((*way, block), reached, top)

    for top in range(min(known + places, known + MOST_LENGTHS) - 1, -1, -1):
        yield from (way for way in go((), known, top) if max(way) == top)


def _shapes(chosen: Sequence[tuple[str, bool]], places: Sequence[tuple[str, str]], way: Sequence[int],
            known: Sequence[Term]) -> list[tuple[Term, Term]]:
    lengths = dict(enumerate(known))
    for (name, kind), block in zip(places, way, strict=True):
        lengths.setdefault(block, sym(f"{kind}_{{{_plain(name)}}}", INTEGER))
    given = iter(way)
    return [(lengths[next(given)], lengths[next(given)] if matrix else ONE) for _, matrix in chosen]


def _is_member(name: str) -> bool:
    """Whether a name is that of a member of a family: ``x_i``."""
    letter = LETTER.fullmatch(name)
    subscript = letter["sub"].strip("{} ") if letter is not None and letter["sub"] is not None else ""
    return bool(subscript) and not subscript.isdigit() and not is_label(subscript)


def _plain(name: str) -> str:
    """A letter without what is set around it."""
    letter = LETTER.fullmatch(name)
    return (letter["base"] if letter is not None else name).replace("_", "").replace("{", " ").replace("}", " ").split()[-1]
