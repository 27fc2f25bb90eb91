"""Matrices of any size: words of letters, index form, derivatives by arrays, blocks."""
