"""The softmax of n scores: it sums to 1, does not see a common shift, and its Jacobian is s_i (δ_ij − s_j)."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

GIVEN = (r"z \in \mathbb{R}^{n}", r"i \in \{1, \dots, n\}", r"j \in \{1, \dots, n\}")
WHERE = (r"s_i := \frac{e^{z_i}}{\sum_{k=1}^{n} e^{z_k}}",)

total = chain(
    "the shares sum to 1",
    [
        (r"\sum_{i=1}^{n} s_i = \sum_{i=1}^{n} \frac{e^{z_i}}{\sum_{k=1}^{n} e^{z_k}}", "the definition"),
        (r"= \frac{\sum_{i=1}^{n} e^{z_i}}{\sum_{k=1}^{n} e^{z_k}}", "the denominator does not depend on $i$"),
        ("= 1", "both parts are the same"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-56",),
)
shift = chain(
    "a shift of all scores changes nothing",
    [
        (
            r"\frac{e^{z_i + c}}{\sum_{k=1}^{n} e^{z_k + c}} = \frac{e^c e^{z_i}}{e^c \sum_{k=1}^{n} e^{z_k}}",
            "powers with a sum in the exponent",
        ),
        (r"= s_i", "the common factor cancels"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-56",),
)
jacobian = chain(
    "the Jacobian of the softmax",
    [
        (
            r"\frac{\partial s_i}{\partial z_j} = \frac{\delta_{ij} e^{z_i} \sum_{k=1}^{n} e^{z_k} - e^{z_i}"
            r" e^{z_j}}{\left(\sum_{k=1}^{n} e^{z_k}\right)^2}",
            "the quotient rule",
        ),
        (r"= s_i \delta_{ij} - s_i s_j", "divided term by term"),
        (r"= s_i (\delta_{ij} - s_j)", "a common factor"),
    ],
    given=GIVEN,
    where=WHERE,
    ledger=("S000-57",),
)

two = chain(
    "of two scores it is the sigmoid of their difference",
    [(r"\frac{e^u}{e^u + e^v} = \operatorname{sigmoid}(u - v)", "divided by $e^u$")],
)

entry = Entry(
    "softmax",
    "The softmax",
    (),
    (total, shift, jacobian, two),
    sources=("J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990",),
)
