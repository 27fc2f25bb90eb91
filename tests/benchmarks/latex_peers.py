r"""Readers of LaTeX side by side: ours, SymPy's two, and latex2sympy2, over the development lines.

    python tests/benchmarks/latex_peers.py [--folder ENVIRONMENTS]

Each peer gets a virtual environment of its own, because their antlr runtimes exclude each other; the environments are made
once and kept.  Every side of a line (the text between two relations) is given to each reader alone, which favours readers
that cannot read chains.  A side is *right* if it is one of the accepted readings, *wrong* if it is another, *refused* if
the reader raises.  Times are of reading alone, after a first formula.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PEERS = {
    "SymPy antlr": ("antlr", ["sympy==1.14.0", "antlr4-python3-runtime==4.11.1"]),
    "SymPy lark": ("lark", ["sympy==1.14.0", "lark"]),
    "latex2sympy2": ("latex2sympy2", ["latex2sympy2==1.9.1", "setuptools<81"]),
}
RELATION = re.compile(r":=|=|<|>|\\(?:approx|geq?|leq?|coloneqq|leftarrow|to|propto|Rightarrow|Leftrightarrow|implies|iff)(?![A-Za-z])")
PATIENCE = 20


# --- the sides --------------------------------------------------------------------------------


def sides_of(line: dict[str, Any]) -> list[str] | None:
    """The text between the relations of a line; None if they are not as many as its accepted readings."""
    tex, depth, start, out = line["tex"], 0, 0, []
    for mark in re.finditer(rf"\\[{{}}]|[{{}}]|{RELATION.pattern}", tex):
        if mark.group() in ("{", "}"):
            depth += 1 if mark.group() == "{" else -1
        elif RELATION.fullmatch(mark.group()) and depth == 0:
            out.append(tex[start : mark.start()].strip())
            start = mark.end()
    out.append(tex[start:].strip().rstrip(".,"))
    return out if len(out) == len(line["sides"]) and all(out) else None


def comparable() -> list[tuple[str, list[str]]]:
    """Every side with its accepted readings."""
    lines = json.loads((HERE / "latex_lines.json").read_text(encoding="utf-8"))
    return [pair for line in lines if line["sides"] for pair in zip(sides_of(line) or [], line["sides"], strict=False)]


# --- the readers ------------------------------------------------------------------------------


def reader_named(name: str) -> Callable[[str], Any]:
    """The function that reads one side, as a SymPy expression."""
    if name == "latex2sympy2":
        import latex2sympy2

        def read(tex: str) -> Any:
            latex2sympy2.variances, latex2sympy2.var = {}, {}
            return latex2sympy2.latex2sympy(tex)

        return read
    from sympy.parsing.latex import parse_latex

    return lambda tex: parse_latex(tex, backend=name)


def neutral(e: Any, names: Any) -> Any:
    """A peer's expression in the language of the accepted readings."""
    import sympy as sp

    def go(x: Any) -> Any:
        return neutral(x, names)

    if isinstance(e, sp.Symbol):
        from line_names import plain

        return names.symbol(plain(e.name))
    if isinstance(e, sp.Derivative):
        return names.node("D", go(e.expr), *map(go, e.variables))
    if isinstance(e, sp.Sum | sp.Product | sp.Integral) and len(e.limits) == 1:
        kind = {sp.Sum: "SumB", sp.Product: "ProdB", sp.Integral: "Integral"}[type(e)]
        return names.node(kind, go(e.function), *map(go, e.limits[0]))
    if isinstance(e, sp.Limit):
        return names.node("Limit", *map(go, e.args[:3]))
    if isinstance(e, sp.log):
        return names.node("log", go(e.args[0]), *(() if len(e.args) == 1 or e.args[1] == sp.E else (go(e.args[1]),)))
    if isinstance(e, sp.MatrixBase):
        return names.node("Mat", *map(go, e))
    if isinstance(e, sp.Transpose):
        return names.node("tr", go(e.arg))
    if isinstance(e, sp.MatMul | sp.MatAdd):
        return (sp.Mul if isinstance(e, sp.MatMul) else sp.Add)(*map(go, e.args))
    if isinstance(e, sp.core.function.AppliedUndef):
        return names.node(str(e.func), *map(go, e.args))
    return e.func(*map(go, e.args)) if e.args else e


def outcome(expression: Any, accepted: list[str]) -> str:
    from line_names import Names, same

    names = Names(frozenset())
    try:
        found = neutral(expression, names)
        return "right" if any(same(found, eval(text, {}, names)) for text in accepted) else "wrong"
    except Exception:  # an expression that is not even of the kind of the accepted ones
        return "wrong"


def serve(name: str) -> None:
    """Read the sides on standard input; one outcome and its seconds a line."""
    sys.setrecursionlimit(4000)
    read = reader_named(name)
    read("x + 1")

    def too_long(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, too_long)
    for tex, accepted in json.load(sys.stdin):
        begin = time.perf_counter()
        signal.alarm(PATIENCE)
        try:
            expression = read(tex)
        except BaseException:  # whatever a peer raises, it has refused
            expression = None
        seconds = time.perf_counter() - begin
        word = "refused" if expression is None else outcome(expression, accepted)
        signal.alarm(0)
        print(json.dumps([word, seconds]), flush=True)


# --- ours -------------------------------------------------------------------------------------


def ours(sides: list[tuple[str, list[str]]]) -> list[tuple[str, float]]:
    from line_names import Names

    from symbolic.latex.errors import ReadingError
    from symbolic.latex.grammar import read_expression
    from symbolic.latex.scope import Scope

    sys.path.insert(0, str(HERE.parent))
    from test_latex_lines import accepted_by

    read_expression("x + 1", Scope())
    found = []
    for tex, accepted in sides:
        begin = time.perf_counter()
        try:
            term = read_expression(tex, Scope().surveyed(tex))
        except ReadingError:
            term = None
        seconds = time.perf_counter() - begin
        word = "refused" if term is None else "right" if accepted_by(term, accepted, Names(frozenset())) else "wrong"
        found.append((word, seconds))
    return found


def environment(folder: Path, name: str, packages: list[str]) -> Path:
    """The interpreter of a peer's environment, made if it is not there."""
    home = folder / name
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path.home() / ".cache" / "latex-readers", help="where the environments are kept")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve(options.serve)
    sides = comparable()
    table = {"ours": ours(sides)}
    for title, (name, packages) in PEERS.items():
        python = environment(options.folder, name, packages)
        answer = subprocess.run([python, __file__, "--serve", name], input=json.dumps(sides), capture_output=True, text=True, check=False)
        table[title] = [tuple(json.loads(row)) for row in answer.stdout.splitlines()]
        if len(table[title]) != len(sides):
            print(f"{title}: stopped after {len(table[title])} sides: {answer.stderr.strip()[-200:]}")
    print(f"{len(sides)} sides\n{'reader':<14}{'right':>7}{'wrong':>7}{'refused':>9}{'sides/s':>10}")
    for title, rows in table.items():
        counts = [sum(word == w for word, _ in rows) for w in ("right", "wrong", "refused")]
        print(f"{title:<14}{counts[0]:>7}{counts[1]:>7}{counts[2]:>9}{len(rows) / max(sum(s for _, s in rows), 1e-9):>10.0f}")


if __name__ == "__main__":
    main()
