"""Derivations of the catalogue as text for other tools.  Exports only arrange what the printer prints and the authors wrote."""
