"""Functions and sequences in use: bare names, arguments that a formula does not hold, members by a rule, closed forms."""
