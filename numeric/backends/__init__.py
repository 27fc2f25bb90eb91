"""Other forms of the generated training step."""
