"""Factors: brackets of every kind, what may follow one, commands, environments."""
