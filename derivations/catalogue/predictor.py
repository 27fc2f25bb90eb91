"""The linear predictor y = A x: the correction that meets the target, and the moderated one."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

full = chain(
    "the full correction meets the target",
    [(r"\left(A + \frac{t - A x}{x}\right) x = A x + (t - A x)", "x is not zero"), ("= t", "")],
    given=(r"x \ne 0",),
    ledger=("S004-06", "S004-07", "S004-08", "S004-09", "S004-11"),
)
moderated = chain(
    "with learning rate L the error shrinks by the factor 1 - L",
    [(r"t - \left(A + L \frac{t - A x}{x}\right) x = (t - A x) - L (t - A x)", ""), ("= (1 - L)(t - A x)", "")],
    given=(r"x \ne 0",),
    ledger=("S004-12",),
)
doubled = chain("double input, double output", [(r"A (2 x) = 2 (A x)", "")], ledger=("S004-02",))

entry = Entry("predictor", "The linear predictor", (), (full, moderated, doubled))
