"""Relations of a block: what each does where it stands, and the step that is judged.

``rows`` links the rows of a block (``blocks``) to the chain that they continue, as ``row_reading`` reads them, and ``relations`` makes an
item of each relation; ``roles`` is the ordered table of what a relation may do (``standing``), with tables of its own for the
``first_equations`` of a name and its ``second_equations``, of which definitions are kept (``keeping``); what none of these rules knows is
one of the ``claims``, of which ``steps`` makes the step, with the ``premises`` and ``reasons`` that are told. ``set_up`` keeps equations
and finds the rows concluded from them; ``initial_values`` are told before their functions have a formula; ``memory`` is what lasts
between formulas.
"""
