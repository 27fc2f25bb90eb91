r"""The two ends of an evaluation bar: ``[F]_a^b`` is F(b) − F(a).

Under an integral that is improper at an end, an infinite one or one at which F has no value, such as ``[x \ln x]_0^1``, it means the
limit from inside, and is read so.
"""

from __future__ import annotations

from symbolic.terms import INFINITY, Bind, Num, Term, bind, free_symbols, neg, sub, substitute

SAMPLES = (2, 3, 5, 7)


def difference(high: Term, low: Term) -> Term:
    """The value at the upper end less that at the lower one."""
    match low, high:
        case (Bind("at" | "limit", _, _, (a,)), Bind("at" | "limit", _, _, (b,))):
            turned = a is INFINITY or b == neg(INFINITY) or (isinstance(a, Num) and isinstance(b, Num) and a.value > b.value)
            return sub(_end(high, "limit+" if turned else "limit-"), _end(low, "limit-" if turned else "limit+"))
    return sub(high, low)


def _end(value: Term, inside: str) -> Term:
    """The value at an end, or the limit from inside at one where there is no value."""
    match value:
        case Bind("at", var, body, (end,)) if _has_no_value(substitute(body, {var: end})):
            return bind(inside, var, body, (end,))
    return value


def _has_no_value(term: Term) -> bool:
    """Whether a formula has no value at one choice of its names: then the limit says what is meant, at others the same."""
    from flint import fmpq

    from symbolic.proving.balls.balls import compiled, value_of
    from symbolic.proving.balls.values import UNDEFINED

    names = sorted(free_symbols(term), key=lambda s: s.name)
    if len(names) > len(SAMPLES) or not all(s.sort.is_scalar for s in names):
        return False
    return value_of(compiled(term), {s: fmpq(n) for s, n in zip(names, SAMPLES, strict=False)}, 64) is UNDEFINED
