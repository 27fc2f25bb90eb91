"""Sizes and types that formulas show of names that nothing declares."""
