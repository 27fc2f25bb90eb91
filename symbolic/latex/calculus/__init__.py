"""Derivatives however they are written, differentials, evaluations at a point, integrals and limits."""
