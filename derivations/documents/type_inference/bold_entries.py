r"""The entries of a bold array: the $x_i$ of ``\sum_{i=1}^n x_i^2 = \mathbf{x}^\top \mathbf{x}`` beside a declared ``\mathbf{x}``.

A plain letter of which nothing is said stands for the entries of the bold one if it has an index wherever it stands, every sum over it
runs over just those entries, and the bold letter itself has no index anywhere: ``\mathbf{x}_i`` is a vector among others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from derivations.documents.formulas import Row
from derivations.documents.prose.ranges import RUN, count_in_sums
from derivations.documents.type_inference.shapes import stands_bare
from symbolic.latex.printer import to_latex
from symbolic.latex.scope import Scope
from symbolic.terms import ONE, Num, Sort

BOLD = re.compile(r"\\(?:mathbf|boldsymbol)\{([A-Za-z])\}")
RAISED = r"(?<![A-Za-z\\])({0})\s*(\^(?:\{{[^{{}}]*\}}|[0-9A-Za-z]))\s*(_(?:\{{[^{{}}]*\}}|[0-9A-Za-z]))"
INDEX = r"(?<![A-Za-z\\]){0}\s*_\s*(?:\{{([^{{}}]*)\}}|([0-9A-Za-z]))"
ONE_OF_MANY = r"\\(?:mathbf|boldsymbol|bm|vec|bf)\s*\{{?\s*{0}\s*\}}*\s*(?:_|\^\s*\{{?\s*[(\[])"
LETTERS = re.compile(r"([A-Za-z])(?=[A-Za-z])")
BOLD_AS_WRITTEN = re.compile(r"\\(?:mathbf|boldsymbol|bm)\s*(?:\{\s*[^{}]*\}|[A-Za-z])")
PAIR = re.compile(r"\s*[a-z]\s*,?\s*[a-z]\s*")


def entries_of_bold(row: Row, scope: Scope, used: Collection[str], sources: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Plain letters of a row, the bold names whose entries they can only be, and the declaration that says so.

    used: names that were numbers above; sources: the formulas of the section.
    """
    for bold, sort in scope.names.items():
        found = BOLD.fullmatch(bold)
        if found is None or sort.index or sort.is_function or len(sort.shape) != 2:
            continue
        letters = {found[1]} if ONE in sort.shape else {found[1], found[1].lower()}
        for letter in sorted(letters):
            if letter in scope.names or letter in scope.blocked or letter in used or any(_is_told_apart(letter, s) for s in sources):
                continue
            source = _lowered(letter, row.text.source)
            indices = [a or b for a, b in re.findall(INDEX.format(letter), source)]
            if indices and _fit(letter, indices, sort, source):
                index = "i" if ONE in sort.shape else "ij"
                yield letter, bold, rf"{letter}_{{{index}}} := {bold}_{{{index}}}"


def _lowered(letter: str, source: str) -> str:
    """A formula with a space between its letters, and the index of a letter before its power: ``w_j x_j^2`` for ``w_jx^2_j``."""
    parts = re.split(r"(\\[A-Za-z]+)", source)
    return re.sub(RAISED.format(letter), r"\1\3\2", "".join(p if k % 2 else LETTERS.sub(r"\1 ", p) for k, p in enumerate(parts)))


def _is_told_apart(letter: str, source: str) -> bool:
    """Whether a formula has the plain letter without an index, or the bold one with one."""
    plain = _lowered(letter, BOLD_AS_WRITTEN.sub(" ", source))
    return stands_bare(letter, plain) or re.search(ONE_OF_MANY.format(letter), source) is not None


def _fit(letter: str, indices: Sequence[str], sort: Sort, source: str) -> bool:
    """Whether every index runs over just the entries of the array."""
    sizes = [to_latex(s) for s in sort.shape if s is not ONE]
    if len(sizes) > 1:
        ends = {(m[2] or m[3]).strip() for m in RUN.finditer(source)}
        return bool(ends) and ends <= set(sizes) and all(PAIR.fullmatch(i) for i in indices)
    size = next(s for s in sort.shape if s is not ONE)
    numbers = [i.strip() for i in indices if i.strip().isdigit()]
    if numbers and not (isinstance(size, Num) and all(1 <= int(i) <= size.value for i in numbers)):
        return False
    return len(numbers) == len(indices) or count_in_sums(letter, [source]) == sizes[0]
