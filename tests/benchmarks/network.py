"""Training steps beside those of other tools: ``python tests/benchmarks/network.py [circles xor digits1 digits64 start] [--rounds N]``.

All run in this process, on one thread, in float64, by turns.  Shown is the time of a step relative to ours, by the clock of the
processor (waiting does not count) and by that on the wall: the fastest round of each (other programs on the machine only ever add
time), and the median of the ratios round by round with its quartiles.  A tool that is not installed is left out and named.
NumPy's products of matrices come from OpenBLAS, which chooses its kernels by the processor (an ``OPENBLAS_CORETYPE`` set for the machine is
left out).  Where it chooses those for AVX-512, the same is measured once more, in a process of its own, with those of processors
without it.
``start`` times fresh processes from start to a trained net.  ``weights`` compares the weights after 20 steps with PyTorch's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
from network_peers import PEERS

from numeric import Network
from numeric.data import circles, xor

Steps = Callable[[int], Any]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
              "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"}


@dataclass(frozen=True)
class Problem:
    """A network and its data; ``steps`` is how many steps one measurement takes."""

    name: str
    sizes: tuple[int, ...]
    hidden: str
    output: str
    loss: str
    rate: float
    X: Any
    y: Any
    steps: int

    def network(self, **settings: Any) -> Network:
        defaults = {"optimizer": "gradient_descent", "learning_rate": self.rate, "epochs": 0}
        return Network(hidden=self.sizes[1:-1], activation=self.hidden, output=self.output, loss=self.loss, **(defaults | settings))


def problems() -> dict[str, Problem]:
    x, y = circles()
    rng = np.random.default_rng(0)

    def digits(m: int, steps: int) -> Problem:
        pixels = rng.uniform(0.01, 1, (m, 784))
        return Problem(f"digits{m}", (784, 200, 10), "sigmoid", "sigmoid", "squared_error", 0.1, pixels, np.eye(10)[rng.integers(0, 10, m)],
                       steps)

    found = [
        Problem("circles", (2, 4, 6, 6, 4, 1), "relu", "sigmoid", "binary_cross_entropy", 0.1, x, y[:, None], 100),
        Problem("xor", (2, 16, 1), "relu", "identity", "squared_error", 0.05, xor()[0], xor()[1][:, None], 1000),
        digits(1, 100), digits(64, 30),
    ]
    return {p.name: p for p in found}


def ours(problem: Problem) -> Steps:
    """Generated NumPy: gradient and update, without the loss."""
    net = problem.network().fit(problem.X, problem.y)
    gradient = np.empty_like(net.state.theta)
    recipe = net._recipe
    x, t = recipe.columns(problem.X), np.ascontiguousarray(problem.y.T)
    _, slopes, _ = recipe.bound(net.state, gradient, x, t, recipe.scale(len(problem.X)))
    update = recipe.updating(net.state, gradient)

    def run(count: int) -> None:
        with np.errstate(all="ignore"):
            for k in range(count):
                slopes()
                update(k + 1)

    return run


def compiled(problem: Problem) -> Steps:
    """The same plan as compiled loops, the loss of every step included."""
    net = problem.network(backend="numba").fit(problem.X, problem.y)
    run = net._run(problem.X.astype(float), problem.y.astype(float))
    return run


def products(problem: Problem) -> Steps:
    """The matrix products of a step and nothing else."""
    m, s = len(problem.X), problem.sizes
    rng = np.random.default_rng(0)
    pairs = list(pairwise(s))
    w = [rng.normal(size=(b, a + 1)) for a, b in pairs]
    a = [rng.normal(size=(n + 1, m)) for n in s]
    d = [rng.normal(size=(n, m)) for n in s]
    z, g, e = [np.empty((b, m)) for _, b in pairs], [np.empty_like(v) for v in w], [np.empty((n, m)) for n in s]

    def run(count: int) -> None:
        dot = np.dot
        for _ in range(count):
            for k in range(len(w)):
                dot(w[k], a[k], out=z[k])
                dot(d[k + 1], a[k].T, out=g[k])
                if k:
                    dot(w[k][:, :-1].T, d[k + 1], out=e[k])

    return run


def contenders(problem: Problem) -> tuple[dict[str, Steps], list[str]]:
    """Every tool that is there, ready to step; and those that are not."""
    found: dict[str, Steps] = {"generated NumPy": ours(problem), "matrix products alone": products(problem)}
    missing = []
    if find_spec("numba"):
        found["generated loops (numba)"] = compiled(problem)
    else:
        missing.append("numba")
    for name, (module, build) in PEERS.items():
        if module and find_spec(module) is None:
            missing.append(name)
            continue
        net = problem.network().fit(problem.X, problem.y)
        layers = [(layer[:, :-1].copy(), layer[:, -1:].copy()) for layer in net._layers()]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found[name] = build(problem, layers)
            except ImportError as error:  # installed, but not whole
                missing.append(f"{name} ({error})")
    return found, missing


def compare(problem: Problem, rounds: int) -> None:
    """Turns of all contenders; a table of ratios."""
    found, missing = contenders(problem)
    for run in found.values():
        run(3)
    times: dict[str, list[float]] = {name: [] for name in found}
    walls: dict[str, list[float]] = {name: [] for name in found}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(rounds):
            for name, run in found.items():
                begin, wall = time.process_time(), time.perf_counter()
                run(problem.steps)
                times[name].append((time.process_time() - begin) / problem.steps)
                walls[name].append((time.perf_counter() - wall) / problem.steps)
    base, wall_base = times["generated NumPy"], walls["generated NumPy"]
    print(f"\n{problem.name}: {'-'.join(map(str, problem.sizes))}, {len(problem.X)} examples, {rounds} rounds of {problem.steps} steps; "
          f"ours {min(base) * 1e6:.1f} µs a step\n  ours = 1{'processor':>36}{'wall':>31}\n"
          f"{'fastest, median (quartiles)':>60}{'fastest, median (quartiles)':>31}")
    for name in sorted(times, key=lambda name: min(walls[name])):
        print(f"  {name:28}{_ratios(times[name], base)}{_ratios(walls[name], wall_base)}")
    if missing:
        print(f"  not installed: {', '.join(missing)}")


def _ratios(own: list[float], base: list[float]) -> str:
    low, middle, high = statistics.quantiles([t / b for t, b in zip(own, base, strict=True)], n=4)
    return f"{min(own) / min(base):8.2f} {middle:8.2f} ({low:.2f} … {high:.2f})".ljust(31)


# --- fresh processes ------------------------------------------------------------------------------------

OURS = """
from numeric import Network
from numeric.data import circles
net = Network(hidden=(4, 6, 6, 4), optimizer="gradient_descent", learning_rate=0.3, epochs=1000)
net.fit(*circles())
"""


def start(rounds: int) -> None:
    """From the start of Python to a trained net of circles, 1000 steps."""
    import tempfile

    from network_peers import PROCESSES

    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DERIVATIONS_CACHE": folder, "PYTHONPATH": os.pathsep.join([*sys.path, "."])}

        def once(code: str) -> float:
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)
            return time.perf_counter() - begin

        cold = once(OURS)
        codes = {"generated NumPy, warm cache": OURS}
        codes |= {name: code for name, (module, code) in PROCESSES.items() if not module or find_spec(module)}
        times: dict[str, list[float]] = {name: [] for name in codes}
        for _ in range(rounds):
            for name, code in codes.items():
                times[name].append(once(code))
    base = times["generated NumPy, warm cache"]
    print(f"\nfrom a fresh process to a trained net (circles, 1000 steps): ours {statistics.median(base):.2f} s with a warm cache, "
          f"{cold:.2f} s cold ({cold / statistics.median(base):.2f})")
    for name, own in sorted(times.items(), key=lambda item: statistics.median(item[1])):
        ratios = sorted(t / b for t, b in zip(own, base, strict=True))
        print(f"  {name:28} {statistics.median(ratios):8.2f}   ({ratios[len(ratios) // 4]:.2f} … {ratios[-1 - len(ratios) // 4]:.2f})")


def weights() -> None:
    """The largest difference to PyTorch's weights after 20 steps, for each optimizer."""
    if find_spec("torch") is None:
        print("\nweights: PyTorch is not installed")
        return
    from network_peers import torch_weights

    problem = problems()["circles"]
    for optimizer in ("gradient_descent", "momentum", "adam"):
        net = problem.network(optimizer=optimizer, learning_rate=0.01).fit(problem.X, problem.y)
        layers = [(layer[:, :-1].copy(), layer[:, -1:].copy()) for layer in net._layers()]
        other = torch_weights(problem, layers, optimizer, 0.01, 20)
        net.resume(problem.X, problem.y, epochs=20)
        print(f"weights after 20 steps of {optimizer}: largest difference to PyTorch {np.abs(net.state.theta - other).max():.1e}")


def kernels() -> str:
    """The processor that OpenBLAS takes this one for, or was told to; empty if nobody knows."""
    if not find_spec("threadpoolctl"):
        return ""
    from threadpoolctl import threadpool_info

    return ", ".join(f"{p['internal_api']} {p['version']} with kernels for {p['architecture']}" for p in threadpool_info()
                     if p["user_api"] == "blas" and "numpy" in p["filepath"])


def surroundings() -> str:
    """What the times depend on beside the tools: the library of matrix products and its kernels, the load."""
    return f"NumPy {np.__version__}, {kernels() or 'kernels not known'}; load {os.getloadavg()[0]:.1f}"


def prepared(wanted: str | None) -> dict[str, str]:
    """The environment to measure in: NumPy reads it when it is loaded."""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"} | ONE_THREAD
    return environment | ({"OPENBLAS_CORETYPE": wanted} if wanted else {})


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    known = [*problems(), "start", "weights"]
    parser.add_argument("what", nargs="*", choices=[[], *known], default=[], help=", ".join(known))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--kernels", help="of OpenBLAS, such as Haswell; otherwise its own choice")
    options = parser.parse_args()
    environment = prepared(options.kernels)
    if environment != dict(os.environ):
        os.execve(sys.executable, [sys.executable, *sys.argv], environment)
    chosen = options.what or known
    measured = [name for name in problems() if name in chosen]
    print(surroundings(), flush=True)
    for name in measured:
        compare(problems()[name], options.rounds)
    if measured and options.kernels is None and "SkylakeX" in kernels():
        print("\nonce more with the kernels for processors without AVX-512", flush=True)
        subprocess.run([sys.executable, sys.argv[0], *measured, "--rounds", str(options.rounds), "--kernels", "Haswell"], check=True)
    if "start" in chosen:
        start(max(3, options.rounds // 3))
    if "weights" in chosen:
        weights()


if __name__ == "__main__":
    main()
