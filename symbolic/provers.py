"""The ordered table of provers.

Each is a function of a step that proves it, names the condition that is missing, refutes it, or abstains with None, and states its
guarantee; the first answer counts.  Those that prove a step by others made of it are handed what they may ask.
"""

from __future__ import annotations

from collections.abc import Callable

from symbolic.proving.balls.refuter import refute
from symbolic.proving.derivatives.higher_derivatives import prove_higher_derivative
from symbolic.proving.derivatives.product_rule import prove_product_rule
from symbolic.proving.equality import prove_equal
from symbolic.proving.equations.algebraic import prove_constant
from symbolic.proving.equations.alternatives import prove_alternatives
from symbolic.proving.equations.arcs import prove_arcs
from symbolic.proving.equations.cases import prove_by_cases
from symbolic.proving.equations.complex_parts import prove_complex
from symbolic.proving.equations.declared import prove_by_declared_equations, refute_under_declared_equations
from symbolic.proving.equations.member_values import prove_by_member_values
from symbolic.proving.equations.principal_values import prove_principal_value
from symbolic.proving.limits.analysis import prove_analysis
from symbolic.proving.matrices.binomial_theorem import prove_binomial_of_matrices
from symbolic.proving.matrices.conjugates import prove_with_conjugates
from symbolic.proving.matrices.gradient_names import prove_with_named_values
from symbolic.proving.matrices.index_order import prove_order_by_entries
from symbolic.proving.matrices.inductions import prove_matrix_powers
from symbolic.proving.matrices.inverses_by_products import prove_inverse
from symbolic.proving.matrices.limits import prove_with_limits_of_arrays
from symbolic.proving.matrices.member_numbers import prove_with_named_members
from symbolic.proving.matrices.number_names import prove_with_named_numbers
from symbolic.proving.matrices.proof import prove_matrix, prove_matrix_order, prove_matrix_statement
from symbolic.proving.orders.approximations import prove_approximation, prove_proportional
from symbolic.proving.orders.convexity import prove_convexity
from symbolic.proving.orders.extremes import prove_extremes
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.proving.orders.named_sums import prove_named_sums
from symbolic.proving.orders.settled_tests import prove_settled_tests
from symbolic.proving.orders.statements import prove_on_chart, prove_statement
from symbolic.proving.orders.statements_by_cells import prove_by_cells
from symbolic.proving.orders.whole_numbers import prove_integer_parts
from symbolic.proving.shares import prove_with_shares
from symbolic.proving.summation.binomials import prove_binomial
from symbolic.proving.summation.certificates import prove_by_certificate
from symbolic.proving.summation.convolutions import prove_by_convolution
from symbolic.proving.summation.equal_angles import prove_equal_angles
from symbolic.proving.summation.induction import prove_by_induction
from symbolic.proving.summation.split_ranges import prove_split_ranges
from symbolic.steps import Step
from symbolic.terms import Deriv, walk
from symbolic.verdicts import Conditional, Proved, Refuted

Prover = Callable[[Step], Proved | Conditional | Refuted | None]

DIRECT: tuple[Prover, ...] = (prove_equal, prove_inverse, prove_matrix)
"""Tried before the first points of the refuter: they cost little and prove most of what is true."""


def _prove_by_parts(step: Step) -> Proved | Conditional | Refuted | None:
    """Complex numbers by their real and imaginary parts."""
    derived = any(isinstance(t, Deriv) for side in (step.left, step.right) for t in walk(side))
    return prove_complex(step, lambda real: prove(real, REAL_PROVERS) or (None if derived else refute(real)))


def prove_by_conjugates(step: Step) -> Proved | Conditional | None:
    """Complex arrays and their conjugates as letters."""
    return prove_with_conjugates(step, lambda plain: prove(plain, REAL_PROVERS))


def _prove_by_shares(step: Step) -> Proved | None:
    """Inequalities of softmax by what is true of all shares."""
    return prove_with_shares(step, lambda shared: prove(shared, REAL_PROVERS))


def _prove_by_convexity(step: Step) -> Proved | None:
    """Inequalities of Jensen and of weighted means."""
    return prove_convexity(step, lambda part: prove(part, (prove_equal, prove_by_cases, prove_inequality)))


def _prove_by_binomial_theorem(step: Step) -> Proved | Conditional | None:
    """Binomial sums of powers of matrices."""
    return prove_binomial_of_matrices(step, lambda closed: prove(closed, (prove_matrix, prove_matrix_powers)))


OF_VALUES: tuple[Prover, ...] = (prove_equal, prove_matrix, prove_matrix_order, prove_inequality, prove_by_declared_equations)


def _prove_by_values(step: Step) -> Proved | Conditional | None:
    """Algebra with the values and the gradients of unknown functions of arrays."""
    return prove_with_named_values(step, lambda named: prove(named, OF_VALUES))


def _prove_by_limits(step: Step) -> Proved | Conditional | Refuted | None:
    """Limits of arrays by their values."""
    return prove_with_limits_of_arrays(step, lambda valued: prove(valued, DIRECT) or refute(valued))


def _prove_by_numbers(step: Step) -> Proved | Conditional | Refuted | None:
    """Integrals, sums and limits of numbers made of arrays."""
    return prove_with_named_numbers(step, lambda named: prove(named, OF_NUMBERS), refute)


def _prove_by_members(step: Step) -> Proved | None:
    """Inequalities of sums over numbers made of vectors."""
    return prove_with_named_members(step, lambda named: prove(named, (prove_inequality,)))


OF_NUMBERS: tuple[Prover, ...] = (prove_equal, prove_analysis, prove_by_induction, prove_inequality)
REAL_PROVERS: tuple[Prover, ...] = (
    *DIRECT, _prove_by_values, _prove_by_limits, _prove_by_numbers, _prove_by_shares, prove_matrix_order, prove_by_cases, prove_arcs,
    prove_binomial, prove_analysis, prove_equal_angles, prove_split_ranges, prove_by_induction, prove_by_certificate, prove_principal_value,
    prove_by_convolution, prove_higher_derivative, prove_product_rule, prove_constant, prove_extremes, prove_settled_tests,
    _prove_by_members, prove_inequality, _prove_by_convexity, prove_order_by_entries, prove_integer_parts, prove_on_chart,
    _prove_by_binomial_theorem, prove_matrix_powers, prove_matrix_statement, prove_alternatives, prove_statement, prove_by_cells,
    prove_named_sums, prove_by_member_values, prove_by_declared_equations, refute_under_declared_equations, prove_approximation,
    prove_proportional,
)
PROVERS: tuple[Prover, ...] = (*REAL_PROVERS, _prove_by_parts, prove_by_conjugates)
"""Tried in order; the first answer counts."""


def prove(step: Step, provers: tuple[Prover, ...] = PROVERS) -> Proved | Conditional | Refuted | None:
    """The first answer of the provers, not screened."""
    for prover in provers:
        answer = prover(step)
        if answer is not None:
            return answer
    return None
