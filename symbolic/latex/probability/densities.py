r"""The density of a normal law under its own name: ``\mathcal{N}(x; \mu, \sigma^2)``, ``\mathcal{N}(x \mid \mu, \sigma^2)``.

Only numbers are read so: of arrays the name stays a function of which nothing is known.
"""

from __future__ import annotations

from symbolic.distributions import LAWS
from symbolic.latex.build import is_array
from symbolic.latex.errors import ReadingError
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import NameAt
from symbolic.terms import ONE, Call, Num, Term, free_symbols

NORMAL = r"\mathcal{N}"
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
    arguments = (x, mean, variance)
    real = not any(map(is_array, arguments)) and all(n.sort.field != "complex" for a in arguments for n in free_symbols(a))
    if not real or not _is_variance(variance):
        r.position = start
        return None
    return _density(x, (mean, variance))


def _is_variance(t: Term) -> bool:
    r"""``\sigma^2`` or 1: another name may be a deviation or a precision."""
    match t:
        case Call("pow", (_, Num(k))):
            return k == 2
    return t is ONE


def _density(x: Term, parameters: tuple[Term, ...]) -> Term:
    density = LAWS["normal"].density
    assert density is not None
    return density(x, parameters)
