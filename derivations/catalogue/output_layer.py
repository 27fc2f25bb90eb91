"""One layer of sigmoid units under squared error: the gradient by every weight, for any sizes.

``h`` are the J inputs of the layer, ``w_{jk}`` the weight from input j to unit k, ``o_k`` the K outputs, ``t_k`` their targets.
"""

from __future__ import annotations

from sympy import Derivative, Indexed, IndexedBase, Sum, Symbol

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import from_sympy, function, unevaluated
from symbolic.terms import INTEGER, ONE, Sort, sym

GIVEN = (
    r"t \in \mathbb{R}^{K}",
    r"h \in \mathbb{R}^{J}",
    r"w \in \mathbb{R}^{J \times K}",
    r"j \in \{1, \dots, J\}",
    r"k \in \{1, \dots, K\}",
)
NET = r"\sum_{i=1}^{J} w_{ik} h_i"
WHERE = (r"o_k := \operatorname{sigmoid}\left(\sum_{i=1}^{J} w_{ik} h_i\right)", r"E := \sum_{n=1}^{K} (t_n - o_n)^2")

sigmoid = function("sigmoid")
i, j, k, n = (Symbol(s, integer=True) for s in "ijkn")
J, K = Symbol("J", integer=True), Symbol("K", integer=True)
w, h, t = IndexedBase("w"), IndexedBase("h"), IndexedBase("t")
SIZES = sym("J", INTEGER), sym("K", INTEGER)
ARRAYS = (sym("w", Sort(shape=SIZES)), sym("h", Sort(shape=(SIZES[0], ONE))), sym("t", Sort(shape=(SIZES[1], ONE))))


def net(unit: Indexed) -> Sum:
    """What a unit receives."""
    return Sum(w[i, unit] * h[i], (i, 1, J))


with unevaluated():
    squares = Sum((t[n] - sigmoid(net(n))) ** 2, (n, 1, K))
    slope = -2 * (t[k] - sigmoid(net(k))) * sigmoid(net(k)) * (1 - sigmoid(net(k))) * h[j]
    outputs = Formula("o", ARRAYS[:2], from_sympy(sigmoid(net(k)), ARRAYS))
    output_layer = Formula("E", ARRAYS, from_sympy(squares, ARRAYS))
    weight_slope = Formula("g", ARRAYS, from_sympy(slope, ARRAYS))
    by_weight = chain(
        "the gradient by a weight",
        [
            (r"\frac{\partial E}{\partial w_{jk}} = \frac{\partial}{\partial w_{jk}} \sum_{n=1}^{K} (t_n - o_n)^2", "the definition"),
            (r"= \frac{\partial}{\partial w_{jk}} (t_k - o_k)^2", "only $o_k$ depends on $w_{jk}$"),
            (r"= -2 (t_k - o_k) \frac{\partial o_k}{\partial w_{jk}}", "the chain rule"),
            (
                rf"= -2 (t_k - o_k) \frac{{\partial}}{{\partial w_{{jk}}}} \operatorname{{sigmoid}}\left({NET}\right)",
                "the definition of $o_k$",
            ),
            (rf"= -2 (t_k - o_k) o_k (1 - o_k) \frac{{\partial}}{{\partial w_{{jk}}}} {NET}", "the slope of the sigmoid"),
            (r"= -2 (t_k - o_k) o_k (1 - o_k) h_j", "of the sum only $w_{jk} h_j$ depends on $w_{jk}$"),
        ],
        given=GIVEN,
        where=WHERE,
        states=(Derivative(squares, w[j, k]), slope),
        ledger=("S004-51", "S004-52", "S004-53", "S004-55", "S004-56", "S004-58", "S004-59"),
    )

through_output = chain(
    "the gradient goes through the output of the unit",
    [
        (
            r"\frac{\partial E}{\partial w_{jk}} = \frac{\partial E}{\partial o_k} \cdot \frac{\partial o_k}{\partial w_{jk}}",
            "the chain rule",
        ),
        (r"= -2 (t_k - o_k) \cdot o_k (1 - o_k) h_j", "both factors"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S004-54",),
)
half = chain(
    "with half the squares the factor 2 goes away",
    [(r"\frac{\partial}{\partial w_{jk}} \left(\frac{1}{2} E\right) = -(t_k - o_k) o_k (1 - o_k) h_j", "half of the gradient above")],
    given=GIVEN,
    where=WHERE,
    ledger=("S004-60",),
)
update = chain(
    "the step of gradient descent; the factor 2 may go into the learning rate",
    [(r"-\frac{\alpha}{2} \frac{\partial E}{\partial w_{jk}} = \alpha (t_k - o_k) o_k (1 - o_k) h_j", "the gradient above")],
    given=GIVEN,
    where=WHERE,
    ledger=("S004-61", "S004-62", "S004-63", "S004-65", "S004-66", "S004-67"),
)
inputs = chain(
    "the gradient by an input of the layer sends the errors back through the weights",
    [
        (
            r"-\frac{\partial}{\partial h_j} \left(\frac{1}{2} E\right) = \sum_{n=1}^{K} w_{jn} (t_n - o_n) o_n (1 - o_n)",
            "every output depends on $h_j$",
        )
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S004-39",),
)

entry = Entry(
    "output_layer",
    "A layer of sigmoid units under squared error",
    (output_layer, weight_slope),
    (by_weight, through_output, half, update, inputs),
    sources=("T. Rashid, Make Your Own Neural Network, 2016",),
)
