"""Documents: plain files whose mathematics declares itself, and what is said of every relation in them.

A document goes through these rooms, each of which knows only those below it:

==================  =====================================================================================================
``judging``         from a document to its results: its items, each judged by the engine; expectations
``chains``          from a document to its items: the walk over its sentences and formulas
``statements``      what one relation of a block does there -- defines, sets up, claims -- and the step that is judged
``scopes``          what is known of each name at each place: declarations, definitions and facts, section by section
``type_inference``  types that nothing says, and that the shapes of a formula force
``formulas``        the seam to the reader of formulas: the only module here that reads LaTeX
``items``           relations to be judged, results, and which verdicts fail a run
``equations``       equations for names: open names, restrictions, and the conclusions that are drawn from what is set up
``functions``       bare functions and their arguments, and sequences that go on by a rule
``prose``           what English sentences say about the formulas in them
``formats``         Markdown, LaTeX and notebooks, as one sequence of pieces (``loading`` chooses by the ending)
``model``           what a document is: headings, words, formulas, instructions and breaks, each at its place
==================  =====================================================================================================

Beside them stand ``spelling`` (fragments of patterns), ``instructions`` (comments that speak to the checker), ``configuration``,
``workers`` (processes that judge steps), ``conclusion_verdicts`` and ``unit_sizes`` (what the verdicts on a conclusion say of it), and
``second_reader``.
"""
