"""Names for expectations that do not come apart: the same expectation has the same name.

A name that depends on indices is a member of a family, one that depends on other parameters a function of them.
"""

from __future__ import annotations

from symbolic.latex.printer import to_latex
from symbolic.proving.probability.chances import Chances
from symbolic.proving.probability.products import NoProducts, product_of
from symbolic.shapes import is_scalar
from symbolic.terms import INTEGER, REAL, Apply, Bind, Call, Elem, Num, Sort, Sym, Term, children, free_symbols, rebuild, substitute, sym

MEAN, CHANCE = r"\mathbb{E}[", r"\mathbb{P}("


def is_name(s: Sym) -> bool:
    """Whether a name stands for an expectation or a probability."""
    return s.name.startswith((MEAN, CHANCE))


def applied(symbol: Sym, arguments: tuple[Term, ...]) -> Term:
    """A name at what it depends on."""
    if not arguments:
        return symbol
    return Elem(symbol, arguments) if symbol.sort.index else Apply(symbol, arguments, (0,) * len(arguments))


def named(chances: Chances, atoms: tuple[Term, ...]) -> tuple[Sym, tuple[Term, ...]]:
    """The name of an expectation, and what it depends on."""
    keys = chances.keys_of(atoms)
    if len(keys) == 1 and (first := chances.twins.get(next(iter(keys))[0])) is not None:
        return named(chances, tuple(substitute(a, {next(iter(keys))[0]: first}) for a in atoms))
    same_for_all = len(keys) == 1 and all(k[0] in chances.identical and k[1] is not None for k in keys)
    places: list[Term] = []
    holes: list[Sym] = []

    def hole(value: Term, sort: Sort) -> Sym:
        places.append(value)
        holes.append(sym(f"\\vartheta_{{{len(holes) + 1}}}", sort))
        return holes[-1]

    apart = by_entry(chances, atoms) and not same_for_all
    seen: dict[tuple[Term, ...], tuple[Term, ...]] = {}

    def indexed(t: Term) -> Term:
        if isinstance(t, Elem) and isinstance(t.base, Sym) and t.base in chances.variables:
            if apart:
                return Elem(t.base, tuple(hole(i, INTEGER) for i in t.indices))
            if t.indices not in seen:
                seen[t.indices] = tuple(hole(i, INTEGER) for i in t.indices)
            return Elem(t.base, seen[t.indices])
        parts = children(t)
        return rebuild(t, tuple(map(indexed, parts))) if parts and chances.varies(t) else t

    opened = tuple(indexed(a) for a in atoms)
    letters = len(holes)
    if same_for_all and letters == 1:
        places.clear()
        letters = 0
    opened = tuple(_parametrised(chances, a, hole, frozenset(holes)) for a in opened)
    opened = tuple(sorted(opened, key=repr))
    events = [a.args[0] for a in opened if isinstance(a, Call) and a.op == "indicator"]
    events = events if len(events) == len(opened) else []
    text = ", ".join(map(to_latex, events)) if events else to_latex(product_of(opened))
    sort = _sort_of(holes[len(holes) - len(places) :], letters)
    return sym(rf"{MEAN}{text}]" if not events else rf"{CHANCE}{text})", sort), tuple(places)


def _sort_of(places: list[Sym], letters: int) -> Sort:
    """The sort of a name that depends on the places, the first of them indices."""
    if not places:
        return REAL
    if letters == len(places) and all(p.sort is INTEGER for p in places):
        return Sort(index=(None,) * len(places))
    return Sort(domain=tuple(p.sort for p in places))


def _parametrised(chances: Chances, t: Term, hole: object, taken: frozenset[Sym]) -> Term:
    """The atom with letters in the place of its largest parts that do not depend on chance."""
    if isinstance(t, Num) or t in taken or (not chances.varies(t) and not free_symbols(t) - taken):
        return t
    if not chances.varies(t):
        if not is_scalar(t) or free_symbols(t) & taken:
            raise NoProducts("an expectation that depends on an array")
        return hole(t, REAL)  # type: ignore[operator,no-any-return]  # the function that opens a hole
    if isinstance(t, (Elem, Sym)):
        return t
    if isinstance(t, Bind):
        raise NoProducts("a binder inside an expectation")
    if isinstance(t, Apply):
        return Apply(t.function, tuple(_parametrised(chances, a, hole, taken) for a in t.args), t.orders)
    return rebuild(t, tuple(_parametrised(chances, c, hole, taken) for c in children(t)))


def by_entry(chances: Chances, atoms: tuple[Term, ...]) -> bool:
    """Whether the atoms are entries of arrays whose entries depend on each other; then every atom has indices of its own in a name."""
    return all(isinstance(a, Elem) and isinstance(a.base, Sym) and not chances.independent_family(a.base) for a in atoms)
