"""Expectations of declared random variables: as a linear operator on products, and over small finite spaces."""
