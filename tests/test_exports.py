"""An exported derivation is one aligned block a derivation, its relations aligned, its reasons in a column."""

from __future__ import annotations

import pytest

from derivations.catalogue import load, names
from derivations.catalogue._entries import chain
from derivations.exports.latex import aligned, export_latex


def test_relations_are_aligned_and_reasons_stand_in_their_column() -> None:
    block = aligned(chain("t", [(r"f(x = 1) \left[a = b\right] = 2", "first"), (r"\le 3", "")]))
    assert block.splitlines() == [
        r"\[",
        r"\begin{aligned}",
        r"  f(x = 1) \left[a = b\right] &= 2 && \text{(first)} \\",
        r"  &\le 3",
        r"\end{aligned}",
        r"\]",
    ]


@pytest.mark.parametrize("name", names())
def test_every_entry_exports_balanced_blocks_of_all_its_rows(name: str) -> None:
    entry = load(name)
    text = export_latex(entry)
    assert text.count(r"\begin{aligned}") == text.count(r"\end{aligned}") == len(entry.derivations)
    assert text.count("{") == text.count("}")
    for derivation in entry.derivations:
        block = aligned(derivation)
        assert block.count("\\\\\n") == len(derivation.rows) - 1
        assert block.count(" &") >= len(derivation.rows)
