"""The normal form: fractions over a tower of generators, sums over symbolic ranges, and what is known of signs."""
