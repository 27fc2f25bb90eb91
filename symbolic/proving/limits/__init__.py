"""Limits, integrals and infinite sums: evaluated with a proof that they exist.

``analysis`` proves equations with them: ``evaluation`` puts what each is found to be (``answers``) in its place, from the inside out.

- Limits: ``limits`` by the leading term of an expansion (``asymptotics``, with the rules of ``expansion_rules`` and ``stirling``, over the
  Hardy field of ``series``; ``sums_over_members``), ``compositions`` and ``root_powers`` where functions grow too slowly for one,
  ``orderings`` where it depends on which number is larger, ``oscillation`` where there is none.
- Integrals: ``integrals`` by an antiderivative (``antiderivatives``, ``elementary``; ``not_elementary`` where there is none) and its limits
  at the ends, ``indefinite`` ones, known values (``integral_table``, ``known_integrals``), and other ways: ``substitutions``,
  ``reflections``, ``triangles``; where the integrand has ``kinks``, or a limit in place of a value (``open_ends``), and its
  ``divergence`` at an end.
- Sums: ``infinite_sums`` in closed form, ``totals`` whose number of members grows.
- What a value depends on: conditions on ``parameters``, signs (``sign_cells``), parameters that may be equal (``coincidences``),
  ``angles``; conditions of existence that need no declaration (``needs``), and |z| < r in short form (``radii``).
- ``landau``: equations up to O(h) or o(h).
"""
