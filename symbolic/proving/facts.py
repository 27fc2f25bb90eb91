"""Facts in a session: assuming conditions, and deciding conditions from what was assumed.

Guarantee: :func:`entails` answers True or False only if the condition holds, or fails, at every point where
all assumed facts hold; None says nothing.  A fact that is not understood is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import TypeVar

from symbolic.functions import ORDERS
from symbolic.occurrences import symbols
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.declared_sums import DeclaredSum
from symbolic.proving.forms.normal_form import Session, Unsupported, with_units
from symbolic.proving.forms.ring import FEWEST, Poly, Quotient, TooLarge
from symbolic.proving.written_ranges import BOUNDED, sign_in_range
from symbolic.terms import (
    COMPLEX,
    ONE,
    REAL,
    Bind,
    Call,
    Elem,
    Num,
    Sort,
    Sym,
    Term,
    call,
    children,
    free_symbols,
    neg,
    open_binder,
    operators,
    substitute,
    walk,
)
from symbolic.terms import ZERO as TERM_ZERO

MASKS = {"gt": sg.POS, "ge": sg.NONNEG, "lt": sg.NEG, "le": sg.NONPOS, "ne": sg.NONZERO, "eq": sg.ZERO}
IMAGINARY = Call("imaginary", ())
NEGATED = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt", "ne": "eq", "eq": "ne"}
WAVES = frozenset({"sin", "cos"})
GIVE_UP = (Unsupported, TooLarge, ZeroDivisionError)
Found = TypeVar("Found")
Otherwise = TypeVar("Otherwise")


MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


def name_first(fact: Term) -> Term:
    """``x > 0`` for ``0 < x``, as provers look for it."""
    match fact:
        case Call("lt" | "le" | "gt" | "ge" as op, (a, Sym() as x)) if not isinstance(a, Sym):
            return Call(MIRRORED[op], (x, a))
        case Call("and", args):
            return Call("and", tuple(map(name_first, args)))
    return fact


def negation(condition: Term) -> Term:
    """The condition's negation, pushed inwards (where both sides are defined)."""
    match condition:
        case Call("not", (inner,)):
            return inner
        case Call("and", args):
            return Call("or", tuple(map(negation, args)))
        case Call("or", args):
            return Call("and", tuple(map(negation, args)))
        case Call(op, args) if op in NEGATED:
            return Call(NEGATED[op], args)
    return Call("not", (condition,))


def assume(s: Session, facts: Iterable[Term]) -> None:
    """Add facts to a session."""
    waiting = list(facts)
    for _ in range(3):
        waiting = [f for f in waiting if not _assume(s, f)]
        if not waiting:
            break
    s.signs.revise()


def _assume(s: Session, fact: Term) -> bool:
    """Use one fact; False if it could not be used yet (a disjunction still open)."""
    match fact:
        case Call("and", args):
            assume(s, args)
        case Call("or", args):
            open_parts = [a for a in args if entails(s, a) is not False]
            if len(open_parts) == 1:
                return _assume(s, open_parts[0])
            return any(entails(s, a) for a in open_parts) or _name_of_two_values(s, fact)
        case Call("not", (inner,)):
            flipped = negation(inner)
            if isinstance(flipped, Call) and flipped.op != "not":
                return _assume(s, flipped)
        case Call(op, (a, b)) if op in MASKS:
            try:
                difference = s.ring.sub(s.nf(a), s.nf(b))
            except GIVE_UP:
                return True
            if s.signs.is_inverse_power(difference.den):
                return True
            s.signs.learn_quotient(difference, MASKS[op])
            _learn_variable_part(s, difference, MASKS[op])
            if op == "eq":
                _impose(s, difference.num)
            s.learnt(equation=op == "eq")
            for bound in _without_modulus(fact):
                _assume(s, bound)
        case Call("false", ()):
            s.signs.contradictory = True
        case Bind("forall"):
            _family(s, fact)
    return True


def _without_modulus(fact: Term) -> tuple[Term, ...]:
    """|p| < c as −c < p < c, for real p."""
    match fact:
        case Call("lt" | "le" as op, (Call("abs", (p,)), c)) if not has_complex(p):
            return call(op, p, c), call(op, neg(c), p)
    return ()


def _learn_variable_part(s: Session, difference: Quotient, mask: int) -> None:
    """p > 0 from p ≥ c with a number c > 0, and p < 0 from p ≤ c with c < 0."""
    if mask not in (sg.POS, sg.NONNEG, sg.NEG, sg.NONPOS) or len(difference.num) < 2 or not difference.den.is_constant():
        return
    constant = next((c for c, exps in s.ring.terms(difference.num) if not exps), 0)
    sign = sg.POS if mask & sg.POS else sg.NEG
    if constant * (1 if sign == sg.POS else -1) < 0:
        s.signs.learn_quotient(s.ring.quotient(difference.num - constant, difference.den), sign)


def _impose(s: Session, p: Poly) -> None:
    """Use p = 0 as a rewriting rule for its latest generator that stands alone with coefficient ±1."""
    p = s.ring.reduce(s.ring.lift(p))
    if p.is_zero():
        return
    degrees = p.degrees()
    for c, exps in sorted(s.ring.terms(p), key=lambda t: t[1], reverse=True):
        if abs(c) == 1 and len(exps) == 1 and exps[0][1] == 1 and degrees[exps[0][0]] == 1:
            g = s.ring.generators[exps[0][0]]
            rest = p - c * s.ring.poly(g)
            if g.relation is None and g.index not in {i for _, e in s.ring.terms(rest) for i, _ in e}:
                s.ring.relate(g, 1, -rest if c == 1 else rest)
                return


def one_of_values(fact: Term) -> tuple[Term, tuple[Term, ...]] | None:
    """y and the values a, b, … of ``y = a or y = b or …``."""
    match fact:
        case Call("or", parts):
            equations = [p.args for p in parts if isinstance(p, Call) and p.op == "eq"]
            if len(equations) == len(parts) and len({y for y, _ in equations}) == 1:
                return equations[0][0], tuple(value for _, value in equations)
    return None


def _name_of_two_values(s: Session, fact: Term) -> bool:
    """``y = a or y = b`` of a name and two whole numbers: y² = (a + b) y − a b."""
    match one_of_values(fact):
        case (Sym() as y, values) if y.sort.is_scalar and (two := _two_whole(s, values)) is not None:
            s.relate_values(s.symbol(y), *two)
            s.learnt(equation=True)
            return True
    return False


def _two_whole(s: Session, values: tuple[Term, ...]) -> tuple[int, int] | None:
    """Two different whole numbers, in order; None if the values are anything else."""
    if len(values) != 2 or not all(_numeral(s, v) for v in values):
        return None
    numbers = sorted({n for v in values if (n := s.ring.as_number(s.nf(v))) is not None})
    return (int(numbers[0]), int(numbers[1])) if len(numbers) == 2 and all(n.denominator == 1 for n in numbers) else None


Ranges = tuple[tuple[Sym, tuple[Term, ...]], ...]


def _family(s: Session, fact: Bind, outer: Ranges = ()) -> None:
    """A property of every member of a family: ∀i: p_i > 0, p_i ∈ {0, 1}, ∀i, j: a_ij = a_ji."""
    ranges = (*outer, (fact.var, fact.bounds))
    if not outer and isinstance(fact.body, Call) and fact.body.op in MASKS:
        s.members.append(fact)
    match fact.body:
        case Bind("forall"):
            _family(s, fact.body, ranges)
        case Call("eq", (Elem(Sym() as base, (i, j)) as one, Elem(other, (k, m)))) if other is base and i is m and j is k:
            if _every_member(one, ranges):
                s.symmetric.add(base)
        case Call("eq", (Bind("sum", var, Elem() as one, bounds), total)) | Call("eq", (total, Bind("sum", var, Elem() as one, bounds))):
            s.totals.append(DeclaredSum(var, one, bounds, total, ranges))
            s.memo.clear()
        case Call(op, (Elem(Sym() as base, _) as one, bound)) if op in MASKS and _numeral(s, bound) and _every_member(one, ranges):
            value = s.ring.as_number(s.nf(bound))
            if value == 0:
                s.families[base] = s.families.get(base, sg.ANY) & MASKS[op]
            elif value is not None and value > 0 and op in ("gt", "ge"):
                s.families[base] = s.families.get(base, sg.ANY) & sg.POS
        case Call(op, (Elem(Sym() as base, (index,)), bound)) if op in MASKS and index is fact.var and len(fact.bounds) == 2 and not outer:
            if _numeral(s, bound) and s.ring.as_number(s.nf(bound)) == 0:
                s.partial.append((base, fact.bounds[0], fact.bounds[1], MASKS[op]))
        case Call("and", args):
            for a in args:
                _family(s, Bind("forall", fact.var, a, fact.bounds), outer)
        case Call("or"):
            match one_of_values(fact.body):
                case (Elem(Sym() as base) as member, values) if (two := _two_whole(s, values)) and _every_member(member, ranges):
                    s.two_valued[base] = two


def _every_member(member: Elem, ranges: Ranges) -> bool:
    """Whether the member runs through the whole declared family as the bound variables run through their ranges."""
    known = dict(ranges)
    names = [i for i in member.indices if isinstance(i, Sym) and i in known]
    if len(set(names)) != len(member.indices) or not isinstance(member.base, Sym):
        return False
    sort = member.base.sort
    declared: list[tuple[Term, ...] | None] = [*sort.index, *((ONE, n) for n in sort.shape if n is not ONE)]
    if len(declared) != len(names):
        return False
    return all(not known[i] or known[i] == d for i, d in zip(names, declared, strict=True))


def _numeral(s: Session, t: Term) -> bool:
    try:
        return s.ring.as_number(s.nf(t)) is not None
    except GIVE_UP:
        return False


def entails(s: Session, condition: Term) -> bool | None:
    """Whether the condition follows from the facts (True), contradicts them (False), or neither (None)."""
    match condition:
        case Call("true", ()):
            return True
        case Call("false", ()):
            return False
        case Call("and", args):
            answers = [entails(s, a) for a in args]
            return False if False in answers else None if None in answers else True
        case Call("or", args):
            answers = [entails(s, a) for a in args]
            return True if True in answers or _otherwise(s, args) else None if None in answers else False
        case Call("not", (inner,)):
            answer = entails(s, inner)
            return None if answer is None else not answer
        case Call(op, (a, b)) if op in MASKS:
            try:
                mask = s.signs.quotient_sign(s.ring.sub(s.nf(a), s.nf(b)), MASKS[op])
            except GIVE_UP:
                return None
            if mask & ~MASKS[op] and b is TERM_ZERO and (has_sum(a) or not WAVES.isdisjoint(operators(a))):
                mask &= written_sign(s, a)
            if mask & ~MASKS[op] and b is TERM_ZERO and not BOUNDED.isdisjoint(operators(a)) and not has_complex(a):
                mask &= sign_in_range(a)
            if mask & ~MASKS[op] == 0:
                return True
            return False if mask & MASKS[op] == 0 else True if s.members and _is_of_a_member(s, condition) else None
        case Bind("forall", _, _, bounds):
            return _entails_all(s, condition, bounds)
    return None


def attempt(run: Callable[[Session], Found], otherwise: Otherwise, size: int = FEWEST) -> Found | Otherwise:
    """What ``run`` finds in a new session with room for so many generators, or ``otherwise`` where the normal form gives up."""
    try:
        return with_units(run, size)
    except GIVE_UP:
        return otherwise


def under(facts: Iterable[Term], run: Callable[[Session], Found], otherwise: Otherwise) -> Found | Otherwise:
    """The same in a session that assumes the facts."""
    def begun(session: Session) -> Found:
        assume(session, facts)
        return run(session)

    return attempt(begun, otherwise)


def is_entailed(facts: Iterable[Term], condition: Term) -> bool:
    """Whether the facts entail a condition."""
    return under(facts, lambda s: entails(s, condition) is True, False)


def all_follow(facts: Iterable[Term], conditions: Iterable[Term]) -> bool:
    """Whether the facts, which do not contradict each other, entail all conditions."""
    return under(facts, lambda s: not s.signs.contradictory and all(entails(s, c) is True for c in conditions), False)


def simplest(t: Term, facts: Iterable[Term]) -> Term:
    """The term as its normal form under the facts writes it, where nothing that may vanish is divided by."""
    def run(s: Session) -> Term:
        q = s.nf(t)
        return t if s.loci else s.quotient_term(q)

    return under(facts, run, t)


def _otherwise(s: Session, args: tuple[Term, ...]) -> bool:
    """Whether the second way to meet a condition is open wherever the first, an order, is not: ``n < 1`` or ``n ≠ 0`` for n ≥ 0."""
    match args:
        case (Call("lt" | "le" | "gt" | "ge") as first, second):
            with s.scope():
                assume(s, (negation(first),))
                return s.signs.contradictory or entails(s, second) is True
    return False


def has_sum(t: Term) -> bool:
    """Whether a sum of real numbers occurs."""
    return "sum" in operators(t) and not has_complex(t)


def has_complex(t: Term) -> bool:
    """Whether the imaginary unit or a complex name occurs."""
    return "imaginary" in operators(t) or any(name.sort.field == "complex" for name in symbols(t))


def field_of(t: Term) -> Sort:
    """The sort of a name for a number: complex where it may be."""
    return COMPLEX if has_complex(t) else REAL


REAL_VALUED = frozenset({"abs", "norm", "re", "im"})
MEASURES = frozenset({"norm", "inner"})


def orders_complex(t: Term) -> bool:
    """Whether an inequality occurs between numbers that may not be real: it has no meaning."""
    if ORDERS.isdisjoint(operators(t)):
        return False
    return any(isinstance(u, Call) and u.op in ORDERS and any(map(may_be_complex, u.args)) for u in walk(t))


def may_be_complex(t: Term) -> bool:
    """Whether the imaginary unit or a complex number stands in a term outside of what is real."""
    if isinstance(t, Call) and t.op in REAL_VALUED:
        return False
    return t is IMAGINARY or (isinstance(t, Sym) and t.sort.field == "complex") or any(map(may_be_complex, children(t)))


def measures_complex(t: Term) -> bool:
    """Whether the length or inner product of complex vectors occurs, for which the rules of real ones do not hold."""
    if MEASURES.isdisjoint(operators(t)):
        return False
    return any(isinstance(u, Call) and u.op in MEASURES and has_complex(u) for u in walk(t))


def written_sign(s: Session, t: Term) -> int:
    """The sign of a term, where it is defined, from its parts as written: squares under sums are taken apart by the normal form."""
    if has_complex(t):
        return sg.ANY
    mask = _sign_by_parts(s, t)
    if has_sum(t) or mask in (sg.POS, sg.NEG, sg.ZERO):
        return mask
    try:
        return mask & s.signs.quotient_sign(s.nf(t)) or mask
    except GIVE_UP:
        return mask


def _sign_by_parts(s: Session, t: Term) -> int:
    match t:
        case Call("add", args):
            return reduce(sg.plus, (written_sign(s, a) for a in args))
        case Call("mul" | "div", args):
            return reduce(sg.times, (written_sign(s, a) for a in args))
        case Call("neg", (a,)):
            return sg.flip(written_sign(s, a))
        case Call("pow", (a, Num(k))) if k.denominator == 1 and k > 0:
            return sg.raised(written_sign(s, a), int(k))
        case Call("sqrt", (a,)):
            return written_sign(s, a) & sg.NONNEG or sg.ZERO
        case Call("cases", args):
            values = (*args[1::2], *args[-1:]) if len(args) % 2 else args[1::2]
            return reduce(or_, (written_sign(s, v) for v in values))
        case Bind("sum", _, _, (lo, hi)) if not has_sum(lo) and not has_sum(hi):
            return _sum_sign(s, t, lo, hi)
    return {"abs": sg.NONNEG, "exp": sg.POS}.get(t.op, sg.ANY) if isinstance(t, Call) else sg.ANY


def _sum_sign(s: Session, t: Bind, lo: Term, hi: Term) -> int:
    """The sign of a sum whose terms all have one sign; an empty sum is 0."""
    var, body = open_binder(t)
    with s.scope():
        assume(s, (Call("ge", (var, lo)), Call("le", (var, hi))))
        mask = sg.ZERO if s.signs.contradictory else written_sign(s, body)
    if mask not in (sg.POS, sg.NONNEG, sg.NEG, sg.NONPOS, sg.ZERO):
        return sg.ANY
    return mask if entails(s, Call("ge", (hi, lo))) else mask | sg.ZERO


def _is_of_a_member(s: Session, condition: Term) -> bool:
    """Whether a condition follows from what was assumed of every member, at the indices that stand in it."""
    members = s.members
    letters: list[Term] = [k for k in free_symbols(condition) if k.sort.field == "integer"]
    indices = dict.fromkeys((*letters, *(k for e in walk(condition) if isinstance(e, Elem) for k in e.indices if free_symbols(k))))
    s.members = []
    try:
        told = [substitute(f.body, {f.var: k}) for f in members for k in indices if _is_in_range(s, k, f.bounds)]
        with s.scope():
            assume(s, told)
            return bool(told) and not s.signs.contradictory and entails(s, condition) is True
    finally:
        s.members = members


def _is_in_range(s: Session, index: Term, bounds: tuple[Term, ...]) -> bool:
    return not bounds or (entails(s, Call("ge", (index, bounds[0]))) is True and entails(s, Call("le", (index, bounds[1]))) is True)


def _entails_all(s: Session, condition: Bind, bounds: tuple[Term, ...]) -> bool | None:
    var, body = open_binder(condition)
    with s.scope():
        if len(bounds) == 2:
            lo, hi = bounds
            assume(s, (Call("ge", (var, lo)), Call("le", (var, hi))))
        if s.signs.contradictory:
            return True
        if entails(s, body):
            return True
        told = [substitute(f.body, {f.var: var}) for f in s.members if f.bounds == bounds or _is_in_range(s, var, f.bounds)]
        assume(s, told)
        return True if told and entails(s, body) else None
