"""Equations for names: which names are open, what restricts them, and what is concluded of them.

``definitions``, ``forms`` and ``open_names`` look at the form of a relation; ``stated`` is a relation where it stands; ``restrictions``,
with its ``laws``, is the table of relations that are no claims about all values; ``records`` keeps what is set up; ``conclusions`` and
``differential_equations`` build the steps that claim solutions.
"""
