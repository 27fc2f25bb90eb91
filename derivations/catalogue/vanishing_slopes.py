"""Vanishing and exploding slopes: through L layers the slope is a product of L factors, weight times slope of the activation."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

size = chain(
    "the size of the slope through $L$ layers is the product of the sizes",
    [(r"\left|\prod_{l=1}^{L} w_l s_l\right| = \prod_{l=1}^{L} |w_l| |s_l|", "the size of a product, factor by factor")],
    given=(r"w \in \mathbb{R}^{L}", r"s \in \mathbb{R}^{L}"),
    ledger=("S002-29", "S003-86", "S003-87"),
)
quarter = chain(
    "the slope of the sigmoid is at most a quarter",
    [
        (
            r"\frac{1}{4} - \operatorname{sigmoid}(z) (1 - \operatorname{sigmoid}(z)) "
            r" = \left(\operatorname{sigmoid}(z) - \frac{1}{2}\right)^2",
            "the square completed",
        ),
        (r"\ge 0", "a square"),
    ],
    ledger=("S000-51", "S002-29"),
)
equal = chain(
    "of $L$ equal factors the product is a power",
    [(r"\prod_{l=1}^{L} q = q^L", "$L$ factors $q$")],
    given=(r"L \in \mathbb{N}",),
)
vanishing = chain(
    "factors below 1 make it vanish with the depth",
    [(r"\lim_{L \to \infty} q^L = 0", "a geometric sequence")],
    given=(r"q \in (0, 1)",),
    ledger=("S002-29", "S003-86"),
)
sigmoids = chain(
    "ten sigmoids with weights 1 leave less than a millionth",
    [(r"\left(\frac{1}{4}\right)^{10} = \frac{1}{1048576}", "$4^{10} = 2^{20}$"), (r"< 10^{-6}", "more than a million")],
    ledger=("S002-29", "S003-86"),
)
exploding = chain(
    "factors above 1 make it grow without bound",
    [(r"\lim_{L \to \infty} q^L = \infty", "a geometric sequence")],
    given=("q > 1",),
    ledger=("S003-87",),
)

entry = Entry(
    "vanishing_slopes",
    "Vanishing and exploding slopes",
    (),
    (size, quarter, equal, vanishing, sigmoids, exploding),
    sources=(
        "Y. Bengio, P. Simard, P. Frasconi, Learning long-term dependencies with gradient descent is difficult, 1994",
        "R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent neural networks, 2013",
    ),
)
