"""SymPy's own answers to the labelled steps, each in a process of its own that can be ended."""

from __future__ import annotations

import multiprocessing
import signal
import statistics
import time
from collections import Counter, defaultdict
from typing import Any

TIMEOUT, PATIENCE = 10.0, 60.0
"""Seconds of processor time for a step, and seconds by the clock after which the process is ended."""
METHODS = ("simplify", "equals")
FUNCTIONS = (
    "Max", "Min", "Abs", "sign", "exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "tanh", "sinh", "cosh", "atanh",
    "erf", "binomial", "factorial", "gamma", "asinh", "acosh",
)


class _TooLong(BaseException):
    """The processor time for a step is spent."""


def _stop(*_: Any) -> None:
    raise _TooLong


def _serve(pipe: Any) -> None:
    """Answer (method, row) requests with (answer, CPU seconds, whether both sides were the same when built) until the pipe closes."""
    import sympy

    signal.signal(signal.SIGPROF, _stop)
    sympy.simplify(sympy.Symbol("x") - 1)
    while True:
        method, row = pipe.recv()
        try:
            left, right = _sympy(row)
            built = left == right
            signal.setitimer(signal.ITIMER_PROF, TIMEOUT)
            begin = time.process_time()
            answer = (sympy.simplify((left - right).doit()) == 0) if method == "simplify" else left.doit().equals(right.doit())
            spent = time.process_time() - begin
            signal.setitimer(signal.ITIMER_PROF, 0.0)
            pipe.send((answer, spent, built))
        except (Exception, _TooLong) as error:  # a peer that fails on a step has not decided it
            signal.setitimer(signal.ITIMER_PROF, 0.0)
            pipe.send((repr(error), 0.0, False))


def _sympy(row: dict[str, Any]) -> tuple[Any, Any]:
    import sympy
    from sympy import E, Integral, Limit, Piecewise, Product, Sum, oo, pi

    names: dict[str, Any] = {"D": lambda e, x: sympy.Derivative(e, x), "KD": sympy.KroneckerDelta, "E": E, "oo": oo, "pi": pi}
    names |= {"Sum": Sum, "Product": Product, "Integral": Integral, "Limit": Limit, "Piecewise": Piecewise}
    names["sigmoid"] = lambda x: 1 / (1 + sympy.exp(-x))
    names |= {name: getattr(sympy, name) for name in FUNCTIONS}
    for name, kind in row["vars"].items():
        names[name] = _symbol(name, kind)
    text = compile(row["lhs"], "lhs", "eval"), compile(row["rhs"], "rhs", "eval")
    for name in {n for code in text for n in code.co_names} - set(names):
        names[name] = sympy.Symbol(name, real=True)
    return tuple(sympy.sympify(eval(code, {"True": True}, names)) for code in text)  # type: ignore[return-value]


def _symbol(name: str, kind: str) -> Any:
    import sympy

    if kind in ("indexed", "indexed2"):
        return sympy.IndexedBase(name, real=True)
    if kind == "function":
        return sympy.Function(name, real=True)
    facts = {"posint": {"integer": True, "positive": True}, "positive": {"positive": True}}
    return sympy.Symbol(name, **facts.get(kind, {"integer": True}))


class _Peer:
    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.pipe, child = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=_serve, args=(child,), daemon=True)
        self.process.start()

    def ask(self, method: str, row: dict[str, Any]) -> tuple[Any, float, bool]:
        self.pipe.send((method, row))
        if self.pipe.poll(PATIENCE):
            return self.pipe.recv()  # type: ignore[no-any-return]
        self.process.kill()
        self.start()
        return "time", TIMEOUT, False


def compare(decided: list[tuple[dict[str, Any], str, float]]) -> None:
    """Print who decides what, and the ratio of CPU times where both decide rightly.

    Each method has a process of its own, so that no step is put twice to the same of SymPy's caches.
    """
    for method in METHODS:
        peer = _Peer()
        table: Counter[tuple[str, str]] = Counter()
        ratios: dict[str, list[float]] = defaultdict(list)
        built = 0
        for row, word, seconds in decided:
            if row.get("rel", "eq") != "eq":
                continue
            answer, spent, same = peer.ask(method, row)
            told = "says equal" if answer is True else "says unequal" if answer is False else "no answer"
            table[row["truth"], told] += 1
            if answer is True and row["truth"] == "T" and word == "proved":
                built += same
                if not same:
                    ratios[row["cat"]].append(spent / max(seconds, 1e-6))
        print(f"sympy {method}: " + "; ".join(f"{t} {k} {v}" for (t, k), v in sorted(table.items())))
        everything = [r for some in ratios.values() for r in some]
        if len(everything) > 1:
            q = statistics.quantiles(everything, n=4)
            print(f"  its CPU time over ours, where both prove: median {statistics.median(everything):.1f}, "
                  f"quartiles {q[0]:.1f} to {q[2]:.1f}; "
                  f"left out {built} that it made equal in building them")
            kinds = sorted(ratios.items(), key=lambda kind: -len(kind[1]))
            print("  " + ", ".join(f"{name} {statistics.median(some):.1f} ({len(some)})" for name, some in kinds))
