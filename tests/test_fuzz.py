"""Random steps and mutations of true ones, judged by an evaluator that shares nothing with the engine.

No false step is proved, no true one refuted, and every counterexample is one.  The default part is small; the rest is
marked ``fuzz`` and bounded in time.  The whole run is ``python tests/benchmarks/fuzz.py``.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import islice

import pytest
from fuzz import complaint, defined, differs_somewhere, mutants
from generate import FAMILIES, claims
from independent import NoValue, differ, value
from mpmath import mpf

from symbolic.checking import check
from symbolic.steps import Step
from symbolic.terms import ZERO, call, div, log, sym

X, Y = sym("x"), sym("y")
Claims = Iterator[tuple[str, Step, bool]]


def misjudged(steps: Claims, count: int, seconds: float) -> list[str]:
    """What the evaluator holds against the verdicts on the first ``count`` steps, as many as there is time for."""
    rng = random.Random(0)
    start = time.monotonic()
    wrong = []
    for family, step, true in islice(steps, count):
        if time.monotonic() - start > seconds:
            break
        problem = complaint(step, check(step), rng, true)
        if problem is not None:
            wrong.append(f"{family}: {step.left!r} {step.relation} {step.right!r} with {step.declarations}: {problem}")
    return wrong


def shown_false(seed: int, count: int) -> Claims:
    """Mutants of labelled true steps that the evaluator shows false."""
    rng = random.Random(seed)
    false = (m for m in mutants(seed) if differs_somewhere(m[1], rng, 6) is not None)
    return islice(false, count)


def test_random_steps_of_all_families_are_judged_rightly() -> None:
    assert misjudged(claims(1), 20, 10) == []


def test_slips_in_true_steps_are_refuted() -> None:
    verdicts = [(step, check(step)) for _, step, _ in shown_false(1, 15)]
    assert [(s, v) for s, v in verdicts if v.word == "proved" or v.kind in ("definedness", "conflict")] == []
    assert sum(v.word in ("refuted", "conditional") for _, v in verdicts) >= 14


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(2, 6))
def test_many_random_steps_are_judged_rightly(seed: int) -> None:
    assert misjudged(claims(seed), 5_000, 30) == []


@pytest.mark.fuzz
def test_many_slips_in_true_steps_are_judged_rightly() -> None:
    assert misjudged(shown_false(2, 1_000), 1_000, 90) == []


def test_what_is_true_by_construction_is_true_by_the_evaluator() -> None:
    rng = random.Random(3)
    false = [step for _, step, true in islice(claims(3), 3 * len(FAMILIES)) if true and differs_somewhere(step, rng, 3) is not None]
    assert false == []


def test_independent_evaluator_tells_values_and_domains() -> None:
    at = {X: mpf(0), Y: mpf(2)}
    assert defined(div(call("sin", X), X), at) is None
    assert defined(log(X), at) is None
    assert not differ(value(call("sigmoid", X), at), mpf(1) / 2)
    assert differ(mpf(1), mpf("1.0001"))
    with pytest.raises(NoValue):
        value(div(X, ZERO), at)
