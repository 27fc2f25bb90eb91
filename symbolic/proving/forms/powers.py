"""Powers, roots, absolute values, exponentials and logarithms of normal forms.

Roots are powers |p|^(1/d) of irreducible p, with the relation that their known sign gives; logarithms are sums
of log|p|; exponentials a lattice with one generator for each monomial of the exponent.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from flint import fmpz

from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.ring import Poly, Quotient, TooLarge
from symbolic.proving.forms.tower import Exponents, Session, Unsupported
from symbolic.terms import call, free_symbols, num, power

MAX_CONJUGATE_TERMS = 6


def sign_of(s: Session, q: Quotient) -> Quotient:
    """sign(q) as a product over irreducible factors; ``p/|p|`` where p is known not to vanish."""
    ring = s.ring
    if q.num.is_zero():
        return q
    content, factors = ring.factors(q.num)
    total = ring.number(-1 if content < 0 else 1)
    for p, e in [*factors, *ring.factors(q.den)[1]]:
        mask = s.signs.sign(p)
        if mask == sg.POS or (mask == sg.NONZERO and e % 2 == 0):
            continue
        if mask == sg.NEG:
            total = total if e % 2 == 0 else ring.neg(total)
        elif mask & sg.ZERO == 0:
            total = ring.mul(total, ring.div(Quotient(p, ring.constant(1)), root_factor(s, p, Fraction(1))))
        else:
            t = call("sign", s.poly_term(p))
            g = ring.generator("sign", (ring.key(p),), t, free_symbols(t), integer=True, payload=p)
            if g.relation is None:
                ring.relate(g, 3, ring.poly(g))
            total = ring.mul(total, ring.power(ring.of(g), e))
    return total


def absolute_power(s: Session, q: Quotient, exponent: Fraction | int) -> Quotient:
    """|q|^exponent."""
    ring = s.ring
    if q.num.is_zero():
        if exponent > 0:
            return q
        raise ZeroDivisionError("zero to a negative power")
    total = ring.number(1)
    parts: list[tuple[Poly, Fraction | int]] = []
    for poly, sign in ((q.num, 1), (q.den, -1)):
        content, factors = ring.factors(ring.lift(poly))
        if abs(content) != 1:
            total = ring.mul(total, integer_root(s, abs(content), sign * exponent))
        parts += [(p, sign * exponent * e) for p, e in with_sines(s, factors)]
    return ring.mul(total, root_product(s, parts))


def root_product(s: Session, parts: list[tuple[Poly, Fraction | int]]) -> Quotient:
    """Π |p|^exponent for irreducible polynomials; |p||q| = ±pq where the sign of pq is known, and those of p and q are not."""
    ring = s.ring
    if not parts:
        return ring.number(1)
    total, parts = _joint_root(s, parts)
    open_parts = []
    if len(parts) > 1:
        open_parts = [(p, e) for p, e in parts if e.denominator == 1 and e % 2 and s.signs.sign(p) in (sg.ANY, sg.NONZERO)]
    joint = sg.ANY
    if len(open_parts) > 1:
        whole = ring.constant(1)
        for p, _ in open_parts:
            whole *= ring.lift(p)
        joint = s.signs.sign(ring.reduce(whole))
    if joint & sg.NEG == 0 or joint & sg.POS == 0:
        for p, e in open_parts:
            total = ring.mul(total, ring.power(Quotient(ring.lift(p), ring.constant(1)), int(e)))
        total = total if joint & sg.NEG == 0 else ring.neg(total)
        parts = [part for part in parts if part not in open_parts]
    for p, e in parts:
        total = ring.mul(total, root_factor(s, p, e))
    return total


def _joint_root(s: Session, parts: list[tuple[Poly, Fraction | int]]) -> tuple[Quotient, list[tuple[Poly, Fraction | int]]]:
    """√|pq| for √|p| √|q| where the sign of pq is known, and those of p and q are not: √(x² − 1) has x² − 1 as its square. And the rest."""
    ring = s.ring
    half = Fraction(1, 2)
    halves = [(p, e) for p, e in parts if e.denominator == 2 and s.signs.sign(p) in (sg.ANY, sg.NONZERO)] if len(parts) > 1 else []
    if len(halves) < 2:
        return ring.number(1), parts
    whole = ring.constant(1)
    for p, _ in halves:
        whole *= ring.lift(p)
    if s.signs.sign(ring.reduce(whole)) in (sg.ANY, sg.NONZERO):
        return ring.number(1), parts
    rest = [part for part in parts if part not in halves] + [(p, e - half) for p, e in halves if e != half]
    return root_factor(s, ring.reduce(whole), half), rest


def with_sines(s: Session, factors: list[tuple[Poly, int]]) -> list[tuple[Poly, int]]:
    """The factors with sin² for (1 − cos)(1 + cos), up to sign: what the relation of the sine takes apart, roots and logarithms need."""
    ring = s.ring
    if not ring.related:
        return factors
    left = {ring.key(p): (ring.lift(p), int(e)) for p, e in factors}
    for p, _ in factors:
        used = ring.used(p)
        if len(used) == 1 and used[0].kind == "cos" and p.total_degree() == 1:
            cosine = ring.poly(used[0])
            pair = [ring.key(q) for q in (cosine - 1, cosine + 1)]
            if all(k in left for k in pair):
                shared = min(left[k][1] for k in pair)
                sine = ring.poly(ring.by_key["sin", *used[0].key[1:]])
                left |= {k: (left[k][0], left[k][1] - shared) for k in pair}
                known = left.get(ring.key(sine), (sine, 0))[1]
                left[ring.key(sine)] = sine, known + 2 * shared
    return [(p, e) for p, e in left.values() if e]


def integer_root(s: Session, n: int, exponent: Fraction | int) -> Quotient:
    """n^exponent for a positive integer, as a product over primes."""
    ring = s.ring
    if exponent.denominator == 1:
        if abs(exponent.numerator) * n.bit_length() > 200_000:
            raise TooLarge("a number has too many digits")
        return ring.number(Fraction(n) ** int(exponent))
    total = ring.number(1)
    for p, e in fmpz(n).factor():
        whole, part = divmod(exponent * int(e), 1)
        total = ring.mul(total, ring.number(Fraction(int(p)) ** int(whole)))
        if part:
            unit = s.unit(("prime root", int(p)), part.denominator)
            t = power(num(int(p)), num(Fraction(1, unit)))
            g = ring.generator("root", (int(p), unit), t, frozenset(), sign=1, payload=(ring.constant(int(p)), unit))
            if g.relation is None:
                ring.relate(g, unit, ring.constant(int(p)))
            total = ring.mul(total, ring.power(ring.of(g), int(part * unit)))
    return total


def root_factor(s: Session, p: Poly, exponent: Fraction | int) -> Quotient:
    """|p|^exponent for an irreducible polynomial p."""
    ring = s.ring
    p = ring.lift(p)
    one = ring.constant(1)
    used = ring.used(p)
    if any(g.complex for g in used):
        raise Unsupported("a root of a complex expression")
    if len(used) == 1 and p == ring.poly(used[0]):
        g = used[0]
        if g.kind == "exp":
            return exponential(s, ring.mul(ring.number(exponent / g.payload[1]), g.payload[0]))
        if g.kind == "sign power":
            return ring.number(1)
        if g.kind == "root":
            inner, unit = g.payload
            if exponent.denominator != 1 and not inner.is_constant():
                return root_factor(s, inner, exponent / unit)
            if inner.is_constant():
                return integer_root(s, int(inner.leading_coefficient()), exponent / unit)
    mask = s.signs.sign(p)
    if exponent.denominator == 1:
        if exponent % 2 == 0 or mask & sg.NEG == 0:
            return ring.power(Quotient(p, one), int(exponent))
        if mask & sg.POS == 0:
            return ring.power(Quotient(-p, one), int(exponent))
    if exponent.denominator % 2 == 0:
        from symbolic.proving.forms.nested_roots import square_base

        base = square_base(s, p)
        if base is not None:
            return absolute_power(s, base, 2 * exponent)
    unit = s.unit(("root", s.named_key(p)), exponent.denominator)
    inside = s.poly_term(p)
    t = power(call("abs", inside), num(Fraction(1, unit))) if unit > 1 else call("abs", inside)
    known = mask if mask in (sg.POS, sg.NEG, sg.NONNEG, sg.NONPOS) else 0
    g = ring.generator("root", (ring.key(p), unit, known), t, free_symbols(t), nonneg=True,
                       sign=1 if mask & sg.ZERO == 0 else 0, payload=(p, unit))
    if g.relation is None:
        if mask & sg.NEG == 0:
            ring.relate(g, unit, p)
        elif mask & sg.POS == 0:
            ring.relate(g, unit, -p)
        else:
            ring.relate(g, 2 * unit, p * p)
    return ring.power(ring.of(g), int(exponent * unit))


def integer_power(s: Session, base: Quotient, exponent: Quotient) -> Quotient:
    """base^n for an exponent that takes integer values; loci are noted where 0 would be divided by."""
    ring = s.ring
    if base.num.is_zero():
        mask = s.signs.sign(exponent.num)
        if mask == sg.POS:
            return base
        t = power(num(0), s.quotient_term(exponent))
        return s.opaque("term", (ring.quotient_key(exponent), "0^"), t)
    total = ring.number(1)
    for poly, sign in ((base.num, 1), (base.den, -1)):
        content, factors = ring.factors(ring.lift(poly))
        if content < 0:
            total = ring.mul(total, sign_power(s, exponent))
        if abs(content) != 1:
            growth = ring.mul(exponent, logarithm(s, ring.number(abs(content))))
            total = ring.mul(total, exponential(s, ring.mul(ring.number(sign), growth)))
        for p, e in factors:
            total = ring.mul(total, _factor_power(s, p, ring.mul(ring.number(sign * e), exponent)))
    return total


def _factor_power(s: Session, p: Poly, exponent: Quotient) -> Quotient:
    """p^m for irreducible p and an integer-valued polynomial m."""
    ring, p = s.ring, s.ring.lift(p)
    mask = s.signs.sign(p)
    used = ring.used(p)
    simple = len(used) == 1 and p == ring.poly(used[0])
    if mask == sg.POS or (simple and used[0].kind == "exp"):
        return exponential(s, ring.mul(exponent, logarithm(s, Quotient(p, ring.constant(1)))))
    if mask == sg.NEG:
        size = exponential(s, ring.mul(exponent, logarithm(s, Quotient(p, ring.constant(1)))))
        return ring.mul(sign_power(s, exponent), size)
    total = ring.number(1)
    for c, exps, _ in s.parts(exponent):
        if c.denominator != 1:
            raise Unsupported("a fractional integer exponent")
        if c < 0 and mask & sg.ZERO:
            s.loci.append(p)
        if not exps:
            total = ring.mul(total, ring.power(Quotient(ring.lift(p), ring.constant(1)), int(c)))
            continue
        m = s.monomial_term(exps)
        t = power(s.poly_term(p), m)
        g = ring.generator("power", (ring.key(p), exps), t, free_symbols(t), payload=(p, exps),
                           integer=s.signs.integral(p) and s.nonnegative(exps))
        total = ring.mul(total, ring.power(ring.of(g), int(c)))
    return total


def sign_power(s: Session, exponent: Quotient) -> Quotient:
    """(−1)^m."""
    ring = s.ring
    total = ring.number(1)
    for c, exps, _ in s.parts(exponent):
        if c.denominator != 1:
            raise Unsupported("a fractional integer exponent")
        if c % 2 == 0:
            continue
        if not exps:
            total = ring.neg(total)
            continue
        if any(_is_even_power(s, i) for i, _ in exps):
            continue
        odd = tuple((i, 1) for i, _ in exps)
        t = power(num(-1), s.monomial_term(odd))
        g = ring.generator("sign power", (odd,), t, free_symbols(t), integer=True)
        if g.relation is None:
            ring.relate(g, 2, ring.constant(1))
        total = ring.mul(total, ring.of(g))
    return total


def _is_even_power(s: Session, index: int) -> bool:
    """Whether a generator is 2ᵐ for a whole m > 0."""
    g = s.ring.generators[index]
    if g.kind != "exp" or not g.integer:
        return False
    ((_, exps, _),) = s.parts(g.payload[0])
    payloads = [s.ring.generators[i].payload for i, _ in exps if s.ring.generators[i].kind == "log"]
    rest = tuple((i, e) for i, e in exps if s.ring.generators[i].kind != "log")
    return payloads == [s.ring.constant(2)] and s.signs.sign(s.ring.monomial(rest)) == sg.POS


def exponential(s: Session, q: Quotient) -> Quotient:
    """exp(q), a product of powers of generators, one for each monomial of q."""
    ring = s.ring
    factors: list[Quotient] = []
    angle: Quotient | None = None
    powers: list[tuple[Poly, Fraction | int]] = []
    for c, exps, den in s.parts(q):
        kinds = [ring.generators[i].kind for i, _ in exps]
        if "imaginary" in kinds:
            rest = tuple((i, e) for i, e in exps if ring.generators[i].kind != "imaginary")
            turn = ring.mul(ring.number(c), ring.quotient(ring.monomial(rest), den))
            angle = turn if angle is None else ring.add(angle, turn)
        elif kinds == ["log"] and exps[0][1] == 1 and den.is_one():
            p = ring.generators[exps[0][0]].payload
            if p.is_constant():
                factors.append(integer_root(s, int(p.leading_coefficient()), c))
            else:
                powers.append((p, c))
        else:
            factors.append(_exponential_of_part(s, c, exps, den))
    if powers:
        factors.append(root_product(s, powers))
    if angle is not None and not angle.num.is_zero():
        from symbolic.proving.forms.circular import circle

        cosine, sine = circle(s, angle)
        factors.append(ring.add(cosine, ring.mul(s.nf(call("imaginary")), sine)))
    return reduce(ring.mul, factors) if factors else ring.number(1)


def _exponential_of_part(s: Session, c: Fraction | int, exps: Exponents, den: Poly) -> Quotient:
    """exp(c·m/d) for a monomial m."""
    ring = s.ring
    unit = s.unit(("exp", s.part_key(exps, den)), c.denominator)
    whole = den.is_one()
    key = ("exp", exps, "1" if whole else ring.key(den), unit)
    g = ring.by_key.get(key)
    if g is None:
        value = Quotient(ring.monomial(exps), den) if whole else ring.quotient(ring.monomial(exps), den)
        share = value if unit == 1 else ring.mul(ring.number(Fraction(1, unit)), value)
        t = call("exp", s.monomial_term(exps) if whole and unit == 1 else s.quotient_term(share))
        g = ring.generator("exp", key[1:], t, free_symbols(t), sign=1, payload=(value, unit), integer=_is_whole_power(s, exps, den, unit))
    return ring.power(ring.of(g), int(c * unit))


def _is_whole_power(s: Session, exps: Exponents, den: Poly, unit: int) -> bool:
    """Whether exp of a monomial is pᵐ for a prime number p and a whole m ≥ 0."""
    logs = [i for i, e in exps if s.ring.generators[i].kind == "log" and e == 1 and s.ring.generators[i].payload.is_constant()]
    rest = tuple((i, e) for i, e in exps if i not in logs)
    return unit == 1 and den.is_one() and len(logs) == 1 and all(s.ring.generators[i].integer for i, _ in rest) and s.nonnegative(rest)


def logarithm(s: Session, q: Quotient) -> Quotient:
    """log|q| as a sum over the irreducible factors of q."""
    ring = s.ring
    if q.num.is_zero():
        raise ZeroDivisionError("the logarithm of zero")
    total = ring.number(0)
    for poly, sign in ((q.num, 1), (q.den, -1)):
        content, factors = ring.factors(ring.lift(poly))
        for p, e in fmpz(abs(content)).factor() if abs(content) > 1 else []:
            g = ring.generator("log", (int(p),), call("log", num(int(p))), frozenset(), sign=1, payload=ring.constant(int(p)))
            total = ring.add(total, ring.mul(ring.number(sign * int(e)), ring.of(g)))
        for p, e in with_sines(s, factors):
            total = ring.add(total, ring.mul(ring.number(sign * e), _log_factor(s, p)))
    return total


def _log_factor(s: Session, p: Poly) -> Quotient:
    """log|p| for irreducible p."""
    ring, p = s.ring, s.ring.lift(p)
    used = ring.used(p)
    if any(g.complex for g in used):
        raise Unsupported("the logarithm of a complex expression")
    if len(used) == 1 and p == ring.poly(used[0]):
        g = used[0]
        if g.kind == "exp":
            return ring.mul(ring.number(Fraction(1, g.payload[1])), g.payload[0])
        if g.kind == "root":
            inner, unit = g.payload
            return ring.mul(ring.number(Fraction(1, unit)), logarithm(s, Quotient(inner, ring.constant(1))))
        if g.kind == "power":
            inner, exps = g.payload
            return ring.mul(Quotient(ring.monomial(exps), ring.constant(1)), logarithm(s, Quotient(inner, ring.constant(1))))
        if g.kind == "product":
            total: Quotient = g.payload.logarithm(s)
            return total
    key = ring.key(p)
    known = ring.by_key.get(("log", key))
    if known is not None:
        return ring.of(known)
    rational = _rationalised(s, p)
    if rational is not None:
        return rational
    inside = s.poly_term(p)
    t = call("log", inside if s.signs.sign(p) == sg.POS else call("abs", inside))
    return ring.of(ring.generator("log", (key,), t, free_symbols(t), payload=p))


def _rationalised(s: Session, p: Poly) -> Quotient | None:
    """log|a − b√q| = log|a² − b²q| − log|a + b√q| for one of the two conjugates, where the norm is not zero."""
    if len(p) > MAX_CONJUGATE_TERMS:
        return None
    ring = s.ring
    for a, b, u, norm in list(s.signs.square_roots(ring.lift(p))):
        conjugate = ring.lift(a) - ring.lift(b) * ring.lift(u)
        factors = conjugate.factor()[1]
        if len(factors) != 1 or factors[0][1] != 1 or s.signs.sign(norm) & sg.ZERO:
            return None
        if ring.key(p) <= ring.key(factors[0][0]):
            return None
        return ring.sub(logarithm(s, Quotient(ring.reduce(ring.lift(norm)), ring.constant(1))),
                        logarithm(s, Quotient(ring.lift(conjugate), ring.constant(1))))
    return None
