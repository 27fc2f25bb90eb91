r"""The table of distributions: the mathematics of each law in one row.

A row holds, for parameters written in the order in which authors write them,

``names``       how the law is written after ``\sim``, styles removed; ``latex`` how it is printed;
``parameters``  conditions that they satisfy;
``support``     facts about a value x;
``moment``      E[Xᵏ] for a whole k ≥ 0, ``None`` where no closed form is kept;
``generating``  E[exp(tX)], where it exists for every t;
``density``     the density, or the probability of the value x of a law on the integers; ``ends`` the range of x, ``discrete``
                whether it counts;
``values``      the values of a finite law with their probabilities.

Conventions: N(μ, σ²) has the variance as its second parameter, Exp(λ) the rate.  Laws that authors parametrise in different ways
(geometric, gamma) have no row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import comb, factorial

from symbolic.functions import ge, gt, le, lt
from symbolic.terms import HALF, INFINITY, MINUS_ONE, ONE, PI, TWO, ZERO, Term, add, call, div, exp, mul, neg, num, power, sub

Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """One row of the table; see the module docstring for the fields."""

    name: str
    names: frozenset[str]
    latex: str
    arity: int
    parameters: Callable[..., Terms]
    support: Callable[..., Terms]
    moment: Callable[[int, Terms], Term] | None = None
    generating: Callable[[Term, Terms], Term] | None = None
    density: Callable[[Term, Terms], Term] | None = None
    ends: Callable[[Terms], tuple[Term, Term]] | None = None
    discrete: bool = False
    values: Callable[[Terms], tuple[tuple[Term, Term], ...]] | None = None


def _sum(parts: list[Term]) -> Term:
    return add(*parts) if parts else ZERO


def _normal_moment(k: int, p: Terms) -> Term:
    """Σⱼ C(k, 2j) (2j − 1)!! vʲ μᵏ⁻²ʲ."""
    mean, variance = p
    return _sum([mul(num(comb(k, 2 * j) * factorial(2 * j) // (2**j * factorial(j))), _power(variance, j), _power(mean, k - 2 * j))
                 for j in range(k // 2 + 1)])


def _power(t: Term, k: int) -> Term:
    return ONE if k == 0 else t if k == 1 else power(t, num(k))


def _second_kind(n: int, k: int) -> int:
    """Stirling's number of the second kind."""
    return int(sum((1 if (k - j) % 2 == 0 else -1) * comb(k, j) * j**n for j in range(k + 1))) // factorial(k)


def _factorial_moments(falling: Callable[[int], Term]) -> Callable[[int], Term]:
    """Moments from E[X(X − 1)⋯(X − j + 1)]."""
    return lambda k: _sum([mul(num(_second_kind(k, j)), falling(j)) for j in range(k + 1) if _second_kind(k, j)])


def _binomial_moment(k: int, p: Terms) -> Term:
    n, q = p

    def falling(j: int) -> Term:
        return mul(ONE, *(sub(n, num(r)) for r in range(j)), _power(q, j))

    return _factorial_moments(falling)(k)


def _uniform_moment(k: int, p: Terms) -> Term:
    """Σⱼ aʲ bᵏ⁻ʲ / (k + 1)."""
    a, b = p
    return div(_sum([mul(_power(a, j), _power(b, k - j)) for j in range(k + 1)]), num(k + 1))


def _beta_moment(k: int, p: Terms) -> Term:
    a, b = p
    return mul(ONE, *(div(add(a, num(r)), add(a, b, num(r))) for r in range(k)))


def _normal_density(x: Term, p: Terms) -> Term:
    mean, variance = p
    return div(exp(neg(div(power(sub(x, mean), TWO), mul(TWO, variance)))), call("sqrt", mul(TWO, PI, variance)))


def _on_line(low: Term | None = None, high: Term | None = None) -> Callable[..., Terms]:
    return lambda x, p: (*((ge(x, low),) if low else ()), *((le(x, high),) if high else ()))


def _among(*values: Term) -> Callable[..., Terms]:
    return lambda x, p: (call("or", *(call("eq", x, v) for v in values)),)


LAWS: dict[str, Law] = {law.name: law for law in (
    Law("normal", frozenset({"N", "Normal", "normal", "Gaussian"}), r"\mathcal{N}", 2, lambda m, v: (gt(v),), lambda x, p: (),
        _normal_moment, lambda t, p: exp(add(mul(p[0], t), div(mul(p[1], power(t, TWO)), TWO))), _normal_density,
        lambda p: (neg(INFINITY), INFINITY)),
    Law("bernoulli", frozenset({"Bernoulli", "Ber", "Bern"}), r"\operatorname{Bernoulli}", 1, lambda q: (ge(q), le(q, ONE)),
        _among(ZERO, ONE), lambda k, p: p[0] if k else ONE, lambda t, p: add(sub(ONE, p[0]), mul(p[0], exp(t))), discrete=True,
        values=lambda p: ((ZERO, sub(ONE, p[0])), (ONE, p[0]))),
    Law("rademacher", frozenset({"Rademacher"}), r"\operatorname{Rademacher}", 0, tuple, _among(MINUS_ONE, ONE),
        lambda k, p: ONE if k % 2 == 0 else ZERO, lambda t, p: call("cosh", t), discrete=True,
        values=lambda p: ((MINUS_ONE, HALF), (ONE, HALF))),
    Law("binomial", frozenset({"Binomial", "Bin"}), r"\operatorname{Bin}", 2, lambda n, q: (ge(n, ONE), ge(q), le(q, ONE)),
        lambda x, p: (ge(x), le(x, p[0])), _binomial_moment, lambda t, p: power(add(sub(ONE, p[1]), mul(p[1], exp(t))), p[0]),
        lambda x, p: mul(call("binomial", p[0], x), power(p[1], x), power(sub(ONE, p[1]), sub(p[0], x))),
        lambda p: (ZERO, p[0]), True),
    Law("poisson", frozenset({"Poisson", "Pois", "Poi"}), r"\operatorname{Poisson}", 1, lambda rate: (gt(rate),), _on_line(ZERO),
        lambda k, p: _factorial_moments(lambda j: _power(p[0], j))(k), lambda t, p: exp(mul(p[0], sub(exp(t), ONE))),
        lambda x, p: div(mul(power(p[0], x), exp(neg(p[0]))), call("factorial", x)), lambda p: (ZERO, INFINITY), True),
    Law("uniform", frozenset({"U", "Uniform", "Unif", "uniform"}), r"\operatorname{Uniform}", 2, lambda a, b: (lt(a, b),),
        lambda x, p: (ge(x, p[0]), le(x, p[1])), _uniform_moment, None, lambda x, p: div(ONE, sub(p[1], p[0])), lambda p: (p[0], p[1])),
    Law("exponential", frozenset({"Exp", "Exponential", "exp"}), r"\operatorname{Exp}", 1, lambda rate: (gt(rate),), _on_line(ZERO),
        lambda k, p: div(num(factorial(k)), _power(p[0], k)), None, lambda x, p: mul(p[0], exp(neg(mul(p[0], x)))),
        lambda p: (ZERO, INFINITY)),
    Law("beta", frozenset({"Beta"}), r"\operatorname{Beta}", 2, lambda a, b: (gt(a), gt(b)), _on_line(ZERO, ONE), _beta_moment),
)}
"""Laws by their names."""


def law_named(name: str, arity: int) -> Law | None:
    """The row of a law as it is written."""
    return next((law for law in LAWS.values() if name in law.names and law.arity == arity), None)
