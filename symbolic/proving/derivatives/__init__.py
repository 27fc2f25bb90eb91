"""Derivatives beyond the rules of :mod:`symbolic.proving.calculus`: of any order, of what depends on other names, of what is no formula."""
