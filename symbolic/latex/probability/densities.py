r"""The density of a normal law under its own name: ``\mathcal{N}(x; \mu, \sigma^2)``, ``\mathcal{N}(x \mid \mu, \sigma^2)``.

Only numbers are read so: of arrays the name stays a function of which nothing is known.
"""

from __future__ import annotations

import re

from symbolic.distributions import LAWS
from symbolic.latex.build import is_array
from symbolic.latex.errors import ReadingError
from symbolic.latex.names.spelling import NameAt
from symbolic.latex.reader import Reader
from symbolic.terms import Apply, Elem, Sym, Term, free_symbols

NORMAL = r"\mathcal{N}"
OF_PARAMETERS = rf"{NORMAL}(\cdot, \cdot)"
GIVEN = frozenset({";", "|", r"\mid"})


def normal_density(r: Reader, name: NameAt) -> Term | None:
    """The density from its opening bracket; None, and nothing is taken, if it is none."""
    if name.name != NORMAL or name.subscripts or name.powers or name.primes or name.brackets or r.scope.symbol(NORMAL) is not None:
        return None
    start, bars = r.position, r.bars
    try:
        r.take()
        r.bars = 1
        x = r.expression()
        if r.peek().text not in GIVEN:
            raise r.unexpected("a law without a place")
        r.take()
        mean = r.expression()
        r.expect(",", "between the mean and the variance")
        variance = r.expression()
        r.bars = bars
        r.expect(")", "after the variance")
    except ReadingError:
        r.position, r.bars = start, bars
        return None
    if any(map(is_array, (x, mean, variance))) or _may_be_deviation(variance):
        r.position = start
        return None
    return _density(x, (mean, variance))


def with_density(head: Term, value: Term) -> Term:
    r"""``q(z) = \mathcal{N}(\mu, \sigma^2)``: the value of a function that a law is given for is its density; else the value as it is."""
    match head, value:
        case Apply(_, (Sym() as x,)), Apply(Sym(name), parameters) if name == OF_PARAMETERS and not any(map(is_array, (x, *parameters))):
            known = not any(x in free_symbols(p) for p in parameters) and not _may_be_deviation(parameters[1])
            return _density(x, parameters) if known else value
    return value


def _may_be_deviation(variance: Term) -> bool:
    r"""``\mathcal{N}(\mu, \sigma)``: a bare σ or s in the place of the variance may be the standard deviation."""
    letter = variance.base if isinstance(variance, Elem) else variance
    name = letter.name if isinstance(letter, Sym) else ""
    return re.match(r"(?:\\sigma|s)(?![A-Za-z])", name) is not None


def _density(x: Term, parameters: tuple[Term, ...]) -> Term:
    density = LAWS["normal"].density
    assert density is not None
    return density(x, parameters)
