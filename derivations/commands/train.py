"""``derivations train circles|xor|digits``: the experiments of the course, with networks made from proved formulas."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numeric.network import Network


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an experiment ended with: the network, the numbers to print, the figures by name, whether it reached its mark, and the mark."""

    network: Network
    numbers: dict[str, Any]
    figures: dict[str, Any]
    reached: bool
    mark: str


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("experiment", choices=tuple(EXPERIMENTS), help="; ".join(f"{n}: {words}" for n, (words, _) in EXPERIMENTS.items()))
    parser.add_argument("--optimizer", choices=("gradient_descent", "momentum", "adam"), help="by default that of the experiment")
    parser.add_argument("--learning-rate", type=float, metavar="RATE",
                        help="the length of a step, by default that of the experiment and the optimizer")
    parser.add_argument("--epochs", type=int, metavar="N", help="passes over the data, by default that of the experiment and the optimizer")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of weights, data and order (0)")
    parser.add_argument("--backend", choices=("numpy", "numba"), default="numpy", help="numba: compiled loops (an extra)")
    parser.add_argument("--figures", "--output", "-o", type=Path, default=Path("figures"), metavar="FOLDER",
                        help="where figures are written (figures)")
    parser.add_argument("--no-figures", action="store_true", help="numbers alone")
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="json: one object")


def run(options: argparse.Namespace) -> int:
    from derivations.documents.configuration import ConfigurationError

    try:
        outcome = EXPERIMENTS[options.experiment][1](options)
    except (ValueError, ImportError, FloatingPointError) as error:
        raise ConfigurationError(str(error)) from None
    written = [] if options.no_figures else _write(outcome, options.experiment, options.figures)
    _show(outcome, written, options)
    return 0 if outcome.reached else 1


def _write(outcome: Outcome, experiment: str, folder: Path) -> list[Path]:
    from numeric.figures.plotting import save

    drawn = {name: draw for name, draw in outcome.figures.items() if name != "curves" or outcome.network.loss_curve_}
    return [save(draw(), folder / f"{experiment}-{name}.png") for name, draw in drawn.items()]


def _show(outcome: Outcome, written: list[Path], options: argparse.Namespace) -> None:
    verdicts = [claim["verdict"] for claim in outcome.network.claims]
    if options.output_format == "json":
        import json

        record = {"experiment": options.experiment, "reached": outcome.reached, **outcome.numbers, "claims": outcome.network.claims,
                  "figures": [str(p) for p in written]}
        print(json.dumps(record))
        return
    print(f"formulas: the training step rests on {len(verdicts)} statements, {verdicts.count('proved')} proved")
    for claim in outcome.network.claims:
        if claim["verdict"] != "proved":
            width = get_terminal_size().columns
            print(fill(_sentence(claim), width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False))
    for name, value in outcome.numbers.items():
        print(f"{name}: {value:.4g}" if isinstance(value, float) else f"{name}: {value}")
    if not outcome.reached:
        print(f"not reached: {outcome.mark}; other settings, or more epochs, may lead there")
    for path in written:
        print(f"figure: {path}")


def _sentence(claim: Mapping[str, Any]) -> str:
    """What is known of a statement that is not proved everywhere."""
    what = f"{claim['formula']}, {claim['words']}: {claim['statement']}"
    if claim["verdict"] == "conditional/definedness":
        where = " and ".join(claim["conditions"])
        return f"{what} is proved where both sides are defined, for {where}; elsewhere the right side is used"
    return f"{what} is not proved ({claim['verdict']}), and used because it was asked for"


def _settings(options: argparse.Namespace, optimizer: str, rates: dict[str, float], epochs: dict[str, int]) -> dict[str, Any]:
    """The settings of a run: what was asked for, else what suits the optimizer."""
    chosen = options.optimizer or optimizer
    return {"optimizer": chosen, "learning_rate": rates[chosen] if options.learning_rate is None else options.learning_rate,
            "epochs": epochs[chosen] if options.epochs is None else options.epochs, "random_state": options.seed,
            "backend": options.backend}


def _loss(network: Network, x: Any, y: Any) -> float:
    """The loss of the last epoch; of the initial weights if there was none."""
    return network.loss_curve_[-1] if network.loss_curve_ else network.mean_loss(x, y)


def _circles(options: argparse.Namespace) -> Outcome:
    from numeric.data import circles, split
    from numeric.figures import plotting
    from numeric.network import Network

    x, x_test, y, y_test = split(*circles(random_state=options.seed), random_state=options.seed)
    network = Network(hidden=(4, 6, 6, 4), accuracy=True, **_settings(
        options, "adam", {"adam": 0.01, "gradient_descent": 0.5, "momentum": 0.1},
        {"adam": 400, "gradient_descent": 2000, "momentum": 800}))
    network.fit(x, y, validation_data=(x_test, y_test))
    accuracy = network.score(x_test, y_test)
    numbers = {"network": "2-4-6-6-4-1", "loss": _loss(network, x, y), "accuracy": network.score(x, y), "held-out accuracy": accuracy}
    return Outcome(network, numbers, {"curves": lambda: plotting.curves(network.history, "two circles"),
                                      "boundary": lambda: plotting.decision_boundary(network, x, y, "two circles")},
                   accuracy >= 0.99, "a held-out accuracy of 0.99")


def _xor(options: argparse.Namespace) -> Outcome:
    from numeric.data import xor
    from numeric.figures import plotting
    from numeric.network import Network

    x, y = xor()
    rates = {"adam": 0.02, "gradient_descent": 0.05, "momentum": 0.02}
    epochs = dict.fromkeys(rates, 3000)
    numbers: dict[str, Any] = {}
    for hidden, activation in (((), "identity"), ((16,), "identity"), ((16, 16), "identity"), ((16,), "relu")):
        optimizer = "adam" if activation == "relu" else "gradient_descent"
        network = Network(hidden=hidden, activation=activation, output="identity", loss="squared_error",
                          **_settings(options, optimizer, rates, epochs)).fit(x, y)
        words = f"{'-'.join(map(str, (2, *hidden, 1)))} {'linear' if activation == 'identity' else activation}"
        numbers[words] = [round(float(v), 4) + 0.0 for v in network.predict(x)]
    reached = bool(abs(network.predict(x) - y).max() < 0.01)
    return Outcome(network, numbers, {"curves": lambda: plotting.curves(network.history, "exclusive or"),
                                      "boundary": lambda: plotting.decision_boundary(network, x, y, "exclusive or")},
                   reached, "outputs within 0.01 of exclusive or")


def _digits(options: argparse.Namespace) -> Outcome:
    from numeric.data import digits, split
    from numeric.figures import plotting
    from numeric.network import Network

    x, x_test, y, y_test = split(*digits(), random_state=options.seed)
    network = Network(hidden=(100,), activation="sigmoid", loss="squared_error", batch_size=16, classes=10, targets=(0.01, 0.99),
                      accuracy=True, **_settings(options, "gradient_descent", {"gradient_descent": 2.0, "momentum": 0.2, "adam": 0.005},
                                  {"gradient_descent": 40, "momentum": 40, "adam": 20}))
    network.fit(x, y, validation_data=(x_test, y_test))
    accuracy = network.score(x_test, y_test)
    numbers = {"network": "64-100-10", "loss": _loss(network, x, y), "accuracy": network.score(x, y), "held-out accuracy": accuracy}
    return Outcome(network, numbers, {"curves": lambda: plotting.curves(network.history, "handwritten digits"),
                                      "misread": lambda: plotting.misread(network, x_test, y_test)},
                   accuracy >= 0.96, "a held-out accuracy of 0.96")


EXPERIMENTS: dict[str, tuple[str, Callable[[argparse.Namespace], Outcome]]] = {
    "circles": ("two noisy circles, 2-4-6-6-4-1", _circles),
    "xor": ("exclusive or, linear nets and 16 rectifiers", _xor),
    "digits": ("handwritten digits, 64-100-10", _digits),
}
