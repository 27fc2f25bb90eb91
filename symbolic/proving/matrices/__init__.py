"""Matrices of any size: words of letters, index form, derivatives by arrays, blocks.

``proof`` holds the provers.  They know two forms of an array:

- Words: ``words`` are polynomials in non-commuting letters (``word_letters``, read by ``word_reading``, written back by
  ``word_terms``), modulo what is declared (``word_facts``, closed by ``word_rules``).  ``word_inverses``, ``word_determinants``,
  ``word_exponentials`` and ``word_products`` bring in letters of their own; ``word_numbers`` are traces and forms uᵀAv.
- Entries: ``index_form`` writes a statement by entries, with ``index_operators`` a rule an operator and ``index_terms`` sums over sizes;
  ``index_steps`` makes scalar steps of one, for equations (``entries``) and inequalities (``index_order``).

Beside them: derivatives (``calculus`` by arrays, ``rates`` by a number), ``blocks``, ``inverses_by_products``,
``inductions`` on an exponent, matrices written out or summed (``explicit_exponentials``, ``exponential_series``),
bounds (``bounds``, ``vector_norms``), and names for what only stands inside: ``number_names``,
``gradient_names``.
"""
