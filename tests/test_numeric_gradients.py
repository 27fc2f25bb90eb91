"""Planted faults are found and named; right gradients raise no alarm, kinks included."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from numeric import check_gradient
from numeric.checking.central import central_slope
from numeric.checking.differences import complex_slope, exact_slope
from symbolic.formulas import Formula
from symbolic.terms import ONE, TWO, Deriv, add, call, power, sym

RNG = np.random.default_rng(7)
X, T = RNG.normal(size=(12, 4)), RNG.normal(size=(12, 3))
W = RNG.normal(size=(4, 3))


def loss(w):  # type: ignore[no-untyped-def]
    return np.sum((np.tanh(X @ w) - T) ** 2) / len(X)


def gradient(w):  # type: ignore[no-untyped-def]
    a = np.tanh(X @ w)
    return X.T @ (2 * (a - T) * (1 - a**2)) / len(X)


def relu_loss(w):  # type: ignore[no-untyped-def]
    z = X @ w
    return np.sum((np.where(np.real(z) > 0, z, 0) - T) ** 2)


def relu_gradient(w):  # type: ignore[no-untyped-def]
    z = X @ w
    return X.T @ (2 * (np.maximum(z, 0) - T) * (z > 0))


def test_a_right_gradient_is_right_by_complex_step() -> None:
    report = check_gradient(loss, gradient, W)
    assert report.ok and report.method == "complex step" and report.error < 1e-13, str(report)
    assert check_gradient(relu_loss, relu_gradient, W).ok


@pytest.mark.parametrize(("change", "words"), [
    (lambda g: -g, "wrong sign"), (lambda g: 2 * g, "factor 2"), (lambda g: g * 12, "1/m missing"), (lambda g: g / 12, "1/m there twice"),
    (lambda g: g + 1, "constant 1 too much"), (lambda g: np.zeros_like(g), "left at zero"), (lambda g: g / 2, "half of the derivative"),
    (lambda g: g * [1, -1, 1], "wrong sign, in column 1"), (lambda g: g - W / 5, "penalty of 0.1 on its squares"),
    (lambda g: g.ravel().reshape(3, 4).T, "another order"),
    (lambda g: g * np.where(g == g.max(), 1 + 1e-6, 1), r"1 + 1.0e-06, in 1 of 12"), (lambda g: g * np.nan, "NaN"),
])
def test_a_fault_of_the_whole_gradient_is_named(change, words) -> None:  # type: ignore[no-untyped-def]
    report = check_gradient(loss, lambda w: change(gradient(w)), W)
    assert not report.ok and not report and any(words in look for look in report.looks), str(report)


def test_a_factor_of_two_seen_by_central_differences_is_not_taken_for_a_missing_mean() -> None:
    report = check_gradient(lambda w: float(np.real(loss(w))), lambda w: 2 * gradient(w), W)
    assert report.method == "central differences" and not report
    assert len(report.looks) == 1 and "factor 2" in report.looks[0] and "1/m" not in report.looks[0]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("fault", ["tiny", "sign", "factor", "swap"])
def test_a_fault_in_one_weight_is_found_at_its_entry(seed: int, fault: str) -> None:
    rng = np.random.default_rng(seed)
    i, j = int(rng.integers(4)), int(rng.integers(3))
    g = relu_gradient(W)
    if fault == "swap":
        k = (i + 1) % 4
        g[i, j], g[k, j] = g[k, j], g[i, j]
    else:
        g[i, j] *= {"tiny": 1 + 1e-6, "sign": -1.0, "factor": 2.0}[fault]
    report = check_gradient(relu_loss, g, W, seed=seed)
    assert not report.ok
    assert (0, (i, j)) in {(f.argument, f.index) for f in report.faults}
    assert len(report.faults) == (2 if fault == "swap" else 1)


def test_a_transposed_gradient_is_named_square_or_not() -> None:
    square = RNG.normal(size=(3, 3))
    c = RNG.normal(size=(3, 3))
    report = check_gradient(lambda w: np.sum(c * w**2), lambda w: (2 * c * w).T, square)
    assert not report.ok and "a transpose" in report.looks
    report = check_gradient(loss, lambda w: gradient(w).T, W)
    assert not report.ok and "transpose" in report.looks[0]


def test_a_rational_function_is_checked_without_any_rounding() -> None:
    report = check_gradient(lambda x: (x**2).sum() / (1 + x[0] ** 2),
                            lambda x: 2 * (x - [x[0] * (x**2).sum() / (1 + x[0] ** 2), 0]) / (1 + x[0] ** 2),
                            np.array([0.5, -2.0]))
    assert report.ok and report.method == "exact rationals"


def test_at_a_kink_every_slope_between_is_accepted_and_no_other() -> None:
    f = lambda x: np.abs(x).sum()  # noqa: E731
    at = np.array([0.0, 1.5])
    report = check_gradient(f, np.array([0.0, 1.0]), at)
    assert report.ok and report.kinks == ((0, (0,)),)
    assert not check_gradient(f, np.array([3.0, 1.0]), at).ok


def test_a_function_that_breaks_the_complex_step_is_checked_by_central_differences() -> None:
    f = lambda x: float(np.sum(np.abs(np.real(x)) ** 3))  # noqa: E731
    at = np.array([1.0, -2.0])
    assert check_gradient(f, 3 * at * np.abs(at), at).method == "central differences"
    assert check_gradient(f, 3 * at * np.abs(at), at).ok
    assert not check_gradient(f, 3.001 * at * np.abs(at), at).ok
    g = lambda x: np.sum(np.abs(x) ** 2 * np.sin(x))  # noqa: E731
    assert check_gradient(g, 2 * at * np.sin(at) + at**2 * np.cos(at), at).ok


@pytest.mark.parametrize("absolute", [False, True], ids=["refuses complex numbers", "drops imaginary parts"])
def test_a_right_gradient_of_a_function_of_real_numbers_takes_few_calls_and_a_small_fault_of_it_is_seen(absolute: bool) -> None:
    a, at, calls = RNG.normal(size=(30, 20)), RNG.normal(size=20), [0]

    def loss(x: np.ndarray) -> float:
        calls[0] += 1
        z = a @ x
        return np.sum(np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) if absolute else np.logaddexp(0, z))

    def gradient(x: np.ndarray) -> np.ndarray:
        return a.T @ (1 / (1 + np.exp(-a @ x)))

    report = check_gradient(loss, gradient, at)
    assert report.ok and report.method == "central differences" and report.error < 1e-9 and calls[0] <= 10
    wrong = gradient(at)
    wrong[np.argmax(np.abs(wrong))] *= 1 + 1e-6
    assert not check_gradient(loss, wrong, at)


def test_several_arguments_and_shapes_that_do_not_fit() -> None:
    f = lambda a, b: np.sum(a @ b)  # noqa: E731
    a, b = RNG.normal(size=(2, 3)), RNG.normal(size=(3, 2))
    right = (np.ones((2, 2)) @ b.T, a.T @ np.ones((2, 2)))
    assert check_gradient(f, right, (a, b)).ok
    report = check_gradient(f, (right[0], -right[1]), (a, b))
    assert {fault.argument for fault in report.faults} == {1} and report.looks == ("in b: a wrong sign",)
    turned = right[1][None] * [[[1]], [[2]]]
    for parts, words in (((right[0], right[1][:2]), "by b has shape"), ((right[0], right[1].ravel()), "as many entries: reshape"),
                         ((right[0], turned), "over axis 0"), ((right[0], None), "is None"), (right[:1], "2 arguments, but there are 1")):
        with pytest.raises(ValueError, match=words):
            check_gradient(f, parts, (a, b))
    with pytest.raises(ValueError, match="another order than the arguments"):
        check_gradient(lambda a, b: a.sum() + b.sum(), (np.ones(3), np.ones((2, 2))), (np.ones((2, 2)), np.ones(3)))
    with pytest.raises(ValueError, match="as a tuple"):
        check_gradient(f, right, [a, b])
    with pytest.raises(ValueError, match="one number"):
        check_gradient(lambda x: x, np.ones(2), np.ones(2))


def test_a_report_fits_on_a_terminal_and_names_the_arguments_as_the_function_does() -> None:
    report = check_gradient(loss, lambda w: 12 * gradient(w), W)
    lines = str(report).splitlines()
    assert max(map(len, lines)) <= 80 and lines[0] == "the gradient is wrong in 12 of 12 entries"
    assert repr(report).startswith("<the gradient is wrong in 12 of 12 entries; it looks like a factor 12 too much: is 1/m missing")
    assert "is 1/m missing, with m = 12?" in lines[2] and lines[4].startswith("  w[0, 0]") and lines[-1] == "  … and 4 more"


@pytest.mark.parametrize(("wrong", "words"), [
    ([7], "in 1 of 5000"), ([0, 1234, 4999], "in 3 of 5000"), (slice(None), "in at least 32 of 5000"),
])
def test_wrong_entries_among_many_are_found_by_halving(wrong: object, words: str) -> None:
    at, calls = RNG.normal(size=5000), [0]

    def f(x):  # type: ignore[no-untyped-def]
        calls[0] += 1
        return np.cos(x).sum()

    g = -np.sin(at)
    g[wrong] *= -1
    report = check_gradient(f, g, at)
    assert words in str(report) and report.looks == ("a wrong sign",) and calls[0] < 1000
    if isinstance(wrong, list):
        assert [fault.index[0] for fault in report.faults] == wrong


def test_a_function_with_random_numbers_is_no_function() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="random numbers"):
        check_gradient(lambda x: np.sum(x**2) + 1e-3 * rng.normal(), lambda x: 2 * x, np.ones(3))


def test_a_point_where_the_function_is_not_finite_is_an_error_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match="not finite at the point: it is nan"):
            check_gradient(lambda x: np.log(x).sum(), lambda x: 1 / x, np.array([-1.0, 2.0]))


def test_a_formula_is_checked_through_its_own_forms() -> None:
    x, y = sym("x"), sym("y")
    term = add(power(x, TWO), call("softplus", y))
    f = Formula("f", (x, y), term)
    slopes = [Formula("g", (x, y), Deriv(term, v, ONE)).numpy() for v in (x, y)]
    assert check_gradient(f, lambda a, b: tuple(s(a, b) for s in slopes), (1.5, -0.5)).ok


def test_the_point_is_left_as_it_was_and_without_a_point_or_a_direction_nothing_is_checked() -> None:
    at = np.arange(3.0)

    def greedy(x):  # type: ignore[no-untyped-def]
        total = np.sum(x * x)
        x *= 0
        return total

    assert check_gradient(greedy, 2 * at, at)
    assert at.tolist() == [0, 1, 2]
    for settings in ({"at": ()}, {"at": at, "directions": 0}):
        with pytest.raises(ValueError, match="at least one"):
            check_gradient(loss, at, **settings)


def test_the_three_methods_agree_on_a_smooth_function() -> None:
    at, v = np.array([0.3, 1.2]), np.array([1.0, -2.0])
    f = lambda x: (x[0] ** 2 * x[1] + x[1]) / (x[0] + 3)  # noqa: E731
    slopes = [method(f, at, v) for method in (exact_slope, complex_slope, central_slope)]
    assert all(s is not None for s in slopes)
    exact, step, central = (s.value for s in slopes if s is not None)
    assert abs(exact - step) < 1e-14 and abs(exact - central) < 1e-8


@pytest.mark.parametrize("seed", range(4))
def test_a_function_in_single_precision_has_no_kinks_by_rounding(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, y, at = rng.normal(size=(20, 6)).astype(np.float32), rng.normal(size=20).astype(np.float32), rng.normal(size=6)

    def loss(w):  # type: ignore[no-untyped-def]
        if np.iscomplexobj(w):
            raise TypeError
        return np.mean((a @ np.asarray(w, dtype=np.float32) - y) ** 2)

    def gradient(w, factor=1.0):  # type: ignore[no-untyped-def]
        g = np.float32(0.1) * a.T @ (a @ np.asarray(w, dtype=np.float32) - y)
        g[0] *= factor
        return g

    right, wrong = check_gradient(loss, gradient, at), check_gradient(loss, lambda w: gradient(w, 1.05), at)
    assert right.ok
    assert not right.kinks
    assert not wrong.ok


def test_arguments_by_name() -> None:
    point = {"w": RNG.normal(size=4), "b": 0.3}
    f = lambda p: np.sum(np.tanh(X @ p["w"] + p["b"]))  # noqa: E731

    def right(p):  # type: ignore[no-untyped-def]
        d = 1 - np.tanh(X @ p["w"] + p["b"]) ** 2
        return {"b": d.sum(), "w": X.T @ d}

    assert check_gradient(f, right, point).ok and check_gradient(f, right(point), point).ok
    report = check_gradient(f, lambda p: right(p) | {"b": -right(p)["b"]}, point)
    assert report.looks == ("in b: a wrong sign",)
    with pytest.raises(ValueError, match="the arguments w, b, the gradient b"):
        check_gradient(f, lambda p: {"b": right(p)["b"]}, point)
    with pytest.raises(ValueError, match="the point is complex"):
        check_gradient(lambda z: abs(z[0]) ** 2, lambda z: z, np.array([1 + 2j]))


@pytest.mark.parametrize(("change", "words"), [
    (lambda g: np.roll(g, 1), "one place too far down: an index off by one"), (lambda g: g.astype(int), "cut off to whole ones"),
    (lambda g: (1.05 * g).astype(np.float16), "errors up to 4e-02 of the gradient pass: the gradient is float16"),
    (lambda g: g * np.where(np.arange(6) == 2, 4, 1), "a factor 4, in 1 of 6 entries"),
])
def test_a_fault_of_a_flat_gradient_is_named(change, words) -> None:  # type: ignore[no-untyped-def]
    report = check_gradient(lambda w: np.sum(w**2), lambda w: change(2 * w), np.array([1.7, -3.1, 2.2, 4.9, -0.8, 3.3]))
    assert not report.ok and words in str(report) and max(map(len, str(report).splitlines())) <= 80, str(report)


def test_the_slopes_beside_a_kink_are_shown() -> None:
    report = check_gradient(lambda w: np.sum(np.maximum(w, 0)), np.array([4.0, 1.0]), np.array([0.0, 1.0]))
    assert "0 … 1" in str(report) and "1/m" not in str(report) and report.faults[0].factor is None


def test_central_differences_alone_see_a_millionth_and_take_single_precision_for_no_kink() -> None:
    at = RNG.normal(size=4)
    f = lambda w: float(np.mean(np.logaddexp(0, X @ np.real(w))))  # noqa: E731
    g = X.T @ (1 / (1 + np.exp(-X @ at))) / len(X)
    assert check_gradient(f, g, at).ok and check_gradient(f, g, at).method == "central differences"
    assert not check_gradient(f, g * (1 + 1e-6 * (np.arange(4) == 1)), at).ok
    single = lambda w: float(np.mean(np.logaddexp(0, X.astype("f") @ np.real(w).astype("f"))))  # noqa: E731
    report = check_gradient(single, g, at)
    assert report.ok and not report.kinks and not check_gradient(single, 1.1 * g, at).ok


@pytest.mark.parametrize("seed", range(4))
def test_a_small_fault_hides_behind_no_entry_of_a_direction(seed: int) -> None:
    x = np.linspace(-1, 1, 40)
    for k in range(x.size):
        wrong = np.cos(x)
        wrong[k] += 1e-9
        report = check_gradient(lambda x: np.sum(np.sin(x)), wrong, x, seed=seed)
        assert [f.index for f in report.faults] == [(k,)]


@pytest.mark.parametrize("directions", [1, 2, 3])
def test_a_function_that_loses_imaginary_parts_on_the_way_is_not_taken_at_its_word(directions: int) -> None:
    """The complex step sees the slope 3 of 3x where the function has the slope 3 + 2x: a gradient with the same mistake is wrong."""
    x = np.linspace(0.5, 2, 30)
    report = check_gradient(lambda x: np.sum(3 * x + np.real(x) ** 2), 3 * np.ones(30), x, directions=directions)
    assert not report.ok and report.method != "complex step"
    assert check_gradient(lambda x: np.sum(3 * x + np.real(x) ** 2), 3 + 2 * x, x, directions=directions).ok


WIDE = np.random.default_rng(3).normal(size=70)
ORDERS = np.where(np.arange(70) % 2, 1e8, 1e-8)
BESIDE = np.concatenate([10.0 ** -np.arange(4.0, 8.0), WIDE[4:]])
FLAT = np.where(np.arange(70) < 5, 0, WIDE)
OFF = (1 + 1e-3 * (np.arange(70) == 20))
"""A thousandth too much in one entry."""
REALISTIC = [
    ("a penalty whose imaginary part is lost", lambda x: np.sum(np.sin(x)) + 1e-6 * np.sum(np.abs(x)), WIDE,
     np.cos(WIDE) + 1e-6 * np.sign(WIDE), np.cos(WIDE)),
    ("kinks, and imaginary parts lost", lambda x: np.sum(np.abs(x) + x**2), FLAT, np.sign(FLAT) + 2 * FLAT, 2 * FLAT),
    ("a kink close by", lambda x: np.sum(np.where(np.real(x) > 0, x, 0)), BESIDE, 1.0 * (BESIDE > 0),
     np.where(BESIDE == 1e-7, 0.5, BESIDE > 0)),
    ("a kink close by, real", lambda x: float(np.sum(np.maximum(x.real, 0))), BESIDE, 1.0 * (BESIDE > 0), (BESIDE > 0) * OFF),
    ("stairs", lambda x: np.sum(np.sin(x) * np.floor(3 * np.real(x))), WIDE, np.cos(WIDE) * np.floor(3 * WIDE), -np.sin(WIDE)),
    ("a value printed to six digits", lambda x: round(float(np.sum(np.sin(x.real))), 6), WIDE, np.cos(WIDE), np.cos(WIDE) * 1.2),
    ("a median", lambda x: np.sort(x)[35] ** 2, WIDE, 2 * WIDE * (np.sort(WIDE)[35] == WIDE), 2 * WIDE * (np.sort(WIDE)[34] == WIDE)),
    ("a power spectrum", lambda x: np.sum(np.abs(np.fft.fft(x)) ** 2), WIDE, 140 * WIDE, 70 * WIDE),
    ("huge values", lambda x: 1e200 * np.sum(np.sin(x)), WIDE, 1e200 * np.cos(WIDE), 1e200 * np.cos(WIDE) * OFF),
    ("tiny values", lambda x: 1e-280 * np.sum(np.sin(x)), WIDE, 1e-280 * np.cos(WIDE), 1e-280 * np.cos(WIDE) * OFF),
    ("a huge point", lambda x: np.sum(np.log(x)), 1e200 * np.abs(WIDE), 1e-200 / np.abs(WIDE), 1e-200 / np.abs(WIDE) * (2 - OFF) ** 9),
    ("a tiny point", lambda x: np.sum(np.sin(1e200 * x)), WIDE / 1e200, 1e200 * np.cos(WIDE), 1e200 * np.cos(WIDE) * OFF),
    ("a tiny point, real", lambda x: float(np.sum(np.sin(1e8 * x.real))), WIDE / 1e8, 1e8 * np.cos(WIDE), 1e8 * np.cos(WIDE) * OFF),
    ("entries of all sizes", lambda x: np.sum(np.sin(x / ORDERS)), WIDE * ORDERS, np.cos(WIDE) / ORDERS, np.cos(WIDE) / ORDERS * OFF),
    ("entries of all sizes, real", lambda x: float(np.sum(np.sin(x.real / ORDERS))), WIDE * ORDERS, np.cos(WIDE) / ORDERS,
     np.cos(WIDE) / ORDERS * OFF),
    ("fast waves", lambda x: float(np.sum(np.sin(1e5 * x.real))), WIDE, 1e5 * np.cos(1e5 * WIDE), 1e5 * np.cos(1e5 * WIDE) * OFF),
    ("the edge of a domain", lambda x: np.sum(np.log(x)), 1e-7 * np.abs(WIDE), 1e7 / np.abs(WIDE), 1e7 / np.abs(WIDE) * 1.001),
    ("a flat point", lambda x: np.sum(x**3), np.zeros(8), np.zeros(8), np.full(8, 1e-6)),
    ("a saturated unit", lambda x: np.sum(np.tanh(x)), 40 + np.abs(WIDE), np.zeros(70), np.full(70, 1e-3)),
    ("a constant", lambda x: 3.0, WIDE, np.zeros(70), np.full(70, 1e-6)),
    ("a large constant", lambda x: 1e9 + np.sum(np.sin(x)), WIDE, np.cos(WIDE), np.cos(WIDE) * (1 + 1e-5)),
]


@pytest.mark.parametrize(("f", "at", "right", "wrong"), [row[1:] for row in REALISTIC], ids=[row[0] for row in REALISTIC])
def test_no_right_gradient_is_refused_and_no_wrong_one_accepted(f, at, right, wrong) -> None:  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check_gradient(f, right, at).ok
        assert not check_gradient(f, wrong, at).ok


def test_the_gradient_of_a_fit_is_right_where_rounding_is_all_that_is_left_of_it() -> None:
    w = np.linalg.lstsq(X, T + 1e-3, rcond=None)[0]
    g = lambda w: 2 * X.T @ (X @ w - T - 1e-3) / len(X)  # noqa: E731
    f = lambda w: np.sum((X @ w - T - 1e-3) ** 2) / len(X)  # noqa: E731
    assert check_gradient(f, g, w).ok and check_gradient(f, g(w) + 1e-9, w).looks == ("a constant 1e-09 too much",)


def test_a_gradient_in_memory_that_the_function_uses_again_is_kept() -> None:
    memory = np.zeros(4)

    def both(w):  # type: ignore[no-untyped-def]
        memory[...] = np.cos(w.real)
        return float(np.sum(np.sin(w.real)))

    def twice(w):  # type: ignore[no-untyped-def]
        both(w)
        memory[...] *= 2
        return memory

    assert check_gradient(both, lambda w: (both(w), memory)[1], WIDE[:4]).ok and not check_gradient(both, twice, WIDE[:4])


@pytest.mark.parametrize(("fault", "ok"), [(None, True), ("elsewhere", False), ("at a kink", False)])
def test_a_hundred_kinks_among_thousands_of_entries(fault: str | None, ok: bool) -> None:
    at = np.random.default_rng(5).normal(size=5000)
    at[::50] = 0
    g = np.sign(at)
    if fault:
        g[7 if fault == "elsewhere" else 50] = 2
    report = check_gradient(lambda x: np.sum(np.abs(x)), g, at)
    assert report.ok is ok and (not ok or "not all was looked at" in str(report))


@pytest.mark.parametrize(("f", "g", "at", "words"), [
    (lambda x: 1.0 * np.sum(x.real > 0), np.zeros(20), np.zeros(20), "too rough at the point"),
    (lambda x: np.sum(np.sqrt(x)), np.zeros(20), np.zeros(20), "too rough at the point, or ends there"),
    (lambda x: np.sum(x**2), np.ones(2), np.array([np.nan, 1]), "the point has entries that are NaN"),
    (lambda x: np.sum(x**2), np.ones(2) * 1j, np.ones(2), "the gradient is complex"),
    (lambda x: np.sum(x**2), np.zeros(0), np.zeros(0), "at least one argument, with entries"),
])
def test_what_cannot_be_checked_is_an_error(f, g, at, words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        check_gradient(f, g, at)


@pytest.mark.skipif(np.finfo(np.longdouble).eps > 1e-18, reason="needs extended precision")
@pytest.mark.parametrize("offset", [1e8, 1e10])
def test_a_fault_of_a_hundredth_is_seen_behind_a_large_constant(offset: float) -> None:
    at = np.array([0.3, -0.2, 0.5])
    assert check_gradient(lambda w: offset + np.sum(np.sin(w)), np.cos, at).ok
    assert not check_gradient(lambda w: offset + np.sum(np.sin(w)), lambda w: 1.01 * np.cos(w), at).ok
    assert check_gradient(lambda w: offset + np.sum(np.abs(w)), np.sign, at).ok


@pytest.mark.parametrize("share", [1.5, 0.0, -1.0])
def test_slopes_that_rounding_hides_beside_a_large_constant_are_not_called_right(share: float) -> None:
    with pytest.raises(ValueError, match="take the constant part out of it"):
        check_gradient(lambda w: float(1e13 + np.sum(np.real(w) ** 2)), lambda w: share * 2 * w, np.ones(2))


TIED = np.array([1.0, 1.0, 0.0, 0.0])
TIES = {
    "maximum": (np.max, TIED, np.array([1.0, 1.0, 0.0, 0.0]), np.array([0.3, 0.7, 0.0, 0.0])),
    "three": (lambda w: np.max(np.exp(w)), np.zeros(3), np.ones(3), np.array([0.0, 1.0, 0.0])),
    "spread": (lambda w: np.max(w) - np.min(w), TIED, np.array([1.0, 1.0, -1.0, -1.0]), np.array([1.0, 0.0, 0.0, -1.0])),
    "pooling": (lambda w: w.reshape(2, 2).max(1).sum(), TIED, np.ones(4), np.array([1.0, 0.0, 0.5, 0.5])),
    "distance": (lambda w: abs(w[0] - w[1]), np.ones(2), np.ones(2), np.array([0.3, -0.3])),
    "rectifiers": (lambda w: np.maximum(w[0], 0) - np.maximum(w[1], 0), np.zeros(2), np.array([2.0, 0.0]), np.array([1.0, 0.0])),
}


@pytest.mark.parametrize("name", TIES)
def test_entries_that_tie_have_slopes_that_belong_together(name: str) -> None:
    f, at, wrong, right = TIES[name]
    assert check_gradient(f, lambda w: right, at).ok
    assert not check_gradient(f, lambda w: wrong, at).ok


@pytest.mark.parametrize(("given", "ok"), [(0.0, True), (1.0, False), (1e-3, False)])
def test_a_slope_0_of_a_function_that_swings_ever_faster_is_right(given: float, ok: bool) -> None:
    swinging = lambda w: float(w[0] ** 2 * np.sin(1 / w[0])) if w[0] else 0.0  # noqa: E731
    assert check_gradient(swinging, lambda w: np.array([given]), np.array([0.0])).ok is ok
