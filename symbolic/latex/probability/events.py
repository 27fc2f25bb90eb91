r"""Events: ``A \cup B``, ``A \cap B``, ``A \setminus B``, ``A^c``, ``\overline{A}`` and ``AB`` of declared events.

An event is a random name that is true or false; what is made of events is read only as the argument of a probability.
"""

from __future__ import annotations

from symbolic.latex.names.usage import flat_name
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import group_range
from symbolic.terms import BOOLEAN, FALSE, TRUE, Sym, Term, call

SPACE = r"\Omega"
COMPLEMENTS = frozenset({"c", "C", r"\complement", r"\mathsf{c}", r"\mathrm{c}"})
BARS = (r"\overline", r"\bar")
JOINS = {r"\cup": "or", r"\lor": "or", r"\cap": "and", r"\land": "and", r"\setminus": "without", r"\backslash": "without"}


def events_in(symbols: frozenset[Sym]) -> frozenset[Sym]:
    """The random names that are events."""
    return frozenset(s for s in symbols if s.sort == BOOLEAN)


def event(r: Reader, known: frozenset[Sym]) -> Term:
    """A union of intersections; ``known`` are the declared events."""
    term = _intersection(r, known)
    while r.at(*(sign for sign, op in JOINS.items() if op == "or")):
        r.take()
        term = call("or", term, _intersection(r, known))
    return term


def _intersection(r: Reader, known: frozenset[Sym]) -> Term:
    term = _single(r, known)
    while True:
        join = JOINS.get(r.peek().text)
        if join in ("and", "without"):
            r.take()
            other = _single(r, known)
            term = call("and", term, other if join == "and" else call("not", other))
        elif join is None and _starts(r, known):
            term = call("and", term, _single(r, known))
        else:
            return term


def _starts(r: Reader, known: frozenset[Sym]) -> bool:
    return r.at("(", r"\neg", *BARS) or _known_at(r, known) is not None


def _single(r: Reader, known: frozenset[Sym]) -> Term:
    if r.skip(r"\neg"):
        return call("not", _single(r, known))
    if r.at(*BARS) and _known_at(r, known) is None:
        r.take()
        return call("not", r.argument(lambda: event(r, known)))
    if r.skip("("):
        inner = event(r, known)
        r.expect(")", "after an event")
        return _complemented(r, inner)
    return _complemented(r, _named(r, known))


def _named(r: Reader, known: frozenset[Sym]) -> Term:
    if r.skip(SPACE):
        return TRUE
    if r.skip(r"\emptyset", r"\varnothing"):
        return FALSE
    first, found = r.position, _known_at(r, known)
    if found is None:
        raise r.error("this is no declared event", first, r"declare it: <!-- derivations: let A \subseteq \Omega -->")
    symbol, r.position = found
    return symbol


def _known_at(r: Reader, known: frozenset[Sym]) -> tuple[Sym, int] | None:
    """The declared event at the position, and the place after its name and subscripts."""
    name = r.name_at(r.position)
    if name is None:
        return None
    end = max((b + (r.tokens[b].text == "}") for _, b in name.subscripts), default=name.head_end)
    symbol = next((s for s in known if s.name == flat_name(r.tokens, name)), None)
    return None if symbol is None else (symbol, end)


def _complemented(r: Reader, term: Term) -> Term:
    while r.at("'", "^"):
        if r.skip("'"):
            term = call("not", term)
            continue
        a, b = group_range(r.tokens, r.position + 1, r.close)
        if b - a != 1 or (r.tokens[a].text + (f"{{{r.tokens[a].arg}}}" if r.tokens[a].arg else "")) not in COMPLEMENTS:
            raise r.unexpected("the complement of an event is written A^c")
        r.position += 1
        r.argument(r.take)
        term = call("not", term)
    return term
