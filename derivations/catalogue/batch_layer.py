"""A layer on a batch: m examples as the columns of A, any smooth loss of its outputs, any sizes.

``Z = W A + b 1ᵀ`` holds what the p units receive of the q inputs at each example, φ is the activation and ℓ the loss of one output,
so that the cost is the mean over the examples of the summed losses.  ``dZ`` are the slopes of the loss of one example by Z; the mean
puts the factor 1/m into the gradients by W and b, and there alone.
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

GIVEN = (
    r"W \in \mathbb{R}^{p \times q}",
    r"A \in \mathbb{R}^{q \times m}",
    r"b \in \mathbb{R}^{p}",
    r"f : \mathbb{R} \to \mathbb{R}",
    r"f \in C^\infty",
    r"g : \mathbb{R} \to \mathbb{R}",
    r"g \in C^\infty",
    r"r \in \{1, \dots, p\}",
    r"s \in \{1, \dots, q\}",
    r"t \in \{1, \dots, m\}",
)
WHERE = (
    r"z_{ri} := \sum_{k=1}^{q} W_{rk} A_{ki} + b_r",
    r"J := \frac{1}{m} \sum_{i=1}^{m} \sum_{r=1}^{p} f(g(z_{ri}))",
    r"u_{ri} := f'(g(z_{ri})) g'(z_{ri})",
)

by_weight = chain(
    "the gradient by a weight is a mean of products of slope and input",
    [
        (
            r"\frac{\partial J}{\partial W_{rs}} = \frac{1}{m} \sum_{i=1}^{m} f'(g(z_{ri})) g'(z_{ri}) A_{si}",
            "the chain rule at each example",
        ),
        (r"= \frac{1}{m} \sum_{i=1}^{m} u_{ri} A_{si}", "an entry of the product of the slopes with the transposed inputs"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S002-41", "S002-45"),
)
by_bias = chain(
    "the gradient by a bias is the mean of the slopes",
    [(r"\frac{\partial J}{\partial b_r} = \frac{1}{m} \sum_{i=1}^{m} u_{ri}", "as for a weight, with the input 1")],
    given=GIVEN,
    where=WHERE,
    ledger=("S002-42",),
)
by_input = chain(
    "the gradient by an input sums over all units, through the transposed weights",
    [(r"m \frac{\partial J}{\partial A_{st}} = \sum_{r=1}^{p} W_{rs} u_{rt}", "every unit sees the input")],
    given=GIVEN,
    where=WHERE,
    ledger=("S002-43", "S002-45"),
)

received = chain(
    "the slopes of the loss of one example by what the units receive",
    [(r"\frac{\partial}{\partial x} f(g(x)) = f'(g(x)) g'(x)", "the chain rule at every entry")],
    given=(r"f : \mathbb{R} \to \mathbb{R}", r"f \in C^\infty", r"g : \mathbb{R} \to \mathbb{R}", r"g \in C^\infty"),
    ledger=("S002-44",),
)

entry = Entry(
    "batch_layer",
    "A layer on a batch of examples",
    (),
    (received, by_weight, by_bias, by_input),
    sources=("I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, section 6.5",),
    assumptions=("the loss and the activation are smooth",),
)
