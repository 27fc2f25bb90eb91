"""The linear predictor y = A x: the correction that meets the target, and the moderated one."""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

correction = chain(
    "the correction of A that would have met the target",
    [
        (r"\frac{(A + D) x - A x}{x} = \frac{D x}{x}", "the error of the predictor, divided by its input"),
        ("= D", "$x$ is not zero"),
    ],
    given=(r"x \ne 0",),
    ledger=("S004-06", "S004-07", "S004-08", "S004-09"),
)
full = chain(
    "the full correction meets the target",
    [(r"\left(A + \frac{t - A x}{x}\right) x = A x + (t - A x)", "$x$ is not zero"), ("= t", "what the predictor says cancels")],
    given=(r"x \ne 0",),
    ledger=("S004-11",),
)
moderated = chain(
    "with learning rate $L$ the error shrinks by the factor $1 - L$",
    [(r"t - \left(A + L \frac{t - A x}{x}\right) x = (t - A x) - L (t - A x)", "$x$ is not zero"),
     ("= (1 - L)(t - A x)", "a common factor")],
    given=(r"x \ne 0",),
    ledger=("S004-12",),
)
doubled = chain("double input, double output", [(r"A (2 x) = 2 (A x)", "factors change places")], ledger=("S004-02",))

forgets = chain(
    "the full correction forgets: the factor after it is target over input, whatever it was",
    [(r"A + \frac{t - A x}{x} = \frac{t}{x}", "one denominator")],
    given=(r"x \ne 0",),
    ledger=("S004-11",),
)

entry = Entry(
    "predictor",
    "The linear predictor",
    (),
    (correction, full, forgets, moderated, doubled),
    sources=("T. Rashid, Make Your Own Neural Network, 2016",),
    assumptions=("the input is not zero",),
)
