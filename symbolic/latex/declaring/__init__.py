"""What authors declare: sets, properties, families, functions, random variables, definitions."""
