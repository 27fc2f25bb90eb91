"""What the sources say in words, tables and lists, put so that it can be false: each function computes the outcome of some ledger rows.

A definition in words is held against something that exists: the parameters of a network, the arguments of a formula of the catalogue, the
axes of an array.  Where the words are wrong as they stand and right as they were meant, the outcome says both.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np

from derivations.behaviours import Array, Outcome, behaviour, sigmoid

if TYPE_CHECKING:
    from numeric.network import Network


def load() -> None:
    """Importing this module registers its rows."""


# --- tables of words ----------------------------------------------------------------------------------------

BIOLOGICAL = ("cell body", "axon", "dendrites", "synapse")
ARTIFICIAL = ("cell body", "output", "input", "weights")
OTHER_TABLE = {"dendrites": "input", "thickness": "weights", "axon": "output"}
METHODS = ("k-nearest neighbours", "linear regression", "logistic regression", "support vector machine", "decision trees",
           "random forests", "neural networks")


@behaviour("S000-02", "S003-01", evidence=("table_check",))
def neuron_and_unit_correspond() -> Outcome:
    """Both lists have four elements, the tables of two sources agree where they speak of the same, and what is left is the weight."""
    table = dict(zip(BIOLOGICAL, ARTIFICIAL, strict=True))
    shared = [name for name in OTHER_TABLE if name in table]
    left = set(OTHER_TABLE.values()) - {table[name] for name in shared}
    agree = len(shared) == 2 and all(table[n] == OTHER_TABLE[n] for n in shared)
    return Outcome(agree and len(set(ARTIFICIAL)) == 4 and left == {"weights"})


@behaviour("S000-07", evidence=("text_check",))
def deep_learning_is_among_the_methods() -> Outcome:
    """The overview of machine learning that follows the statement lists the nets of which deep learning consists."""
    deep = {"neural networks"}
    return Outcome(deep < set(METHODS))


@behaviour("S000-05", evidence=("table_check",))
def threshold_units_compute_logic() -> Outcome:
    """Binary inputs, a threshold, inhibitory inputs that veto: AND, OR and NOT."""

    def unit(exciting: tuple[int, ...], inhibiting: tuple[int, ...], threshold: int) -> int:
        return int(sum(exciting) >= threshold and not any(inhibiting))

    pairs = list(product((0, 1), repeat=2))
    return Outcome([unit(p, (), 2) for p in pairs] == [a & b for a, b in pairs]
                   and [unit(p, (), 1) for p in pairs] == [a | b for a, b in pairs]
                   and [unit((), (a,), 0) for a in (0, 1)] == [1, 0])


# --- text without its dashes --------------------------------------------------------------------------------

PIECES = (
    ("R -> R", "R > R"),
    ("R^n -> R^n", "R^n > R^n"),
    ("{x, -3, 3}", "{x, 3, 3}"),
    ("{x -> 0, y -> 0}", "{x > 0, y > 0}"),
    ("{{1, 1} -> 0, {0, 0} -> 0, {1, 0} -> 1, {0, 1} -> 1}", "{{1, 1} > 0, {0, 0} > 0, {1, 0} > 1, {0, 1} > 1}"),
    ("-0.808207, -1.06912, -2.05227, 3.40917", "0.808207, 1.06912, 2.05227, 3.40917"),
    ("output -> {0.499969, 0.499997, 0.499982, 0.499984}", "output > {0.499969, 0.499997, 0.499982, 0.499984}"),
    ("4.38886*10^-8", "4.38886*10^8"),
    ("t-SNE", "tSNE"),
    ("k-Nearest-Neighbors", "kNearestNeighbors"),
    ("j-layer", "jlayer"),
)
_NUMBER = re.compile(r"(?<![\w.^])-?\d+(?:\.\d+)?(?:\*10\^-?\d+)?")


def _without_dashes(text: str) -> str:
    return text.replace("-", "")


@behaviour("S001-01", evidence=("text_check",))
def copy_says_the_same() -> Outcome:
    """No piece of the copy is what the original has; every one is the original without its dashes."""
    assert all(copy == _without_dashes(original) for original, copy in PIECES)
    return Outcome(any(copy == original for original, copy in PIECES))


@behaviour("S001-19", evidence=("text_check",))
def words_without_hyphens() -> Outcome:
    words = [p for p in PIECES if re.fullmatch(r"[A-Za-z-]+", p[0])]
    return Outcome(all(a == b for a, b in words), meant=len(words) == 3 and all(_without_dashes(a) == b for a, b in words))


@behaviour("S001-20", evidence=("text_check",))
def union_of_both_copies_is_whole() -> Outcome:
    """Neither copy has all parts; together they do."""
    parts = {"course title", "Show[", "Loss function", "dashes"}
    has = {"000": {"Loss function", "dashes"}, "001": {"course title", "Show["}}
    return Outcome(all(h < parts for h in has.values()) and has["000"] | has["001"] == parts, run=True)


@behaviour("S001-21", evidence=("text_check",))
def numbers_differ_in_signs_alone() -> Outcome:
    """The numbers of both copies, one by one: where they differ it is by a sign of the number or of its exponent."""
    pairs = [(a, b) for original, copy in PIECES for a, b in zip(_NUMBER.findall(original), _NUMBER.findall(copy), strict=True)]
    other = [(a, b) for a, b in pairs if a != b]
    return Outcome(len(other) >= 5 and all(_without_dashes(a) == b for a, b in other), run=True)


# --- categories and names -----------------------------------------------------------------------------------


@behaviour("S000-59", evidence=("text_check",))
def cross_entropy_is_an_activation() -> Outcome:
    """An activation takes one number.  Cross-entropy takes a prediction and a target: it is a loss."""
    from derivations.catalogue import load as family

    arguments = {name: len(family(name).formulas[0].params) for name in ("sigmoid", "tanh", "relu", "cross_entropy", "squared_error")}
    like_a_loss = arguments["cross_entropy"] == arguments["squared_error"] == 2
    return Outcome(arguments["cross_entropy"] == arguments["sigmoid"] == 1, meant=like_a_loss)


@behaviour("S002-03", evidence=("shape_check",))
def five_networks_of_different_sizes() -> Outcome:
    """It is one network with five layers of weights, and of its sizes two occur twice."""
    sizes = _circles().state.sizes  # type: ignore[union-attr]
    return Outcome(len(set(sizes)) == len(sizes), meant=len(sizes) - 1 == 5 and sizes == (2, 4, 6, 6, 4, 1))


@behaviour("S002-05")
def adam_is_gradient_descent() -> Outcome:
    """The first steps of both differ in length and direction; both go down."""
    g = np.array([3.0, -0.01])
    plain = -0.001 * g
    adam = -0.001 * (0.1 * g / (1 - 0.9)) / (np.sqrt(0.001 * g**2 / (1 - 0.999)) + 1e-8)
    return Outcome(bool(np.allclose(plain, adam)), meant=bool(plain @ g < 0 and adam @ g < 0))


@behaviour("S002-10", evidence=("text_check",))
def features_are_eigenvalues() -> Outcome:
    """An eigenvalue is one number of a square matrix.  The x of the unit is a column with an entry a weight."""
    x, w = np.array([0.2, 0.5, 0.1]), np.array([1.0, -1.0, 2.0])
    return Outcome(np.ndim(x) == 0, meant=x.shape == w.shape and np.ndim(w @ x) == 0)


@behaviour("S002-13")
def input_layer_has_an_activation() -> Outcome:
    """With any activation but the identity the first layer would receive other numbers than x."""
    net, x = _circles(), np.array([[0.3, -1.2]])
    z = (x @ net.coefs_[0] + net.intercepts_[0])[0]
    through = (np.maximum(x, 0) @ net.coefs_[0] + net.intercepts_[0])[0]
    first = _hidden(net, x)[0]
    return Outcome(bool(np.allclose(first, np.maximum(through, 0))), meant=bool(np.allclose(first, np.maximum(z, 0))))


@behaviour("S002-14", evidence=("training_run",))
def features_carry_a_hat() -> Outcome:
    """Training changes what is predicted and nothing of what is known."""
    x, y = _data()
    before, net = x.copy(), _circles(epochs=1)
    early = net.outputs(x[:20])
    late = _circles().outputs(x[:20])
    return Outcome(not np.array_equal(x, before), meant=not np.allclose(early, late) and np.array_equal(x, before) and len(y) == len(x))


@behaviour("S003-89", evidence=("table_check",))
def rank_is_the_number_of_axes() -> Outcome:
    """Of a matrix of ones the rank is 1; the number of its axes is 2."""
    arrays = (np.array(3.0), np.ones(4), np.ones((2, 3)))
    ranks = [int(np.linalg.matrix_rank(a)) for a in arrays]
    return Outcome(ranks == [0, 1, 2], meant=[a.ndim for a in arrays] == [0, 1, 2])


@behaviour("S003-90", evidence=("table_check",))
def tensors_have_three_axes() -> Outcome:
    """Every array is a tensor, also one with fewer axes; what has a name of its own set aside, three or more are left."""
    axes = [np.ndim(a) for a in (1.0, [1.0], [[1.0]], np.ones((2, 2, 2)), np.ones((1, 2, 2, 2)))]
    named = {0: "scalar", 1: "vector", 2: "matrix"}
    return Outcome(all(n >= 3 for n in axes), all(n >= 3 for n in axes if n not in named))


@behaviour("S003-106")
def perceptron_with_a_sigmoid() -> Outcome:
    """A perceptron answers 0 or 1; a sigmoid unit gives what lies between, and the same answer when it is rounded."""
    z = np.linspace(-4, 4, 41) + 0.05
    values, step = sigmoid(z), (z > 0).astype(float)
    return Outcome(bool(np.isin(values, (0.0, 1.0)).all()), meant=bool((np.round(values) == step).all()))


@behaviour("S003-108", evidence=("training_run",))
def backpropagation_updates_the_weights() -> Outcome:
    """Computing the gradient leaves the weights alone; the step of descent moves them."""
    x, y = _data()
    net = _fresh(epochs=0).fit(x, y)
    before = _theta(net)
    net.gradient(x, y)
    unchanged = bool(np.array_equal(before, _theta(net)))
    net.resume(x, y, epochs=1)
    return Outcome(not unchanged, meant=unchanged and not np.allclose(before, _theta(net)))


# --- numbers that are lost ----------------------------------------------------------------------------------

PRINTED = (-0.808207, -1.06912, -2.05227, 3.40917, 2.20901, -3.62218, 5.72408, -0.997228, 2.31316, 1.08206)


@behaviour("S000-10", "S000-12", evidence=("table_check", "numeric"))
def weights_of_the_printed_outputs() -> Outcome:
    """Ten outputs for the input (1, …, 5): two layers that differ give exactly this list, so that it does not tell the weights."""
    x, y = np.arange(1.0, 6.0), np.array(PRINTED)
    first = np.outer(y, x) / (x @ x)
    free = np.array([5.0, 0, 0, 0, -1.0])  # a row that this input does not see
    second = first + np.outer(np.ones(10), free)
    both = np.allclose(first @ x, y) and np.allclose(second @ x, y)
    return Outcome(False, open=bool(both and not np.allclose(first, second)) and len(y) == 10)


# --- derivatives and extrema --------------------------------------------------------------------------------


def _jacobian(f: object, at: Array) -> Array:
    h = 1e-6
    columns = [(f(at + h * e) - f(at - h * e)) / (2 * h) for e in np.eye(len(at))]  # type: ignore[operator]
    return np.array(columns).T


@behaviour("S000-13")
def derivative_has_the_shape_of_the_point() -> Outcome:
    """Of a function with one value it has; of one with several values it is a matrix."""
    at = np.array([1.0, 2.0])
    scalar, vector = _jacobian(lambda v: np.sum(v**2), at), _jacobian(lambda v: np.array([v[0] + v[1], v[0] * v[1]]), at)
    right = scalar.shape == at.shape and np.allclose(scalar, 2 * at)
    return Outcome(bool(right and vector.shape == at.shape), bool(right))


def _kind_by_values(form: Array) -> str:
    """Minimum, maximum or saddle of the quadratic form, from its values on a circle."""
    angle = np.linspace(0, np.pi, 721)
    u = np.column_stack([np.cos(angle), np.sin(angle)])
    values = np.einsum("ki,ij,kj->k", u, form, u)
    return "minimum" if (values > 0).all() else "maximum" if (values < 0).all() else "saddle"


def _kind_by_eigenvalues(form: Array) -> str:
    values = np.linalg.eigvalsh(form)
    return "minimum" if (values > 0).all() else "maximum" if (values < 0).all() else "saddle"


def _forms() -> list[Array]:
    found = np.random.default_rng(12).normal(size=(60, 2, 2))
    return [f + f.T for f in found] + [np.array([[2.0, 3.0], [3.0, 2.0]]), np.diag([2.0, 2.0])]


@behaviour("S000-24")
def positive_second_derivatives_make_a_minimum() -> Outcome:
    """Positive entries of the Hessian do not, and are not needed; positive eigenvalues do, and are."""
    by_entries = all((_kind_by_values(f) == "minimum") == bool((f > 0).all()) for f in _forms())
    return Outcome(by_entries, all(_kind_by_values(f) == _kind_by_eigenvalues(f) for f in _forms()))


@behaviour("S000-28")
def second_derivatives_decide() -> Outcome:
    """x⁴ + y⁴ and x⁴ - y⁴ have the same gradient and Hessian at 0, and are not of one kind; without a zero eigenvalue they decide."""
    angle = np.linspace(0, np.pi, 721)
    x, y = 0.1 * np.cos(angle), 0.1 * np.sin(angle)
    kinds = [bool((v > 0).all()) for v in (x**4 + y**4, x**4 - y**4)]
    regular = [f for f in _forms() if abs(np.linalg.det(f)) > 1e-3]
    return Outcome(kinds[0] == kinds[1], all(_kind_by_values(f) == _kind_by_eigenvalues(f) for f in regular))


@behaviour("S002-36", "S003-07")
def training_seeks_the_least_cost() -> Outcome:
    """Steps against the gradient of a least-squares cost end where no other weights and biases cost less."""
    rng = np.random.default_rng(13)
    x = np.column_stack([rng.normal(size=(30, 2)), np.ones(30)])
    t = rng.normal(size=30)

    def cost(theta: Array) -> float:
        return float(np.mean((x @ theta - t) ** 2))

    theta = np.zeros(3)
    for _ in range(800):
        theta = theta - 0.1 * 2 * x.T @ (x @ theta - t) / 30
    others = theta + rng.normal(size=(500, 3)) * rng.uniform(1e-3, 2, size=(500, 1))
    return Outcome(all(cost(theta) < cost(o) for o in others))


# --- networks -----------------------------------------------------------------------------------------------


@cache
def _data() -> tuple[Array, Array]:
    from numeric.data import circles

    return circles(400, random_state=0)


def _fresh(**settings: object) -> Network:
    from numeric.network import Network

    return Network(**{"progress": False, **settings})  # type: ignore[arg-type]


@cache
def _circles(epochs: int = 300) -> Network:
    """The net 2-4-6-6-4-1 on two circles."""
    return _fresh(epochs=epochs).fit(*_data())


def _theta(net: Network) -> Array:
    assert net.state is not None
    return net.state.theta.copy()


def _hidden(net: Network, x: Array) -> list[Array]:
    """The outputs of each layer, one after the other."""
    found, a = [], x
    for k, (w, b) in enumerate(zip(net.coefs_, net.intercepts_, strict=True)):
        z = a @ w + b
        a = sigmoid(z) if k == len(net.coefs_) - 1 else np.maximum(z, 0)
        found.append(a)
    return found


@behaviour("S000-62", "S003-78")
def forward_pass_is_the_nested_formula() -> Outcome:
    """The output is a function of the input and of all weights and biases: layer after layer gives what the network gives."""
    x, _ = _data()
    return Outcome(bool(np.allclose(_hidden(_circles(), x)[-1], _circles().outputs(x))))


@behaviour("S000-65", evidence=("shape_check",))
def parameters_are_weights_and_biases() -> Outcome:
    net = _circles()
    return Outcome(_theta(net).size == sum(w.size + b.size for w, b in zip(net.coefs_, net.intercepts_, strict=True)) == 117)


@behaviour("S003-105", evidence=("shape_check",))
def two_layers_are_one_layer_of_weights() -> Outcome:
    return Outcome(len(_fresh(hidden=(), epochs=0).fit(*_data()).coefs_) == 1)


@behaviour("S004-23")
def input_layer_passes_its_input_on() -> Outcome:
    net, x = _circles(), np.array([[0.3, -1.2], [-0.7, 0.1]])
    return Outcome(bool(np.allclose(_hidden(net, x)[0], np.maximum(x @ net.coefs_[0] + net.intercepts_[0], 0))
                        and np.allclose(_hidden(net, x)[-1], net.outputs(x))))


@behaviour("S000-82", "S002-47", "S002-50", evidence=("finite_difference", "training_run"))
def backpropagation_gives_every_slope() -> Outcome:
    """Nets of one to four layers: the slopes of the algorithm are those of central differences, and steps along them go down."""
    x, y = _data()[0][:20], _data()[1][:20]
    agree = True
    for hidden in ((), (3,), (4, 3), (3, 4, 2)):
        net = _fresh(hidden=hidden, activation="tanh", epochs=2).fit(x, y)
        gradient, theta = net.gradient(x, y), net.state.theta  # type: ignore[union-attr]
        for i in range(theta.size):
            saved, h = theta[i], 1e-5
            theta[i] = saved + h
            up = net.mean_loss(x, y)
            theta[i] = saved - h
            down = net.mean_loss(x, y)
            theta[i] = saved
            agree &= bool(abs((up - down) / (2 * h) - gradient[i]) < 1e-7)
    falls = _fresh(hidden=(4,), activation="tanh", optimizer="gradient_descent", learning_rate=0.1, epochs=50).fit(x, y).loss_curve_
    return Outcome(agree and bool(falls[-1] < falls[0]))


@behaviour("S002-06", evidence=("training_run",))
def circles_are_learnt() -> Outcome:
    """Ten seeds with the settings of the source (Adam, 50 epochs, batches of 32): not all of them reach it, most do."""
    from numeric.data import circles, split

    x, x_test, y, y_test = split(*circles(1000, random_state=0), held_out=0.1)
    reached = [_fresh(learning_rate=0.001, epochs=50, batch_size=32, random_state=seed).fit(x, y).score(x_test, y_test) >= 0.97
               for seed in range(10)]
    return Outcome(all(reached), sum(reached) > 5)


@behaviour("S002-51", evidence=("training_run",))
def proved_formulas_suffice_to_train() -> Outcome:
    net = _circles()
    held = all(claim["verdict"] in ("proved", "conditional/definedness") for claim in net.claims)
    return Outcome(net.score(*_data()) >= 0.97 and held, run=True)


@behaviour("S003-81", evidence=("finite_difference",))
def step_unit_learns_by_slopes() -> Outcome:
    """The step has no slope to learn from; the sigmoid of the same sum has."""
    z, h = 0.7, 1e-6
    step = (float(z + h > 0) - float(z - h > 0)) / (2 * h)
    smooth = float(sigmoid(np.asarray(z + h)) - sigmoid(np.asarray(z - h))) / (2 * h)
    return Outcome(step != 0, smooth > 0.2)


@behaviour("S003-82", evidence=("indexed_sum", "numeric"))
def unit_in_three_steps() -> Outcome:
    """Products, their sum, the activation: without an offset no unit is 1 at input 0 and 0 at input 1; with a constant input it is."""

    def unit(x: Array, w: Array) -> float:
        k = x * w
        return float(k.sum() > 0)

    weights = np.linspace(-3, 3, 61)
    bare = any(unit(np.array([0.0]), np.array([w])) == 1 and unit(np.array([1.0]), np.array([w])) == 0 for w in weights)
    offset = [unit(np.array([v, 1.0]), np.array([-1.0, 0.5])) for v in (0.0, 1.0)]
    return Outcome(bare, offset == [1.0, 0.0])


@behaviour("S003-85")
def better_on_training_data_means_overfitting() -> Outcome:
    """What never saw the data does better on them in almost half of all cases; a gap beyond chance does mean it."""
    rng = np.random.default_rng(14)
    gaps = rng.binomial(100, 0.8, 4000) / 100 - rng.binomial(100, 0.8, 4000) / 100
    x, labels = rng.normal(size=(200, 2)), rng.integers(0, 2, 200)
    nearest = np.argmin(((x[100:, None] - x[None, :100]) ** 2).sum(2), axis=1)
    memorised = 1.0 - float(np.mean(labels[nearest] == labels[100:]))
    return Outcome(bool(np.mean(gaps > 0) < 0.05), bool(np.mean(gaps > memorised) < 0.001))


@behaviour("S003-88")
def optimisers_step_by_slopes() -> Outcome:
    """Each update of the project moves by rate times something made of slopes alone: no slopes, no step; twice the rate, twice the step."""
    theta, g = np.array([1.0, -2.0]), np.array([0.5, 3.0])

    def momentum(s: Array) -> Array:
        return 0.9 * np.zeros(2) + s

    def adam(s: Array) -> Array:
        return (0.1 * s / 0.1) / (np.sqrt(0.001 * s**2 / 0.001) + 1e-8)

    moves = [(theta - r * rule(s)) - theta for rule in (lambda s: s, momentum, adam) for s in (g, 0 * g) for r in (0.1, 0.2)]
    return Outcome(all(np.allclose(2 * moves[i], moves[i + 1]) for i in range(0, 12, 2))
                   and all(np.allclose(moves[i], 0) for i in (2, 3, 6, 7, 10, 11)))


@behaviour("S003-100")
def division_by_255_gives_the_unit_interval() -> Outcome:
    """For numbers of eight bits; wider ones do not end between 0 and 1."""
    inside = [bool((a / 255 >= 0).all() and (a / 255 <= 1).all()) for a in (np.arange(256), np.array([0, 70000]))]
    return Outcome(all(inside), inside[0])


@behaviour("S004-04")
def errors_steer_the_parameter() -> Outcome:
    """A constant corrected in proportion to the error: the error shrinks each time."""
    c, errors = 0.5, []
    for _ in range(20):
        errors.append(abs(62.137 - 100 * c))
        c += 0.005 * (62.137 - 100 * c)
    return Outcome(all(b < a for a, b in pairwise(errors)))


@behaviour("S004-35")
def dropped_denominators_only_scale() -> Outcome:
    """Errors times weights against errors split by shares: one common factor only if the weights into all nodes add up to the same."""

    def ratios(w: Array) -> Array:
        e = np.array([0.8, 0.5])
        result: Array = (w @ e) / ((w / w.sum(0)) @ e)
        return result

    unequal, equal = ratios(np.array([[2.0, 10.0], [3.0, 40.0]])), ratios(np.array([[2.0, 1.0], [3.0, 4.0]]))
    return Outcome(bool(np.isclose(unequal[0], unequal[1])), bool(np.isclose(equal[0], equal[1])))


