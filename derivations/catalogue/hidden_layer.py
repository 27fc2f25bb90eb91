"""A net with one hidden layer under squared error, for any sizes and any smooth activation φ.

``x`` the N inputs, ``v_{ji}`` the weights to the J hidden units with outputs ``h_j``, ``w_{kj}`` those to the K outputs ``y_k``.
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
WHERE = (
    r"a_j := \sum_{i=1}^{N} v_{ji} x_i + c_j",
    r"z_k := \sum_{j=1}^{J} w_{kj} \varphi(a_j) + b_k",
    r"E := \frac{1}{2} \sum_{k=1}^{K} (t_k - \varphi(z_k))^2",
    r"g_k := -(t_k - \varphi(z_k)) \varphi'(z_k)",
)

output_weight = chain(
    "the gradient by a weight of the output layer",
    [
        (r"\frac{\partial E}{\partial w_{kj}} = -(t_k - \varphi(z_k)) \varphi'(z_k) \varphi(a_j)", "only output k depends on the weight"),
        (r"= g_k \varphi(a_j)", ""),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-66", "S000-67", "S000-68", "S000-69", "S000-70", "S000-71", "S000-72"),
)
output_bias = chain(
    "the gradient by a bias of the output layer",
    [(r"\frac{\partial E}{\partial b_k} = g_k", "the bias enters with the factor 1")],
    given=GIVEN,
    where=WHERE,
)
hidden_weight = chain(
    "the gradient by a weight of the hidden layer",
    [
        (
            r"\frac{\partial E}{\partial v_{ji}} = \sum_{k=1}^{K} g_k w_{kj} \varphi'(a_j) x_i",
            "every output depends on the weight, through $a_j$",
        ),
        (r"= \varphi'(a_j) \left(\sum_{k=1}^{K} w_{kj} g_k\right) x_i", "the factors that do not depend on k"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-75", "S000-76", "S000-77", "S000-78", "S000-79", "S001-22"),
)
hidden_bias = chain(
    "the gradient by a bias of the hidden layer",
    [(r"\frac{\partial E}{\partial c_j} = \varphi'(a_j) \sum_{k=1}^{K} w_{kj} g_k", "as for a weight, with the input 1")],
    given=GIVEN,
    where=WHERE,
)

output_step = chain(
    "the step of an output weight against its gradient",
    [(r"-\eta \frac{\partial E}{\partial w_{kj}} = \eta (t_k - \varphi(z_k)) \varphi'(z_k) \varphi(a_j)", "the gradient above")],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-73", "S000-81", "S002-40", "S003-84"),
)
hidden_step = chain(
    "the step of a hidden weight against its gradient",
    [
        (
            r"-\eta \frac{\partial E}{\partial v_{ji}}"
            r" = \eta \varphi'(a_j) x_i \sum_{k=1}^{K} w_{kj} (t_k - \varphi(z_k)) \varphi'(z_k)",
            "the gradient above",
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
    (output_weight, output_bias, hidden_weight, hidden_bias, output_step, hidden_step),
)
