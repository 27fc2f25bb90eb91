"""Expectations of declared random variables: as a linear operator on products of numbers (``moments``) and of arrays
(``array_moments``), and over small finite spaces (``spaces``)."""
