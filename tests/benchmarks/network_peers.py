"""The same training steps with other tools: textbook NumPy, SymPy's lambdify, scikit-learn, JAX, PyTorch.

A peer takes a problem and its initial layers ``(W, b)`` and gives a function that does a number of steps of gradient descent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Layers = list[tuple[Any, Any]]


def _textbook_functions(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """An activation, and the gradient through it from the gradient behind it and the score, as textbooks write them."""

    def sigmoid(z: Any) -> Any:
        return 1 / (1 + np.exp(-z))

    def through_relu(d: Any, z: Any) -> Any:
        d = np.array(d, copy=True)
        d[z <= 0] = 0
        return d

    def through_sigmoid(d: Any, z: Any) -> Any:
        s = sigmoid(z)
        return d * s * (1 - s)

    return {
        "relu": (lambda z: np.maximum(0, z), through_relu),
        "sigmoid": (sigmoid, through_sigmoid),
        "identity": (lambda z: z, lambda d, z: d),
    }[name]


def _loss_slope(name: str) -> Callable[..., Any]:
    if name == "squared_error":
        return lambda a, y: -2 * (y - a)
    return lambda a, y: -(y / a - (1 - y) / (1 - a))


def _layerwise(problem: Any, layers: Layers, functions: Callable[[str], Any], loss_slope: Any) -> Callable[[int], None]:
    """Forward and backward pass as in a textbook, with a new array for every value."""
    x, t, m = problem.X.T, problem.y.T, len(problem.X)
    names = [*[problem.hidden] * (len(layers) - 1), problem.output]
    pairs = [functions(n) for n in names]

    def run(count: int) -> None:
        for _ in range(count):
            values, scores = [x], []
            for (w, b), (g, _) in zip(layers, pairs, strict=True):
                scores.append(w @ values[-1] + b)
                values.append(g(scores[-1]))
            da = loss_slope(values[-1], t)
            for k in range(len(layers) - 1, -1, -1):
                dz = pairs[k][1](da, scores[k])
                w, b = layers[k]
                dw, db = dz @ values[k].T / m, dz.sum(axis=1, keepdims=True) / m
                da = w.T @ dz
                layers[k] = (w - problem.rate * dw, b - problem.rate * db)

    return run


def textbook(problem: Any, layers: Layers) -> Callable[[int], None]:
    return _layerwise(problem, layers, _textbook_functions, _loss_slope(problem.loss))


def lambdified(problem: Any, layers: Layers) -> Callable[[int], None]:
    """The same passes with every scalar formula and its derivative lambdified by itself."""
    import sympy

    x, a, y = sympy.symbols("x a y", real=True)
    formulas = {"relu": sympy.Piecewise((x, x > 0), (0, True)), "sigmoid": 1 / (1 + sympy.exp(-x)), "identity": x}
    losses = {"squared_error": (y - a) ** 2, "binary_cross_entropy": -(y * sympy.log(a) + (1 - y) * sympy.log(1 - a))}

    def functions(name: str) -> tuple[Any, Any]:
        slope = sympy.lambdify(x, sympy.diff(formulas[name], x))
        return sympy.lambdify(x, formulas[name]), lambda d, z: d * slope(z)

    return _layerwise(problem, layers, functions, sympy.lambdify((a, y), sympy.diff(losses[problem.loss], a)))


def scikit_learn(problem: Any, layers: Layers) -> Callable[[int], None]:
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    kind = MLPClassifier if problem.loss == "binary_cross_entropy" else MLPRegressor
    activation = {"relu": "relu", "sigmoid": "logistic"}[problem.hidden]
    model = kind(hidden_layer_sizes=problem.sizes[1:-1], activation=activation, solver="sgd", momentum=0, alpha=0, max_iter=1, tol=0,
                 learning_rate_init=problem.rate, batch_size=len(problem.X), shuffle=False, n_iter_no_change=10**9)
    y = problem.y[:, 0] if problem.y.shape[1] == 1 else problem.y
    first: dict[str, Any] = {"classes": np.unique(y)} if kind is MLPClassifier else {}
    model.partial_fit(problem.X, y, **first)

    def run(count: int) -> None:
        for _ in range(count):
            model.partial_fit(problem.X, y)

    return run


# --- JAX ----------------------------------------------------------------------------------------------


def _jax_step(problem: Any) -> Any:
    import jax

    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    x, t = jnp.asarray(problem.X.T), jnp.asarray(problem.y.T, dtype=float)
    hidden = {"relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}[problem.hidden]

    def loss(layers: Any) -> Any:
        a = x
        for w, b in layers[:-1]:
            a = hidden(w @ a + b)
        z = layers[-1][0] @ a + layers[-1][1]
        if problem.loss == "binary_cross_entropy":
            return jnp.sum(jax.nn.softplus(z) - t * z) / x.shape[1]
        value = jax.nn.sigmoid(z) if problem.output == "sigmoid" else z
        return jnp.sum((t - value) ** 2) / x.shape[1]

    def step(layers: Any) -> Any:
        value, gradient = jax.value_and_grad(loss)(layers)
        return jax.tree.map(lambda p, g: p - problem.rate * g, layers, gradient), value

    return step


def jax_stepwise(problem: Any, layers: Layers) -> Callable[[int], None]:
    import jax

    whole = _jax_step(problem)
    step = jax.jit(lambda p: whole(p)[0])
    state = [jax.tree.map(jax.numpy.asarray, layers)]

    def run(count: int) -> None:
        for _ in range(count):
            state[0] = step(state[0])
        jax.block_until_ready(state[0])

    return run


def jax_whole(problem: Any, layers: Layers) -> Callable[[int], None]:
    """The whole loop compiled."""
    import jax

    step = _jax_step(problem)
    loop = jax.jit(lambda p, n: jax.lax.fori_loop(0, n, lambda _, q: step(q)[0], p))
    state = [jax.tree.map(jax.numpy.asarray, layers)]

    def run(count: int) -> None:
        state[0] = loop(state[0], count)
        jax.block_until_ready(state[0])

    return run


def jax_whole_with_losses(problem: Any, layers: Layers) -> Callable[[int], None]:
    """The whole loop compiled, with the loss of every step kept, as our compiled loops keep it."""
    from functools import partial

    import jax

    step = _jax_step(problem)

    @partial(jax.jit, static_argnums=1)
    def loop(p: Any, n: int) -> Any:
        return jax.lax.scan(lambda q, _: step(q), p, length=n)

    state = [jax.tree.map(jax.numpy.asarray, layers)]
    for count in (3, problem.steps):  # a scan is compiled for its length
        loop(state[0], count)

    def run(count: int) -> None:
        state[0], losses = loop(state[0], count)
        jax.block_until_ready((state[0], losses))

    return run


# --- PyTorch ------------------------------------------------------------------------------------------


def _torch_loss(problem: Any, parameters: Any) -> Any:
    import torch

    a = torch.as_tensor(problem.X, dtype=torch.float64)
    t = torch.as_tensor(problem.y, dtype=torch.float64)
    hidden = {"relu": torch.relu, "sigmoid": torch.sigmoid}[problem.hidden]

    def loss() -> Any:
        v = a
        for w, b in parameters[:-1]:
            v = hidden(torch.nn.functional.linear(v, w, b))
        z = torch.nn.functional.linear(v, *parameters[-1])
        if problem.loss == "binary_cross_entropy":
            return torch.nn.functional.binary_cross_entropy_with_logits(z, t, reduction="sum") / len(t)
        return (((torch.sigmoid(z) if problem.output == "sigmoid" else z) - t) ** 2).sum() / len(t)

    return loss


def _torch_parameters(layers: Layers) -> Any:
    import torch

    torch.set_num_threads(1)
    return [(torch.tensor(w, requires_grad=True), torch.tensor(b[:, 0], requires_grad=True)) for w, b in layers]


def _torch_optimizer(name: str, parameters: Any, rate: float) -> Any:
    import torch

    flat = [p for pair in parameters for p in pair]
    match name:
        case "adam":
            return torch.optim.Adam(flat, lr=rate)
        case "momentum":
            return torch.optim.SGD(flat, lr=rate, momentum=0.9)
    return torch.optim.SGD(flat, lr=rate)


def torch_modules(problem: Any, layers: Layers) -> Callable[[int], None]:
    """The loop of PyTorch's own introduction: a ``Sequential`` of modules, a loss module, an optimizer, and the loss read every step."""
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    modules: list[Any] = []
    for k, (w, b) in enumerate(layers):
        linear = torch.nn.Linear(w.shape[1], w.shape[0])
        linear.weight.data, linear.bias.data = torch.tensor(w), torch.tensor(b[:, 0])
        name = problem.hidden if k + 1 < len(layers) else problem.output
        modules += [linear, {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "identity": torch.nn.Identity}[name]()]
    model = torch.nn.Sequential(*modules)
    loss_of = torch.nn.BCELoss() if problem.loss == "binary_cross_entropy" else torch.nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=problem.rate)
    x, t = torch.tensor(problem.X, dtype=torch.float64), torch.tensor(problem.y, dtype=torch.float64)

    def run(count: int) -> None:
        for _ in range(count):
            optimizer.zero_grad()
            loss = loss_of(model(x), t)
            loss.backward()
            optimizer.step()
            loss.item()

    return run


def torch_eager(problem: Any, layers: Layers) -> Callable[[int], None]:
    parameters = _torch_parameters(layers)
    loss, optimizer = _torch_loss(problem, parameters), _torch_optimizer("descent", parameters, problem.rate)

    def run(count: int) -> None:
        for _ in range(count):
            optimizer.zero_grad()
            loss().backward()
            optimizer.step()

    return run


def torch_weights(problem: Any, layers: Layers, optimizer: str, rate: float, steps: int) -> Any:
    """The parameters after some steps, as flat as ours."""
    parameters = _torch_parameters(layers)
    loss, stepper = _torch_loss(problem, parameters), _torch_optimizer(optimizer, parameters, rate)
    for _ in range(steps):
        stepper.zero_grad()
        loss().backward()
        stepper.step()
    return np.concatenate([np.hstack([w.detach().numpy(), b.detach().numpy()[:, None]]).ravel() for w, b in parameters])


PEERS: dict[str, tuple[str, Callable[..., Callable[[int], None]]]] = {
    "textbook NumPy": ("", textbook),
    "lambdify, formula by formula": ("sympy", lambdified),
    "scikit-learn": ("sklearn", scikit_learn),
    "JAX, step by step": ("jax", jax_stepwise),
    "JAX, whole loop": ("jax", jax_whole),
    "JAX, whole loop with losses": ("jax", jax_whole_with_losses),
    "PyTorch eager, functions": ("torch", torch_eager),
    "PyTorch eager, modules": ("torch", torch_modules),
}
"""Name, module it needs, and how its steps are built."""

_CIRCLES = """
import numpy as np
rng = np.random.default_rng(0)
y = np.arange(1000) % 2
angle = rng.uniform(0, 2*np.pi, 1000)
X = np.where(y == 0, 1.0, 0.3)[:, None]*np.column_stack([np.cos(angle), np.sin(angle)]) + rng.normal(0, 0.1, (1000, 2))
"""
_PEER = """
import sys
sys.path.insert(0, "tests/benchmarks")
from types import SimpleNamespace
import network_peers
sizes = (2, 4, 6, 6, 4, 1)
layers = [(rng.normal(0, 1, (b, a)), np.zeros((b, 1))) for a, b in zip(sizes, sizes[1:])]
problem = SimpleNamespace(X=X, y=y[:, None]*1.0, sizes=sizes, hidden="relu", output="sigmoid", loss="binary_cross_entropy", rate=0.3)
network_peers.{name}(problem, layers)(1000)
"""
PROCESSES: dict[str, tuple[str, str]] = {
    "textbook NumPy": ("", _CIRCLES + _PEER.format(name="textbook")),
    "JAX, whole loop": ("jax", _CIRCLES + _PEER.format(name="jax_whole")),
    "PyTorch eager": ("torch", _CIRCLES + _PEER.format(name="torch_eager")),
    "scikit-learn": ("sklearn", _CIRCLES + """
import warnings; warnings.simplefilter("ignore")
from sklearn.neural_network import MLPClassifier
MLPClassifier(hidden_layer_sizes=(4, 6, 6, 4), solver="sgd", momentum=0, learning_rate_init=0.3, batch_size=1000, max_iter=1000, tol=0,
              n_iter_no_change=1000).fit(X, y)
"""),
}
"""The same training as programs of their own."""
