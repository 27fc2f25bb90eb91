"""LaTeX read as terms, and terms printed as LaTeX.

One reading is the state of ``reader`` (a row of tokens, a position, the ``scope``); ``grammar`` is the recursive descent over it, which
the rooms below enter again for what stands inside their own constructs.  ``statements`` reads chains of relations and ``declarations``
what authors write after *let*; ``rows`` cuts a display into rows.  Back to text: ``printer`` gives LaTeX that reads as the same term,
``plain`` one line of Unicode.

==============  =========================================================================================================
``source``      from text to tokens: macros, commands over one another; how names and separators are spelled
``names``       names with their scripts, what each stands for, how each is used; open names
``calls``       a name before brackets: a call, or the first factor of a product; functions of the table
``factors``     brackets of every kind and what may follow a factor, commands, environments
``calculus``    derivatives, differentials, evaluations at a point, integrals and limits
``ranges``      sums and products, extreme values, ellipses, ranges of integers
``probability`` expectations, events, entropies
``shapes``      sizes and types that a formula shows of its names by itself
``relations``   the signs of relations, the members of a chain, statements side by side and their conditions
``declaring``   sets, properties, families, functions, random variables, definitions
==============  =========================================================================================================

An ambiguity is an error (``errors``) that names the readings; nothing is guessed.
"""
