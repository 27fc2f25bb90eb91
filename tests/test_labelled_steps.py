"""Steps as people write them, each with the verdict that its mathematics deserves written beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivations import check_text

DOCUMENTS = sorted((Path(__file__).parent / "benchmarks" / "steps").glob("*.md"))
LONG = frozenset({
    "algebra", "cases", "conditional_expectations",
    "analysis", "analysis_bounds", "analysis_equations", "analysis_integrals", "analysis_limits", "analysis_mixed",
    "analysis_sums", "declarations_conditions", "divergences", "events", "exponentials", "extremes",
    "kernels_and_estimators", "learning", "matrices", "matrix_blocks", "matrix_bounds",
    "matrix_derivatives_and_identities", "matrix_facts", "matrix_gradients", "matrix_identities", "matrix_powers",
    "networks_backpropagation", "networks_layers", "networks_learning", "probability", "probability_distributions",
    "probability_inference", "random_samples_and_vectors", "random_variables", "recursions", "several_laws", "shares", "statements",
    "sums", "traps", "unknown_gradients",
})
"""Documents that take seconds each."""


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem, marks=[pytest.mark.fuzz] if p.stem in LONG else []) for p in DOCUMENTS])
def test_every_step_gets_the_verdict_written_beside_it(path: Path) -> None:
    results = check_text(path.read_text(encoding="utf-8"), str(path))
    labelled = [r for r in results if r.expect is not None]
    assert labelled
    assert [f"line {r.item.right.start.line}: {r.verdict.word}/{r.verdict.kind}" for r in labelled if not r.met] == []


def test_at_least_two_labelled_steps_in_five_are_not_simply_true() -> None:
    texts = [path.read_text(encoding="utf-8") for path in DOCUMENTS]
    rows = sum(text.count("derivations: expect ") for text in texts)
    assert rows >= 900
    assert sum(text.count("derivations: expect proved") for text in texts) <= 0.6 * rows
