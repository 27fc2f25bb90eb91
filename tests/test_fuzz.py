"""Random steps and mutations of true ones, judged by an evaluator that shares nothing with the engine.

No false step is proved, no true one refuted, and every counterexample is one.  The default part is small; the rest is
marked ``fuzz`` and bounded in time.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from expressions import step_of
from independent import NoValue, Unsupported, differ, holds, sample, value
from mpmath import mpf

from symbolic.checking import check
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    REAL,
    TWO,
    ZERO,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    add,
    call,
    children,
    div,
    exp,
    log,
    mul,
    neg,
    num,
    power,
    rebuild,
    sub,
    sym,
    walk,
)
from symbolic.verdicts import Conditional, Counterexample, Proved, Refuted, Verdict

PAIRS = json.loads((Path(__file__).parent / "benchmarks" / "pairs.json").read_text(encoding="utf-8"))
TRUE_PAIRS = [p for p in PAIRS if p["truth"] == "T" and p["lang"] == "scalar"]
X, Y = sym("x"), sym("y")


# --- judging ---------------------------------------------------------------------------------------


def defined(t: Term, point: dict[Any, Any]) -> Any:
    """The value, or None where the term is undefined."""
    try:
        return value(t, point)
    except Unsupported:
        raise
    except NoValue:
        return None


def allowed(step: Step, point: dict[Any, Any]) -> bool:
    try:
        return all(holds(d, point) for d in step.declarations)
    except NoValue:
        return False


def differs_somewhere(step: Step, rng: random.Random, tries: int = 30) -> dict[Any, Any] | None:
    """An allowed point at which both sides are defined and differ."""
    for _ in range(tries):
        point = sample((step.left, step.right, *step.declarations), rng)
        if not allowed(step, point):
            continue
        try:
            left, right = defined(step.left, point), defined(step.right, point)
        except (NoValue, OverflowError, ValueError, TypeError):
            return None
        if left is not None and right is not None and differ(left, right):
            return point
    return None


def domains_differ(step: Step, rng: random.Random) -> bool:
    for _ in range(20):
        point = sample((step.left, step.right, *step.declarations), rng)
        if not allowed(step, point):
            continue
        try:
            if (defined(step.left, point) is None) != (defined(step.right, point) is None):
                return True
        except (NoValue, OverflowError, ValueError, TypeError):
            return False
    return False


def fails_at(step: Step, found: Counterexample) -> bool | None:
    """Whether the sides differ at the point shown; None if it cannot be told here."""
    names = {s.name: s for side in (step.left, step.right) for s in walk(side) if isinstance(s, Sym) and not s.uid}
    point: dict[Any, Any] = {"seed": 0}
    for a in found.at:
        if not isinstance(a.value, Term) or a.name not in names or not names[a.name].sort.is_scalar:
            return None
        point[names[a.name]] = value(a.value, {})
    try:
        return differ(value(step.left, point), value(step.right, point))
    except (NoValue, OverflowError, ValueError, TypeError):
        return None


def complaint(step: Step, verdict: Verdict, rng: random.Random) -> str | None:
    """What is wrong with the verdict, by the independent evaluator."""
    match verdict:
        case Proved() | Conditional("definedness"):
            point = differs_somewhere(step, rng)
            if point is not None:
                return f"{verdict.word}, but the sides differ at {point}"
            if isinstance(verdict, Proved) and domains_differ(step, rng):
                return "proved, but one side is undefined where the other is not"
        case Conditional("hypothesis", _, _, Counterexample() as found) | Refuted("value", _, Counterexample() as found):
            if fails_at(step, found) is False:
                return f"{verdict.word}, but the sides agree at the point shown"
    return None


# --- random steps ----------------------------------------------------------------------------------


KINDS = ("add", "mul", "neg", "div", "pow", "exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "sigmoid", "max", "sign", "root")


def expression(rng: random.Random, depth: int) -> Term:
    """A random term in x and y."""
    if depth == 0:
        return rng.choice((X, Y, X, Y, num(rng.randint(-3, 4)), ONE, TWO))
    a = expression(rng, depth - 1)
    kind = rng.choice(KINDS)
    match kind:
        case "add" | "mul" | "max":
            return call(kind, a, expression(rng, depth - 1))
        case "div":
            return div(a, expression(rng, depth - 1))
        case "pow":
            return power(a, num(rng.choice((2, 3, -1, 0, "1/2"))))
        case "root":
            return call("sqrt", power(a, TWO))
    return call(kind, a)


def _rewritten(t: Term, rng: random.Random) -> Term | None:
    """The term in another form, equal wherever both are defined."""
    match t:
        case Call("add", (a, b)):
            return rng.choice((add(b, a), neg(add(neg(a), neg(b))), sub(a, neg(b)), div(add(mul(TWO, a), mul(TWO, b)), TWO)))
        case Call("mul", (a, b)):
            return rng.choice((mul(b, a), div(sub(power(add(a, b), TWO), power(sub(a, b), TWO)), num(4)), neg(mul(neg(a), b))))
        case Call("div", (a, b)):
            return rng.choice((mul(a, div(ONE, b)), div(mul(a, b), power(b, TWO)), neg(div(a, neg(b)))))
        case Call("pow", (a, Num(n))) if n == 2:
            return rng.choice((mul(a, a), power(call("abs", a), TWO)))
        case Call("exp", (a,)):
            return rng.choice((power(exp(div(a, TWO)), TWO), div(ONE, exp(neg(a))), add(call("sinh", a), call("cosh", a))))
        case Call("log", (a,)):
            return rng.choice((neg(log(div(ONE, a))), mul(TWO, log(call("sqrt", a)))))
        case Call("sin", (a,)):
            return rng.choice((neg(call("sin", neg(a))), mul(TWO, call("sin", div(a, TWO)), call("cos", div(a, TWO)))))
        case Call("cos", (a,)):
            return sub(ONE, mul(TWO, power(call("sin", div(a, TWO)), TWO)))
        case Call("sigmoid", (a,)):
            return rng.choice((sub(ONE, call("sigmoid", neg(a))), div(add(ONE, call("tanh", div(a, TWO))), TWO)))
        case Call("tanh", (a,)):
            return sub(mul(TWO, call("sigmoid", mul(TWO, a))), ONE)
        case Call("abs", (a,)):
            return rng.choice((call("sqrt", power(a, TWO)), mul(a, call("sign", a)), call("max", a, neg(a))))
        case Call("sqrt", (Call("pow", (a, Num(n))),)) if n == 2:
            return call("abs", a)
        case Call("max", (a, b)):
            return div(add(a, b, call("abs", sub(a, b))), TWO)
    return None


def rewrite_somewhere(t: Term, rng: random.Random, rule: Callable[[Term, random.Random], Term | None]) -> Term:
    """One application of the rule at a random place where it applies."""
    places = [n for n in walk(t) if rule(n, random.Random(0)) is not None and not isinstance(n, Bind)]
    if not places:
        return t
    chosen = rng.choice(places)
    new = rule(chosen, rng)
    return t if new is None else replaced(t, chosen, new)


def replaced(t: Term, old: Term, new: Term) -> Term:
    """``t`` with the first occurrence of a subterm replaced."""
    if t is old:
        return new
    parts = list(children(t))
    for i, p in enumerate(parts):
        changed = replaced(p, old, new)
        if changed is not p:
            parts[i] = changed
            return rebuild(t, tuple(parts))
    return t


def mutations(t: Term) -> Iterator[Term]:
    """Slips of the pen: a sign, a factor, an exponent, an index, a bound, a dropped factor or summand, an inner derivative."""
    for node in walk(t):
        match node:
            case Call("add", args):
                for i, a in enumerate(args):
                    flipped = a.args[0] if isinstance(a, Call) and a.op == "neg" else neg(a)
                    yield replaced(t, node, add(*args[:i], flipped, *args[i + 1 :]))
                    if len(args) > 1:
                        yield replaced(t, node, add(*args[:i], *args[i + 1 :]))
            case Call("mul", args):
                yield replaced(t, node, mul(TWO, *args))
                for i in range(len(args)):
                    if len(args) > 1:
                        yield replaced(t, node, mul(*args[:i], *args[i + 1 :]))
            case Call("pow", (a, Num(n))):
                yield replaced(t, node, power(a, num(n + 1)))
                yield replaced(t, node, power(a, num(n - 1)))
            case Call("neg", (a,)):
                yield replaced(t, node, a)
            case Call("div", (a, b)):
                yield replaced(t, node, div(b, a))
            case Bind("sum" | "prod" as op, var, body, (lo, hi)):
                yield replaced(t, node, Bind(op, var, body, (add(lo, ONE), hi)))
                yield replaced(t, node, Bind(op, var, body, (lo, sub(hi, ONE))))
            case Call("sin" | "exp" | "sigmoid" as op, (a,)):
                other = {"sin": "cos", "exp": "sinh", "sigmoid": "tanh"}[op]
                yield replaced(t, node, call(other, a))


def random_steps(seed: int) -> Iterator[Step]:
    """Rewritten terms, and slips in them."""
    rng = random.Random(seed)
    while True:
        left = expression(rng, rng.choice((1, 2, 2, 3)))
        right = left
        for _ in range(rng.randint(1, 3)):
            right = rewrite_somewhere(right, rng, _rewritten)
        facts = rng.choice(((), (), (call("gt", X, ZERO),), (call("ge", X, ZERO), call("ne", Y, ZERO))))
        yield Step("eq", left, right, facts)
        slips = list(mutations(right))
        if slips:
            yield Step("eq", left, rng.choice(slips), facts)


# --- tests -----------------------------------------------------------------------------------------


def judge(steps: Iterator[Step], count: int, seconds: float, seed: int) -> list[str]:
    rng = random.Random(seed)
    start = time.monotonic()
    wrong = []
    for _, step in zip(range(count), steps, strict=False):
        if time.monotonic() - start > seconds:
            break
        verdict = check(step)
        problem = complaint(step, verdict, rng)
        if problem is not None:
            wrong.append(f"{step.left!r} = {step.right!r} with {step.declarations}: {problem}")
        if verdict.kind == "conflict":
            wrong.append(f"{step.left!r} = {step.right!r} with {step.declarations}: conflict: {getattr(verdict, 'reason', '')}")
    return wrong


def test_random_steps_are_judged_rightly() -> None:
    assert judge(random_steps(1), 60, 20, seed=1) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(2, 6))
def test_many_random_steps_are_judged_rightly(seed: int) -> None:
    assert judge(random_steps(seed), 5_000, 30, seed) == []


def mutated(pair: dict[str, Any], rng: random.Random, count: int) -> Iterator[Step]:
    step = step_of(pair)
    for side in ("right", "left"):
        slips = list(dict.fromkeys(mutations(getattr(step, side))))
        for slip in rng.sample(slips, min(count, len(slips))):
            yield replace(step, right=slip) if side == "right" else replace(step, left=slip)


def wrongly_judged(pairs: list[dict[str, Any]], count: int, seconds: float) -> tuple[list[str], int, int]:
    """Mutants that are false and yet accepted, the number of false mutants, and how many of them were refuted."""
    rng = random.Random(7)
    start = time.monotonic()
    wrong, false, refuted = [], 0, 0
    for pair in pairs:
        for step in mutated(pair, rng, count):
            if time.monotonic() - start > seconds:
                return wrong, false, refuted
            try:
                point = differs_somewhere(step, rng, 6)
            except Unsupported:
                continue
            if point is None:
                continue
            false += 1
            verdict = check(step)
            refuted += verdict.word == "refuted" or verdict.kind == "hypothesis"
            if isinstance(verdict, Proved) or verdict.kind in ("definedness", "conflict"):
                wrong.append(f"{pair['id']}: {step.left!r} = {step.right!r}: {verdict}")
    return wrong, false, refuted


def test_slips_in_true_steps_are_not_accepted() -> None:
    wrong, false, refuted = wrongly_judged(TRUE_PAIRS[::12], 2, 25)
    assert wrong == []
    assert refuted > 0.8 * false > 0


@pytest.mark.fuzz
def test_many_slips_in_true_steps_are_not_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    wrong, false, refuted = wrongly_judged(TRUE_PAIRS, 12, 120)
    with capsys.disabled():
        print(f"\n{refuted} of {false} false mutants refuted")
    assert wrong == []
    assert refuted > 0.8 * false > 0


def test_independent_evaluator_tells_values_and_domains() -> None:
    at = {X: mpf(0), Y: mpf(2)}
    assert defined(div(ONE, X), at) is None
    assert defined(log(X), at) is None
    assert not differ(value(call("sigmoid", X), at), mpf(1) / 2)
    assert differ(mpf(1), mpf("1.0001"))
    assert X.sort == REAL
