"""Inequalities, equivalences and implications, approximations."""
