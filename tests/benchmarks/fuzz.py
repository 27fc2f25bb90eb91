"""Generated steps and mutants of labelled ones, judged by an evaluator that shares nothing with the engine.

``python tests/benchmarks/fuzz.py --pairs 20000 --mutants 3000 [--seed 1] [--jobs 2]`` prints a row per family: steps true by construction,
steps that the evaluator shows false at an allowed point, and how many of both are decided; then what was judged wrongly.
It exits with 1 if a false step was accepted, a true one refuted, a counterexample is none, or two layers of the engine disagree.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from decide import labelled
from expressions import step_of
from generate import claims
from independent import NoValue, Unsupported, differ, holds, sample, tolerance, value
from mutate import mutations
from tqdm import tqdm

from symbolic.checking import check
from symbolic.functions import CONNECTIVES
from symbolic.provers import prove
from symbolic.steps import Step
from symbolic.terms import Call, Deriv, Sym, Term, children, walk
from symbolic.verdicts import Conditional, Counterexample, Proved, Refuted, Undecided, Verdict

HERE = Path(__file__).parent
NO_NUMBER = (OverflowError, ValueError, TypeError, ZeroDivisionError, MemoryError, IndexError)
PATIENCE = 20  # seconds of CPU, so that a busy machine changes no row


@dataclass(frozen=True, slots=True)
class Judged:
    """One step after the engine and the evaluator: ``false`` if the evaluator shows it false."""

    family: str
    true: bool
    false: bool
    word: str
    kind: str | None
    problem: str | None


def defined(t: Term, point: dict[Any, Any]) -> Any:
    """The value, or None where the term is undefined."""
    try:
        return value(t, point)
    except Unsupported:
        raise
    except NoValue:
        return None


def _allowed_points(step: Step, rng: random.Random, tries: int) -> Iterator[dict[Any, Any]]:
    for _ in range(tries):
        point = sample((step.left, step.right, *step.declarations), rng)
        try:
            if all(holds(d, point) for d in step.declarations):
                yield point
        except (NoValue, *NO_NUMBER):
            continue


def fails(step: Step, point: dict[Any, Any]) -> bool:
    """Whether the step is false at the point, both sides being defined; raises NoValue if it cannot be told."""
    if step.relation in CONNECTIVES:
        return not holds(Call(step.relation, (step.left, step.right)), point)
    left, right = defined(step.left, point), defined(step.right, point)
    if left is None or right is None:
        return False
    if step.relation == "eq":
        return differ(left, right, tolerance(step.left, step.right))
    return not holds(Call(step.relation, (step.left, step.right)), point) and differ(left, right)


def differs_somewhere(step: Step, rng: random.Random, tries: int = 30) -> dict[Any, Any] | None:
    """An allowed point at which both sides are defined and the relation fails."""
    for point in _allowed_points(step, rng, tries):
        try:
            if fails(step, point):
                return point
        except (NoValue, *NO_NUMBER):
            return None
    return None


def domains_differ(step: Step, rng: random.Random) -> bool:
    """Whether only one side is defined at some allowed point."""
    for point in _allowed_points(step, rng, 20):
        try:
            if (defined(step.left, point) is None) != (defined(step.right, point) is None):
                return True
        except (NoValue, *NO_NUMBER):
            return False
    return False


def _differentiated(t: Term) -> int:
    """How often a term differentiates within derivatives."""
    return isinstance(t, Deriv) + max(map(_differentiated, children(t)), default=0)


def fails_at(step: Step, found: Counterexample) -> bool | None:
    """Whether the step fails at the point shown; None if it cannot be told here, as between two values near 0."""
    names = {s.name: s for side in (step.left, step.right) for s in walk(side) if isinstance(s, Sym) and not s.uid}
    point: dict[Any, Any] = {"seed": 0}
    for a in found.at:
        if not isinstance(a.value, Term) or a.name not in names or not names[a.name].sort.is_scalar:
            return None
        point[names[a.name]] = value(a.value, {})
    try:
        if fails(step, point):
            return True
        if step.relation in CONNECTIVES:
            return False
        values = (defined(step.left, point), defined(step.right, point))
        if None in values and any(_differentiated(side) > 2 for side in (step.left, step.right)):
            return None  # differences of differences lose their digits
        return False if None in values or values[0] == values[1] else None
    except (NoValue, *NO_NUMBER):
        return None


def complaint(step: Step, verdict: Verdict, rng: random.Random, true: bool = False) -> str | None:
    """What is wrong with the verdict, by the evaluator or the provers alone; ``true`` if it is true by construction."""
    if verdict.kind == "conflict":
        return f"conflict: {getattr(verdict, 'reason', '')}"
    match verdict:
        case Proved() | Conditional("definedness"):
            point = differs_somewhere(step, rng)
            if point is not None:
                return f"{verdict.word}, but false at {point}"
            if isinstance(verdict, Proved) and step.relation == "eq" and domains_differ(step, rng):
                return "proved, but one side is undefined where the other is not"
        case Conditional("hypothesis", _, _, Counterexample() as found) | Refuted("value", _, Counterexample() as found):
            if true:
                return f"{verdict.word}, but true by construction: {found}"
            if fails_at(step, found) is False:
                return f"{verdict.word}, but it holds at the point shown: {found}"
            answer = prove(step) if isinstance(verdict, Refuted) else None
            if isinstance(answer, Proved) or (answer is not None and answer.kind == "definedness"):
                return f"refuted, but without the refuter {answer.word} by {answer.by}"
    return None


def _patient(*_: object) -> None:
    raise TimeoutError


def _within(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, seconds)


def judged(family: str, step: Step, true: bool, rng: random.Random) -> Judged:
    """The verdict of the engine beside that of the evaluator."""
    _within(PATIENCE)
    try:
        verdict = check(step)
        _within(PATIENCE)
        problem = complaint(step, verdict, rng, true)
        false = not true and differs_somewhere(step, rng, 12) is not None
    except (TimeoutError, SystemError):  # FLINT wraps what interrupts it
        return Judged(family, true, False, "time", None, None)
    except Exception as error:  # a crash is what this run looks for
        verdict, problem, false = Undecided("crash"), repr(error), False
    finally:
        _within(0)
    shown = f"{family}: {step.left!r} {step.relation} {step.right!r} with {step.declarations}: {problem}" if problem else None
    return Judged(family, true, false, verdict.word, verdict.kind, shown)


def mutants(seed: int) -> Iterator[tuple[str, Step, bool]]:
    """Slips in the sides of labelled true steps."""
    rng = random.Random(seed)
    rows = [row for row in labelled() if row["truth"] == "T"]
    while True:
        row = rng.choice(rows)
        step = step_of(row)
        side = rng.choice(("left", "right", "right"))
        if step.relation in CONNECTIVES:
            side = "right"
        slips = list(dict.fromkeys(mutations(getattr(step, side))))
        if slips:
            slip = rng.choice(slips)
            yield f"mutants of {row['cat']}", replace(step, left=slip) if side == "left" else replace(step, right=slip), False


def _share(task: tuple[str, int, int]) -> list[Judged]:
    """One share of the work: so many steps of one kind from one seed; mutants count only if they are shown false."""
    kind, seed, count = task
    signal.signal(signal.SIGPROF, _patient)
    rng = random.Random(seed)
    if kind == "pairs":
        return [judged(*claim, rng) for claim in islice(claims(seed), count)]
    out: list[Judged] = []
    for claim in mutants(seed):
        if len(out) == count:
            break
        _within(PATIENCE)
        try:
            false = differs_somewhere(claim[1], rng, 12) is not None
        except TimeoutError:
            false = False
        _within(0)
        if false:
            out.append(replace(judged(*claim, rng), false=True))
    return out


def summary(results: list[Judged]) -> None:
    """A row per family, and the totals of generated steps and of mutants."""
    families: dict[str, list[Judged]] = {}
    for r in results:
        families.setdefault(r.family, []).append(r)
        families.setdefault("all mutants" if r.family.startswith("mutants") else "all pairs", []).append(r)
    print(f"{'family':28} {'steps':>6} {'true':>6} {'accepted':>9} {'false':>6} {'refuted':>8} {'share':>6} {'time':>5}")
    for name in sorted(families, key=lambda n: (n.startswith("all"), n)):
        rows = families[name]
        true, false = [r for r in rows if r.true], [r for r in rows if r.false]
        accepted = sum(r.word == "proved" or r.kind == "definedness" for r in true)
        refuted = sum(r.word == "refuted" or r.kind in ("hypothesis", "direction") for r in false)
        share = f"{100 * refuted / len(false):.1f}" if false else ""
        late = Counter(r.word for r in rows)["time"]
        print(f"{name:28} {len(rows):6} {len(true):6} {accepted:9} {len(false):6} {refuted:8} {share:>6} {late:5}")


def main() -> int:
    """Run, print the table and every wrong verdict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--mutants", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    size = 100
    tasks = [("pairs", 10_000 * options.seed + i, size) for i in range(-(-options.pairs // size))]
    tasks += [("mutants", 10_000 * options.seed + i, size) for i in range(-(-options.mutants // size))]
    results: list[Judged] = []
    with multiprocessing.Pool(options.jobs, maxtasksperchild=20) as pool:
        for part in tqdm(pool.imap_unordered(_share, tasks), total=len(tasks), disable=not sys.stderr.isatty()):
            results += part
            for r in part:
                if r.problem:
                    print(r.problem, flush=True)
    summary(results)
    wrong = sum(r.problem is not None for r in results)
    accepted = sum(r.false and (r.word == "proved" or r.kind == "definedness") for r in results)
    print(f"{wrong} wrong verdicts; {accepted} false steps accepted")
    return 1 if wrong or accepted else 0


if __name__ == "__main__":
    sys.exit(main())
