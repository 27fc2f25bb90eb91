"""English: what sentences say about the formulas in them; a handful of forms, and nothing guessed beyond them.

``sentences`` and ``tokens`` cut a document into sentences and these into words; ``names`` finds names in formulas; ``clauses`` find
what governs a formula; ``reading`` reads one sentence by the others: ``phrases``, ``laws``, ``random_variables``, ``dependence``,
``namings``, ``imaginary_unit`` become declarations, ``restricted`` and ``denials`` say of what a formula is not said, and ``untyped``
and ``doubts`` which names are not understood.
"""
