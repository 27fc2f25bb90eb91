"""Where operators occur in a term, by a search that leaves out all parts without them, how large it is, and what it plainly is."""

from __future__ import annotations

from symbolic.terms import Bind, Call, Num, Sym, Term, children, free_symbols, operators

BINDING = frozenset({"Bind"})


def bearing(term: Term, wanted: frozenset[str]) -> list[Term]:
    """The distinct subterms with one of the operators in them, parents before children, as :func:`symbolic.terms.walk` has them."""
    found: dict[Term, None] = {}
    stack = [term]
    while stack:
        top = stack.pop()
        if top not in found and not wanted.isdisjoint(top._operators or operators(top)):
            found[top] = None
            stack.extend(children(top)[::-1])
    return list(found)


def symbols(term: Term) -> frozenset[Sym]:
    """Symbols that occur, bound ones too, sizes in sorts not included."""
    free = free_symbols(term)
    return free.union([t.var for t in bearing(term, BINDING) if type(t) is Bind]) if "Bind" in operators(term) else free


def size(term: Term, most: int) -> int:
    """The number of distinct subterms, or a number above ``most``."""
    seen: set[Term] = set()
    stack = [term]
    while stack and len(seen) <= most:
        top = stack.pop()
        if top not in seen:
            seen.add(top)
            if type(top) is Call:
                stack.extend(top.args)
            elif type(top) is not Sym and type(top) is not Num:
                stack.extend(children(top))
    return len(seen)


def is_infinite(t: Term) -> bool:
    """Whether a bound is ±∞."""
    match t:
        case Call("infinity", ()):
            return True
        case Call("neg", (inner,)):
            return is_infinite(inner)
    return False
