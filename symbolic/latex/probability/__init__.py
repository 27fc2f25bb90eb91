"""Expectations, probabilities, events and entropies of declared random variables."""
