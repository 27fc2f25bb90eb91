"""Inequalities between sequences, by induction on an integer name n.

With d(n) = L(n) − R(n) the step is ``d(n+1) = λ·d(n) + r``: from d(n) ≥ 0, λ ≥ 0 and r ≥ 0 follows d(n+1) ≥ 0.  For λ are
tried 1 (sums), L(n+1)/L(n) and R(n+1)/R(n) (powers, factorials).

Guarantee: :func:`by_induction` returns True only if the sign of the difference lies in the mask at every n ≥ n₀ that the
declarations allow.  Nothing else is tied to n, and the sides are defined at n wherever they are at n + 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symbolic.proving.equality import Sides
from symbolic.proving.facts import assume, attempt
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.summation.induction import free_of_ties, growth, inherited, least_value, replaced, successor
from symbolic.terms import ONE, Bind, Sym, Term, call, free_symbols, mul, num, sub, walk

Show = Callable[[Term, int, tuple[Term, ...]], bool]
MAX_FIRST = 4


def by_induction(s: Sides, wanted: int, show: Show) -> bool:
    """Whether the sign of left − right is shown to lie in ``wanted``, with ``show`` for inequalities without the hypothesis."""
    if wanted in (sg.NEG, sg.NONPOS):
        turned = Sides(s.right, s.left, s.right_domain, s.left_domain, s.declarations)
        return by_induction(turned, sg.flip(wanted), show)
    if wanted not in (sg.POS, sg.NONNEG):
        return False
    return any(_inductive(s, n, wanted, show) for n in _integers(s))


def _integers(s: Sides) -> list[Sym]:
    names = free_symbols(s.left) | free_symbols(s.right)
    return sorted((n for n in names if n.sort.is_scalar and n.sort.field == "integer" and n.uid == 0), key=lambda n: n.name)


def _inductive(s: Sides, n: Sym, wanted: int, show: Show) -> bool:
    start = least_value(s, n)
    if start is None or not free_of_ties(s, n) or not inherited(s, n):
        return False
    for first in range(start, start + MAX_FIRST):
        if not _holds_at(s, n, first, wanted, show):
            return False
        later = Sides(s.left, s.right, s.left_domain, s.right_domain, (*s.declarations, call("ge", n, num(first))))
        if _step(later, n, wanted, show):
            return True
    return False


def _holds_at(s: Sides, n: Sym, value: int, wanted: int, show: Show) -> bool:
    here = replaced(s, {n: num(value)})
    difference = sub(here.left, here.right)
    return show(_closed(difference, here.facts) or difference, wanted, here.facts)


def _step(s: Sides, n: Sym, wanted: int, show: Show) -> bool:
    after = successor(s, n)
    facts = (*s.facts, *after.left_domain, *after.right_domain)
    for factor in _factors(s, after, facts):
        rest = _closed(sub(sub(after.left, after.right), mul(factor, sub(s.left, s.right))), facts)
        if rest is None:
            continue
        if wanted == sg.NONNEG:
            signs: tuple[tuple[int, int], ...] = ((sg.NONNEG, sg.NONNEG),)
        else:
            signs = ((sg.POS, sg.NONNEG), (sg.NONNEG, sg.POS))
        if any(show(factor, a, facts) and show(rest, b, facts) for a, b in signs):
            return True
    return False


def _factors(s: Sides, after: Sides, facts: tuple[Term, ...]) -> Iterator[Term]:
    yield ONE
    for here, there in ((s.left, after.left), (s.right, after.right)):
        found = growth(here, there, facts)
        if found is not None and found is not ONE:
            yield found


def _closed(t: Term, facts: tuple[Term, ...]) -> Term | None:
    """The term without sums and products, if they cancel."""

    def run(session: Session) -> Term | None:
        assume(session, facts)
        q = session.nf(t)
        return None if session.loci or session.signs.contradictory else session.quotient_term(q)

    closed = attempt(run, None)
    return None if closed is None or any(isinstance(node, Bind) for node in walk(closed)) else closed
