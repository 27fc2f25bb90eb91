"""One layer of m units with n inputs under half the squared error, for any sizes and any smooth activation φ.

``w_{kj}`` is the weight from input j to unit k, ``z_k`` what unit k receives, ``t_k`` its target, ``δ_k`` the slope of the error by z_k.
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

SMOOTH = (r"\varphi : \mathbb{R} \to \mathbb{R}", r"\varphi \in C^\infty")
GIVEN = (
    r"x \in \mathbb{R}^{n}",
    r"w \in \mathbb{R}^{m \times n}",
    r"b \in \mathbb{R}^{m}",
    r"t \in \mathbb{R}^{m}",
    *SMOOTH,
    r"j \in \{1, \dots, n\}",
    r"k \in \{1, \dots, m\}",
)
WHERE = (
    r"z_k := \sum_{i=1}^{n} w_{ki} x_i + b_k",
    r"E := \frac{1}{2} \sum_{k=1}^{m} (t_k - \varphi(z_k))^2",
    r"\delta_k := -(t_k - \varphi(z_k)) \varphi'(z_k)",
)
RECEIVED = (r"z \in \mathbb{R}^{m}", r"t \in \mathbb{R}^{m}", *SMOOTH, r"k \in \{1, \dots, m\}")

net = chain(
    "what the units receive, and what they put out, for all units at once",
    [(r"z_k = (w x + b)_k", "the entries of a product")],
    given=GIVEN,
    where=WHERE[:1],
    ledger=("S000-67",),
)
by_output = chain(
    "the slope of the error by an output",
    [
        (
            r"\frac{\partial}{\partial y_k} \left(\frac{1}{2} \sum_{i=1}^{m} (t_i - y_i)^2\right) = (t_k - y_k) \cdot (-1)",
            "one summand depends on $y_k$",
        ),
        (r"= -(t_k - y_k)", "the sign in front"),
    ],
    given=(r"y \in \mathbb{R}^{m}", r"t \in \mathbb{R}^{m}", r"k \in \{1, \dots, m\}"),
    ledger=("S000-64", "S000-69"),
)
by_received = chain(
    "the slope of an output by what the unit receives, here for the sigmoid",
    [(r"\frac{d}{dz} \operatorname{sigmoid}(z) = \operatorname{sigmoid}(z) (1 - \operatorname{sigmoid}(z))", "the slope of the sigmoid")],
    ledger=("S000-70",),
)
delta = chain(
    "the slope of the error by what a unit receives",
    [
        (
            r"\frac{\partial}{\partial z_k} \left(\frac{1}{2} \sum_{i=1}^{m} (t_i - \varphi(z_i))^2\right)"
            r" = -(t_k - \varphi(z_k)) \frac{\partial}{\partial z_k} \varphi(z_k)",
            "the chain rule at the output",
        ),
        (r"= -(t_k - \varphi(z_k)) \varphi'(z_k)", "the slope of the activation"),
    ],
    given=RECEIVED,
    ledger=("S000-70", "S000-76"),
)
received_by_weight = chain(
    "the slope of what a unit receives by one of its weights",
    [
        (r"\frac{\partial z_k}{\partial w_{kj}} = \sum_{i=1}^{n} \frac{\partial w_{ki}}{\partial w_{kj}} x_i", "the sum term by term"),
        (r"= x_j", "each weight is a variable of its own"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-71",),
)
received_by_bias = chain(
    "and by its bias",
    [(r"\frac{\partial z_k}{\partial b_k} = 1", "the bias enters with the factor 1")],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-71",),
)
by_weight = chain(
    "the gradient by a weight",
    [
        (
            r"\frac{\partial E}{\partial w_{kj}} = -(t_k - \varphi(z_k)) \frac{\partial}{\partial w_{kj}} \varphi(z_k)",
            "only output $k$ depends on the weight",
        ),
        (r"= -(t_k - \varphi(z_k)) \varphi'(z_k) \frac{\partial z_k}{\partial w_{kj}}", "the chain rule"),
        (r"= -(t_k - \varphi(z_k)) \varphi'(z_k) x_j", "the slope of what the unit receives"),
        (r"= \delta_k x_j", r"the definition of $\delta_k$"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-66", "S000-68", "S000-72"),
)
by_bias = chain(
    "the gradient by a bias",
    [
        (r"\frac{\partial E}{\partial b_k} = -(t_k - \varphi(z_k)) \varphi'(z_k) \cdot 1", "as for a weight, with the input 1"),
        (r"= \delta_k", r"the definition of $\delta_k$"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-72",),
)
by_input = chain(
    "the gradient by an input: every unit sees it",
    [(r"\frac{\partial E}{\partial x_j} = \sum_{k=1}^{m} \delta_k w_{kj}", "the chain rule at every output")],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-77",),
)
step = chain(
    "a step against the gradient",
    [
        (r"w_{kj} - \eta \frac{\partial E}{\partial w_{kj}} = w_{kj} - \eta \delta_k x_j", "the gradient by the weight"),
        (r"= w_{kj} + \eta (t_k - \varphi(z_k)) \varphi'(z_k) x_j", r"the definition of $\delta_k$"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-73", "S002-40", "S003-84"),
)
matrix_step = chain(
    "the steps of all weights at once are a column times a row",
    [(r"\left(W - \eta d x^\top\right)_{kj} = W_{kj} - \eta d_k x_j", "the entries of an outer product")],
    given=(
        r"W \in \mathbb{R}^{m \times n}",
        r"d \in \mathbb{R}^{m}",
        r"x \in \mathbb{R}^{n}",
        r"j \in \{1, \dots, n\}",
        r"k \in \{1, \dots, m\}",
    ),
    ledger=("S000-81", "S002-40"),
)

entry = Entry(
    "single_layer",
    "One layer under squared error",
    (),
    (net, by_output, by_received, delta, received_by_weight, received_by_bias, by_weight, by_bias, by_input, step, matrix_step),
    sources=("D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning representations by back-propagating errors, 1986",),
    assumptions=("the activation is smooth",),
)
