"""Limits, integrals and infinite sums: evaluated with a proof that they exist."""
