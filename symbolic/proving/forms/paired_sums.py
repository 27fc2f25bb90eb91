"""Two sums over one range, side by side: their members at a common index.

Guarantee: the sums equal the given terms wherever these are defined; where their members are equal at every index, the terms are equal.
"""

from __future__ import annotations

from dataclasses import dataclass

from symbolic.terms import Bind, Call, Sym, Term, add, bind, call, div, fresh, mul, neg, open_binder, substitute


@dataclass(frozen=True, slots=True)
class Pair:
    """The members ``left`` and ``right`` of two sums over the same ``bounds``, at the index ``index``."""

    index: Sym
    bounds: tuple[Term, ...]
    left: Term
    right: Term

    @property
    def inside(self) -> tuple[Term, Term]:
        """The index lies in the range."""
        return call("ge", self.index, self.bounds[0]), call("le", self.index, self.bounds[1])


def paired(one: Term, other: Term) -> Pair | None:
    """Both terms as sums over one and the same range; None if they are none."""
    left, right = as_one_sum(one), as_one_sum(other)
    if left is None or right is None or left.bounds != right.bounds or left.var.sort != right.var.sort:
        return None
    index, body = open_binder(left)
    return Pair(index, left.bounds, body, substitute(right.body, {right.var: index}))


def as_one_sum(t: Term) -> Bind | None:
    """A sum, with the sign and the factors before it among its members, and with the sums that are added to it over the same range."""
    match t:
        case Bind("sum", _, _, (_, _)):
            return t
        case Call("neg", (inner,)) if (found := as_one_sum(inner)) is not None:
            var, body = open_binder(found)
            return _sum_of(var, neg(body), found)
        case Call("div", (inner, divisor)) if (found := as_one_sum(inner)) is not None:
            var, body = open_binder(found)
            return _sum_of(var, div(body, divisor), found)
        case Call("mul", (*factors, last)) if (found := as_one_sum(last)) is not None:
            var, body = open_binder(found)
            return _sum_of(var, mul(*factors, body), found)
        case Call("add", args):
            found_all = [as_one_sum(a) for a in args]
            first = found_all[0]
            if first is None or any(f is None or f.bounds != first.bounds or f.var.sort != first.var.sort for f in found_all):
                return None
            index = fresh(first.var)
            return _sum_of(index, add(*(substitute(f.body, {f.var: index}) for f in found_all if f is not None)), first)
    return None


def _sum_of(var: Sym, body: Term, like: Bind) -> Bind | None:
    made = bind("sum", var, body, like.bounds)
    return made if isinstance(made, Bind) else None
