"""Sizes and types that formulas show of names that nothing declares.

``lone`` formulas are read with the types that they show (``shown``): the choice that fits best (``fitting``).  Beside them ``operands``,
what operations on arrays ask of a name, and ``sizes``, how small a size may be.
"""
