"""A net with one hidden layer under squared error, for any sizes and any smooth activation φ.

``x`` the N inputs, ``v_{ji}`` the weights to the J hidden units that receive ``a_j``, ``w_{kj}`` those to the K outputs, which receive
``z_k``.  ``δ_k`` and ``ε_j`` are the slopes of the error by what the units receive.
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

GIVEN = (
    r"x \in \mathbb{R}^{N}",
    r"v \in \mathbb{R}^{J \times N}",
    r"w \in \mathbb{R}^{K \times J}",
    r"t \in \mathbb{R}^{K}",
    r"b \in \mathbb{R}^{K}",
    r"c \in \mathbb{R}^{J}",
    r"\varphi : \mathbb{R} \to \mathbb{R}",
    r"\varphi \in C^\infty",
    r"i \in \{1, \dots, N\}",
    r"j \in \{1, \dots, J\}",
    r"k \in \{1, \dots, K\}",
)
OUTPUTS = (
    r"z_k := \sum_{j=1}^{J} w_{kj} \varphi(a_j) + b_k",
    r"E := \frac{1}{2} \sum_{k=1}^{K} (t_k - \varphi(z_k))^2",
    r"\delta_k := -(t_k - \varphi(z_k)) \varphi'(z_k)",
)
WHERE = (r"a_j := \sum_{i=1}^{N} v_{ji} x_i + c_j", *OUTPUTS, r"\varepsilon_j := \varphi'(a_j) \sum_{k=1}^{K} w_{kj} \delta_k")

output_weight = chain(
    "the gradient by a weight of the output layer",
    [
        (r"\frac{\partial E}{\partial w_{kj}} = -(t_k - \varphi(z_k)) \varphi'(z_k) \varphi(a_j)", "only output $k$ depends on the weight"),
        (r"= \delta_k \varphi(a_j)", r"the definition of $\delta_k$"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-75",),
)
output_bias = chain(
    "the gradient by a bias of the output layer",
    [(r"\frac{\partial E}{\partial b_k} = \delta_k", "the bias enters with the factor 1")],
    given=GIVEN,
    where=WHERE,
)
received = chain(
    "the slope by what a hidden unit receives: back through its weights to all outputs, then through its activation",
    [
        (r"\frac{\partial E}{\partial a_j} = \sum_{k=1}^{K} \delta_k w_{kj} \varphi'(a_j)", "every output sees the hidden unit"),
        (r"= \varphi'(a_j) \sum_{k=1}^{K} w_{kj} \delta_k", "the factor that does not depend on $k$"),
    ],
    given=(*GIVEN, r"a \in \mathbb{R}^{J}"),
    where=OUTPUTS,
    ledger=("S000-78",),
)
hidden_weight = chain(
    "the gradient by a weight of the hidden layer",
    [
        (
            r"\frac{\partial E}{\partial v_{ji}} = \sum_{k=1}^{K} \delta_k w_{kj} \varphi'(a_j) x_i",
            "every output depends on the weight, through $a_j$",
        ),
        (r"= \varphi'(a_j) \left(\sum_{k=1}^{K} w_{kj} \delta_k\right) x_i", "the factors that do not depend on $k$"),
        (r"= \varepsilon_j x_i", r"the definition of $\varepsilon_j$"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-75", "S000-79", "S001-22"),
)
hidden_bias = chain(
    "the gradient by a bias of the hidden layer",
    [(r"\frac{\partial E}{\partial c_j} = \varepsilon_j", "as for a weight, with the input 1")],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-79",),
)
hidden_step = chain(
    "the step of a hidden weight against its gradient",
    [
        (
            r"v_{ji} - \eta \frac{\partial E}{\partial v_{ji}}"
            r" = v_{ji} + \eta \varphi'(a_j) x_i \sum_{k=1}^{K} w_{kj} (t_k - \varphi(z_k)) \varphi'(z_k)",
            "the gradient by the weight",
        )
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-80",),
)

entry = Entry(
    "hidden_layer",
    "Backpropagation through a hidden layer",
    (),
    (output_weight, output_bias, received, hidden_weight, hidden_bias, hidden_step),
    sources=("D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning representations by back-propagating errors, 1986",),
    assumptions=("the activation is smooth",),
)
