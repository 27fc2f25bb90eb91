"""Equations up to O(h) and o(h): expansions that hold, that stop too early, and that do not say where they hold."""

from __future__ import annotations

import pytest

from symbolic import check
from symbolic.latex.printer import to_latex
from symbolic.stating import stated
from symbolic.verdicts import Proved, Refuted

TRUE = [
    (r"e^x = 1 + x + \frac{x^2}{2} + O(x^3)", "as x → 0"),
    (r"\sin x = x - \frac{x^3}{6} + O(x^4)", "as x → 0"),
    (r"\cos x = 1 - \frac{x^2}{2} + o(x^2)", "as x → 0"),
    (r"\sqrt{1+x} = 1 + \frac{x}{2} - \frac{x^2}{8} + O(x^3)", "as x → 0"),
    (r"f(x+h) = f(x) + f'(x) h + O(h^2)", "as h → 0"),
    (r"\frac{f(x+h) - f(x-h)}{2h} = f'(x) + O(h^2)", "as h → 0"),
    (r"\ln x = (x-1) + O((x-1)^2)", "as x → 1"),
    (r"x^3 + x = x^3 + O(x^2)", "as x → ∞"),
    (r"\sum_{k=1}^n k = \frac{n^2}{2} + O(n)", "as n → ∞"),
    (r"x + O(x^2) = x + O(x)", "as x → 0"),
    (r"\frac{1}{1-x} = 1 + x + \mathcal{O}(x^2)", "as x → 0"),
    (r"\ln(1+x) = x - \frac{x^2}{2} + O(x^3) \quad (x \to 0)", "as x → 0"),
    (r"\frac{1}{x+1} = \frac1x + O(x^{-2}), \quad x \to \infty", "as x → ∞"),
]
FALSE = [
    (r"e^x = 1 + x + \frac{x^2}{3} + O(x^3)", "1/6 x²"),
    (r"\sin x = x + O(x^5)", "x³"),
    (r"\sin x = x - \frac{x^3}{6} + O(x^6)", "x⁵"),
    (r"\cos x = 1 - \frac{x^2}{2} + o(x^4)", "x⁴"),
    (r"\frac{f(x+h) - f(x)}{h} = f'(x) + O(h^2)", "for f(x) = eˣ"),
    (r"f(x+h) = f(x) - f'(x) h + O(h^2)", "for f(x) = eˣ"),
    (r"x + O(x) = x + O(x^2)", "O(x) is no O(x²)"),
    (r"x^2 = O(x) \quad (x \to \infty)", "x → ∞"),
    (r"\sum_{k=1}^n k^2 = \frac{n^3}{3} + O(n)", "n → ∞"),
]


@pytest.mark.parametrize(("claim", "where"), TRUE)
def test_expansions_are_proved_where_the_terms_show_them_to_be_meant(claim: str, where: str) -> None:
    verdict = check(claim)
    assert isinstance(verdict, Proved)
    assert verdict.notes == (where,)


@pytest.mark.parametrize(("claim", "says"), FALSE)
def test_what_is_left_over_is_named(claim: str, says: str) -> None:
    verdict = check(claim)
    assert isinstance(verdict, Refuted)
    assert says in (verdict.reason or "")


@pytest.mark.parametrize("claim", [r"x^2 + x = O(x^2)", r"e^x = O(x)", r"x y = O(x + y)", r"x O(x) = O(x^2)"])
def test_without_a_point_that_is_clear_nothing_is_decided(claim: str) -> None:
    assert check(claim).word == "undecided"


def test_what_is_called_n_grows() -> None:
    assert check("O(n) = O(n^2)").word == check("o(n) = O(n)").word == "proved"
    assert check("O(n^2) = O(n)").word == check("O(n) = o(n)").word == "refuted"


def test_orders_read_back() -> None:
    for claim in (r"\sin x = x + O(x^3)", r"\sin x = x + o(x^2)"):
        right = stated(claim).right
        assert stated(r"\sin x = " + to_latex(right)).right is right
