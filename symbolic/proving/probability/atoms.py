"""Products of atoms: members of a family that may coincide, products over one range, indicators of events."""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.terms import Bind, Call, Elem, Num, Sym, Term, bind, mul, open_binder, substitute, transform


def different(a: tuple[Term, ...], b: tuple[Term, ...]) -> bool:
    """Whether two subscripts are different numerals."""
    return any(isinstance(x, Num) and isinstance(y, Num) and x is not y for x, y in zip(a, b, strict=True))


def moved(t: Term, family: Sym, to: dict[tuple[Term, ...], tuple[Term, ...]]) -> Term:
    """The term with members of a family at other subscripts."""
    return transform(t, lambda s: Elem(family, to[s.indices]) if isinstance(s, Elem) and s.base is family and s.indices in to else None)


def partitions(items: list[tuple[Term, ...]]) -> Iterator[list[list[tuple[Term, ...]]]]:
    """The partitions of a list into blocks, without those that put different numerals into one."""
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for partition in partitions(rest):
        yield [[first], *partition]
        for k, block in enumerate(partition):
            if not any(different(first, other) for other in block):
                yield [*partition[:k], [first, *block], *partition[k + 1 :]]


def with_one_product(atoms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Πᵢ f(Xᵢ) and Πᵢ g(Xᵢ) over one range as one product."""
    merged: dict[tuple[Term, ...], tuple[Sym, Term]] = {}
    rest: list[Term] = []
    for a in atoms:
        if not isinstance(a, Bind) or a.op != "prod":
            rest.append(a)
            continue
        var, body = open_binder(a)
        known = merged.get(a.bounds)
        merged[a.bounds] = (var, body) if known is None else (known[0], mul(known[1], substitute(body, {var: known[0]})))
    return (*rest, *(bind("prod", var, body, bounds) for bounds, (var, body) in merged.items()))


def without_repeated_events(atoms: tuple[Term, ...]) -> tuple[Term, ...] | None:
    """Indicators once each; None if two of them exclude each other."""
    out: list[Term] = []
    for a in atoms:
        if isinstance(a, Call) and a.op == "indicator":
            if any(_exclude(a, b) for b in out):
                return None
            if a in out:
                continue
        out.append(a)
    return tuple(out)


def _exclude(a: Term, b: Term) -> bool:
    match a, b:
        case Call("indicator", (Call(p, (x, y)),)), Call("indicator", (Call(q, (u, v)),)) if x is u:
            return ({p, q} == {"lt", "eq"} and y is v) or (p == q == "eq" and isinstance(y, Num) and isinstance(v, Num) and y is not v)
    return False
