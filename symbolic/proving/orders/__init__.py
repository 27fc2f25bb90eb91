"""Inequalities, equivalences and implications, extreme values, approximations.

- Inequalities: ``inequalities`` asks for the sign of the difference, by the normal form (``questions``), after a look at a few points
  (``sampling``); where that tells nothing, by ``squares``, ``means``, ``increments``, ``slopes``, ``taylor``, ``circular`` for one angle,
  or ``inductive``.  Of their own kind are ``convexity``, ``lipschitz`` bounds, ``sum_bounds``, ``integer_parts`` and ``residues``.
- Equations that inequalities settle: ``settled_tests`` of max and |·|, ``whole_numbers``.
- Statements (⇔ ⇒ ⇐): ``statements`` compares their ``truth`` at every allowed value: ``univariate`` by a sign chart, else by ``solving``
  conjunctions, after ``plain_statements`` without |·| and roots; ``angles`` are solutions on an interval, ``solution_sets`` what an
  inequality comes to, ``named_sums`` equations between sums.
- Extreme values: ``extremes`` over an index, ``optima`` over a number, ``vector_optima`` over a vector; ``exceeded`` refutes false ones.
- ``approximations``: ≈ and ∝.
"""
