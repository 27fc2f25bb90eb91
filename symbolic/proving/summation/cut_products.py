"""Products over ranges, cut where other products begin or end: ``Π_{i=1}^{n} x_i = Π_{i=1}^{k−1} x_i · x_k · Π_{i=k+1}^{n} x_i``.

Guarantee: :func:`cut_products` returns terms that are equal to the given ones wherever the facts hold; lo … hi is cut before c only if
lo ≤ c ≤ hi + 1 is shown, so that no part has a negative length.  What holds of :func:`with_names` for all values of the new names
that are positive as told holds of the given terms.
"""

from __future__ import annotations

from symbolic.functions import ge, gt, le
from symbolic.proving.facts import GIVE_UP, assume, entails, field_of, under
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.terms import (
    INTEGER,
    ONE,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    add,
    bind,
    free_symbols,
    fresh,
    mul,
    open_binder,
    operators,
    sub,
    substitute,
    sym,
    transform,
    walk,
)

MOST_PLACES = 8
MEMBER = fresh(sym("i", INTEGER))


def cut_products(terms: tuple[Term, Term], facts: tuple[Term, ...]) -> tuple[Term, Term]:
    """Both terms with their products over ranges cut at the places where any of them begins or ends."""
    found = [p for t in terms if "prod" in operators(t) for p in walk(t) if _is_open(p)]
    if len({p.bounds for p in found if isinstance(p, Bind)}) < 2:
        return terms

    def run(s: Session) -> tuple[Term, Term]:
        ends = (end for p in found if isinstance(p, Bind) for end in (p.bounds[0], add(p.bounds[1], ONE)))
        places = list(dict.fromkeys(s.quotient_term(s.nf(end)) for end in ends))
        if s.signs.contradictory or len(places) > MOST_PLACES:
            return terms
        first, second = (transform(t, lambda p: _cut(s, p, places)) for t in terms)
        return first, second

    return under(facts, run, terms)


def _is_open(t: Term) -> bool:
    """Whether a term is a product over a range in free names alone."""
    return isinstance(t, Bind) and t.op == "prod" and len(t.bounds) == 2 and not any(x.uid for x in free_symbols(t))


def _cut(s: Session, t: Term, places: list[Term]) -> Term | None:
    """A product as the product of its parts between the places in its range."""
    if not isinstance(t, Bind) or not _is_open(t):
        return None
    index, body = open_binder(t)
    parts = _parts(s, t.bounds[0], t.bounds[1], places)
    return mul(*(_over(index, body, part) for part in parts)) if len(parts) > 1 else None


def _over(index: Sym, body: Term, part: tuple[Term, Term]) -> Term:
    """The product over one part; its one member where there is one by form."""
    match part:
        case (lo, Call("add", (Call("add", (first, Num(one))), Call("neg", (Num(other),))))) if lo is first and one == other:
            return substitute(body, {index: lo})
    return bind("prod", index, body, part)


def with_names(terms: tuple[Term, Term], facts: tuple[Term, ...]) -> tuple[Term, Term, tuple[Term, ...]]:
    """Both terms with a name for each product over a range, and which of the names are positive."""
    products = dict.fromkeys(p for t in terms for p in walk(t) if isinstance(p, Bind) and _is_open(p))
    members = {p: (p.bounds, substitute(p.body, {p.var: MEMBER})) for p in products}
    chosen = {key: fresh(sym("p", field_of(key[1]))) for key in dict.fromkeys(members.values())}
    names = {p: chosen[key] for p, key in members.items()}

    def run(s: Session) -> tuple[Term, ...]:
        assume(s, facts)
        return tuple(dict.fromkeys(gt(name) for p, name in names.items() if entails(s, gt(p)) is True))

    first, second = (transform(t, lambda p: names.get(p) if isinstance(p, Bind) else None) for t in terms)
    try:
        return first, second, with_units(run)
    except GIVE_UP:
        return first, second, ()


def _parts(s: Session, lo: Term, hi: Term, places: list[Term]) -> list[tuple[Term, Term]]:
    end = add(hi, ONE)
    for k, c in enumerate(places):
        inside = all(entails(s, fact) is True for fact in (ge(c, lo), le(c, end)))
        if inside and not s.equal(c, lo) and not s.equal(c, end):
            rest = places[k + 1 :]
            return [*_parts(s, lo, sub(c, ONE), rest), *_parts(s, c, hi, rest)]
    return [(lo, hi)]
