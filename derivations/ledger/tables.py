"""Experiments on what stands in the notes on the sources as a table or a list: the words and numbers are read there, none are here."""

from __future__ import annotations

import re
from ast import literal_eval
from typing import TYPE_CHECKING

import numpy as np

from derivations.ledger.experiments import Outcome, experiment

if TYPE_CHECKING:
    from derivations.ledger.written import Sources

_NUMBER = re.compile(r"(?<![\w.^])-?\d+(?:\.\d+)?(?:\*10\^-?\d+)?")
_QUOTES = "`$"


def _plain(cell: str) -> str:
    return cell.strip(_QUOTES)


def _without_dashes(text: str) -> str:
    return text.replace("-", "")


@experiment("S000-02", "S003-01", evidence=("table_check",), reads=True)
def neuron_and_unit_correspond(sources: Sources) -> Outcome:
    """The tables of two sources pair parts of a cell with parts of a unit, one to one, and never pair the same part differently."""
    tables = [[(a, b) for a, b, *_ in sources.table(id)] for id in ("S000-02", "S003-01")]
    one_to_one = all(len({a for a, _ in t}) == len({b for _, b in t}) == len(t) >= 3 for t in tables)
    first, second = (dict(t) for t in tables)
    named = {a: b for a, b in first.items() if a in second}
    agree = len(named) >= 2 and all(second[a] == b for a, b in named.items())
    return Outcome(one_to_one and agree and set(second.values()) <= set(first.values()))


@experiment("S000-07", evidence=("text_check",), reads=True)
def deep_learning_is_a_proper_part(sources: Sources) -> Outcome:
    """The list of methods of machine learning names the nets of which deep learning consists, and others besides."""
    nets = [item for item in sources.items("S000-07") if "network" in item.lower()]
    return Outcome(0 < len(nets) < len(sources.items("S000-07")))


@experiment("S001-01", evidence=("text_check",), reads=True)
def copy_says_the_same(sources: Sources) -> Outcome:
    """Piece by piece: is the copy the original, and if not, is it the original without its dashes?"""
    pieces = [(_plain(a), _plain(b)) for a, b in sources.table("S001-01")]
    return Outcome(bool(pieces) and all(a == b for a, b in pieces))


@experiment("S001-19", evidence=("text_check",), reads=True)
def words_without_hyphens(sources: Sources) -> Outcome:
    words = [(_plain(a), _plain(b)) for a, b in sources.table("S001-19")]
    return Outcome(all(a == b for a, b in words), meant=bool(words) and all(_without_dashes(a) == b for a, b in words))


@experiment("S001-20", evidence=("text_check",), reads=True)
def union_of_both_copies_is_whole(sources: Sources) -> Outcome:
    """Each part is in one of the two copies, and neither copy has all parts."""
    has = [(a == "yes", b == "yes") for _, a, b in sources.table("S001-20")]
    whole = bool(has) and all(a or b for a, b in has)
    return Outcome(whole and not all(a for a, _ in has) and not all(b for _, b in has), run=True)


@experiment("S001-21", evidence=("text_check",), reads=True)
def numbers_differ_in_signs_alone(sources: Sources) -> Outcome:
    """The numbers of both copies, one by one: where they differ it is by a sign of the number or of its exponent."""
    pairs = [(a, b) for original, copy in sources.table("S001-01")
             for a, b in zip(_NUMBER.findall(_plain(original)), _NUMBER.findall(_plain(copy)), strict=True)]
    other = [(a, b) for a, b in pairs if a != b]
    return Outcome(len(other) > 1 and all(_without_dashes(a) == b for a, b in other), run=True)


@experiment("S000-10", "S000-12", evidence=("table_check", "numeric"), reads=True)
def weights_of_the_printed_outputs(sources: Sources) -> Outcome:
    """The printed outputs for the input (1, …, 5): if two layers that differ give exactly them, they do not tell the weights."""
    x = np.arange(1.0, 6.0)
    y = np.array([float(_plain(cell)) for row in sources.table("S000-10") for cell in row])
    layers = [(np.outer(y - b, x) / (x @ x), b) for b in (0.0, 1.0)]
    fitting = [w for w, b in layers if np.allclose(w @ x + b, y)]
    told = len(fitting) == 1
    return Outcome(told, open=len(y) == 10 and not told)


@experiment("S003-91", "S003-92", "S003-93", "S003-94", evidence=("table_check",), reads=True)
def axes_of_the_examples(sources: Sources) -> Outcome:
    """The number of axes of each example is the one in its row; ``n`` stands for any."""
    rows = [(literal_eval(_plain(example)), _plain(axes)) for _, example, axes in sources.table("S003-91")]
    return Outcome(len(rows) >= 4 and all(axes == "n" or np.ndim(example) == int(axes) for example, axes in rows))


@experiment("S003-95", evidence=("table_check", "numeric"), reads=True)
def tensor_of_powers_of_ten(sources: Sources) -> Outcome:
    """The array shown has three axes, and its entries are 10^k (1 + i + 3j)."""
    shown = np.array(literal_eval(sources.code("S003-95")))
    formula = np.array([[[10**k * (1 + i + 3 * j) for j in range(3)] for i in range(3)] for k in range(3)])
    return Outcome(shown.shape == formula.shape and bool((shown == formula).all()))


@experiment("S004-15", evidence=("table_check",), reads=True)
def table_of_exclusive_or(sources: Sources) -> Outcome:
    """Each row: one if the inputs differ.  All four inputs occur."""
    rows = [tuple(int(_plain(c)) for c in row) for row in sources.table("S004-15")]
    return Outcome(len({r[:2] for r in rows}) == 4 and all(c == int(a != b) for a, b, c in rows))
