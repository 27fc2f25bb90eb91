"""A layer of units ``z_j = Σ_k w_{jk} x_k + b_j``, and how a gradient passes back through it.

The network is planned from the formula ``affine``: what its slopes by weights, biases and inputs are is proved anew for it, so that
changing the formula changes the network.
"""

from __future__ import annotations

from sympy import Derivative, IndexedBase, KroneckerDelta, Sum, Symbol

from derivations.catalogue._entries import Entry, chain
from symbolic.formulas import Formula
from symbolic.sympy_bridge import from_sympy, unevaluated
from symbolic.terms import INTEGER, ONE, Sort, sym

GIVEN = (
    r"w \in \mathbb{R}^{J \times K}",
    r"x \in \mathbb{R}^{K}",
    r"b \in \mathbb{R}^{J}",
    r"j \in \{1, \dots, J\}",
    r"l \in \{1, \dots, J\}",
    r"q \in \{1, \dots, K\}",
)
WHERE = (r"z_j := \sum_{k=1}^{K} w_{jk} x_k + b_j",)

j, k, q, l, J, K = (Symbol(s, integer=True) for s in "jkqlJK")
w, x, b = IndexedBase("w"), IndexedBase("x"), IndexedBase("b")
SIZES = sym("J", INTEGER), sym("K", INTEGER)
ARRAYS = (sym("w", Sort(shape=SIZES)), sym("x", Sort(shape=(SIZES[1], ONE))), sym("b", Sort(shape=(SIZES[0], ONE))))

with unevaluated():
    net = Sum(w[j, k] * x[k], (k, 1, K)) + b[j]
    affine = Formula("z", ARRAYS, from_sympy(net, ARRAYS))
    by_weight = chain(
        "the slope by a weight is the input of the weight",
        [
            (r"\frac{\partial z_j}{\partial w_{lq}} = \sum_{k=1}^{K} \delta_{jl} \delta_{kq} x_k", "each weight is a variable of its own"),
            (r"= \delta_{jl} x_q", "of the sum one summand is left"),
        ],
        given=GIVEN,
        where=WHERE,
        states=(Derivative(net, w[l, q]), KroneckerDelta(j, l) * x[q]),
    )

by_bias = chain(
    "the slope by the bias is 1",
    [(r"\frac{\partial z_j}{\partial b_j} = 1", "the bias enters with the factor 1")],
    given=GIVEN,
    where=WHERE,
)
by_input = chain(
    "the slope by an input is its weight",
    [(r"\frac{\partial z_j}{\partial x_q} = w_{jq}", "of the sum one summand is left")],
    given=GIVEN,
    where=WHERE,
    ledger=("S004-22", "S004-25"),
)

entry = Entry(
    "layers",
    "A layer of units",
    (affine,),
    (by_weight, by_bias, by_input),
    sources=("D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning representations by back-propagating errors, 1986",),
)
