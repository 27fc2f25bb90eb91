"""How many labelled steps are decided, how fast, and beside SymPy: ``python tests/benchmarks/decide.py [--peers]``.

Reads every ``*.json`` list of labelled steps in this folder (see README.md for the labels) and prints a row per
category.  With ``--peers`` the same steps are put to ``sympy.simplify(a - b) == 0`` and ``a.equals(b)`` in the same
run, each call for ten seconds of processor time at most, and the ratio of times is taken where both decide.
Neither side's time has the reading in it: ours begins with terms, SymPy's with expressions that it has built.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from expressions import step_of

HERE = Path(__file__).parent
EXPECTED = {"T": "proved", "TD": "conditional", "C": "conditional", "F": "refuted"}
WRONG = {("F", "proved"), ("F", "conditional"), ("C", "proved"), ("T", "refuted"), ("TD", "refuted"), ("C", "refuted"), ("TD", "proved")}


def labelled(lists: Iterable[str] = ()) -> list[dict[str, Any]]:
    """All labelled steps of this folder that are in its spelling, or those of some of its lists."""
    steps = []
    for path in sorted(map(HERE.joinpath, lists)) or sorted(HERE.glob("*.json")):
        rows = json.loads(path.read_text(encoding="utf-8"))
        labelled_rows = (r for r in rows if isinstance(r, dict) and set(r) >= {"lhs", "rhs", "truth", "vars"})
        steps += [r for r in labelled_rows if _is_spelled(r)]
    return steps


def _is_spelled(row: dict[str, Any]) -> bool:
    try:
        step_of(row)
    except ValueError:
        return False
    return True


class Search:
    """Takes the time that goes into what is said of a refuted step besides that it is false."""

    def __init__(self) -> None:
        from symbolic.proving.diagnosis import hypotheses, repair

        self.times: list[float] = []
        for module, name in ((hypotheses, "saving_hypothesis"), (repair, "find_repair")):
            setattr(module, name, self._timed(getattr(module, name)))

    def _timed(self, search: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            begin = time.process_time()
            try:
                return search(*args)
            finally:
                self.times.append(time.process_time() - begin)

        return run

    @property
    def seconds(self) -> float:
        return sum(self.times)


def main() -> int:
    """Print the table; exit 1 if any verdict contradicts its label."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="put the same steps to SymPy in the same run")
    parser.add_argument("--show", action="store_true", help="list every step that is not decided as labelled")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth step alone")
    parser.add_argument("lists", nargs="*", help="the lists to take, pairs.json for one (default: all)")
    options = parser.parse_args()
    started = time.perf_counter()
    from symbolic.checking import check

    steps = labelled(options.lists)[:: options.every]
    check(step_of(steps[0]))
    print(f"imports and first step: {time.perf_counter() - started:.2f} s")
    table: dict[str, Counter[str]] = defaultdict(Counter)
    times, wrong, decided, search = [], [], [], Search()
    for row in steps:
        step = step_of(row)
        begin = time.process_time()
        verdict = check(step)
        times.append(time.process_time() - begin)
        decided.append((row, verdict.word, times[-1]))
        good = verdict.word == EXPECTED[row["truth"]]
        bad = (row["truth"], verdict.word) in WRONG
        table[row["cat"]]["as labelled" if good else "WRONG" if bad else verdict.word] += 1
        if bad:
            wrong.append(row["id"])
        if options.show and not good:
            print(f"  {row['id']:6} {row['truth']:2} {verdict.word:12} {row['lhs']} = {row['rhs']}  {getattr(verdict, 'reason', '') or ''}")
    for category, counts in table.items():
        print(f"{category:14}" + "  ".join(f"{k} {v}" for k, v in counts.most_common()))
    total = Counter[str]()
    for counts in table.values():
        total += counts
    times.sort()
    print(f"{'all':14}" + "  ".join(f"{k} {v}" for k, v in total.most_common()))
    median, p95 = 1e3 * statistics.median(times), 1e3 * times[int(0.95 * len(times))]
    print(f"CPU time a step: median {median:.1f} ms, p95 {p95:.0f} ms, max {times[-1]:.2f} s")
    print(f"of it, looking for the hypothesis or repair of a false step: {search.seconds / sum(times):.0%}, "
          f"median {1e3 * statistics.median(search.times):.1f} ms")
    if options.peers:
        from peers import compare

        compare(decided)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
