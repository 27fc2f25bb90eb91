"""Infinite sums in closed form.

A summand is taken apart into kernels, products of functions of the index, with polynomial coefficients.  A kernel is
recognised by the ratio of successive members: geometric, exponential, logarithmic, circular, binomial series are
rows of one table.  Polynomial factors are removed by telescoping; what telescopes altogether is the limit
of its partial sums.

Guarantee: :class:`~symbolic.proving.limits.limits.Finite` is the sum wherever the facts and its ``conditions`` hold;
:class:`~symbolic.proving.limits.limits.Missing` says that the series diverges wherever the facts hold.
Source: the power series of any analysis text; Euler's values of ζ(2m).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from symbolic.functions import ge, gt, le, lt, ne
from symbolic.occurrences import is_infinite
from symbolic.proving.domains import definedness
from symbolic.proving.facts import GIVE_UP, all_follow, assume, entails
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.forms.rational_roots import rational_root
from symbolic.proving.forms.ring import Poly, Quotient
from symbolic.proving.limits.answers import Answer, Facts, Finite, Infinite, Missing
from symbolic.proving.limits.antiderivatives import by_monomials, solve_linear
from symbolic.proving.limits.asymptotics import Expander
from symbolic.proving.limits.limits import one_sided
from symbolic.proving.limits.radii import smaller
from symbolic.proving.limits.series import NoExpansion
from symbolic.terms import (
    INFINITY,
    INTEGER,
    MINUS_ONE,
    ONE,
    PI,
    TRUE,
    TWO,
    ZERO,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    div,
    exp,
    free_symbols,
    fresh,
    log,
    mul,
    neg,
    num,
    open_binder,
    power,
    sub,
    substitute,
    sym,
    walk,
)

MAX_DEGREE = 6
MAX_HEAD = 20
MAX_EARLIER = 3


def infinite_sum(t: Bind, facts: Facts) -> Answer | None:
    """The value of Σ from a finite bound to ∞."""
    var, body = open_binder(t)
    lo, hi = t.bounds
    if is_infinite(lo) or not (isinstance(hi, Call) and hi.op == "infinity"):
        return None
    inner = (*facts, ge(var, lo))
    for rule in (_by_kernels, _from_later, _by_telescoping, _by_terms, _by_growth):
        try:
            answer = rule(body, var, lo, inner)
        except GIVE_UP:
            continue
        if isinstance(answer, Missing):
            return _infinite(body, var, inner) or answer
        if answer is not None:
            return answer
    return None


def _infinite(body: Term, var: Sym, facts: Facts) -> Infinite | None:
    """The sign of a series that diverges, if its members have one sign."""
    for sign, condition in ((1, ge(body)), (-1, le(body))):
        if all_follow(facts, (condition, *definedness(body))):
            return Infinite(sign)
    return None


# --- kernels ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PowerSeries:
    """Σ_{j≥0} of members with first member 1 and ratio z·ratio(j).

    value:     the sum, as a term in z.
    converges: the exact condition on z for convergence.
    fast:      members tend to 0 faster than every power of j grows, wherever the series converges.
    """

    ratio: Callable[[Term], Term]
    value: Callable[[Session, Quotient], Term | None]
    converges: Callable[[Term], Term]
    fast: bool = True


def _of_square(positive: Callable[[Term], Term], negative: Callable[[Term], Term]) -> Callable[[Session, Quotient], Term | None]:
    """A function of w for z = w², another for z = −w²."""

    def value(s: Session, z: Quotient) -> Term | None:
        w = rational_root(s, z)
        if w is not None:
            return positive(w)
        w = rational_root(s, s.ring.neg(z))
        return None if w is None else negative(w)

    return value


def _within(z: Term) -> Term:
    return call("and", ge(z, MINUS_ONE), lt(z, ONE))


def _twice(j: Term, k: int) -> Term:
    return add(mul(TWO, j), num(k))


SERIES: tuple[PowerSeries, ...] = (
    PowerSeries(lambda j: ONE, lambda s, z: div(ONE, sub(ONE, s.quotient_term(z))), lambda z: lt(call("abs", z), ONE)),
    PowerSeries(lambda j: div(ONE, add(j, ONE)), lambda s, z: exp(s.quotient_term(z)), lambda z: TRUE),
    PowerSeries(lambda j: div(add(j, ONE), add(j, TWO)), lambda s, z: neg(div(log(sub(ONE, s.quotient_term(z))), s.quotient_term(z))),
                _within, fast=False),
    PowerSeries(lambda j: div(ONE, mul(_twice(j, 1), _twice(j, 2))),
                _of_square(lambda w: call("cosh", w), lambda w: call("cos", w)), lambda z: TRUE),
    PowerSeries(lambda j: div(ONE, mul(_twice(j, 2), _twice(j, 3))),
                _of_square(lambda w: div(call("sinh", w), w), lambda w: div(call("sin", w), w)), lambda z: TRUE),
    PowerSeries(lambda j: div(_twice(j, 1), _twice(j, 3)),
                _of_square(lambda w: div(call("atanh", w), w), lambda w: div(call("atan", w), w)), _within, fast=False),
)
"""Geometric, exponential, logarithm, cosine, sine, arctangent."""

ZETA = {2: Fraction(1, 6), 4: Fraction(1, 90), 6: Fraction(1, 945), 8: Fraction(1, 9450)}
"""ζ(2m)/π^{2m}."""


def _by_kernels(body: Term, var: Sym, lo: Term, facts: Facts) -> Answer | None:
    def run(s: Session) -> Answer | None:
        assume(s, facts)
        q = s.nf(body)
        if s.signs.contradictory:
            return None
        values: list[Term] = []
        conditions: list[Term] = []
        for kernel, coefficient in _kernels(s, q, var):
            answer = _kernel_sum(s, kernel, coefficient, var, lo)
            if not isinstance(answer, Finite):
                return answer if len(_kernels(s, q, var)) == 1 else None
            values.append(answer.value)
            conditions += answer.conditions
        if not all(any(x.sort.field == "real" for x in s.ring.symbols(p)) for p in s.loci):
            return None
        return Finite(s.quotient_term(s.nf(add(*values))) if values else ZERO, tuple(dict.fromkeys(conditions)))

    return with_units(run)


def _from_later(body: Term, var: Sym, lo: Term, facts: Facts) -> Answer | None:
    """Σ_{k≥0} x^k/(k + 1)! as Σ_{k≥1} x^{k−1}/k!, which has x as a factor outside."""
    if not isinstance(lo, Num) or not any(isinstance(t, Call) and t.op == "factorial" for t in walk(body)):
        return None
    for later in range(1, MAX_EARLIER + 1):
        here = add(var, num(-later))
        answer = _by_kernels(substitute(body, {var: here}), var, num(lo.value + later), tuple(substitute(f, {var: here}) for f in facts))
        if isinstance(answer, Finite):
            return answer
    return None


def _kernels(s: Session, q: Quotient, var: Sym) -> list[tuple[Term, list[Term]]]:
    """(kernel, coefficients of 1, k, k², …): the summand is Σ kernel · Σ coefficientᵢ kⁱ."""
    ring = s.ring
    place = s.symbol(var).index
    free, dependent = ring.constant(1), ring.constant(1)
    content, factors = ring.lift(q.den).factor()
    free *= int(content)
    for f, e in factors:
        if var in ring.symbols(f):
            dependent *= f ** int(e)
        else:
            free *= f ** int(e)
    groups: dict[tuple[tuple[int, int], ...], dict[int, Poly]] = {}
    for c, exps in ring.terms(ring.lift(q.num)):
        degree = dict(exps).get(place, 0)
        inner = tuple((i, e) for i, e in exps if i != place and var in ring.generators[i].symbols)
        outer = tuple((i, e) for i, e in exps if var not in ring.generators[i].symbols)
        group = groups.setdefault(inner, {})
        group[degree] = group.get(degree, ring.constant(0)) + ring.monomial(outer, c)
    out = []
    for inner, group in groups.items():
        kernel = s.quotient_term(ring.quotient(ring.monomial(inner), dependent))
        out.append((kernel, [s.quotient_term(ring.quotient(group.get(d, ring.constant(0)), free)) for d in range(max(group) + 1)]))
    return out


def _kernel_sum(s: Session, kernel: Term, coefficients: list[Term], var: Sym, lo: Term) -> Answer | None:
    if len(coefficients) == 1:
        whole = _recognised(s, kernel, var, lo)
        if isinstance(whole, Recognised):
            return Finite(mul(coefficients[0], whole.value), whole.conditions)
        if isinstance(whole, Missing) and entails(s, ne(coefficients[0])) is True:
            return whole
        zeta = _zeta(s, kernel, var, lo)
        return None if zeta is None else Finite(mul(coefficients[0], zeta))
    whole = _recognised(s, mul(kernel, *_polynomial(coefficients, var)), var, lo)
    if isinstance(whole, Recognised):
        return Finite(whole.value, whole.conditions)
    base = _recognised(s, kernel, var, lo)
    if not isinstance(base, Recognised) or not base.fast or len(coefficients) > MAX_DEGREE:
        return None
    return _with_polynomial(s, kernel, coefficients, base, var, lo)


def _polynomial(coefficients: list[Term], var: Sym) -> tuple[Term, ...]:
    return (add(*(mul(c, power(var, num(d))) for d, c in enumerate(coefficients))),)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The sum of a kernel from the lower bound to ∞."""

    value: Term
    conditions: tuple[Term, ...]
    fast: bool


def _recognised(s: Session, kernel: Term, var: Sym, lo: Term) -> Recognised | Missing | None:
    """The sum of a kernel, by a row of the table from its lower bound or, less the members before it, from an earlier index."""
    found = _row_of(s, kernel, var, lo)
    if found is not None or not isinstance(lo, Num) or not 0 <= lo.value <= MAX_HEAD or lo.value.denominator != 1:
        return found
    for start in (0, *range(-1, -MAX_EARLIER - 1, -1)):
        head = [neg(substitute(kernel, {var: num(k)})) for k in range(start, int(lo.value))]
        if not head or not all(entails(s, c) is True for t in head for c in definedness(t)):
            continue
        found = _row_of(s, kernel, var, num(start))
        if isinstance(found, Recognised):
            return Recognised(s.quotient_term(s.nf(add(found.value, *head))), found.conditions, found.fast)
    return None


def _row_of(s: Session, kernel: Term, var: Sym, lo: Term) -> Recognised | Missing | None:
    """A row of the table whose ratio the kernel has."""
    j = fresh(sym("j", INTEGER))
    assume(s, (ge(j, ZERO),))
    member = substitute(kernel, {var: add(lo, j)})
    step = substitute(kernel, {var: add(lo, j, ONE)})
    here = s.nf(member)
    if here.num.is_zero():
        return Recognised(ZERO, (), True)
    ratio = s.ring.div(s.nf(step), here)
    first = substitute(kernel, {var: lo})
    for row in SERIES:
        z = s.ring.div(ratio, s.nf(row.ratio(j)))
        if j in s.ring.symbols(z.num) or j in s.ring.symbols(z.den):
            continue
        argument = s.quotient_term(z)
        condition = row.converges(argument)
        holds = _converges(s, condition, argument)
        if holds is False:
            return Missing("the series diverges") if entails(s, ne(first)) is True else None
        value = row.value(s, z)
        if value is None:
            continue
        return Recognised(s.quotient_term(s.nf(mul(first, value))), () if holds else (_short(condition),), row.fast)
    return None


def _short(condition: Term) -> Term:
    match condition:
        case Call("lt", (Call("abs", (z,)), bound)) if bound is ONE:
            return smaller(z)
    return condition


def _converges(s: Session, condition: Term, z: Term) -> bool | None:
    match condition:
        case Call("lt", (Call("abs", _), _)):
            both = entails(s, condition), entails(s, call("and", lt(z, ONE), gt(z, MINUS_ONE)))
            if True in both:
                return True
            outside = entails(s, call("or", ge(z, ONE), le(z, MINUS_ONE)))
            return False if False in both or outside is True else None
    return entails(s, condition)


def _with_polynomial(s: Session, kernel: Term, coefficients: list[Term], base: Recognised, var: Sym, lo: Term) -> Finite | None:
    """Σ p(k)·g(k) = c·Σ g + [T]: p·g = c·g + ΔT with T = q(k)·g(k), which tends to 0."""
    assume(s, base.conditions)
    up = {var: add(var, ONE)}
    shifts = [mul(power(var, num(d)), kernel) for d in range(1, len(coefficients) + 1)]
    target = s.nf(mul(kernel, *_polynomial(coefficients, var)))
    columns = [s.nf(kernel), *(s.nf(sub(substitute(t, up), t)) for t in shifts)]
    common = s.ring.lift(target.den)
    for c in columns:
        den = s.ring.lift(c.den)
        common = common * (den / common.gcd(den))
    rows = [by_monomials(s, c, common, var) for c in columns]
    solution = solve_linear(s, rows, by_monomials(s, target, common, var))
    if solution is None:
        return None
    total = [mul(s.quotient_term(solution[0]), base.value)]
    used = [(c, t) for c, t in zip(solution[1:], shifts, strict=True) if not c.num.is_zero()]
    total += [neg(mul(s.quotient_term(c), substitute(t, {var: lo}))) for c, t in used]
    return Finite(add(*total), base.conditions)


def _zeta(s: Session, kernel: Term, var: Sym, lo: Term) -> Term | None:
    """Σ 1/k^{2m}, Σ (−1)^{k+1}/k^{2m} and Σ 1/(2k±1)^{2m}, by Euler."""
    if not isinstance(lo, Num) or lo.value.denominator != 1 or not -1 <= lo.value <= MAX_HEAD:
        return None
    alternating = power(MINUS_ONE, add(var, ONE))
    odd = (sub(mul(TWO, var), ONE), add(mul(TWO, var), ONE))
    for degree, value in ZETA.items():
        for base, sign, share, first in (
            (var, ONE, Fraction(1), 1), (var, alternating, 1 - Fraction(2, 2**degree), 1),
            *((b, ONE, 1 - Fraction(1, 2**degree), k) for b, k in zip(odd, (1, 0), strict=True)),
        ):
            member = mul(sign, power(base, num(-degree)))
            factor = s.ring.as_number(s.nf(mul(kernel, sign, power(base, num(degree)))))
            if factor is None or lo.value < first:
                continue
            head = [neg(substitute(member, {var: num(k)})) for k in range(first, int(lo.value))]
            return mul(num(factor), add(mul(num(value * share), power(PI, num(degree))), *head))
    return None


# --- partial sums, and members that do not vanish ---------------------------------------------------


def _by_telescoping(body: Term, var: Sym, lo: Term, facts: Facts) -> Answer | None:
    """The limit of the partial sums, where they have a closed form."""
    n = fresh(sym("n", INTEGER))

    def run(s: Session) -> Term | None:
        assume(s, (*facts, ge(n, lo)))
        q = s.nf(bind("sum", var, body, (lo, n)))
        closed = s.quotient_term(q)
        return None if s.loci or any(isinstance(t, Bind) for t in walk(closed)) else closed

    closed = with_units(run)
    if closed is None:
        return None
    answer = one_sided(closed, n, INFINITY, 1, tuple(f for f in facts if var not in free_symbols(f)))
    return None if isinstance(answer, Missing) else answer


def _by_terms(body: Term, var: Sym, lo: Term, facts: Facts) -> Missing | None:
    """A series whose members do not tend to 0 diverges."""
    answer = one_sided(body, var, INFINITY, 1, tuple(f for f in facts if var not in free_symbols(f)))
    if answer is None or isinstance(answer, Missing):
        return None
    if isinstance(answer, Infinite) or _nonzero(answer.value, facts):
        return Missing("its members do not tend to 0")
    return None


def _nonzero(value: Term, facts: Facts) -> bool:
    def run(s: Session) -> bool:
        assume(s, facts)
        return entails(s, ne(value)) is True

    return with_units(run)


def _by_growth(body: Term, var: Sym, lo: Term, facts: Facts) -> Infinite | None:
    """A series of members ~ c·k^{−p}·(log k)^q of one sign is infinite for p < 1, and for p = 1, q ≥ −1."""
    found = _order(body, var, facts)
    return Infinite(found[1]) if found is not None and found[0] is False else None


def converges(t: Bind, facts: Facts) -> bool:
    """Whether the series is shown to converge absolutely, from its members' order p > 1."""
    if t.op != "sum" or is_infinite(t.bounds[0]) or not (isinstance(t.bounds[1], Call) and t.bounds[1].op == "infinity"):
        return False
    var, body = open_binder(t)
    inner = (*facts, ge(var, t.bounds[0]))
    found = _order(body, var, inner)
    return found is not None and found[0]


def _order(body: Term, var: Sym, facts: Facts) -> tuple[bool, int] | None:
    """Whether members of such a size are summable, and their sign."""
    t = fresh(sym("t"))

    def run(s: Session) -> tuple[bool, int] | None:
        assume(s, facts)
        if s.signs.contradictory or not all(entails(s, c) is True for c in definedness(body)):
            return None
        outside = tuple(f for f in facts if var not in free_symbols(f))
        return with_units(lambda inner: _leading_order(inner, substitute(body, {var: div(ONE, t)}), t, var, outside))

    try:
        return with_units(run)
    except (NoExpansion, *GIVE_UP):
        return None


def _leading_order(s: Session, body: Term, t: Sym, var: Sym, facts: Facts) -> tuple[bool, int] | None:
    assume(s, facts)
    e = Expander(s, 3, t, var)
    m, c = e.leading(e.expand(body))
    power_of_t = s.ring.as_number(m.a)
    if s.loci or m.growth or power_of_t is None:
        return None
    sign = 1 if e.positive(c) else -1
    if power_of_t > 1:
        return True, sign
    return (False, sign) if power_of_t < 1 or m.b >= -1 else None
