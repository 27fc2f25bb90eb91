"""Antiderivatives, by undetermined coefficients.

The integrand's normal form suggests candidates: its monomials times powers of the variable, logarithms and
arctangents of the factors of denominators, error functions of quadratic exponents, the arctangent of Weierstrass'
substitution in a form without jumps.  A linear combination whose derivative is the integrand is then found by
linear algebra over the field of the parameters.

Guarantee: wherever the facts hold, and the result is differentiable and defined, its derivative is the integrand.
Where that is, the caller has to show.  Source: Risch and Norman's parallel method ("heurisch"), in this spirit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import definedness, strict
from symbolic.proving.facts import GIVE_UP, assume, entails
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.forms.ring import Generator, Poly, Quotient
from symbolic.proving.forms.tower import Exponents
from symbolic.terms import ONE, TWO, Apply, Call, Num, Sym, Term, add, call, div, free_symbols, log, mul, neg, num, power, sub, walk

MAX_CANDIDATES = 90
MAX_DEGREE = 12
Row = dict[Exponents, Poly]


def antiderivative(f: Term, x: Sym, facts: tuple[Term, ...]) -> Term | None:
    """A term F with F′ = f where the facts hold; None if none was found."""

    def run(s: Session) -> Term | None:
        assume(s, facts)
        assume(s, map(strict, definedness(f)))
        if s.signs.contradictory:
            return None
        candidates = list(dict.fromkeys(Candidates(s, x, f, s.nf(f)).all()))[:MAX_CANDIDATES]
        kept = [c for c in candidates if _admit(s, c)]
        return combination(s, kept, s.nf(f), x)

    try:
        return with_units(run)
    except (*GIVE_UP, NoRule):
        return None


def _admit(s: Session, candidate: Term) -> bool:
    """Assume that a candidate is defined, unless that contradicts what is known."""
    conditions = [strict(c) for c in definedness(candidate)]
    if any(entails(s, c) is False for c in conditions):
        return False
    assume(s, conditions)
    return True


class Candidates:
    """Terms of which the antiderivative of ``q`` may be a linear combination."""

    def __init__(self, s: Session, x: Sym, f: Term, q: Quotient) -> None:
        self.s, self.x, self.f, self.q = s, x, f, q
        self.variable = s.ring.of(s.symbol(x)).num
        self.place = s.symbol(x).index
        self.lone: list[Generator] = []

    def all(self) -> Iterator[Term]:
        yield from self._neighbours()
        factors, moved = self._denominator()
        for p, _ in factors:
            yield from self._of_factor(p)
        yield from self._monomials(moved, factors)
        yield from self._special()
        yield from self._lowered_orders()
        for g in self.lone:
            yield log(call("abs", g.term))
            if g.kind in ("cos", "sin") and isinstance(g.term, Call):
                (angle,) = g.term.args
                yield call("tan" if g.kind == "cos" else "cot", angle)
                yield log(call("abs", div(sub(ONE, call("cos", angle)), call("sin", angle)) if g.kind == "sin" else
                               div(add(ONE, call("sin", angle)), call("cos", angle))))

    def _neighbours(self) -> Iterator[Term]:
        """For sin^e and its like with a symbolic exponent: the powers beside it, alone and times the derivative of the base; x itself."""
        if any(isinstance(t, Call) and t.op in ("sin", "cos", "tan", "cot") for t in walk(self.f)):
            yield self.x
        for t in walk(self.f):
            match t:
                case Call("pow", (_, Num())):
                    continue
                case Call("pow", (Call("sin" | "cos" | "tan" as op, (angle,)) as base, e)) if self.x in free_symbols(angle):
                    for beside in (power(base, add(e, ONE)), power(base, sub(e, ONE))):
                        yield beside
                        if op != "tan":
                            yield mul(beside, call("cos" if op == "sin" else "sin", angle))

    def _depends(self, g: Generator) -> bool:
        return self.x in g.symbols

    def _denominator(self) -> tuple[list[tuple[Poly, int]], Exponents]:
        """Proper factors of the denominator and of generators' derivatives, and the monomial part of the denominator."""
        ring = self.s.ring
        factors: dict[str, tuple[Poly, int]] = {}

        def note(p: Poly, e: int) -> None:
            factors.setdefault(ring.key(p), (p, e))

        monomial: dict[int, int] = {}
        for p, e in self._factors(self.q.den):
            if len(p) == 1 and p.total_degree() == 1:
                g = ring.used(p)[0]
                if g.index != self.place:
                    monomial[g.index] = monomial.get(g.index, 0) - e
                    if g.kind == "root":
                        note(ring.lift(g.payload[0]), 0)
                    elif g.kind != "exp":
                        self.lone.append(g)
                    continue
            note(p, e)
        for g in (*ring.used(ring.lift(self.q.num)), *ring.used(ring.lift(self.q.den))):
            if not self._depends(g) or g.kind == "sym":
                continue
            if g.kind == "log":
                note(ring.lift(g.payload), 0)
            elif g.kind == "root":
                note(ring.lift(g.payload[0]), 0)
            elif g.kind == "call":
                slope = self.s.nf(differentiate(g.term, self.x))
                for p, _ in self._factors(slope.den):
                    note(p, 0)
        return [(ring.lift(p), e) for p, e in factors.values()], tuple(sorted(monomial.items()))

    def _factors(self, p: Poly) -> list[tuple[Poly, int]]:
        ring = self.s.ring
        return [(f, int(e)) for f, e in ring.lift(p).factor()[1] if self.x in ring.symbols(f)]

    # --- monomials

    def _monomials(self, moved: Exponents, factors: list[tuple[Poly, int]]) -> Iterator[Term]:
        """Monomials of the numerator over those of the denominator, with every lower and one higher power of x."""
        ring = self.s.ring
        shapes: dict[tuple[tuple[int, int], ...], int] = {}
        for _, exps in ring.terms(ring.lift(self.q.num)):
            degree = dict(exps).get(self.place, 0)
            inner = dict(moved)
            for i, e in exps:
                if i != self.place and self._depends(ring.generators[i]):
                    inner[i] = inner.get(i, 0) + e
            for shape in self._lowered(inner):
                shapes[shape] = max(shapes.get(shape, 0), degree)
        denominators: list[Term] = [ONE]
        for p, e in factors:
            denominators += [power(self.s.poly_term(p), num(k)) for k in range(1, e)]
        for shape, degree in shapes.items():
            for k in range(min(degree, MAX_DEGREE) + 2):
                for d in denominators:
                    yield self._written(((self.place, k), *shape), d)
        yield self.x

    def _written(self, exps: Iterable[tuple[int, int]], denominator: Term) -> Term:
        top = [self._power(i, e) for i, e in exps if e > 0]
        bottom = [self._power(i, -e) for i, e in exps if e < 0] + ([denominator] if denominator is not ONE else [])
        numerator = mul(*top) if top else ONE
        return div(numerator, mul(*bottom)) if bottom else numerator

    def _power(self, index: int, e: int) -> Term:
        g = self.s.ring.generators[index].term
        return g if e == 1 else power(g, num(e))

    def _lowered(self, inner: dict[int, int]) -> list[tuple[tuple[int, int], ...]]:
        """Exponents of the transcendental part: those given, lower powers of logarithms, all products of the same circle."""
        ring = self.s.ring
        shapes: list[dict[int, int]] = [{}]
        done: set[int] = set()
        for i, e in sorted(inner.items()):
            if i in done:
                continue
            g = ring.generators[i]
            options: list[dict[int, int]]
            if g.kind in ("cos", "sin") and e > 0:
                other = ring.by_key.get(("sin" if g.kind == "cos" else "cos", *g.key[1:]))
                partner = other.index if other is not None else i
                done.add(partner)
                total = e + max(inner.get(partner, 0), 0) if partner != i else e
                cosine, sine = (i, partner) if g.kind == "cos" else (partner, i)
                options = [{cosine: d - j, sine: j} for d in range(total + 1) for j in (0, 1) if j <= d]
            elif g.kind in ("exp", "root"):
                options = [{i: e + k} for k in ((0,) if g.kind == "exp" else range(0, 2 * g.payload[1] + 1, g.payload[1]))]
            elif e > 0:
                options = [{i: k} for k in range(e + (2 if g.kind == "log" else 1))]
            else:
                options = [{i: e}]
            shapes = [{**a, **b} for a in shapes for b in options]
            if len(shapes) > MAX_CANDIDATES:
                break
        return [tuple(sorted((i, e) for i, e in shape.items() if e)) for shape in shapes]

    def _lowered_orders(self) -> Iterator[Term]:
        """For each monomial with a derivative of a function symbol: the same with one derivative less."""
        ring = self.s.ring
        for _, exps in ring.terms(ring.lift(self.q.num)):
            for i, e in exps:
                t = ring.generators[i].term
                if not isinstance(t, Apply) or not any(t.orders) or not self._depends(ring.generators[i]):
                    continue
                others = [self._power(k, d - (k == i)) for k, d in exps if d - (k == i) and self._depends(ring.generators[k])]
                for position in (p for p, order in enumerate(t.orders) if order):
                    yield from self._one_order_less(t, position, others, e, dict(exps).get(self.place, 0))

    def _one_order_less(self, t: Apply, position: int, others: list[Term], e: int, degree: int) -> Iterator[Term]:
        """With one derivative less in one argument of t, which stands to the power e beside other factors and x to a degree."""
        order = t.orders[position]
        below = Apply(t.function, t.args, (*t.orders[:position], order - 1, *t.orders[position + 1 :]))
        yield mul(below, *others)
        if others:
            yield below
            yield from self._by_parts(t, position, order, degree)
        if below in (g.term for g in self.s.ring.generators):
            yield power(below, TWO)
        yield from (mul(below, power(self.x, num(k))) for k in range(1, e + 1))

    def _by_parts(self, t: Apply, position: int, order: int, degree: int) -> Iterator[Term]:
        """``∫ x f″ = x f′ − f`` and so on: each further derivative less goes with one power of x less."""
        for j in range(1, min(order - 1, degree) + 1):
            lower = Apply(t.function, t.args, (*t.orders[:position], order - 1 - j, *t.orders[position + 1 :]))
            yield mul(lower, power(self.x, num(degree - j))) if degree > j else lower

    # --- logarithms, arctangents, error functions

    def _log(self, p: Poly) -> Term:
        mask = self.s.signs.sign(p)
        inside = self.s.poly_term(p)
        return log(inside if mask == sg.POS else neg(inside) if mask == sg.NEG else call("abs", inside))

    def _of_factor(self, p: Poly) -> Iterator[Term]:
        """log|p|, and by the degree of p in the variable arctangents or logarithms of its roots."""
        yield self._log(p)
        used = [g for g in self.s.ring.used(p) if self._depends(g)]
        if len(used) == 1 and int(p.degrees()[used[0].index]) == 2 and used[0].kind in ("sym", "exp", "log"):
            yield from self._quadratic(p, used[0])
        if any(g.kind in ("cos", "sin") for g in used):
            yield from self._weierstrass(p)
        if any(g.kind == "exp" for g in used):
            yield from (div(ONE, self.s.poly_term(p)),)

    def _coefficients(self, p: Poly, index: int) -> list[Term]:
        """Coefficients of p in one generator, constant first."""
        ring = self.s.ring
        parts: dict[int, Poly] = {}
        for c, exps in ring.terms(ring.lift(p)):
            d = dict(exps).get(index, 0)
            rest = tuple((i, e) for i, e in exps if i != index)
            parts[d] = parts.get(d, ring.constant(0)) + ring.monomial(rest, c)
        return [self.s.poly_term(parts.get(d, ring.constant(0))) for d in range(max(parts) + 1)]

    def _quadratic(self, p: Poly, g: Generator) -> Iterator[Term]:
        c, b, a = self._coefficients(p, g.index)
        gap = sub(mul(num(4), a, c), mul(b, b))
        mask = self.s.signs.quotient_sign(self.s.nf(gap))
        slope = add(mul(TWO, a, g.term), b)
        if mask == sg.POS:
            root = self._tidy(call("sqrt", gap))
            yield call("atan", self._tidy(div(slope, root)))
        elif mask == sg.NEG:
            root = self._tidy(call("sqrt", neg(gap)))
            for side in (sub(slope, root), add(slope, root)):
                yield self._log(self.s.nf(side).num)

    def _tidy(self, t: Term) -> Term:
        return self.s.quotient_term(self.s.nf(t))

    def _weierstrass(self, p: Poly) -> Iterator[Term]:
        """For a + b·cos θ + c·sin θ: the arctangent that has no jump if a² > b² + c², logarithms if a² < b² + c²."""
        ring = self.s.ring
        parts: dict[str, Term] = {}
        for g in ring.used(p):
            if g.kind in ("cos", "sin"):
                if int(p.degrees()[g.index]) != 1:
                    return
                parts[g.kind] = self._coefficients(p, g.index)[1]
                angle = g.term.args[0] if isinstance(g.term, Call) else g.term
        cosine, sine = call("cos", angle), call("sin", angle)
        b, c = parts.get("cos", num(0)), parts.get("sin", num(0))
        a = self._tidy(sub(self.s.poly_term(p), add(mul(b, cosine), mul(c, sine))))
        if self.x in free_symbols(a) or self.x in free_symbols(b) or self.x in free_symbols(c):
            return
        gap = self._tidy(sub(mul(a, a), add(mul(b, b), mul(c, c))))
        if self.s.signs.quotient_sign(self.s.nf(gap)) == sg.NEG:
            r, base = self._tidy(call("sqrt", neg(gap))), add(ONE, cosine)
            for root in (sub(c, r), add(c, r)):
                yield log(call("abs", add(mul(sub(a, b), sine), mul(root, base))))
            yield log(call("abs", base))
            return
        r = self._tidy(call("sqrt", gap))
        yield call("atan", div(sub(mul(b, sine), mul(c, cosine)), add(a, r, mul(b, cosine), mul(c, sine))))

    def _special(self) -> Iterator[Term]:
        """Roots of quadratics, and error functions of quadratic exponents exp(−αx² + βx + γ), α > 0."""
        for node in walk(self.f):
            match node:
                case Call("asin", (u,)) if self.x in free_symbols(u):
                    yield call("sqrt", sub(ONE, power(u, TWO)))
                case Call("exp", (u,)) if (root := _root_in(u)) is not None and self.x in free_symbols(root):
                    yield from (node, mul(root, node))
                case Call("sqrt", (inside,)) | Call("pow", (inside, _)) if self.x in free_symbols(inside):
                    yield from self._of_root(inside)
            exponent = _exponent(node)
            if exponent is not None and self.x in free_symbols(exponent):
                q = self.s.nf(exponent)
                if q.num.is_zero() or int(q.num.degrees()[self.place]) != 2 or self.x in self.s.ring.symbols(q.den):
                    continue
                parts = self._coefficients(q.num, self.place)
                if any(self.x in free_symbols(t) for t in parts):
                    continue
                bottom = self.s.poly_term(q.den)
                alpha, beta = neg(div(parts[2], bottom)), div(parts[1], bottom)
                if self.s.signs.quotient_sign(self.s.nf(alpha)) != sg.POS:
                    continue
                root = self._tidy(call("sqrt", alpha))
                yield call("erf", sub(mul(root, self.x), div(beta, mul(TWO, root))))

    def _of_root(self, inside: Term) -> Iterator[Term]:
        """For √(ax² + bx + c): an arcsine if a < 0, the logarithm of 2ax + b + 2√a·√(…) if a > 0."""
        q = self.s.nf(inside)
        moving = [g for p in (q.num, q.den) for g in self.s.ring.used(p) if self._depends(g)]
        if moving != [self.s.ring.generators[self.place]]:
            return
        parts = self._coefficients(q.num, self.place)
        if len(parts) != 3:
            return
        c, b, a = parts
        slope = self._tidy(add(mul(TWO, a, self.x), b))
        mask = self.s.signs.quotient_sign(self.s.nf(a))
        gap = self._tidy(sub(mul(b, b), mul(num(4), a, c)))
        if mask == sg.POS:
            yield log(call("abs", add(slope, mul(TWO, call("sqrt", mul(a, self.s.poly_term(q.num)))))))
        elif mask == sg.NEG and self.s.signs.quotient_sign(self.s.nf(gap)) == sg.POS:
            yield call("asin", self._tidy(div(neg(slope), call("sqrt", gap))))


def _exponent(t: Term) -> Term | None:
    """u if the term is exp(u), or the sum of the exponents in a product or quotient."""
    match t:
        case Call("exp", (u,)):
            return u
        case Call("mul", args):
            found = [e for a in args if (e := _exponent(a)) is not None]
            return add(*found) if found else None
        case Call("div", (a, b)):
            over, under = _exponent(a), _exponent(b)
            return over if under is None else neg(under) if over is None else sub(over, under)
    return None


def _root_in(t: Term) -> Term | None:
    """The first square root in a term."""
    return next((node for node in walk(t) if isinstance(node, Call) and node.op == "sqrt"), None)


# --- linear algebra ---------------------------------------------------------------------------------


def combination(s: Session, candidates: list[Term], target: Quotient, x: Sym) -> Term | None:
    """Σ cᵢ·candidateᵢ with the derivative ``target``, cᵢ free of x."""
    ring = s.ring
    slopes: list[tuple[Term, Quotient]] = []
    for c in candidates:
        try:
            slopes.append((c, s.nf(differentiate(c, x))))
        except (*GIVE_UP, NoRule):
            continue
    target = Quotient(ring.lift(target.num), ring.lift(target.den))
    common = target.den
    for _, q in slopes:
        den = ring.lift(q.den)
        common = common * (den / common.gcd(den))
    columns = [by_monomials(s, q, common, x) for _, q in slopes]
    goal = by_monomials(s, target, common, x)
    solution = solve_linear(s, columns, goal)
    if solution is None:
        return None
    parts = [mul(s.quotient_term(v), c) if s.ring.as_number(v) != 1 else c
             for v, (c, _) in zip(solution, slopes, strict=True) if not v.num.is_zero()]
    return add(*parts) if parts else num(0)


def by_monomials(s: Session, q: Quotient, common: Poly, x: Sym) -> Row:
    """The numerator over the common denominator, by monomials that depend on x."""
    ring = s.ring
    p = ring.reduce(ring.lift(q.num) * (common / ring.lift(q.den)))
    out: Row = {}
    for c, exps in ring.terms(p):
        inner = tuple((i, e) for i, e in exps if x in ring.generators[i].symbols)
        outer = tuple((i, e) for i, e in exps if x not in ring.generators[i].symbols)
        out[inner] = out.get(inner, ring.constant(0)) + ring.monomial(outer, c)
    return out


def solve_linear(s: Session, columns: list[Row], goal: Row) -> list[Quotient] | None:
    """Coefficients with Σ cᵢ columnᵢ = goal, free ones zero; None if there are none."""
    ring = s.ring
    one = ring.constant(1)
    zero = ring.number(0)
    keys = sorted({k for row in (*columns, goal) for k in row})
    if any(k not in {j for row in columns for j in row} for k in goal):
        return None
    rows = []
    for k in keys:
        line = {j: ring.quotient(row[k], one) for j, row in enumerate(columns) if k in row and not row[k].is_zero()}
        if k in goal and not goal[k].is_zero():
            line[-1] = ring.quotient(goal[k], one)
        if line:
            rows.append(line)
    pivots: dict[int, dict[int, Quotient]] = {}
    for line in sorted(rows, key=len):
        line = _reduced(s, line, pivots)
        lead = min((j for j in line if j >= 0), default=None, key=lambda j: (not _numeric(ring.as_number(line[j])), j))
        if lead is None:
            if line:
                return None
            continue
        inverse = ring.inverse(line[lead])
        line = {j: ring.mul(v, inverse) for j, v in line.items()}
        for p, other in list(pivots.items()):
            if lead in other:
                pivots[p] = _reduced(s, other, {lead: line})
        pivots[lead] = line
    return [pivots[j].get(-1, zero) if j in pivots else zero for j in range(len(columns))]


def _numeric(v: Fraction | None) -> bool:
    return v is not None


def _reduced(s: Session, line: dict[int, Quotient], pivots: dict[int, dict[int, Quotient]]) -> dict[int, Quotient]:
    """The line with the pivot columns eliminated."""
    ring = s.ring
    out = dict(line)
    for p, pivot in pivots.items():
        factor = out.get(p)
        if factor is None:
            continue
        for j, v in pivot.items():
            value = ring.sub(out.get(j, ring.number(0)), ring.mul(factor, v))
            if value.num.is_zero():
                out.pop(j, None)
            else:
                out[j] = value
    return out
