"""Relations of a block: what each does where it stands, and the step that is judged.

``rows`` links the rows of a block to the chain that they continue; ``roles`` is the ordered table of what a relation may do; ``steps``
makes the step of a claim; ``set_up`` keeps equations and finds the rows concluded from them; ``memory`` is what lasts between formulas.
"""
