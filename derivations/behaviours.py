"""What the sources say will happen, made to happen: each function runs the experiment of one ledger row.

An :class:`Outcome` says whether the statement held as it stands and, if not, whether it held under the assumption that is missing.
``run`` tells that the row is about a run and not about a formula: then the outcome is what was seen.  Nothing here is expected; every
function computes.  Seeds are fixed, and each takes well under a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was seen, as answers to questions.

    stated:   did it hold as stated?
    assuming: did it hold under an assumption that is not stated?  (None: not asked)
    meant:    did it hold once the words are taken as they were meant?
    open:     do the data leave more than one answer?
    run:      is the statement about a run and not about a formula?
    """

    stated: bool
    assuming: bool | None = None
    run: bool = False
    meant: bool | None = None
    open: bool = False

    @property
    def word(self) -> str:
        """The verdict of the ledger that follows."""
        if self.open:
            return "not recomputable"
        if self.run and (self.stated or self.assuming):
            return "checkable behaviour"
        if self.stated:
            return "holds"
        return "notation abuse" if self.meant else "holds under an assumption" if self.assuming else "wrong as written"


BEHAVIOURS: dict[str, Callable[[], Outcome]] = {}
EVIDENCE: dict[str, tuple[str, ...]] = {}


def behaviour(*ids: str, evidence: tuple[str, ...] = ()) -> Callable[[Callable[[], Outcome]], Callable[[], Outcome]]:
    """Register the experiment of some rows and the kinds of evidence that it gives (by default numbers or a run)."""

    def register(function: Callable[[], Outcome]) -> Callable[[], Outcome]:
        BEHAVIOURS.update(dict.fromkeys(ids, function))
        EVIDENCE.update(dict.fromkeys(ids, evidence))
        return function

    return register


XOR_INPUTS = np.array([[1.0, 1.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
XOR_TARGETS = np.array([0.0, 0.0, 1.0, 1.0])


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


# --- layers -------------------------------------------------------------------------------------------------


@behaviour("S000-11")
def product_of_layer_is_matrix_product() -> Outcome:
    """``wx + b`` entry by entry has the wrong shape; as a matrix product it is the layer."""
    rng = np.random.default_rng(0)
    w, x, b = rng.normal(size=(10, 5)), rng.normal(size=5), rng.normal(size=10)
    loop = np.array([sum(w[k, j] * x[j] for j in range(5)) + b[k] for k in range(10)])
    return Outcome((w * x).shape == loop.shape, bool(np.allclose(w @ x + b, loop)))


@behaviour("S002-18")
def vectorised_layer_equals_loop() -> Outcome:
    rng = np.random.default_rng(1)
    w, a, b = rng.normal(size=(6, 4)), rng.normal(size=4), rng.normal(size=6)
    loop = [sum(w[i, j] * a[j] for j in range(4)) + b[i] for i in range(6)]
    return Outcome(bool(np.allclose(w @ a + b, loop)), run=True)


@dataclass(slots=True)
class _Counted:
    """A number that counts the products it takes part in."""

    value: float
    count: list[int]

    def __mul__(self, other: float) -> float:
        self.count[0] += 1
        return self.value * other


@behaviour("S003-03")
def batch_needs_fewer_calls_not_fewer_products() -> Outcome:
    """A batch multiplies as often as its examples one by one; what is fewer is the number of calls of the layer."""
    rng = np.random.default_rng(2)
    products, calls = [0], [0]
    weights = np.array([[_Counted(v, products) for v in row] for row in rng.normal(size=(4, 3))], dtype=object)
    batch = rng.normal(size=(3, 8))

    def layer(inputs: Array) -> tuple[Array, int, int]:
        before = products[0]
        calls[0] += 1
        return np.asarray(np.dot(weights, inputs.astype(object)), dtype=float), products[0] - before, calls[0]

    together, of_batch, _ = layer(batch)
    singly = [layer(batch[:, [i]]) for i in range(8)]
    same = np.allclose(together, np.hstack([s[0] for s in singly]))
    return Outcome(of_batch < sum(s[1] for s in singly), bool(same) and len(singly) > 1)


@behaviour("S004-02")
def doubling_the_input_doubles_the_output() -> Outcome:
    """True without an offset, false with one."""
    doubled = [3.0 * 4.0 + offset == 2 * (3.0 * 2.0 + offset) for offset in (1.0, 0.0)]
    return Outcome(*doubled)


@behaviour("S004-25")
def zero_weight_cuts_the_link() -> Outcome:
    w = np.array([[0.0, 0.4], [0.7, -0.2]])
    return Outcome(bool((w @ [1.0, 2.0])[0] == (w @ [5.0, 2.0])[0]))


@behaviour("S004-22")
def large_weight_amplifies() -> Outcome:
    """A weight of size above 1 amplifies and one below 1 damps; by value alone, -3 would count as low."""
    change = [abs(w * 2.0 - w * 1.0) for w in (-3.0, 0.5, 2.0)]
    return Outcome(change[0] < change[1], change[1] < 1 < change[2] < change[0])


@behaviour("S003-107")
def layered_nets_have_no_cycle() -> Outcome:
    """All nodes joined to all make cycles; joined layer by layer they make none: a power of the adjacency matrix vanishes."""
    everything = np.ones((5, 5)) - np.eye(5)
    layered = np.zeros((6, 6))
    layered[:2, 2:5] = 1
    layered[2:5, 5:] = 1
    return Outcome(not np.linalg.matrix_power(everything, 5).any(), not np.linalg.matrix_power(layered, 3).any())


# --- exclusive or -------------------------------------------------------------------------------------------


@behaviour("S000-38", "S001-15")
def linear_unit_learns_one_half() -> Outcome:
    design = np.column_stack([XOR_INPUTS, np.ones(4)])
    best = np.linalg.lstsq(design, XOR_TARGETS, rcond=None)[0]
    return Outcome(bool(np.allclose(design @ best, 0.5)))


@behaviour("S000-40", "S000-41")
def linear_nets_with_hidden_layers_learn_one_half() -> Outcome:
    """Two linear layers trained by gradient descent end at one half for every input."""
    rng = np.random.default_rng(3)
    v, c, w, b = rng.normal(size=(16, 2)) * 0.3, np.zeros(16), rng.normal(size=16) * 0.3, 0.0
    for _ in range(4000):
        h = XOR_INPUTS @ v.T + c
        d = (h @ w + b - XOR_TARGETS) / 2
        back = np.outer(d, w)
        w, b = w - 0.1 * (d @ h), b - 0.1 * d.sum()
        v, c = v - 0.1 * (back.T @ XOR_INPUTS), c - 0.1 * back.sum(0)
    return Outcome(bool(np.allclose((XOR_INPUTS @ v.T + c) @ w + b, 0.5, atol=1e-3)), run=True)


def _lines() -> Iterator[Array]:
    """The sides of the four corners for every way in which a line can part them."""
    for a, b, c in product((-1.0, 0.0, 1.0), (-1.0, 0.0, 1.0), (-1.5, -0.5, 0.5, 1.5)):
        yield XOR_INPUTS @ np.array([a, b]) + c > 0


@behaviour("S000-39")
def one_line_gets_three_corners() -> Outcome:
    return Outcome(max(int((side == (XOR_TARGETS > 0)).sum()) for side in _lines()) == 3)


@behaviour("S004-16")
def one_line_does_not_separate_xor() -> Outcome:
    return Outcome(not any(bool((side == (XOR_TARGETS > 0)).all()) for side in _lines()))


@behaviour("S004-17")
def two_lines_separate_xor() -> Outcome:
    total = XOR_INPUTS.sum(1)
    return Outcome(bool(((total > 0.5) & (total < 1.5) == (XOR_TARGETS > 0)).all()))


@behaviour("S000-46")
def rectifiers_have_the_values_of_xor() -> Outcome:
    """One rectifier with any weights cannot have all four values; two can."""
    grid = np.linspace(-2, 2, 9)
    one = False
    for a, b, c in product(grid, grid, grid):
        design = np.column_stack([np.maximum(XOR_INPUTS @ np.array([a, b]) + c, 0), np.ones(4)])
        fit = design @ np.linalg.lstsq(design, XOR_TARGETS, rcond=None)[0]
        one |= bool(np.allclose(fit, XOR_TARGETS))
    total = XOR_INPUTS.sum(1)
    return Outcome(one, bool(np.allclose(np.maximum(total, 0) - 2 * np.maximum(total - 1, 0), XOR_TARGETS)))


@behaviour("S000-45")
def rectifier_net_learns_xor() -> Outcome:
    rng = np.random.default_rng(4)
    v, c, w, b = rng.normal(size=(16, 2)), rng.normal(size=16) * 0.1, rng.normal(size=16) * 0.5, 0.0
    for _ in range(4000):
        z = XOR_INPUTS @ v.T + c
        h = np.maximum(z, 0)
        d = (h @ w + b - XOR_TARGETS) / 2
        back = np.outer(d, w) * (z > 0)
        w, b = w - 0.05 * (d @ h), b - 0.05 * d.sum()
        v, c = v - 0.05 * (back.T @ XOR_INPUTS), c - 0.05 * back.sum(0)
    return Outcome(bool(np.allclose(np.maximum(XOR_INPUTS @ v.T + c, 0) @ w + b, XOR_TARGETS, atol=1e-3)), run=True)


@behaviour("S004-66")
def double_sigmoid_in_the_update() -> Outcome:
    """Errors sent back through the weights learn XOR with the slope ``O (1 - O)``; with the sigmoid taken twice most nets do not.

    Nets 2-4-1 from eight seeds, trained on one example after the other.  ``stated`` is about the rule as written, ``assuming`` about the
    one with the right slope.
    """
    doubled, right = (_errors_of_rule(slope) for slope in (lambda o: sigmoid(o) * (1 - sigmoid(o)), lambda o: o * (1 - o)))
    return Outcome(bool((doubled < 0.2).all()), bool((right < 0.2).all() and (doubled > 0.4).sum() > 4), run=True)


def _errors_of_rule(slope: Callable[[Array], Array], seeds: int = 8) -> Array:
    """The largest error after 4000 epochs, for nets of several seeds at once."""
    rngs = [np.random.default_rng(seed) for seed in range(seeds)]
    v = np.array([rng.normal(size=(4, 3)) for rng in rngs])
    w = np.array([rng.normal(size=5) for rng in rngs])
    x = np.column_stack([XOR_INPUTS, np.ones(4)])
    hidden = np.ones((seeds, 5))
    for _ in range(4000):
        for row, target in zip(x, XOR_TARGETS, strict=True):
            hidden[:, :4] = sigmoid(v @ row)
            o = sigmoid((w * hidden).sum(1))
            e = target - o
            back = e[:, None] * w[:, :4] * slope(hidden[:, :4])
            w += (e * slope(o))[:, None] * hidden
            v += back[:, :, None] * row
    outputs = [sigmoid(np.column_stack([sigmoid(v @ row), np.ones(seeds)])[:, None, :] @ w[:, :, None])[:, 0, 0] for row in x]
    return np.asarray(np.abs(np.array(outputs) - XOR_TARGETS[:, None]).max(0))


# --- descent ------------------------------------------------------------------------------------------------


@behaviour("S000-21")
def gradient_grows_with_the_distance() -> Outcome:
    points = np.random.default_rng(6).normal(size=(20, 2))
    return Outcome(bool(np.allclose(2 * (3 * points), 3 * (2 * points))), run=True)


def _descend(slope: Callable[[float], float], start: float, rate: float, steps: int = 400) -> float:
    x = start
    for _ in range(steps):
        x = float(np.clip(x - rate * slope(x), -1e6, 1e6))
    return x


@behaviour("S000-29", "S000-35")
def descent_on_the_bowl_reaches_the_minimum() -> Outcome:
    """With every rate it does not; with a rate below 1 it does."""
    ends = {rate: abs(_descend(lambda x: 2 * x, 1.0, rate)) for rate in (0.1, 0.9, 1.1)}
    return Outcome(all(e < 1e-6 for e in ends.values()), ends[0.1] < 1e-6 and ends[0.9] < 1e-6)


@behaviour("S003-79")
def descent_reaches_the_global_minimum() -> Outcome:
    """Not from every start on a curve with two valleys; on a convex one, yes."""
    two_valleys = [_descend(lambda x: 4 * x**3 - 4 * x + 0.5, start, 0.02) for start in (-1.5, 1.5)]
    convex = [_descend(lambda x: 2 * (x - 1), start, 0.1) for start in (-1.5, 1.5)]
    return Outcome(abs(two_valleys[0] - two_valleys[1]) < 1e-3, abs(convex[0] - convex[1]) < 1e-6)


@behaviour("S004-50")
def restarts_find_the_deeper_valley() -> Outcome:
    """Among several random starts the best end lies in the deeper valley."""
    ends = [_descend(lambda x: 4 * x**3 - 4 * x + 0.5, float(s), 0.02) for s in np.random.default_rng(7).uniform(-2, 2, 8)]
    lowest = min(ends, key=_two_valleys)
    return Outcome(lowest < 0 < max(ends), run=True)


def _two_valleys(x: float) -> float:
    return x**4 - 2 * x**2 + 0.5 * x


@behaviour("S002-49")
def learning_rate_too_low_or_too_high() -> Outcome:
    slow, good, bad = (abs(_descend(lambda x: 2 * x, 1.0, rate, 50)) for rate in (0.001, 0.3, 1.1))
    return Outcome(slow > 0.5 and good < 1e-9 and bad > 1e3, run=True)


@behaviour("S002-34")
def cost_goes_down_at_every_step() -> Outcome:
    """Not when single examples are drawn; with all of them and a small rate, yes."""
    rng = np.random.default_rng(8)
    x, t = rng.normal(size=50), rng.normal(size=50)
    falls = []
    for batch in (1, 50):
        w, costs = 2.0, []
        for _ in range(60):
            chosen = rng.permutation(50)[:batch]
            w -= 0.1 * float(np.mean(2 * (w * x[chosen] - t[chosen]) * x[chosen]))
            costs.append(float(np.mean((w * x - t) ** 2)))
        falls.append(bool(np.all(np.diff(costs) <= 1e-12)))
    return Outcome(falls[0], falls[1])


@behaviour("S002-38")
def move_along_the_gradient() -> Outcome:
    """Along the gradient the cost grows; against it, it shrinks."""
    x = 1.0
    along, against = (x + 0.1 * 2 * x) ** 2, (x - 0.1 * 2 * x) ** 2
    return Outcome(along < x**2, against < x**2)


@behaviour("S004-11")
def full_corrections_forget() -> Outcome:
    a = 0.25
    for x, t in ((3.0, 1.1), (1.0, 2.9)):
        a += (t - a * x) / x
    return Outcome(a == 2.9, run=True)


@behaviour("S004-14")
def moderated_corrections_average() -> Outcome:
    """The mean of all examples if their weights are allowed to fade; the plain mean it is not."""
    rng = np.random.default_rng(9)
    targets = rng.normal(size=6)
    rate, a = 0.3, 0.25
    for t in targets:
        a += rate * (t - a)
    fading = (1 - rate) ** 6 * 0.25 + rate * sum((1 - rate) ** (5 - i) * t for i, t in enumerate(targets))
    return Outcome(bool(np.isclose(a, targets.mean())), bool(np.isclose(a, fading)))


# --- slopes through many layers -----------------------------------------------------------------------------


def _slopes(weight: float, layers: int = 20) -> tuple[float, float]:
    """Size of the gradient by the input, and of the smallest weight, in a chain of sigmoid units."""
    a, slope = 0.5, 1.0
    for _ in range(layers):
        a = float(sigmoid(np.asarray(weight * (a - 0.5))))
        slope *= weight * a * (1 - a)
    return abs(slope), abs(weight)


@behaviour("S002-29")
def slopes_vanish_through_sigmoids() -> Outcome:
    return Outcome(_slopes(1.0)[0] <= 0.25**20, run=True)


@behaviour("S003-86")
def weights_vanish() -> Outcome:
    """The slopes vanish; the weights do not."""
    slope, weight = _slopes(1.0)
    return Outcome(weight < 1e-6 and slope < 1e-6)


@behaviour("S003-87")
def slopes_explode() -> Outcome:
    return Outcome(_slopes(8.0)[0] > 1e5)


@behaviour("S004-21")
def weight_sets_the_slope() -> Outcome:
    h = 1e-6
    slopes = [(sigmoid(np.asarray(w * h)) - sigmoid(np.asarray(-w * h))) / (2 * h) for w in (0.5, 1.0, 4.0)]
    return Outcome(bool(np.allclose(slopes, [0.125, 0.25, 1.0], atol=1e-6)), run=True)


# --- data ---------------------------------------------------------------------------------------------------


@behaviour("S002-02")
def circles_are_not_separated_by_simple_methods() -> Outcome:
    """Every line fails, but the squared radius of a point tells the circles apart."""
    rng = np.random.default_rng(10)
    angle, ring = rng.uniform(0, 2 * np.pi, 400), rng.integers(0, 2, 400)
    points = np.column_stack([np.cos(angle), np.sin(angle)]) * np.where(ring, 0.3, 1.0)[:, None] + rng.normal(size=(400, 2)) * 0.05
    design = np.column_stack([points, np.ones(400)])
    line = design @ np.linalg.lstsq(design, ring - 0.5, rcond=None)[0] > 0
    radius = (points**2).sum(1) < 0.4
    best_line, best_radius = ((s == ring).mean() for s in (line, radius))
    return Outcome(bool(best_line < 0.8 and best_radius < 0.8), bool(best_line < 0.8))


def _images() -> Array:
    return np.random.default_rng(11).uniform(0, 255, size=(4, 3, 5, 6))


@behaviour("S003-99")
def normalising_gives_the_score() -> Outcome:
    """Only with the statistics of the data itself; with those of other data mean and deviation are not 0 and 1."""
    x = _images()
    axes, other = (0, 2, 3), (100.0, 50.0)
    own = (x - x.mean(axes, keepdims=True)) / x.std(axes, keepdims=True)
    foreign = (x - other[0]) / other[1]
    good = [bool(np.allclose(z.mean(axes), 0) and np.allclose(z.std(axes), 1)) for z in (foreign, own)]
    return Outcome(*good)


@behaviour("S003-103")
def standardised_images_have_mean_zero() -> Outcome:
    x = _images()
    z = (x - x.mean((0, 2, 3), keepdims=True)) / x.std((0, 2, 3), keepdims=True)
    return Outcome(bool(np.allclose(z.mean((0, 2, 3)), 0) and np.allclose(z.std((0, 2, 3)), 1)))


@behaviour("S003-101")
def statistics_per_channel() -> Outcome:
    x = _images()
    by_hand = [np.sqrt(((c - c.mean()) ** 2).sum() / (c.size - 1)) for c in x.transpose(1, 0, 2, 3)]
    return Outcome(bool(np.allclose(x.std((0, 2, 3), ddof=1), by_hand)))


@behaviour("S003-102")
def channels_last() -> Outcome:
    x = _images()
    return Outcome(bool(np.allclose(x.transpose(0, 2, 3, 1).mean((0, 1, 2)), x.mean((0, 2, 3)))))


@behaviour("S003-91", "S003-92", "S003-93")
def axes_of_scalars_vectors_matrices() -> Outcome:
    return Outcome([np.ndim(a) for a in (1, [1, 2], [[1, 2, 3], [1, 2, 3]])] == [0, 1, 2])


@behaviour("S003-94")
def axes_of_a_nested_list() -> Outcome:
    rows = [[1, 2, 3], [1, 2, 3]]
    return Outcome(np.shape([rows, rows]) == (2, 2, 3))


@behaviour("S003-95")
def tensor_of_powers_of_ten() -> Outcome:
    layer = np.array([[1, 4, 7], [2, 5, 8], [3, 6, 9]])
    shown = np.array([layer, 10 * layer, 100 * layer])
    formula = np.array([[[10**k * (1 + i + 3 * j) for j in range(3)] for i in range(3)] for k in range(3)])
    return Outcome(shown.ndim == 3 and bool((shown == formula).all()))


# --- tables and losses ------------------------------------------------------------------------------------


@behaviour("S004-15")
def table_of_xor() -> Outcome:
    return Outcome([a ^ b for a, b in ((0, 0), (0, 1), (1, 0), (1, 1))] == [0, 1, 1, 0])


@behaviour("S003-06")
def loss_grows_with_the_difference() -> Outcome:
    """Counting wrong answers does not see the difference grow; the squared error does."""
    gaps = np.array([0.6, 0.7, 0.9])
    return Outcome(bool(np.all(np.diff((gaps > 0.5).astype(float)) > 0)), bool(np.all(np.diff(gaps**2) > 0)))
