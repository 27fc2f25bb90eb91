"""Moments of random vectors by linear algebra: estimators, quadratic forms, and the rules themselves on finite spaces."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from symbolic import Conditional, Proved, Refuted, check
from symbolic.proving.probability.array_moments import ArrayMoments
from symbolic.proving.probability.chances import read_chances
from symbolic.terms import TWO, Call, Num, Sort, Sym, Term, add, call, mul, neg, num, power, sym

LEAST_SQUARES = (r"X \in \mathbb{R}^{n \times p}", r"\beta \in \mathbb{R}^p", r"\det(X^\top X) \ne 0",
                 r"\varepsilon : \Omega \to \mathbb{R}^n", r"\mathbb{E}[\varepsilon] = 0",
                 r"\operatorname{Cov}(\varepsilon) = \sigma^2 I", r"y := X \beta + \varepsilon", r"b := (X^\top X)^{-1} X^\top y")
TWO_VECTORS = (r"x : \Omega \to \mathbb{R}^n", r"z : \Omega \to \mathbb{R}^n", r"x \perp z", r"\mathbb{E}[x] = \mu", r"\mathbb{E}[z] = \nu",
               r"\operatorname{Cov}(x) = \Sigma", r"\operatorname{Cov}(z) = T", r"A \in \mathbb{R}^{n \times n}", r"\det(A) \ne 0",
               r"a, c \in \mathbb{R}^n")
TRUE = [
    (r"\mathbb{E}[b] = \beta", LEAST_SQUARES), (r"\operatorname{Cov}(b) = \sigma^2 (X^\top X)^{-1}", LEAST_SQUARES),
    (r"\mathbb{E}[\|y - X b\|^2] = (n - p) \sigma^2", LEAST_SQUARES),
    (r"\operatorname{Cov}(b, y - X b) = 0", LEAST_SQUARES),
    (r"\operatorname{Cov}(A^{-1}x) = A^{-1}\Sigma A^{-\top}", TWO_VECTORS),
    (r"\operatorname{Cov}(A^{-1}(x + z)) = A^{-1}(\Sigma + T)A^{-\top}", TWO_VECTORS),
    (r"\mathbb{E}[x^\top A^{-1} x] = \operatorname{tr}(A^{-1}\Sigma) + \mu^\top A^{-1}\mu", TWO_VECTORS),
    (r"\mathbb{E}[x^\top A^{-1} z] = \mu^\top A^{-1}\nu", TWO_VECTORS),
    (r"\operatorname{Cov}(a^\top A^{-1} x, c^\top x) = a^\top A^{-1}\Sigma c", TWO_VECTORS),
    (r"\mathbb{E}[(x^\top a) A^{-1} x] = A^{-1}(\Sigma + \mu\mu^\top)a", TWO_VECTORS),
    (r"\mathbb{E}[\|A^{-1}(x-\mu)\|^2] = \operatorname{tr}((AA^\top)^{-1}\Sigma)", TWO_VECTORS),
]
FALSE = [
    (r"\mathbb{E}[b] = 2 \beta", LEAST_SQUARES), (r"\mathbb{E}[\|y - X b\|^2] = n \sigma^2", LEAST_SQUARES),
    (r"\mathbb{E}[\|b - \beta\|^2] = \sigma^2 \operatorname{tr}(X^\top X)^{-1}", LEAST_SQUARES),
    (r"\operatorname{Cov}(A^{-1}(x - z)) = A^{-1}(\Sigma - T)A^{-\top}", TWO_VECTORS),
    (r"\mathbb{E}[x^\top A^{-1} z] = \mu^\top A^{-1}\nu + \operatorname{tr}(A^{-1}\Sigma)", TWO_VECTORS),
    (r"\mathbb{E}[(x^\top a) A^{-1} x] = A^{-1} \Sigma a", TWO_VECTORS),
    (r"\mathbb{E}[(A^{-1}x)(A^{-1}x)^\top] = A^{-1}\Sigma A^{-\top}", TWO_VECTORS),
    (r"\mathbb{E}[(x-\mu)^\top \Sigma^{-1}(x-\mu)] = 1", TWO_VECTORS),
]
NOT_INDEPENDENT = tuple(d for d in TWO_VECTORS if r"\perp" not in d)
NOT_PROVED = [
    (r"\mathbb{E}[x^\top A^{-1} z] = \mu^\top A^{-1}\nu", NOT_INDEPENDENT),
    (r"\operatorname{Cov}(A^{-1}(x + z)) = A^{-1}(\Sigma + T)A^{-\top}", NOT_INDEPENDENT),
    (r"\operatorname{Cov}(A^{-1}x) = A^{-1}\Sigma A^{-\top}", (*(d for d in TWO_VECTORS if r"Cov}(x)" not in d), r"\Sigma \succ 0")),
    (r"\mathbb{E}[(x^\top A^{-1} x)^2] = (\mathbb{E}[x^\top A^{-1} x])^2", TWO_VECTORS),
]


@pytest.mark.parametrize(("claim", "declarations"), TRUE)
def test_what_holds_for_all_random_vectors_is_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert isinstance(check(claim, declarations), Proved)


@pytest.mark.parametrize(("claim", "declarations"), FALSE)
def test_what_fails_for_some_random_vectors_is_refuted(claim: str, declarations: tuple[str, ...]) -> None:
    assert isinstance(check(claim, declarations), Refuted)


@pytest.mark.parametrize(("claim", "declarations"), NOT_PROVED)
def test_what_needs_further_moments_is_not_proved(claim: str, declarations: tuple[str, ...]) -> None:
    assert not isinstance(check(claim, declarations), Proved | Conditional)


def test_no_space_refutes_that_lacks_a_declared_moment() -> None:
    unit = (r"z : \Omega \to \mathbb{R}^n", r"\mathbb{E}[z] = 0", r"\mathbb{E}[z_i^2] = 1")
    assert not isinstance(check(r"\mathbb{E}[\|z\|^2] = n", unit), Refuted)
    family = (r"x_1, \dots, x_n : \Omega \to \mathbb{R}^d", r"\mathbb{E}[x_i] = \mu", r"n \ge 2")
    assert not isinstance(check(r"\mathbb{E}[x_1] = \mathbb{E}[x_2]", family), Refuted)


def test_the_value_is_told_of_an_expectation_that_is_another_one() -> None:
    verdict = check(r"\mathbb{E}[b] = 2 \beta", LEAST_SQUARES)
    assert isinstance(verdict, Refuted) and verdict.repair is not None
    assert verdict.repair.words == "the expectation is β"


# --- the rules on finite spaces -----------------------------------------------------------------

SIZE = num(2)
COLUMN, SQUARE = Sort(shape=(SIZE, num(1))), Sort(shape=(SIZE, SIZE))
X, Z, A, C = sym("x", COLUMN), sym("z", COLUMN), sym("A", SQUARE), sym("c", COLUMN)
MEANS = {s: sym(f"m_{s.name}", COLUMN) for s in (X, Z)}
SPREADS = {s: sym(f"V_{s.name}", SQUARE) for s in (X, Z)}
Array = np.ndarray


def value(t: Term, at: dict[Sym, Array]) -> Array:
    match t:
        case Sym():
            return at[t]
        case Num():
            return np.array([[float(t.value)]])
        case Call("zeros", sizes):
            return np.zeros([int(n.value) for n in sizes if isinstance(n, Num)])
        case Call(op, args):
            found = [value(a, at) for a in args]
    match op:
        case "add":
            return np.asarray(sum(found[1:], found[0]))
        case "neg":
            return -found[0]
        case "mul":
            out = found[0]
            for f in found[1:]:
                out = out * f
            return out
        case "matmul":
            return np.linalg.multi_dot(found) if len(found) > 1 else found[0]
        case "transpose":
            return found[0].T
        case "trace":
            return np.array([[np.trace(found[0])]])
        case "inverse":
            return np.linalg.inv(found[0])
        case "pow":
            return found[0] ** int(found[1].item())
        case "norm":
            return np.array([[np.linalg.norm(found[0])]])
    raise AssertionError(op)


def random_column(draw: random.Random, depth: int) -> Term:
    """A column, linear in the random vectors."""
    if depth == 0 or draw.random() < 0.2:
        return draw.choice((X, Z, X, Z, C))
    below = random_column(draw, depth - 1)
    match draw.randrange(4):
        case 0:
            return call("matmul", draw.choice((A, call("inverse", A), call("transpose", A))), below)
        case 1:
            return add(below, random_column(draw, depth - 1))
        case 2:
            return neg(below)
    return mul(num(draw.choice((2, 3, -1))), below)


def random_moment(draw: random.Random) -> Term:
    u, v = random_column(draw, 2), random_column(draw, 2)
    row = call("transpose", u)
    match draw.randrange(7):
        case 0:
            return call("expectation", u)
        case 1:
            return call("covariance", u, v)
        case 2:
            return call("variance", u)
        case 3:
            return call("expectation", call("matmul", row, A, v))
        case 4:
            return call("expectation", mul(call("matmul", call("transpose", C), u), v))
        case 5:
            return call("expectation", power(call("norm", u), TWO))
    return call("expectation", call("trace", call("matmul", u, call("transpose", v))))


def by_definition(t: Term, outcomes: list[tuple[float, dict[Sym, Array]]]) -> Array:
    """Expectations as sums over a finite space."""

    def mean(u: Term) -> Array:
        return np.asarray(sum(p * value(u, at) for p, at in outcomes))

    match t:
        case Call("expectation", (u,)):
            return mean(u)
        case Call("variance", (u,)):
            return mean(call("matmul", u, call("transpose", u))) - mean(u) @ mean(u).T
        case Call("covariance", (u, v)):
            return mean(call("matmul", u, call("transpose", v))) - mean(u) @ mean(v).T
    raise AssertionError(t)


@pytest.mark.parametrize("seed", range(40))
def test_the_rules_agree_with_sums_over_finite_spaces(seed: int) -> None:
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    constants = {A: numbers.normal(size=(2, 2)), C: numbers.normal(size=(2, 1))}
    marginals = {s: ([0.2, 0.3, 0.5], numbers.normal(size=(3, 2, 1))) for s in (X, Z)}
    outcomes = [(p * q, {**constants, X: x, Z: z}) for (p, x), (q, z) in product(*(zip(*marginals[s], strict=True) for s in (X, Z)))]
    known = dict(constants)
    for s in (X, Z):
        known[MEANS[s]] = by_definition(call("expectation", s), outcomes)
        known[SPREADS[s]] = by_definition(call("variance", s), outcomes)
    facts = [call("random", X), call("random", Z), call("independent", X, Z),
             *(call("eq", call("expectation", s), MEANS[s]) for s in (X, Z)),
             *(call("eq", call("variance", s), SPREADS[s]) for s in (X, Z))]
    moments = ArrayMoments(read_chances(facts))
    moments.learn()
    for _ in range(10):
        t = random_moment(draw)
        assert np.allclose(value(moments.plain(t), known), by_definition(t, outcomes)), str(t)
    assert not moments.unknown


FAMILY = (r"x_1, \dots, x_n : \Omega \to \mathbb{R}^d", r"\mu \in \mathbb{R}^d", r"\Sigma \in \mathbb{R}^{d \times d}",
          r"\mathbb{E}[x_i] = \mu", r"\operatorname{Cov}(x_i) = \Sigma")
INDEPENDENT = (*FAMILY, r"x_1 \perp \dots \perp x_n")
NORMAL = (r"x \in \mathbb{R}^n", r"x \sim \mathcal{N}(0, I)", r"a, b \in \mathbb{R}^n", r"A, B \in \mathbb{R}^{n \times n}")
TWO_NORMAL = (r"x, y \in \mathbb{R}^n", r"x \sim \mathcal{N}(0, I)", r"y \sim \mathcal{N}(0, I)")
SHIFTED = (r"\mu \in \mathbb{R}^n", r"x \in \mathbb{R}^n", r"x \sim \mathcal{N}(\mu, \Sigma)", r"A, B \in \mathbb{R}^{n \times n}",
           r"A = A^\top", r"B = B^\top")


@pytest.mark.parametrize(("claim", "declarations", "word"), [
    (r"\operatorname{Var}(\|x\|^2) = 2n", NORMAL, "proved"), (r"E[(a^\top x)^4] = 3\|a\|^4", NORMAL, "proved"),
    (r"E[|x_1|] = \sqrt{\frac{2}{\pi}}", NORMAL, "undecided"), (r"E[e^{a^\top x}] = e^{\|a\|^2/2}", NORMAL, "proved"),
    (r"E[e^{a^\top x}] = e^{\|a\|^2}", NORMAL, "refuted"), (r"E[e^{\|x\|^2}] = 1", NORMAL, "undecided"),
    (r"E[\|x\|^2] = n + 1", NORMAL, "refuted"), (r"E[\|x\|^4] = n^2", NORMAL, "refuted"), (r"E[\|x\|^6] = n(n+2)(n+4)", NORMAL, "proved"),
    (r"E[x x^\top A x x^\top] = A + A^\top + \operatorname{tr}(A) I", NORMAL, "proved"),
    (r"E[x x^\top A x x^\top] = 2 A + \operatorname{tr}(A) I", NORMAL, "conditional"),
    (r"E[(a^\top x)^2 (b^\top x)^2] = \|a\|^2\|b\|^2", NORMAL, "refuted"),
    (r"E[A^{-1} x \|x\|^2] = 0", NORMAL, "conditional"), (r"E[A^{-1} x] = 0", NORMAL, "conditional"),
    (r"E[\|x\|^2 x] = 0", NORMAL, "proved"), (r"E[\|x\|^2 x^\top a\, x] = (n + 2) a", NORMAL, "proved"),
    (r"E[(x^\top y)^4] = 3 n^2 + 6 n", (*TWO_NORMAL, r"x \perp y"), "proved"), (r"E[(x^\top y)^2] = n", TWO_NORMAL, "undecided"),
    (r"E[\|x\|^2\|y\|^2] = n^2", (*TWO_NORMAL, r"x \perp y"), "proved"), (r"E[\|x\|^2\|y\|^2] = n^2", TWO_NORMAL, "undecided"),
    (r"\operatorname{Cov}(x^\top A x, x^\top B x) = 2\operatorname{tr}(A\Sigma B\Sigma) + 4\mu^\top A\Sigma B\mu", SHIFTED, "proved"),
    (r"\operatorname{Cov}(A x, x^\top B x) = 2 A\Sigma B\mu", SHIFTED, "proved"),
    (r"\operatorname{Cov}(\frac1n\sum_{i=1}^n x_i) = \frac1n\Sigma", INDEPENDENT, "proved"),
    (r"\operatorname{Cov}(\frac1n\sum_{i=1}^n x_i) = \Sigma", INDEPENDENT, "refuted"),
    (r"\operatorname{Cov}(\frac1n\sum_{i=1}^n x_i) = \frac1n\Sigma", FAMILY, "undecided"),
    (r"E[\frac1n\sum_{i=1}^n x_i] = \mu", FAMILY, "proved"), (r"E[\|x_1\|^4] = (\operatorname{tr}\Sigma)^2", INDEPENDENT, "undecided"),
    (r"E[\sum_{i=1}^n \sum_{j=1}^i x_i^\top x_j] = n\operatorname{tr}\Sigma + \frac{n(n+1)}{2}\|\mu\|^2", INDEPENDENT, "proved"),
])
def test_moments_of_normal_vectors_and_of_families(claim: str, declarations: tuple[str, ...], word: str) -> None:
    assert check(claim, declarations).word == word


def test_random_matrices_have_no_small_spaces() -> None:
    verdict = check(r"E[X A X^\top] = E[X] A E[X]^\top", [r"X : \Omega \to \mathbb{R}^{n \times n}", r"A \in \mathbb{R}^{n \times n}"])
    assert verdict.word == "undecided"
