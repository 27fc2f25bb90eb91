"""Names: how they are used, and the terms that they become.

``source.spelling`` finds a name with its scripts in a row of tokens, ``usage`` how the names of a formula are used, ``reading`` makes a
term of one: a ``standard`` name, or one of the ``variables``.

- What a script may be: ``powers``, numbers above a letter (``numbered_above``), ``primed`` names, and arguments
  that number members (``argument_letters``).
- What a letter may be: the ``imaginary`` unit, one of the ``sets``, part of a word (``word_runs``) or of a row of bold letters
  (``bold_runs``), an entry of an array or a name of its own (``entries``), what ``dX`` is the differential of (``differential_names``).
- Where names have no type: ``open_names`` and ``open_signs``.
"""
