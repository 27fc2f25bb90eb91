"""Limits by asymptotic expansion.

Guarantee: a :class:`Finite` or :class:`Infinite` answer is the limit, at every point where the facts hold;
:class:`Missing` says that there is no limit, finite or infinite.  None says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.functions import ge
from symbolic.occurrences import is_infinite
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import Insight, differentiability
from symbolic.proving.facts import GIVE_UP, assume, entails, under
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.answers import Answer, Facts, Finite, Infinite, Missing, sign_of_difference
from symbolic.proving.limits.asymptotics import Expander
from symbolic.proving.limits.compositions import composed, grows_slowly
from symbolic.proving.limits.oscillation import along_angles, along_parities
from symbolic.proving.limits.root_powers import by_root
from symbolic.proving.limits.series import NoExpansion, NowhereDefined, Series
from symbolic.proving.meromorphic import is_meromorphic
from symbolic.terms import (
    ONE,
    REAL,
    ZERO,
    Apply,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    div,
    free_symbols,
    fresh,
    neg,
    num,
    open_binder,
    sub,
    substitute,
    sym,
    walk,
)

ORDERS = (3, 7, 12)
LARGE = 100


def limit(t: Bind, facts: Facts) -> Answer | None:
    """The limit that a term states, of a sum or product by its members if they all have one."""
    found = _of_whole(t, facts)
    match t.body:
        case Call("add" | "mul" as op, args) if found is None:
            parts = [limit(bind(t.op, t.var, a, t.bounds), facts) if t.var in free_symbols(a) else Finite(a) for a in args]
            finite = [part for part in parts if isinstance(part, Finite)]
            if len(finite) == len(args):
                return Finite(call(op, *(part.value for part in finite)), tuple(c for part in finite for c in part.conditions))
    return found


def _of_whole(t: Bind, facts: Facts) -> Answer | None:
    """The limit of a term as a whole."""
    var, body = open_binder(t)
    (point,) = t.bounds
    if is_infinite(point) or t.op in ("limit+", "limit-"):
        return one_sided(body, var, point, -1 if t.op == "limit-" else 1, facts)
    above = one_sided(body, var, point, 1, facts)
    if isinstance(above, Finite) and is_meromorphic(body, var):
        return above
    below = None if above is None else one_sided(body, var, point, -1, facts)
    if above is None or below is None:
        return _difference_quotient(body, var, point, facts)
    return _joint(above, below, facts)


def _difference_quotient(body: Term, var: Sym, point: Term, facts: Facts) -> Finite | None:
    """The limit of N(x)/D(x) for x → c, D linear with D(c) = 0 = N(c): N′(c)/D′(c), by the definition of the derivative."""
    match body:
        case Call("div", (top, bottom)) if var.sort.field == "real" and any(isinstance(t, Call) and t.op == "pow" for t in walk(top)):
            pass
        case _:
            return None
    if not finitely_smooth(facts).keys().isdisjoint(free_symbols(top)):
        return None
    put = {var: point}

    def run(s: Session) -> Term | None:
        assume(s, facts)
        slope, rise = differentiate(bottom, var), differentiate(top, var)
        if var in free_symbols(s.quotient_term(s.nf(slope))) or s.signs.quotient_sign(s.nf(slope)) & sg.ZERO:
            return None
        if not s.equal(substitute(bottom, put), ZERO) or not s.equal(substitute(top, put), ZERO):
            return None
        smooth = (substitute(c, put) for c in differentiability(top, var, Insight()))
        return div(substitute(rise, put), slope) if all(entails(s, c) is True for c in smooth) and not s.loci else None

    try:
        value = with_units(run)
    except (*GIVE_UP, NoRule):
        return None
    return None if value is None else Finite(value)


def one_sided(body: Term, var: Sym, point: Term, side: int, facts: Facts) -> Answer | None:
    """The limit for var → point from above (side 1) or below (side −1), or at ±∞."""
    t = fresh(sym("t", REAL))
    count = var if var.sort.field == "integer" and is_infinite(point) else None
    if count is not None:
        body = closed(body, count, facts)
    term = substitute(body, {var: approached(point, t, side)})
    found = _expanded(term, t, count, facts)
    if found is None and grows_slowly(term, t):
        found = _by_parts(term, t, count, facts) or by_root(term, t, facts, lambda part: _expanded(part, t, count, facts))
    if found is not None:
        return found
    if count is None:
        return along_angles(term, t, facts, lambda held: _expanded(held, t, None, facts))
    return along_parities(body, count, facts, lambda half, n: _expanded(substitute(half, {n: div(ONE, t)}), t, n, facts))


def _by_parts(term: Term, t: Sym, count: Sym | None, facts: Facts) -> Answer | None:
    return composed(term, lambda part: _expanded(part, t, count, facts) or _by_parts(part, t, count, facts))


def _expanded(term: Term, t: Sym, count: Sym | None, facts: Facts) -> Answer | None:
    """The limit for t → 0 from above by expansions of growing order."""
    few = finitely_smooth(facts)
    if not few.keys().isdisjoint(free_symbols(term)) and not _of_whole_powers(term, t):
        return None
    for order in ORDERS:
        try:
            return with_units(lambda s, order=order: _answer(s, term, Expander(s, order, t, count, few), facts))  # type: ignore[misc]  # a default
        except NowhereDefined as e:
            return None if count is not None else Missing(f"it is not defined there: {e}")
        except NoExpansion as e:
            if not e.deeper:
                return None
        except GIVE_UP:
            return None
    return None


def finitely_smooth(facts: Facts) -> dict[Sym, int]:
    """The functions that are declared to have k continuous derivatives, k ≥ 0."""
    found = (f.args for f in facts if isinstance(f, Call) and f.op == "smooth")
    return {f: int(k.value) for f, k in found if isinstance(f, Sym) and isinstance(k, Num) and k.value >= 0}


def _of_whole_powers(term: Term, t: Sym) -> bool:
    """Whether a term has expansions in whole powers of t: function symbols in a quotient of polynomials."""
    for node in walk(term):
        match node:
            case _ if t not in free_symbols(node):
                pass
            case Sym() | Apply() | Call("add" | "mul" | "neg" | "div", _):
                pass
            case Call("pow", (_, Num(k))) if k.denominator == 1:
                pass
            case _:
                return False
    return True


def approached(point: Term, t: Sym, side: int) -> Term:
    """What tends to the point from above (side 1) or below as t → 0 from above."""
    if is_infinite(point):
        return div(ONE, t) if isinstance(point, Call) and point.op == "infinity" else neg(div(ONE, t))
    return add(point, t) if side > 0 else sub(point, t)


def closed(body: Term, count: Sym, facts: Facts) -> Term:
    """The body with its finite sums and products in closed form and without powers of 0, for all large values of the integer variable."""
    if not any((isinstance(t, Bind) and t.op in ("sum", "prod")) or (isinstance(t, Call) and t.op == "pow" and t.args[0] is ZERO)
               for t in walk(body)):
        return body

    def run(s: Session) -> Term:
        q = s.nf(body)
        return body if s.signs.contradictory or s.loci else s.quotient_term(q)

    return under((*facts, ge(count, num(LARGE))), run, body)


def _answer(s: Session, term: Term, e: Expander, facts: Facts) -> Finite | Infinite | None:
    assume(s, facts)
    assume(s, tuple(_logarithms(s, facts)))
    if s.signs.contradictory:
        return None
    answer = _read(e, e.expand(term))
    return None if s.loci else answer


def _logarithms(s: Session, facts: Facts) -> Iterator[Term]:
    """log a > log b for numbers a > b > 0: which of two powers grows faster."""
    for fact in facts:
        match fact:
            case Call("gt", (a, b)) | Call("lt", (b, a)) if free_symbols(b) and s.signs.quotient_sign(s.nf(b)) == sg.POS:
                yield call("gt", call("log", a), call("log", b))


def _read(e: Expander, x: Series) -> Finite | Infinite:
    if x.terms and e.infinite(x.terms[0][0]):
        return Infinite(1 if e.positive(x.terms[0][1]) else -1)
    if x.rest is not None and e.compare(x.rest, e.unit) >= 0:
        raise NoExpansion("the order is too low", deeper=True)
    if x.terms and e.compare(x.terms[0][0], e.unit) == 0:
        return Finite(e.s.quotient_term(x.terms[0][1]))
    return Finite(e.s.quotient_term(e.s.ring.number(0)))


def _joint(above: Answer, below: Answer, facts: Facts) -> Answer | None:
    """Both sides together; None where the term is defined on one side of the point only and has a limit there."""
    match above, below:
        case (Finite(), Missing()) | (Missing(), Finite()):
            return None
        case Infinite(a), Infinite(b):
            return above if a == b else Missing("the one-sided limits are ∞ with different signs")
        case Finite(a), Finite(b):
            mask = sign_of_difference(a, b, facts)
            if mask == sg.ZERO:
                return above
            return Missing(f"the one-sided limits are {b} and {a}") if mask & sg.ZERO == 0 else None
    return Missing("the one-sided limits are not both finite")
