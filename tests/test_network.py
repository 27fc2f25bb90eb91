"""Networks: the same numbers as textbook NumPy, exact resumption, files without pickle, errors that say what to do."""

from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pytest

from numeric import Network
from numeric.data import circles
from numeric.training.caching import Request, folder, key
from symbolic.formulas import Formula
from symbolic.functions import cases, gt
from symbolic.terms import ZERO, call, num, sym

pytestmark = pytest.mark.usefixtures("own_cache")


X, T = circles(60, random_state=3)
THREE = np.digitize(X[:, 0], [-0.4, 0.4])
SMALL = {"hidden": (5, 4), "epochs": 7, "random_state": 1}


def _value(name: str, z):  # type: ignore[no-untyped-def]
    """Activations with a complex step let through."""
    match name:
        case "relu":
            return np.where(z.real > 0, z, 0)
        case "leaky_relu":
            return np.where(z.real > 0, z, z / 100)
        case "tanh":
            return np.tanh(z)
        case "sigmoid":
            return 1 / (1 + np.exp(-z))
        case "softplus":
            return np.log(1 + np.exp(z))
        case "silu":
            return z / (1 + np.exp(-z))
        case "softmax":
            return np.exp(z) / np.exp(z).sum(axis=0)
    return z


def _loss(net: Network, theta, x, t):  # type: ignore[no-untyped-def]
    """The mean loss, written down once more and by hand."""
    a, start = x.T, 0
    sizes = net.state.sizes
    for n, k, g in zip(sizes[:-1], sizes[1:], (*net.activations(), net.output), strict=True):
        w = theta[start : start + k * (n + 1)].reshape(k, n + 1)
        a = _value(str(g), w[:, :-1] @ a + w[:, -1:])
        start += k * (n + 1)
    match net.loss:
        case "squared_error":
            return np.sum((t.T - a) ** 2) / len(x)
        case "binary_cross_entropy":
            return -np.sum(t.T * np.log(a) + (1 - t.T) * np.log(1 - a)) / len(x)
    return -np.sum(t.T * np.log(a)) / len(x)


NETS = [
    ("relu", "sigmoid", "binary_cross_entropy", T),
    ("tanh", "identity", "squared_error", T),
    ("sigmoid", "sigmoid", "squared_error", T),
    ("leaky_relu", "softmax", "categorical_cross_entropy", THREE),
    ("softplus", "tanh", "squared_error", T),
    ("silu", "softplus", "squared_error", T),
]


@pytest.mark.parametrize(("activation", "output", "loss", "y"), NETS)
def test_loss_and_gradient_are_those_of_the_written_network(activation: str, output: str, loss: str, y: np.ndarray) -> None:
    net = Network(activation=activation, output=output, loss=loss, **SMALL).fit(X, y)
    t = np.eye(3)[y] if y.dtype == int else y[:, None]
    theta = net.state.theta
    assert net.mean_loss(X, y) == pytest.approx(_loss(net, theta, X, t).real, rel=1e-12)
    expected = [_loss(net, theta + 1e-100j * e, X, t).imag / 1e-100 for e in np.eye(len(theta))]
    np.testing.assert_allclose(net.gradient(X, y), expected, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("examples", [4, 60])
@pytest.mark.parametrize("below", [0, -1])
def test_one_layer_of_units_that_pass_what_is_positive_has_the_slope_one_there_and_none_elsewhere(examples: int, below: int) -> None:
    z = sym("z")
    gate = Formula("gate", (z,), cases(gt(z), z, num(below)) if below else call("max", ZERO, z))
    x, t = X[:examples], T[:examples, None].astype(float)
    net = Network(hidden=(16,), activation=gate, output="identity", loss="squared_error", epochs=1, random_state=0).fit(x, t)
    v, w = net.state.theta[:48].reshape(16, 3), net.state.theta[48:].reshape(1, 17)
    score = v[:, :2] @ x.T + v[:, 2:]
    a = np.vstack([np.where(score > 0, score, below), np.ones(examples)])
    delta = 2 / examples * (w @ a - t.T)
    back = w[:, :16].T @ delta * (score > 0)
    expected = [back @ np.column_stack([x, np.ones(examples)]), delta @ a.T]
    np.testing.assert_allclose(net.gradient(x, t), np.concatenate([e.ravel() for e in expected]), rtol=1e-12, atol=1e-15)


def _textbook(optimizer: str, steps: int, rate: float = 0.01) -> np.ndarray:
    """The same run with gradients by complex steps and updates written down by hand."""
    net = Network(optimizer=optimizer, learning_rate=rate, **(SMALL | {"epochs": 0})).fit(X, T)
    theta, v, s = net.state.theta.copy(), 0.0, 0.0
    for k in range(1, steps + 1):
        g = np.array([_loss(net, theta + 1e-100j * e, X, T[:, None]).imag / 1e-100 for e in np.eye(len(theta))])
        if optimizer == "gradient_descent":
            theta = theta - rate * g
        elif optimizer == "momentum":
            v = 0.9 * v + g
            theta = theta - rate * v
        else:
            v, s = 0.9 * v + 0.1 * g, 0.999 * s + 0.001 * g * g
            theta = theta - rate * (v / (1 - 0.9**k)) / (np.sqrt(s / (1 - 0.999**k)) + 1e-8)
    return theta


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "adam"])
def test_twenty_steps_end_at_the_weights_of_the_textbook(optimizer: str) -> None:
    net = Network(optimizer=optimizer, learning_rate=0.01, **(SMALL | {"epochs": 20})).fit(X, T)
    np.testing.assert_allclose(net.state.theta, _textbook(optimizer, 20), rtol=0, atol=1e-12)


@pytest.mark.parametrize("batch_size", [None, 16])
@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "adam"])
def test_a_saved_run_goes_on_exactly_as_if_it_had_not_ended(tmp_path, optimizer: str, batch_size: int | None) -> None:  # type: ignore[no-untyped-def]
    settings = SMALL | {"optimizer": optimizer, "batch_size": batch_size}
    whole = Network(**(settings | {"epochs": 12})).fit(X, T)
    Network(**(settings | {"epochs": 5})).fit(X, T).save(tmp_path / "net.npz")
    rest = Network.load(tmp_path / "net.npz").resume(X, T, epochs=7)
    np.testing.assert_array_equal(rest.state.theta, whole.state.theta)
    assert rest.loss_curve_ == whole.loss_curve_ and len(rest.loss_curve_) == 12
    np.testing.assert_array_equal(rest.predict(X), whole.predict(X))


@pytest.mark.parametrize("batch_size", [None, 7])
def test_a_run_that_is_broken_off_goes_on_as_if_it_had_not_been(batch_size: int | None, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    settings = SMALL | {"batch_size": batch_size, "epochs": 10**9}
    broken, calls = Network(**settings), [0]
    module = dict(broken._module)
    updating = module["updating"]

    def soon_broken(*given, **more):  # type: ignore[no-untyped-def]
        update = updating(*given, **more)

        def counted(step):  # type: ignore[no-untyped-def]
            calls[0] += 1
            if calls[0] == 200:
                raise KeyboardInterrupt
            update(step)

        return counted

    broken._module = module | {"updating": soon_broken}
    with pytest.raises(KeyboardInterrupt):
        broken.fit(X, T)
    done = len(broken.loss_curve_)
    assert done > 0 and broken.state is not None and broken.state.step == done * (1 if batch_size is None else 9)
    broken.resume(X, T, epochs=3)
    whole = Network(**(settings | {"epochs": done + 3})).fit(X, T)
    assert np.array_equal(broken.state.theta, whole.state.theta) and broken.loss_curve_ == whole.loss_curve_


def test_a_file_is_read_into_other_settings_and_settings_are_changed_afterwards(tmp_path) -> None:  # type: ignore[no-untyped-def]
    net, path = Network(**SMALL).fit(X, T), tmp_path / "net.npz"
    net.save(path)
    for settings in ({"dtype": "float32"}, {"optimizer": "momentum"}, {"optimizer": "gradient_descent", "dtype": "float32"}):
        other = Network.load(path, **settings).resume(X, T)
        assert other.state.theta.dtype == other.dtype and len(other.loss_curve_) == 14
    with pytest.raises(ValueError, match=r"holds the hidden layers \(5, 4\), not \(3,\)"):
        Network.load(path, hidden=(3,))
    for name, value in (("activation", "tanh"), ("optimizer", "momentum"), ("hidden", (3,)), ("dtype", "float32")):
        changed = Network(**SMALL).fit(X, T)
        setattr(changed, name, value)
        assert np.array_equal(changed.fit(X, T).state.theta, Network(**(SMALL | {name: value})).fit(X, T).state.theta)
        changed.batch_size = 0
        with pytest.raises(ValueError, match="in a batch is at least 1"):
            changed.fit(X, T)
    net.hidden = (3,)
    with pytest.raises(ValueError, match="call fit for new weights"):
        net.resume(X, T)
    assert repr(net) == "Network(hidden=(3,), epochs=7, random_state=1)"


def test_a_file_holds_no_pickle_and_a_network_of_own_formulas_asks_for_them(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from symbolic.formulas import Formula
    from symbolic.terms import call, sym

    own = Formula("bend", (sym("x"),), call("atan", sym("x")))
    Network(activation=own, **SMALL).fit(X, T).save(tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz", allow_pickle=False) as file:
        assert set(file) == {"theta", "memory", "record"}
    with pytest.raises(ValueError, match="activation"):
        Network.load(tmp_path / "net.npz")
    assert Network.load(tmp_path / "net.npz", activation=own).predict(X).shape == (60,)


def test_the_last_batch_may_be_smaller_and_a_batch_of_all_is_the_whole() -> None:
    assert Network(batch_size=7, **SMALL).fit(X, T).state.step == 7 * 9
    whole, one = Network(**SMALL).fit(X, T), Network(batch_size=1000, **SMALL).fit(X, T)
    np.testing.assert_array_equal(whole.state.theta, one.state.theta)


def test_the_same_seed_gives_the_same_network_and_another_seed_another() -> None:
    first, again, other = (Network(**(SMALL | {"random_state": s})).fit(X, T).state.theta for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.1


def test_single_precision_is_near_double_precision() -> None:
    single, double = (Network(dtype=d, **SMALL).fit(X, T) for d in ("float32", "float64"))
    assert single.outputs(X).dtype == np.float32
    np.testing.assert_allclose(single.outputs(X), double.outputs(X), atol=1e-4)


def test_history_records_validation_and_accuracy() -> None:
    net = Network(accuracy=True, **SMALL).fit(X, T, validation_data=(X[:20], T[:20]))
    assert {k: len(v) for k, v in net.history.items()} == dict.fromkeys(("loss", "accuracy", "validation_loss", "validation_accuracy"), 7)
    assert net.history["accuracy"][-1] == net.score(X, T)


def test_probabilities_sum_to_one_and_agree_with_the_predictions() -> None:
    for net, y in ((Network(**SMALL), T), (Network(output="softmax", loss="categorical_cross_entropy", **SMALL), THREE)):
        p = net.fit(X, y).predict_proba(X)
        np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-12)
        np.testing.assert_array_equal(p.argmax(axis=1), net.predict(X))


def test_weights_and_biases_are_shown_layer_by_layer() -> None:
    net = Network(**SMALL).fit(X, T)
    assert [w.shape for w in net.coefs_] == [(2, 5), (5, 4), (4, 1)] and [b.shape for b in net.intercepts_] == [(5,), (4,), (1,)]
    assert sum(w.size for w in net.coefs_) + sum(b.size for b in net.intercepts_) == net.state.theta.size


@pytest.mark.parametrize(("activation", "output", "loss", "y"), NETS)
def test_saturated_inputs_give_finite_numbers_and_no_warning(activation: str, output: str, loss: str, y: np.ndarray) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        net = Network(activation=activation, output=output, loss=loss, **SMALL).fit(X, y)
        far = 1000 * X / np.abs(X).max()
        assert np.isfinite(net.outputs(far)).all() and np.isfinite(net.gradient(far, y)).all() and np.isfinite(net.mean_loss(far, y))


@pytest.mark.parametrize(("x", "output", "expected"), [(1000.0, 1.0, 1000.0), (-1000.0, 0.0, 0.0)])
def test_a_saturated_sigmoid_has_its_limits_and_the_loss_of_the_logit_form(x: float, output: float, expected: float) -> None:
    net = Network(hidden=(), epochs=0).fit(np.ones((2, 1)), np.array([0.0, 1.0]))
    net.state.theta[:] = [1.0, 0.0]
    assert net.outputs([[x]])[0, 0] == output
    assert net.mean_loss([[x]], [0.0]) == expected
    np.testing.assert_array_equal(net.gradient([[x]], [0.0]), [output * x, output])


CLASSES = {"output": "softmax", "loss": "categorical_cross_entropy"}
ERRORS = [
    ({}, np.full((3, 2), np.nan), [0, 1, 0], "NaN or infinite"),
    ({}, np.zeros((0, 2)), [], "empty"),
    ({}, np.zeros(5), np.zeros(5), "two dimensions"),
    ({}, np.zeros((3, 2)), [0, 1], "3 rows of X and 2 labels"),
    ({}, np.zeros((3, 2)), [0, 1, 2], "lie between 0 and 1; found 2 in row 2"),
    ({}, np.zeros((3, 2)), ["a", "b", "c"], "y holds numbers, not text"),
    ({}, np.array([["a", "b"]]), [0], "holds numbers"),
    ({}, np.zeros((2, 2)), [0, np.nan], r"an entry that is NaN or infinite: nan at \(1, 0\)"),
    ({}, [[1, 2], [3]], [0, 1], "X has rows of different lengths"),
    ({}, np.zeros((2, 2)), None, "y is missing"),
    ({}, np.zeros((2, 2)) * 1j, [0, 1], "X holds numbers, not complex numbers"),
    (CLASSES, np.zeros((3, 2)), [0, 1, -1], "whole numbers from 0 to 1; found -1 in row 2"),
    (CLASSES, np.zeros((3, 2)), [0, 1, 1.5], "whole numbers"),
    (CLASSES | {"classes": 3}, np.zeros((3, 2)), [0, 1, 3], "from 0 to 2; found 3"),
    ({}, np.zeros((2, 4, 4)), [0, 1], "reshape"),
    ({}, np.ma.masked_equal([[1.0, 2.0], [3.0, 4.0]], 4.0), [0, 1], "X has 1 masked entries"),
    ({"dtype": "float32"}, [[1e39, 0.0], [0.0, 0.0]], [0, 1], "too large for float32"),
    ({}, np.zeros((2, 2)), [-1, 1], "become 0 and 1"),
    (CLASSES, np.zeros((2, 2)), [[0.5, 0.6], [1, 0]], "sums to 1"),
]


@pytest.mark.parametrize(("settings", "x", "y", "words"), ERRORS, ids=[e[3] for e in ERRORS])
def test_data_that_cannot_work_is_an_error_that_says_why(settings: dict, x, y, words: str) -> None:  # type: ignore[no-untyped-def, type-arg]
    with pytest.raises(ValueError, match=words):
        Network(**(SMALL | settings)).fit(x, y)


SETTINGS = [
    ({"hidden": (0,)}, "units of hidden layer 1 is at least 1, not 0"),
    ({"learning_rate": 0}, "positive"),
    ({"batch_size": 0}, "examples in a batch is at least 1"),
    ({"optimizer": "newton"}, "gradient_descent, momentum, adam"),
    ({"activation": "sigmoyd"}, "near it: .*sigmoid"),
    ({"activation": ("relu",)}, "1 activations for 4 hidden layers"),
    ({"dtype": "int8"}, "float64 or float32"),
    ({"beta_1": 1.0}, "beta_1 lies in"),
    ({"backend": "abacus"}, "numpy or numba"),
    ({"hidden": 5}, r"such as \(4, 6\) or \(\), not 5"),
    ({"hidden": "45"}, "not '45'"),
    ({"epochs": 2.5}, "whole number, not 2.5"),
    ({"random_state": -1}, "at least 0"),
    ({"loss": "mse"}, "near it: squared_error"),
    ({"activation": np.tanh}, "activation is a name of the catalogue or a symbolic.Formula, not <ufunc"),
    ({"output": None}, "output is a name"),
    ({"unproved": "bend"}, "lists names"),
    ({"shuffle": "no"}, "shuffle is True or False, not 'no'"),
    ({"targets": 3}, "targets are two numbers"),
    ({"targets": (1, 0)}, "a number and a larger one"),
    ({"learning_rate": "0.1"}, "the learning rate is a number, not '0.1'"),
    ({"epochs": True}, "whole number, not True"),
    ({"activation": "softmax"}, "takes all units together"),
]


@pytest.mark.parametrize(("settings", "words"), SETTINGS, ids=[w for _, w in SETTINGS])
def test_settings_that_cannot_work_are_refused_at_once(settings: dict, words: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValueError, match=words):
        Network(**settings)


def test_features_of_another_number_and_a_network_that_is_not_trained_are_errors() -> None:
    net = Network(**SMALL)
    with pytest.raises(ValueError, match="call fit first"):
        net.predict(X)
    with pytest.raises(ValueError, match="3 features, but the network was trained with 2"):
        net.fit(X, T).predict(np.zeros((1, 3)))


def test_a_run_that_diverges_says_so_and_names_the_learning_rate() -> None:
    with pytest.raises(FloatingPointError, match="lower learning rate"):
        Network(hidden=(), output="identity", loss="squared_error", optimizer="gradient_descent", learning_rate=1e6, epochs=500).fit(X, T)


def test_weights_of_a_run_that_diverged_predict_nothing() -> None:
    net = Network(hidden=(), learning_rate=1e300, optimizer="gradient_descent")
    with pytest.raises(FloatingPointError, match="lower learning rate"):
        net.fit(X * 1e5, T)
    with pytest.raises(FloatingPointError, match="since the training diverged"):
        net.predict(X)


def test_gradients_whose_squares_overflow_do_not_leave_the_weights_standing_silently() -> None:
    with pytest.raises(FloatingPointError, match="scaled inputs"):
        Network(**(SMALL | {"optimizer": "adam"})).fit(1e300 * np.asarray(X), T)


def test_a_loss_that_is_not_defined_at_the_outputs_is_no_matter_of_the_learning_rate() -> None:
    with pytest.raises(FloatingPointError, match="output identity lie where the loss binary_cross_entropy is not defined"):
        Network(output="identity", **SMALL).fit(X, T)


def test_validation_data_is_a_pair() -> None:
    with pytest.raises(ValueError, match="pair of examples and labels"):
        Network(**SMALL).fit(X, T, validation_data=X)


def test_a_file_that_is_no_network_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "text.npz").write_text("no network")
    np.savez(tmp_path / "arrays.npz", theta=np.zeros(3))
    np.save(tmp_path / "array.npy", np.zeros(3))
    for name in ("text.npz", "arrays.npz", "array.npy"):
        with pytest.raises(ValueError, match=f"{name} is no network"):
            Network.load(tmp_path / name)


# --- the cache ----------------------------------------------------------------------------------------

FRESH = """
import sys
from numeric import Network
net = Network(hidden=(3,), activation="tanh", epochs=3).fit([[0., 1.], [1., 0.]], [0., 1.])
heavy = {"sympy", "flint", "symbolic", "scipy", "sklearn", "matplotlib", "tqdm"} & set(sys.modules)
print(net.loss_curve_[-1], sorted(heavy), all(c["verdict"] == "proved" for c in net.claims))
"""


def test_a_fresh_process_trains_from_the_cache_without_the_engine_and_to_the_same_numbers(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DERIVATIONS_CACHE", str(tmp_path))
    cold, warm = (subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert "symbolic" in cold and "[] True" in warm
    assert cold.split()[0] == warm.split()[0]


def test_a_damaged_file_of_the_cache_is_made_anew(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from numeric.training import caching

    monkeypatch.setenv("DERIVATIONS_CACHE", str(tmp_path))
    request = Request(("tanh",), "sigmoid", "binary_cross_entropy", "momentum")
    text = caching.generated(request)
    caching._store(key(request), text)
    path = folder() / f"{key(request)}.py"
    assert caching._stored(key(request)) == text
    path.write_text(path.read_text()[:-20])
    assert caching._stored(key(request)) is None


def test_the_key_depends_on_the_files_the_engine_and_the_options(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from numeric.training import caching

    request = Request(("tanh",), "sigmoid", "binary_cross_entropy", "adam")
    keys = {key(request), key(Request(("relu",), "sigmoid", "binary_cross_entropy", "adam")),
            key(Request(("tanh",), "sigmoid", "binary_cross_entropy", "momentum"))}
    true_digest = caching._digest
    for changed in ("tanh.py", "losses.py", "layers.py", "update_rules.py", "planning.py", "functions.py", "verdicts.py"):
        monkeypatch.setattr(caching, "_digest", lambda path, changed=changed: true_digest(path) + "x" * (path.name == changed))
        keys.add(key(request))
    assert len(keys) == 10


def test_without_a_folder_that_can_be_written_to_the_network_works_all_the_same(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("DERIVATIONS_CACHE", str(blocked / "below"))
    assert Network(hidden=(2,), activation="softplus", optimizer="momentum", epochs=1).fit(X, T).predict(X).shape == (60,)
