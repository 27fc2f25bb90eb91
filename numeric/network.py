"""A feed-forward network whose training step is generated from proved formulas.

``Network`` follows scikit-learn's conventions (``fit``, ``predict``, ``predict_proba``, ``score``, ``loss_curve_``) and needs NumPy
alone.  Rows of X are examples.  The loss is summed over the outputs and averaged over the examples.  All parameters are one flat
array: layer after layer, each the matrix of its weights with the biases as last column.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
from shutil import get_terminal_size
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from numeric.training.caching import Request, compiled_module, training_module
from numeric.training.examples import BINARY, CATEGORICAL, Labels, features
from numeric.training.optimizers import optimizer as find_optimizer
from numeric.training.running import Recipe, Run, State, batched_run, compiled_run, whole_run
from numeric.training.settings import choice, fraction, hidden_layers, pair, part, positive, switch, whole

if TYPE_CHECKING:
    from symbolic.formulas import Formula

Array = NDArray[Any]
CHUNK, CHUNK_OF_EPOCHS, SHORT = 8192, 64, 0.1
"""Examples that are judged at once; epochs from one look at the loss to the next, fewer if they take longer than so many seconds."""
FORMAT = 1
"""Of the files that ``save`` writes."""
RECTIFIERS = frozenset({"relu", "leaky_relu", "softplus", "silu", "gelu"})
"""Activations that pass about half of the variance: their weights start √2 larger (He and others 2015)."""


class NotFitted(AttributeError, ValueError):
    """The network has no parameters yet."""


class Network:
    """A network of layers ``a = g(W a + b)``.

    hidden:         units of each hidden layer; ``()`` for none.
    activation:     of the hidden layers: a name of the catalogue (``relu``, ``tanh``, ``sigmoid``, ``softplus``, …), a
                    :class:`symbolic.Formula` of one scalar, or one of these for each hidden layer.
    output, loss:   the same for the last layer, and for the loss, a formula of (prediction, label).
    optimizer:      ``gradient_descent``, ``momentum`` or ``adam``.
    batch_size:     examples a step; None for all of them.
    random_state:   seed of the initial weights and of the order of the examples; None for a new one each time.
    classes:        number of classes, if labels are integers and the loss is no cross-entropy: unit k then learns ``targets[1]`` for
                    class k and ``targets[0]`` for the others.
    accuracy:       record the accuracy of each epoch in ``history`` too.
    progress:       show a progress bar; None: on a terminal.
    unproved:       names of formulas that are used even if they are not proved.

    After ``fit``: ``loss_curve_`` (mean loss of each epoch, before its steps), ``history``, ``coefs_``, ``intercepts_``, ``claims``
    (what the training step rests on, with verdicts) and ``source`` (its text).
    """

    def __init__(
        self,
        *,
        hidden: Sequence[int] = (4, 6, 6, 4),
        activation: str | Formula | Sequence[str | Formula] = "relu",
        output: str | Formula = "sigmoid",
        loss: str | Formula = BINARY,
        optimizer: str = "adam",
        learning_rate: float = 0.01,
        epochs: int = 50,
        batch_size: int | None = None,
        random_state: int | None = 0,
        shuffle: bool = True,
        momentum: float = 0.9,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        classes: int | None = None,
        targets: tuple[float, float] = (0.0, 1.0),
        accuracy: bool = False,
        dtype: str = "float64",
        backend: str = "numpy",
        progress: bool | None = None,
        unproved: Sequence[str] = (),
    ) -> None:
        self.hidden = hidden_layers(hidden)
        self.activation, self.output, self.loss = activation, part(output, "output"), part(loss, "loss")
        self.optimizer, self.learning_rate = find_optimizer(optimizer).name, positive(learning_rate, "the learning rate")
        self.epochs = whole(epochs, "the number of epochs", 0)
        self.batch_size = None if batch_size is None else whole(batch_size, "the number of examples in a batch", 1)
        self.random_state = None if random_state is None else whole(random_state, "random_state, if it is not None,", 0)
        self.shuffle, self.momentum = switch(shuffle, "shuffle"), fraction(momentum, "momentum")
        self.beta_1, self.beta_2 = fraction(beta_1, "beta_1"), fraction(beta_2, "beta_2")
        self.epsilon = positive(epsilon, "epsilon")
        self.classes = None if classes is None else whole(classes, "the number of classes", 2)
        self.targets, self.accuracy = pair(targets, "targets"), switch(accuracy, "accuracy")
        self.dtype = choice(dtype, "dtype", ("float64", "float32"))
        self.backend = choice(backend, "backend", ("numpy", "numba"))
        self.progress, self.unproved = progress, _names(unproved)
        self.state: State | None = None
        if self.backend == "numba" and find_spec("numba") is None:
            raise ValueError("the backend numba needs the extra derivation-checker[numba]")
        module = training_module(self._request())
        self.claims: list[dict[str, Any]] = module["CLAIMS"]
        self.source: str = module["source"]
        self._module, self._made_of = module, self.settings()

    def __repr__(self) -> str:
        usual = {name: p.default for name, p in signature(Network).parameters.items()}
        return f"Network({', '.join(f'{name}={value!r}' for name, value in self.settings().items() if value != usual[name])})"

    def _renewed(self) -> None:
        """Settings that were changed since the network was made are looked at as if they had been given at once."""
        settings = self.settings()
        if settings == self._made_of:
            return
        made, state = Network(**settings, progress=self.progress), self.state
        if state is not None and made.hidden == state.sizes[1:-1]:
            state = state.suited(made.dtype, len(find_optimizer(made.optimizer).memory), made.optimizer != self._made_of["optimizer"])
        self.__dict__.update(made.__dict__)
        self.state = state

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_module"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._module = training_module(self._request())

    # --- settings

    def activations(self) -> tuple[str | Formula, ...]:
        """The activation of each hidden layer."""
        if isinstance(self.activation, (list, tuple)):
            if len(self.activation) != len(self.hidden):
                raise ValueError(f"{len(self.activation)} activations for {len(self.hidden)} hidden layers")
            return tuple(part(a, "each activation") for a in self.activation)
        return (part(self.activation, "activation"),) * len(self.hidden)

    def _request(self) -> Request:
        return Request(self.activations(), self.output, self.loss, self.optimizer, self.unproved)

    def settings(self) -> dict[str, Any]:
        """The arguments of the constructor."""
        names = ("hidden", "activation", "output", "loss", "optimizer", "learning_rate", "epochs", "batch_size", "random_state", "shuffle",
                 "momentum", "beta_1", "beta_2", "epsilon", "classes", "targets", "accuracy", "dtype", "backend", "unproved")
        return {name: getattr(self, name) for name in names}

    # --- training

    def fit(self, X: Any, y: Any, *, validation_data: tuple[Any, Any] | None = None) -> Network:
        """Train from new weights for ``epochs`` epochs; ``validation_data = (X, y)`` is judged after each."""
        self._renewed()
        x, t = self._pair(X, y, None)
        self.state = self._new_state((x.shape[1], *self.hidden, t.shape[1]))
        return self._train(x, t, self.epochs, validation_data)

    def resume(self, X: Any, y: Any, *, epochs: int | None = None, validation_data: tuple[Any, Any] | None = None) -> Network:
        """Go on from where the last run ended, exactly as if it had not ended."""
        self._renewed()
        sizes = self._usable().sizes
        if sizes[1:-1] != self.hidden:
            raise ValueError(f"the hidden layers are {self.hidden} now, but were trained as {sizes[1:-1]}: call fit for new weights")
        x, t = self._pair(X, y, sizes)
        return self._train(x, t, self.epochs if epochs is None else whole(epochs, "the number of epochs", 0), validation_data)

    def _new_state(self, sizes: tuple[int, ...]) -> State:
        rng = np.random.Generator(np.random.PCG64(self.random_state))
        layers = [self._initial(rng, a, b, g) for a, b, g in zip(sizes[:-1], sizes[1:], (*self.activations(), self.output), strict=True)]
        theta = np.concatenate([layer.ravel() for layer in layers]).astype(self.dtype)
        memory = [np.zeros_like(theta) for _ in find_optimizer(self.optimizer).memory]
        return State(sizes, theta, memory, rng)

    @staticmethod
    def _initial(rng: np.random.Generator, inputs: int, units: int, activation: str | Formula) -> Array:
        """Normal weights of variance 2/n for rectifiers (He), 2/(n + k) otherwise (Glorot); no biases."""
        variance = 2 / inputs if isinstance(activation, str) and activation in RECTIFIERS else 2 / (inputs + units)
        return np.hstack([rng.normal(0.0, np.sqrt(variance), (units, inputs)), np.zeros((units, 1))])

    def _train(self, x: Array, t: Array, epochs: int, validation_data: tuple[Any, Any] | None) -> Network:
        state, chunk = self._fitted(), 1
        validation = None if validation_data is None else self._validation(validation_data)
        run = self._run(x, t)
        curve = state.history.setdefault("loss", [])
        watched = validation is not None or (self.accuracy and self._labels.are_classes)
        done = 0
        with np.errstate(all="ignore"), _progress(epochs, self.progress) as advance:
            while done < epochs:
                begin = perf_counter()
                with state.whole_or_not_at_all():
                    means = run(1 if watched else min(chunk, epochs - done))
                chunk = min(2 * chunk, CHUNK_OF_EPOCHS) if perf_counter() - begin < SHORT else max(chunk // 2, 1)
                curve.extend(means)
                done += len(means)
                if not np.isfinite(means).all():
                    raise self._diverged(len(curve) - len(means) + int(np.argmin(np.isfinite(means))) + 1)
                if not all(np.isfinite(m).all() for m in state.memory):
                    raise self._overflown()
                if self.accuracy and self._labels.are_classes:
                    state.history.setdefault("accuracy", []).append(self._accuracy(x, t))
                if validation is not None:
                    self._validate(*validation, state.history)
                advance(len(means), means[-1])
        if not np.isfinite(state.theta).all():
            raise FloatingPointError(f"the weights became infinite; a lower learning rate than {self.learning_rate} may help")
        return self

    def _diverged(self, epoch: int) -> FloatingPointError:
        if epoch == 1 and self.batch_size is None:
            return FloatingPointError(f"the loss is infinite or NaN at the initial weights already: the inputs are too large, or values of "
                                      f"the output {_name(self.output)} lie where the loss {_name(self.loss)} is not defined, or sums of "
                                      f"inputs where an activation is not")
        return FloatingPointError(f"the loss became infinite or NaN in epoch {epoch}; a lower learning rate (now {self.learning_rate}) "
                                  f"or scaled inputs may help")

    def _overflown(self) -> FloatingPointError:
        return FloatingPointError(f"the gradients are so large that what {self.optimizer} keeps of them became infinite; "
                                  f"scaled inputs or a lower learning rate (now {self.learning_rate}) may help")

    def _validation(self, pair: Any) -> tuple[Array, Array]:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ValueError("validation_data is a pair of examples and labels, (X, y)")
        return self._pair(pair[0], pair[1], self._fitted().sizes)

    def _run(self, x: Array, t: Array) -> Run:
        state, size = self._fitted(), len(x) if self.batch_size is None else min(self.batch_size, len(x))
        if self.backend == "numba":
            return compiled_run(self._recipe, compiled_module(self._request()), state, x, t, size)
        return whole_run(self._recipe, state, x, t) if size == len(x) else batched_run(self._recipe, state, x, t, size)

    @property
    def _recipe(self) -> Recipe:
        numbers = {name: float(getattr(self, name)) for name, _ in find_optimizer(self.optimizer).settings}
        return Recipe(self._module, self.learning_rate, numbers, self.shuffle)

    def _validate(self, x: Array, t: Array, history: dict[str, list[float]]) -> None:
        history.setdefault("validation_loss", []).append(self._mean_loss(x, t))
        if self._labels.are_classes:
            history.setdefault("validation_accuracy", []).append(self._accuracy(x, t))

    # --- values

    def outputs(self, X: Any) -> Array:
        """The values of the output units, one row an example."""
        state = self._usable()
        return self._outputs(features(X, self.dtype, state.sizes[0]))

    def _outputs(self, x: Array) -> Array:
        state = self._fitted()
        out = np.empty((len(x), state.sizes[-1]), self.dtype)
        rows, unused = self._recipe.with_ones(x), np.empty_like(state.theta)
        with np.errstate(all="ignore"):
            for start in range(0, len(x), CHUNK):
                part = rows[start : start + CHUNK]
                out[start : start + CHUNK] = self._recipe.bound(state, unused, part)[0]().T
        return out

    def _mean_loss(self, x: Array, t: Array) -> float:
        state = self._fitted()
        forward, _, loss = self._recipe.bound(state, np.empty_like(state.theta), self._recipe.with_ones(x), np.ascontiguousarray(t.T))
        with np.errstate(all="ignore"):
            forward()
            return float(loss() / len(x))

    def mean_loss(self, X: Any, y: Any) -> float:
        """The mean loss on examples."""
        return self._mean_loss(*self._pair(X, y, self._fitted().sizes))

    def gradient(self, X: Any, y: Any) -> Array:
        """The gradient of the mean loss by all parameters, as flat as ``state.theta``."""
        state = self._fitted()
        x, t = self._pair(X, y, state.sizes)
        gradient = np.empty_like(state.theta)
        _, slopes, _ = self._recipe.bound(state, gradient, self._recipe.with_ones(x), np.ascontiguousarray(t.T), 1 / len(x))
        with np.errstate(all="ignore"):
            slopes()
        return gradient

    def predict(self, X: Any) -> Array:
        """Classes as integers if the labels are classes, else the outputs (one column: a flat array)."""
        out = self.outputs(X)
        if self._labels.are_classes:
            return self._labels.chosen(out)
        return out[:, 0] if out.shape[1] == 1 else out

    def predict_proba(self, X: Any) -> Array:
        """The probability of each class, one row an example; a single unit gives those of classes 0 and 1."""
        if self._labels.loss not in (BINARY, CATEGORICAL):
            raise AttributeError(f"outputs trained with the loss {self._labels.loss} are no probabilities")
        out = self.outputs(X)
        return np.hstack([1 - out, out]) if out.shape[1] == 1 else out

    def score(self, X: Any, y: Any) -> float:
        """The accuracy if the labels are classes, else the coefficient of determination R²."""
        x, t = self._pair(X, y, self._fitted().sizes)
        if self._labels.are_classes:
            return self._accuracy(x, t)
        residual: Array = t - self._outputs(x)
        spread: Array = t - t.mean(axis=0)
        total = float(np.sum(spread * spread))
        return 1 - float(np.sum(residual * residual)) / total if total else 0.0

    def _accuracy(self, x: Array, t: Array) -> float:
        return float(np.mean(self._labels.chosen(self._outputs(x)) == self._labels.chosen(t)))

    @property
    def _labels(self) -> Labels:
        return Labels(_name(self.loss), self.classes, self.targets, self.dtype)

    @property
    def loss_curve_(self) -> list[float]:
        """The mean loss of each epoch."""
        return self._fitted().history.get("loss", [])

    @property
    def history(self) -> dict[str, list[float]]:
        """Lists by name, one number an epoch: loss, accuracy, validation_loss, validation_accuracy."""
        return self._fitted().history

    def _layers(self) -> list[Array]:
        state = self._fitted()
        ends = np.cumsum([b * (a + 1) for a, b in zip(state.sizes[:-1], state.sizes[1:], strict=True)])
        parts = np.split(state.theta, ends[:-1])
        return [p.reshape(b, a + 1) for p, a, b in zip(parts, state.sizes[:-1], state.sizes[1:], strict=True)]

    @property
    def coefs_(self) -> list[Array]:
        """The weights of each layer, inputs × units."""
        return [layer[:, :-1].T for layer in self._layers()]

    @property
    def intercepts_(self) -> list[Array]:
        """The biases of each layer."""
        return [layer[:, -1] for layer in self._layers()]

    def _fitted(self) -> State:
        if self.state is None:
            raise NotFitted("the network is not trained yet: call fit first")
        return self.state

    def _usable(self) -> State:
        state = self._fitted()
        if not all(np.isfinite(a).all() for a in (state.theta, *state.memory, state.history.get("loss", ()))):
            raise FloatingPointError("the weights are of no use since the training diverged: fit again, with a lower learning rate")
        return state

    # --- data

    def _pair(self, X: Any, y: Any, sizes: tuple[int, ...] | None) -> tuple[Array, Array]:
        x = features(X, self.dtype, None if sizes is None else sizes[0])
        t = self._labels.targets(y, None if sizes is None else sizes[-1])
        if len(x) != len(t):
            turned = "; X has an example in each row: is it X.T?" if x.shape[1] == len(t) else ""
            turned = "; y has an example in each row: is it y.T?" if t.shape[1] == len(x) else turned
            raise ValueError(f"{len(x)} rows of X and {len(t)} labels{turned}")
        return x, t

    # --- files

    def save(self, path: str | Path) -> None:
        """Write the network, with all that ``resume`` needs, to an ``.npz`` file of plain numbers and JSON text."""
        state = self._fitted()
        own = [p.name for p in self._request().parts() if not isinstance(p, str)]
        settings = self.settings()
        for name in ("activation", "output", "loss"):
            if not isinstance(settings[name], (str, list, tuple)) or any(not isinstance(p, str) for p in settings[name]):
                settings[name] = None
        record = {"format": FORMAT, "settings": settings, "own": own, "sizes": state.sizes, "step": state.step, "history": state.history,
                  "random": state.rng.bit_generator.state}
        with open(path, "wb") as file:
            np.savez(file, theta=state.theta, memory=np.array(state.memory), record=np.frombuffer(json.dumps(record).encode(), np.uint8))

    @classmethod
    def load(cls, path: str | Path, **settings: Any) -> Network:
        """A network from a file; formulas of one's own are given again by name (``activation=…``), other settings may be changed."""
        record, theta, memory = _read(path)
        saved = {k: tuple(v) if isinstance(v, list) else v for k, v in record["settings"].items()}
        missing = [name for name in ("activation", "output", "loss") if saved[name] is None and name not in settings]
        if missing:
            raise ValueError(f"{path} was made with formulas of its own ({', '.join(record['own'])}); give {', '.join(missing)} again")
        network = cls(**(saved | settings))
        rng = np.random.Generator(np.random.PCG64())
        rng.bit_generator.state = record["random"]
        sizes = tuple(record["sizes"])
        if sizes[1:-1] != network.hidden:
            raise ValueError(f"{path} holds the hidden layers {sizes[1:-1]}, not {network.hidden}: other layers need new weights, by fit")
        state = State(sizes, theta, memory, rng, record["step"], record["history"])
        kept = len(find_optimizer(network.optimizer).memory)
        network.state = state.suited(network.dtype, kept, network.optimizer != saved["optimizer"])
        return network


def _read(path: str | Path) -> tuple[dict[str, Any], Array, list[Array]]:
    """What ``save`` wrote: the record, the parameters, the memory of the optimizer."""
    from zipfile import BadZipFile

    try:
        with np.load(path, allow_pickle=False) as file:
            record, theta, memory = json.loads(file["record"].tobytes()), file["theta"], list(file["memory"])
    except (ValueError, KeyError, AttributeError, TypeError, EOFError, BadZipFile) as error:  # what np.load makes of other files
        raise ValueError(f"{path} is no network: it was not written by Network.save, or it is damaged") from error
    if record.get("format") != FORMAT:
        raise ValueError(f"{path} was written by another version (format {record.get('format')}, not {FORMAT})")
    return record, theta, memory


def _name(part: str | Formula) -> str:
    return part if isinstance(part, str) else part.name


def _names(unproved: Sequence[str]) -> tuple[str, ...]:
    if isinstance(unproved, str):
        raise ValueError(f"unproved lists names of formulas, such as ({unproved!r},)")
    return tuple(unproved)


@contextmanager
def _progress(epochs: int, wanted: bool | None) -> Iterator[Callable[[int, float], None]]:
    """A progress bar with the loss on a terminal, nothing elsewhere; on a narrow one without the times, which would hide the loss."""
    if not (sys.stderr.isatty() if wanted is None else wanted):
        yield lambda count, loss: None
        return
    from tqdm import tqdm

    width = get_terminal_size().columns  # 80 on a terminal that does not know its own, where tqdm would draw nothing
    form = None if width >= 72 else "{percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}{postfix}"
    with tqdm(total=epochs, unit="epoch", file=sys.stderr, leave=False, ncols=width, bar_format=form, delay=0.2) as bar:

        def advance(count: int, loss: float) -> None:
            bar.set_postfix(loss=f"{loss:#.4g}", refresh=False)
            bar.update(count)

        yield advance
