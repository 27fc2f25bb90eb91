"""What the author of a false step is told: the undeclared condition under which it holds, or the edit that makes it true."""

from symbolic.terms import Term

Conditions = tuple[Term, ...]
"""Conditions that are proposed together."""
