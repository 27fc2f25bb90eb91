"""Ball arithmetic: rigorous values of terms at points, the refuter, and the screen of every positive verdict.

- ``refuter``: the refuter and the screen.  Their ``points`` meet every declaration: ``settings`` tries simple values (``demands``: what
  the declarations ask for; ``instances``: arrays, families and functions; ``linear_facts``: the nearest array that meets equations),
  ``boundaries`` are where a step may change, ``unlike_points`` are far from each other, ``special_matrices`` see a property that is used.
- ``balls``: the value of a term at a point.  ``compiling`` makes a closure of a term, operator by operator: ``operators`` for calls,
  ``applications`` for function symbols and gradients, ``binders`` with ``integrals``, ``tails`` and ``limits``,
  ``derivatives`` by ``jets``, ``conditions`` for tests.  ``values`` are what they compute with, ``functions`` the
  functions of numbers, ``arrays`` matrices.
- Whole ranges: ``boxes`` encloses a term over a box, ``branching`` finds signs on bounded ones.
- ``constants`` and ``whole_numbers``: the sign of a real constant, and the integer in a ball.
"""
