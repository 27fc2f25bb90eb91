"""The normal form: fractions over a tower of generators, sums over symbolic ranges, and what is known of signs.

- ``normal_form`` compares two terms in one session (``tower``), which holds their generators over a ``ring`` of fractions.
- Rules for operators: ``power_rules`` (roots, exponentials and logarithms too; how they multiply is in ``powers``, with ``nested_roots``
  and ``rational_roots``), ``circular``, ``inverse_angles``, ``combinatorics``.
- Sums and products over ranges: ``sums`` and ``range_products`` open a range (``spans``); ``closed_sums`` (``power_sums``),
  ``declared_sums`` and, without a closed form, ``partial_sums``.
- Signs: ``signs`` of polynomials from facts, as ``masks``, by ``sign_rules``: ``ranges`` of single generators, ``combinations`` of facts
  (``linear`` programmes), ``corners`` of boxes.
"""
