"""From LaTeX source to tokens that know their place: macros, commands over one another, names with their scripts.

It knows nothing of what the tokens mean; every other room stands on it.
"""
