"""Derivatives by differences, with estimates of their errors, and what a wrong gradient looks like."""
