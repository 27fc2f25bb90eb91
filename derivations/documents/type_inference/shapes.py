r"""Types that nothing says and that the shapes of a formula force: the $x$ of ``\|Ax - b\|^2`` beside a declared ``A``.

An undeclared letter is a real number.  Where a row cannot be read so, because the shapes do not fit, the lower-case
letters in it that nothing has spoken of may be vectors of a size that is already known.  If there is exactly one
smallest choice of such letters and sizes under which the whole row fits, that is what they are taken for, and every
step says so.  Two choices, or a name that was a number in a step before, and the row stays unread.

The ``a_{ij}`` beside a declared matrix ``A`` are its entries.

A letter that is only added to the rest is typed this way only if it is one of those for noise, ``y = Xw + \varepsilon``:
``Xw + b`` is written with a vector and with a number.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

from derivations.documents.formulas import Row, Unread, read_let, read_row
from derivations.documents.prose.names import BARRED, names_mentioned
from derivations.documents.prose.ranges import count_in_sums
from symbolic.latex.names.vector_fields import unit_vectors
from symbolic.latex.plain import to_text
from symbolic.latex.printer import to_latex
from symbolic.latex.scope import Scope
from symbolic.shapes import ShapeError, check_shapes
from symbolic.sizes import same_size
from symbolic.terms import ONE, Bind, Call, Elem, Sort, Sym, Term, children, free_symbols, substitute, sym, walk

MOST_NAMES = 6
MOST_SIZES = 5
LETTER = re.compile(
    r"(?P<base>\\(?:mathbf|boldsymbol|bm|vec|hat|bar|tilde)\s*\{\s*(?:[a-z]|\\[a-z]+)\s*\}|[a-z]|\\[a-z]+)(?:_(?P<sub>\{[^{}]*\}|.))?")
UNSTARRED = r"{0}(?!_)(?!\s*\^\s*\{{?\s*(?:\*|\\ast|\\star))"
"""A letter that is not the beginning of another name: ``x``, and not ``x^*``."""
LETTERS_OF_WORDS = re.compile(r"\\(?:text|textrm|mathrm|operatorname|mbox)\s*\{[^{}]*\}|\\(?!star|ast)[A-Za-z]+")
"""Letters that are no names: those of words and commands; stars are left, which make other names."""
NOISE = frozenset({r"\varepsilon", r"\epsilon", r"\xi"})
NO_VECTORS = frozenset({"d", "e", "i", "j", r"\pi", r"\infty", r"\partial", r"\ell"})


def fitted(row: Row, scope: Scope, used: Collection[str], open_again: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Names and the declarations that make a row fit, if the row does not fit without any and there is one way to do it.

    used: names that were numbers above; open_again: names that were typed for the formulas before only.
    """
    sizes, names = _sizes(scope, row), list(unspoken(row, scope, used, open_again))[:MOST_NAMES]
    applied = {m[2] for m in APPLIED.finditer(row.text.source) if _is_matrix(m[1], scope)} & set(names)
    applied |= {name for name in names if _is_given_to_function_of_vectors(name, row, scope)}
    if fits(row, scope) and not applied:
        return ()
    for count in (1, 2):
        choices = [chosen for chosen in combinations(names, count) if applied <= set(chosen)]
        found = [ways for chosen in choices for ways in _ways(row, scope, chosen, sizes)]
        if found:
            return found[0] if len(found) == 1 else ()
    return ()


ENTRY = re.compile(r"(?<![A-Za-z\\])([a-z])_\{\s*([a-z])\s*,?\s*([a-z])\s*\}")


APPLIED = re.compile(r"(?<![A-Za-z\\])([A-Z])(?:\^\{?(?:T|\\top|-1)\}?)?\s*([bpqruvwxyz])(?![A-Za-z_(^'])")
"""A matrix before a letter: nobody writes a number there."""


CALLED = r"(?<![A-Za-z\\])(?:[A-Za-z]|\\[A-Za-z]+)(?:_\w|_\\[A-Za-z]+|_\{[^{}]*\})?"


def _is_given_to_function_of_vectors(name: str, row: Row, scope: Scope) -> bool:
    """``∇f(x_k)`` where f takes vectors."""
    calls = re.finditer(rf"(?P<name>{CALLED})\s*\(\s*{re.escape(name)}\s*\)", row.text.source)
    sorts = [symbol.sort for m in calls if (symbol := scope.symbol(key(m["name"]))) is not None]
    return any(sort.domain is not None and len(sort.domain) == 1 and len(sort.domain[0].shape) == 2 for sort in sorts)


def _is_matrix(name: str, scope: Scope) -> bool:
    symbol = scope.symbol(name)
    return symbol is not None and len(symbol.sort.shape) == 2 and ONE not in symbol.sort.shape


def entries_of_matrices(row: Row, scope: Scope, used: Collection[str]) -> tuple[str, ...]:
    """The letters of a row that can only be entries of the matrices of the same name: the ``a_{ij}`` of a declared ``A``."""
    return entries_in(row.text.source, scope, used)


def entries_in(latex: str, scope: Scope, used: Collection[str] = ()) -> tuple[str, ...]:
    """The letters in a formula that can only be entries of the matrices of the same name."""
    found = {m[1] for m in ENTRY.finditer(latex)}
    matrices = {name: scope.names.get(name.upper()) for name in sorted(found)}
    return tuple(name for name, sort in matrices.items() if sort is not None and len(sort.shape) == 2 and ONE not in sort.shape
                 and not sort.index and scope.symbol(name) is None and name not in scope.blocked and name not in used)


MEMBER = r"(?<![A-Za-z\\]){0}_(?:\{{\s*[a-z]\s*\}}|[a-z](?![A-Za-z]))"
NAME = re.compile(r"[A-Za-z]")


def means(row: Row, scope: Scope, sources: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    r"""Barred letters beside members of their family, with the means that they can only be: ``\bar{x}`` beside ``x_i``.

    None where no sum, in the row or in ``sources``, says how many members there are.  Where no member stands beside it, it is the
    mean of those that the definitions in scope sum.
    """
    for letter in dict.fromkeys(a or b for a, b in BARRED.findall(row.text.source)):
        name = rf"\bar{{{letter}}}"
        if scope.symbol(name) is not None or name in scope.blocked:
            continue
        if re.search(MEMBER.format(letter), row.text.source):
            count = count_in_sums(letter, [row.text.source]) or count_in_sums(letter, sources)
        elif (count := _summed_over(letter, scope)) is None:
            continue
        yield name, rf"{name} := \frac{{1}}{{{count}}} \sum_{{i=1}}^{{{count}}} {letter}_i" if count and NAME.fullmatch(count) else None


def _summed_over(letter: str, scope: Scope) -> str | None:
    """The one n of ``1, …, n`` over which the definitions in scope sum the members of a family of numbers."""
    sums = (t for d in scope.definitions for t in walk(d.value) if isinstance(t, Bind) and t.op == "sum" and t.bounds[0] is ONE)
    ends = {t.bounds[1] for t in sums for e in walk(t.body)
            if isinstance(e, Elem) and isinstance(e.base, Sym) and e.base.name == letter and e.indices == (t.var,)}
    return to_latex(ends.pop()) if len(ends) == 1 else None


AS_VECTOR = r"(?<![A-Za-z\\]){0}\s*\^\s*(?:\{{\s*)?(?:\\top\b|T\b)|(?:diag\}}?|\\diag)\s*(?:\\left)?\(\s*{0}\s*(?:\\right)?\)"
"""What only a vector without its index is written with."""


def whole_vector(row: Row, scope: Scope) -> tuple[Sym, Term] | None:
    """The family of numbers that stands without its index in a row, with the one length with which it fits there as a vector.

    One of known length is a vector where it is transposed or makes a diagonal matrix; numbers may be so too, but need not.
    """
    spelled = set(names_mentioned(row.text.source))
    for name in spelled & scope.names.keys():
        match scope.names[name]:
            case Sort(field, (), ((low, high),)) if low == ONE and re.search(AS_VECTOR.format(re.escape(name)), row.text.source):
                family = sym(name, Sort(field, index=((low, high),)))
                if fits(row, made_whole(scope, family, high)):
                    return family, high
    if fits(row, scope):
        return None
    families = [sym(name, sort) for name, sort in scope.names.items() if name in spelled and sort == Sort(sort.field, index=(None,))]
    found = [(family, size) for family in families for size in _size_terms(scope, row) if fits(row, made_whole(scope, family, size))]
    return found[0] if len(found) == 1 else None


RUNNING = r"(?<![A-Za-z\\]){0}_(?:\{{\s*[a-z]\s*(?:[+-]\s*\d+\s*)?\}}|[a-z](?![A-Za-z]))"
"""A name with a letter, or a letter and a number, for its index: ``x_{{k+1}}``."""


def iterates(row: Row, scope: Scope) -> tuple[str, ...]:
    r"""The declared vectors whose members in a row are vectors too, ``x_{k+1} = x_k - \eta \nabla f(x_k)``: as entries they do not fit."""
    vectors = [name for name, sort in scope.names.items() if len(sort.shape) == 2 and sort.shape[1] == ONE and not sort.index
               and re.search(RUNNING.format(re.escape(name)), row.text.source)]
    if not vectors or fits(row, scope):
        return ()
    for name in vectors:
        scope = scope.declare(name, replace(scope.names[name], index=(None,)))
    return tuple(vectors) if fits(row, scope) else ()


def made_whole(scope: Scope, family: Sym, size: Term) -> Scope:
    """The scope with a vector in place of a family of numbers, in its facts and definitions too."""
    vector = sym(family.name, Sort(family.sort.field, shape=(size, ONE)))
    values = {family: vector}
    facts = tuple(substitute(f, values) for f in scope.facts)
    definitions = tuple(replace(d, symbol=vector if d.symbol == family else d.symbol, value=substitute(d.value, values))
                        for d in scope.definitions)
    return replace(scope, names={**scope.names, family.name: vector.sort}, facts=facts, definitions=definitions)


def fits(row: Row, scope: Scope) -> bool:
    """Whether a row is read, and the sides of its relations have one shape."""
    read = read_row(row, scope, openly=False)
    if isinstance(read, Unread):
        return False
    try:
        for reading in read:
            relations = reading.relations[len(reading.relations) - len(reading.members) + 1 :]
            for relation, left, right in zip(relations, reading.members, reading.members[1:], strict=False):
                check_shapes(relation, left, right, scope.conventions)
    except ShapeError:
        return False
    return bool(read)


VARIATION = re.compile(r"\s*\\delta\s*[(\\A-Za-z]")
"""A δ that begins a row right before something may vary it."""


def unspoken(row: Row, scope: Scope, used: Collection[str], open_again: Collection[str]) -> Iterator[str]:
    """The lower-case letters of a row of which nothing is known, as the row writes them."""
    found: dict[str, str] = {}
    axes = unit_vectors(scope.usage)
    for name in names_mentioned(row.text.source):
        if key(name) in axes and scope.symbol(key(name)) is None:
            continue
        if "‘vector’" in scope.blocked.get(name, ""):
            found[name] = name
            continue
        letter = LETTER.fullmatch(name)
        if letter is None or letter["base"] in NO_VECTORS or (name == r"\delta" and VARIATION.match(row.text.source)):
            continue
        if (letter["sub"] is None and not stands_bare(name, row.text.source)) or _is_called(name, row.text.source):
            continue
        vector = scope.symbol(letter["base"])
        start = letter["sub"] in ("0", "{0}") and vector is not None and len(vector.sort.shape) == 2 and not vector.sort.index
        spellings = {key(name)} if start else {letter["base"], key(name)}  # entries are counted from 1: w_0 beside w is another vector
        if spellings <= set(open_again) or not any(scope.symbol(s) is not None or s in scope.blocked or s in used for s in spellings):
            found[key(name)] = min(name, found.get(key(name), name), key=len)
    yield from found.values()


def _is_called(name: str, latex: str) -> bool:
    """``f(y)``: whether a letter stands before one name in brackets, as no vector does."""
    letter = r"(?:\\(?:mathbf|boldsymbol|bm|vec|hat|bar|tilde)\s*\{\s*\\?[A-Za-z]+\s*\}|\\?[A-Za-z]+)(?:_(?:\w|\{[^{}]*\}))?"
    return re.search(rf"(?<![A-Za-z\\]){re.escape(name)}\s*\(\s*{letter}\s*\)", latex) is not None


def stands_bare(name: str, latex: str) -> bool:
    """Whether a name stands somewhere that is not the beginning of another: the x of ``Ax``."""
    if name.startswith("\\"):
        return bool(re.search(UNSTARRED.format(re.escape(name)) + "(?![A-Za-z])", latex))
    return bool(re.search(UNSTARRED.format(re.escape(name)), LETTERS_OF_WORDS.sub(" ", latex)))


def _sizes(scope: Scope, row: Row) -> list[str]:
    return [to_latex(s) for s in _size_terms(scope, row)]


UNTOLD = re.compile(r"[nm]_\{\\?[A-Za-z]+\}")
"""A length that is named after the letter of an array of which nothing is told."""


def _size_terms(scope: Scope, row: Row) -> list[Term]:
    """The sizes of the arrays in scope, and of what its functions take; those that nothing tells only of what the row speaks of."""
    sizes: list[Term] = []
    spoken = {s.name for s in spoken_of(row.text.source, scope)}
    for name, sort in scope.names.items():
        for part in (sort, *(sort.domain or ())):
            for s in part.shape:
                if s == ONE or (name not in spoken and isinstance(s, Sym) and UNTOLD.fullmatch(s.name)):
                    continue
                if not any(same_size(s, known) for known in sizes):
                    sizes.append(s)
    return sizes[:MOST_SIZES]


def spoken_of(latex: str, scope: Scope) -> list[Sym]:
    """The names of a row that have types, each followed by those in its definition."""
    found: list[Sym] = []
    for name in dict.fromkeys(key(n) for n in names_mentioned(latex)):
        symbol, definition = scope.symbol(name), scope.definition(name)
        found += [symbol] if symbol is not None else []
        found += sorted(free_symbols(definition.value), key=repr) if definition is not None else []
    return found


def _ways(row: Row, scope: Scope, names: Sequence[str], sizes: Sequence[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    for choice in product(sizes, repeat=len(names)):
        said = tuple(rf"{name} \in \mathbb{{R}}^{{{size}}}" for name, size in zip(names, choice, strict=True))
        tried = _with(said, scope)
        if tried is not None and fits(row, tried) and not any(_only_added(name, row, tried) for name in names if name not in NOISE):
            yield tuple(zip(map(key, names), said, strict=True))


def _with(said: Sequence[str], scope: Scope) -> Scope | None:
    for latex in said:
        outcome = read_let(latex, scope, 0)
        if isinstance(outcome, Unread):
            return None
        scope = outcome
    return scope


def _only_added(name: str, row: Row, scope: Scope) -> bool:
    """Whether a name is nothing but (a factor of) a summand, and not only one with a minus sign."""
    read = read_row(row, scope)
    places = {place for r in (read if isinstance(read, list) else ()) for m in r.members for place in _places(m, key(name), "whole")}
    return places.isdisjoint({"inside", "whole"}) and places != {"taken away"}


def described(sort: Sort) -> str:
    """An array in words: a vector of length n, a matrix of n × m."""
    rows, columns = sort.shape
    return f"a vector of length {to_text(rows)}" if columns == ONE else f"a matrix of {to_text(rows)} × {to_text(columns)}"


def key(name: str) -> str:
    r"""The name of a symbol as the reader spells it: ``w_{2}`` for ``w_2``, the family ``x`` for ``x_k``."""
    letter = LETTER.fullmatch(name)
    if letter is None:
        return re.sub(r"_\{?\s*(\d+)\s*\}?$", r"_{\1}", name)
    subscript = (letter["sub"] or "").strip("{}")
    return f"{letter['base']}_{{{subscript}}}" if subscript.isdigit() or is_label(subscript) else letter["base"]


def is_label(subscript: str) -> bool:
    """``IV``: capitals that run together are no index."""
    return len(subscript) > 1 and subscript.isalpha() and subscript.isupper()


def _places(term: Term, name: str, place: str) -> Iterator[str]:
    """Whether each occurrence of a name is (a factor of) a whole side, added, taken away, or stands inside of something else."""
    match term:
        case Sym() if term.name == name:
            yield place
        case Call("add", args) if place == "whole":
            for a in args:
                yield from _places(a, name, "added")
        case Call("neg", (a,)) if place == "added":
            yield from _places(a, name, "taken away")
        case Call("add" | "neg" | "mul" | "div", args):
            for a in args:
                yield from _places(a, name, place)
        case _:
            for c in children(term):
                yield from _places(c, name, "inside")
