"""What a training step is made of: found by the engine, proved, and changed by changing a formula."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from derivations.catalogue import activations, losses, update_rules
from derivations.catalogue.gelu import gelu
from derivations.catalogue.layers import affine
from derivations.catalogue.relu import relu
from derivations.catalogue.sigmoid import sigmoid
from derivations.catalogue.softplus import softplus
from derivations.catalogue.squared_error import squared_error
from derivations.catalogue.tanh import tanh
from numeric import Network
from numeric.source.elementwise import Chain, ufunc_of
from numeric.source.operators import TEMPLATES
from numeric.training.generating import generate
from numeric.training.planning import A, Ledger, PlanError, Unproved, Y, Z, plan, plan_activation, plan_layer, plan_output
from symbolic.formulas import Formula
from symbolic.functions import FUNCTIONS
from symbolic.terms import REAL, Sort, add, apply, call, div, exp, mul, num, power, sub, sym


def test_the_slope_of_the_sigmoid_becomes_a_polynomial_in_its_value() -> None:
    ledger = Ledger()
    planned = plan_activation("sigmoid", sigmoid, ledger)
    assert planned.in_value and planned.slope is mul(A, sub(num(1), A))
    assert {c.verdict for c in ledger.claims} == {"proved"}


def test_the_slope_of_the_hyperbolic_tangent_becomes_one_minus_its_square() -> None:
    planned = plan_activation("tanh", tanh, Ledger())
    assert planned.slope is sub(num(1), power(A, num(2))) and planned.value is call("tanh", Z)


def test_the_slope_of_the_rectifier_is_a_step_and_its_kink_is_reported() -> None:
    ledger = Ledger()
    planned = plan_activation("relu", relu, ledger)
    assert planned.slope is call("cases", call("gt", A, num(0)), num(1), num(0))
    assert [c.conditions for c in ledger.claims if c.verdict == "conditional/definedness"] == [("z ≠ 0",)]


def test_the_slope_of_the_softplus_is_found_in_its_value() -> None:
    planned = plan_activation("softplus", softplus, Ledger())
    assert planned.in_value and planned.slope is sub(num(1), exp(call("neg", A)))


@pytest.mark.parametrize(("name", "formula"), [("silu", activations.silu), ("gelu", gelu)])
def test_a_slope_that_is_no_function_of_the_value_keeps_the_score(name: str, formula: Formula) -> None:
    assert not plan_activation(name, formula, Ledger()).in_value


def test_cross_entropy_of_a_sigmoid_has_the_slope_prediction_minus_label_and_a_stable_loss() -> None:
    planned = plan_output("sigmoid", sigmoid, "binary_cross_entropy", losses.binary_cross_entropy, Ledger())
    assert planned.slope is sub(A, Y)
    assert planned.loss is sub(call("softplus", Z), mul(Y, Z))


def test_softmax_with_cross_entropy_has_the_slope_prediction_minus_label() -> None:
    ledger = Ledger()
    planned = plan_output("softmax", activations.softmax, "categorical_cross_entropy", losses.categorical_cross_entropy, ledger)
    assert planned.shares and planned.slope is sub(A, Y)
    assert len(ledger.claims) == 3 and {c.verdict for c in ledger.claims} == {"proved"}


def test_squared_error_of_the_identity_has_twice_the_residual_as_slope() -> None:
    planned = plan_output("identity", activations.identity, "squared_error", squared_error, Ledger())
    assert planned.slope is mul(num(2), sub(A, Y))


def test_softmax_needs_a_loss_of_all_units() -> None:
    with pytest.raises(PlanError, match="categorical_cross_entropy"):
        plan_output("softmax", activations.softmax, "squared_error", squared_error, Ledger())


def test_the_factors_of_a_layer_are_read_off_its_formula() -> None:
    total, bias = affine.term.args  # type: ignore[attr-defined]
    doubled = replace(affine, term=add(mul(num(2), total), mul(num("1/2"), bias)))
    planned = plan_layer(doubled, Ledger())
    assert (planned.weight, planned.bias) == (2, Fraction(1, 2))
    without = plan_layer(replace(affine, term=total), Ledger())
    assert (without.weight, without.bias) == (1, 0)


def test_a_layer_that_is_not_affine_is_refused() -> None:
    total, bias = affine.term.args  # type: ignore[attr-defined]
    with pytest.raises(Unproved, match="layers"):
        plan_layer(replace(affine, term=add(power(total, num(2)), bias)), Ledger())


def test_a_loss_without_a_derivative_is_refused() -> None:
    p, y = losses.binary_cross_entropy.params
    strange = sym("h", Sort(domain=(REAL,)))
    with pytest.raises(PlanError):
        plan_output("sigmoid", sigmoid, "strange", Formula("L", (p, y), call("floor", call("gamma", apply(strange, p)))), Ledger())


def _step(layer: Formula, hidden: Formula, theta: np.ndarray, x: np.ndarray, t: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean loss and gradient from generated source, squared error at the output."""
    found = plan([("hidden", hidden)], ("identity", activations.identity), ("squared_error", squared_error), "gradient_descent", layer,
                 lambda name: getattr(update_rules, name), frozenset({"hidden", "layers"}))
    module: dict = {}
    exec(generate(found, "step"), module)
    gradient = np.empty_like(theta)
    rows = np.hstack([x, np.full((len(x), 1), module["BIAS"])])
    _, slopes, loss = module["training"](theta, gradient, (x.shape[1], 3, 1), rows, t, 1 / len(x))
    slopes()
    return loss() / len(x), gradient


@pytest.mark.parametrize("weight", [1, 3])
@pytest.mark.parametrize("bias", [1, 2])
def test_changing_the_formula_of_the_layer_or_the_activation_changes_the_network(weight: int, bias: int) -> None:
    rng = np.random.default_rng(1)
    theta, x, t = rng.normal(size=13), rng.normal(size=(5, 2)), rng.normal(size=(1, 5))
    total, b = affine.term.args  # type: ignore[attr-defined]
    layer = replace(affine, term=add(mul(num(weight), total), mul(num(bias), b)))
    z = sym("z")
    bump = Formula("g", (z,), div(num(1), add(num(1), power(z, num(2)))))

    def loss(p):  # type: ignore[no-untyped-def]
        v, w = p[:9].reshape(3, 3), p[9:].reshape(1, 4)
        a = weight * (v[:, :2] @ x.T) + bias * v[:, 2:]
        return np.sum((t - weight * (w[:, :3] @ (1 / (1 + a * a))) - bias * w[:, 3:]) ** 2) / 5

    value, gradient = _step(layer, bump, theta, x, t)
    expected = [loss(theta + 1e-100j * e).imag / 1e-100 for e in np.eye(13)]
    # in the flat parameters the bias column carries bias/weight, and the product the factor weight
    assert value == pytest.approx(loss(theta).real, rel=1e-12)
    np.testing.assert_allclose(gradient, expected, rtol=1e-10, atol=1e-12)


def test_an_activation_of_ones_own_is_proved_too() -> None:
    x = sym("x")
    own = Formula("half", (x,), div(num(1), add(num(1), exp(call("neg", mul(num(2), x))))))
    net = Network(hidden=(3,), activation=own, epochs=1)
    claim = next(c for c in net.claims if c["formula"] == "half" and "by the value" in c["words"])
    assert claim["verdict"] == "proved"
    assert "multiply" in net.source


def test_a_formula_with_a_constant_that_has_no_value_is_refused() -> None:
    x, q = sym("x"), sym("q")
    with pytest.raises(PlanError, match="swing holds q without a value"):
        Network(activation=Formula("swing", (x,), mul(q, x)))


def test_a_formula_that_is_not_proved_is_refused_unless_asked_for_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from numeric.training import planning
    from symbolic.verdicts import Undecided

    monkeypatch.setenv("DERIVATIONS_CACHE", str(tmp_path))
    true_check = planning.check

    def doubtful(step):  # type: ignore[no-untyped-def]
        return Undecided("abstained") if "arctan" in str(step.left) or "atan" in repr(step.left) else true_check(step)

    monkeypatch.setattr(planning, "check", doubtful)
    x = sym("x")
    own = Formula("bend", (x,), call("atan", x))
    with pytest.raises(Unproved, match="unproved="):
        Network(hidden=(2,), activation=own)
    net = Network(hidden=(2,), activation=own, unproved=("bend",), epochs=2)
    assert {c["verdict"] for c in net.claims if c["formula"] == "bend"} == {"undecided"}
    net.fit(np.eye(2), np.array([0.0, 1.0]))


UFUNCS = {name: ufunc for name in (*FUNCTIONS, *TEMPLATES["real"]) if (ufunc := ufunc_of(name)) is not None}


@pytest.mark.parametrize("name", [*UFUNCS, "neg"])
def test_every_function_that_is_a_ufunc_has_a_scalar_form_in_compiled_loops_too(name: str) -> None:
    from numeric.backends import numba_loops

    at = 1.3 if name == "acosh" else 0.4
    own = {f: getattr(np, {"exponential": "exp"}.get(f, f)) for f in numba_loops.OWN.values() if f != "softly"}
    value = eval(numba_loops.scalar(call(name, Z), {Z: "z"}), {"math": math, "np": np, "z": at, **own})
    assert value == pytest.approx(float(getattr(np, UFUNCS.get(name, "negative"))(at)), rel=1e-15)


CASES = [
    (call("sigmoid", Z), lambda z, a: 1 / (1 + np.exp(-z))),
    (call("softplus", Z), lambda z, a: np.log(1 + np.exp(z))),
    (call("silu", Z), lambda z, a: z / (1 + np.exp(-z))),
    (call("leaky_relu", Z, num("1/100")), lambda z, a: np.where(z > 0, z, z / 100)),
    (mul(Z, A, sub(num(1), A)), lambda z, a: z * a * (1 - a)),
    (sub(mul(Z, Z), add(Z, A, num(3))), lambda z, a: z * z - z - a - 3),
    (div(sub(Z, A), add(power(Z, num(2)), num(1))), lambda z, a: (z - a) / (z * z + 1)),
    (call("cases", call("gt", Z, A), mul(Z, A), call("lt", Z, num(0)), Z, A), lambda z, a: np.where(z > a, z * a, np.where(z < 0, z, a))),
    (call("neg", mul(num(-2), Z, power(A, num(3)))), lambda z, a: 2 * z * a**3),
    (add(call("neg", Z), call("neg", A)), lambda z, a: -z - a),
]


@pytest.mark.parametrize("target", ["Z", "A", "OUT"])
@pytest.mark.parametrize(("term", "f"), CASES, ids=[str(t) for t, _ in CASES])
def test_statements_in_place_give_the_value_whatever_they_overwrite(term, f, target) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(0)
    arrays = {"Z": rng.normal(size=20), "A": rng.normal(size=20), "OUT": np.full(20, np.nan)}
    expected = f(arrays["Z"], arrays["A"])
    kept = {n: a.copy() for n, a in arrays.items()}
    chain = Chain({Z: "Z", A: "A"})
    lines = chain.assign(term, target)
    buffers = {f"s{i}": np.empty(20) for i in range(chain.scratch)}
    buffers |= {name: np.array(eval(code)) for code, name in chain.constants.items()}
    buffers |= {name: np.full(20, eval(code)) for code, name in chain.filled.items()}
    for mask in (f"k{i}" for i in range(chain.masks)):
        buffers[mask] = np.empty(20, bool)
        buffers[f"{mask}_bytes"] = buffers[mask].view(np.int8)
    exec("\n".join(lines), {"np": np, **arrays, **buffers})
    np.testing.assert_allclose(arrays[target], expected, rtol=1e-12, atol=1e-14)
    for name in {"Z", "A"} - {target}:
        np.testing.assert_array_equal(arrays[name], kept[name])
