"""Equations with sums and products over ranges: induction, certificates, generating functions, ranges that are split."""
