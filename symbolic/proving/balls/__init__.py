"""Ball arithmetic: rigorous values of terms at points, the refuter, and the screen of every positive verdict.

- ``refuter``: the refuter and the screen.  Their ``points`` meet every declaration: ``settings`` tries simple values (``demands``: what
  the declarations ask for; ``instances``: arrays, families and functions; ``linear_facts``: the nearest array that meets equations),
  ``boundaries`` are where a step may change, ``unlike_points`` are far from each other, ``special_matrices`` see a property that is used.
- ``balls``: the value of a term at a point.  ``compiling`` makes a closure of a term, operator by operator: ``ball_operators`` for calls,
  ``ball_applications`` for function symbols and gradients, ``ball_binders`` with ``ball_integrals``, ``ball_tails`` and ``ball_limits``,
  ``ball_derivatives`` by ``jets``, ``ball_conditions`` for tests.  ``ball_values`` are what they compute with, ``ball_functions`` the
  functions of numbers, ``ball_arrays`` matrices.
- Whole ranges: ``boxes`` encloses a term over a box, ``branching`` finds signs on bounded ones.
- ``constants`` and ``whole_numbers``: the sign of a real constant, and the integer in a ball.
"""
