"""What is known of each name at each place of a document.

``survey`` walks over the sections first; ``scopes`` holds what is known while the formulas are read (``knowledge``: what is asked of it),
``declarations`` and ``worded`` take into it what sentences declare, ``inheritance`` is what goes on into later sections, and ``cues`` are
the forms that tell what a formula does. ``noise`` makes random what moments are told of, ``chance`` keeps what words of chance leave
open; ``earlier``, ``ended`` and ``announced`` tell which of several formulas of a name may be meant.
"""
