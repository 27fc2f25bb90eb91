"""Inequalities between sums over one range of symbolic length, shown member by member.

Every sum over the range becomes a name S_k with its kernel f_k(i); entries of arrays become names of their own, with what the
declarations say of every entry.  The difference D(S) is then shown to be ≥ 0 by one of

* *members*: D = c₀ + Σ c_k S_k is a sum over i, where c₀ is spread by weights whose sum is 1 (declared, or 1/n), and multiples
  of what vanishes in total are added (Lagrange); a nonlinear part in one S is replaced by its tangent (Jensen);
* *pairs*: a quadratic D is a sum over i and j of h(i,j), and h(i,j) + h(j,i) ≥ 0 (Lagrange's identity, Cauchy–Schwarz);
* *parts*: a sum of members ≥ 0 is one of them plus a rest ≥ 0;
* *signs*: |S| is S or −S.

Guarantee: True is returned only if the sign of the difference lies in the mask wherever all facts hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import permutations

from symbolic.functions import ge, gt, le
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.facts import GIVE_UP, assume, is_entailed, under
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.terms import (
    INTEGER,
    ONE,
    REAL,
    ZERO,
    Apply,
    Bind,
    Call,
    Elem,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    div,
    exp,
    free_symbols,
    fresh,
    log,
    mul,
    neg,
    rebuild,
    replaced,
    sub,
    substitute,
    sym,
    transform,
    walk,
)

Facts = tuple[Term, ...]
Show = Callable[[Term, int, Facts], bool]
MAX_SUMS = 8
MAX_BENT = 1


@dataclass(slots=True)
class Range:
    """The sums over one range in a claim, as names."""

    bounds: tuple[Term, ...]
    index: Sym
    kernels: dict[Sym, Term] = field(default_factory=dict)

    def named(self, t: Term) -> Term:
        """The term with every sum over the range replaced by its name, times what does not depend on the index."""

        outside = {node.var for node in walk(t) if isinstance(node, Bind)}

        def name(node: Term) -> Term | None:
            if not isinstance(node, Bind) or node.op != "sum" or node.bounds != self.bounds or free_symbols(node) & outside:
                return None
            outer, kernel = self._split(substitute(node.body, {node.var: self.index}))
            known = next((k for k, other in self.kernels.items() if other is kernel), None)
            if known is None:
                known = fresh(sym("S"))
                self.kernels[known] = kernel
            return mul(*outer, known)

        return transform(t, name)

    def _split(self, kernel: Term) -> tuple[list[Term], Term]:
        """Factors that do not depend on the index, and the rest."""
        match kernel:
            case Call("mul", args):
                inner = [a for a in args if self.index in free_symbols(a)]
                return [a for a in args if self.index not in free_symbols(a)], mul(*inner) if inner else ONE
            case Call("div", (a, b)) if self.index not in free_symbols(b):
                outer, rest = self._split(a)
                return [*outer, div(ONE, b)], rest
        return [], kernel


def sign_by_sums(d: Term, wanted: int, facts: Facts, show: Show, compare: Show) -> bool:
    """Whether the sign of ``d`` lies in ``wanted``, by the members of its sums; ``compare`` is a cheaper ``show`` for pairs."""
    if wanted in (sg.NEG, sg.NONPOS):
        return sign_by_sums(neg(d), sg.flip(wanted), facts, show, compare)
    if wanted not in (sg.POS, sg.NONNEG):
        return False
    all_bounds = {t.bounds for t in walk(d) if isinstance(t, Bind)}
    if len(all_bounds) != 1 or any(isinstance(t, Bind) and t.op not in ("sum", "prod") for t in walk(d)):
        return False
    (bounds,) = all_bounds
    span = Range(bounds, fresh(sym("i", INTEGER)))
    claim = span.named(_without_products(d, facts, span, show))
    known = tuple(span.named(f) if not isinstance(f, Bind) else f for f in facts)
    if not 1 <= len(span.kernels) <= MAX_SUMS or any(isinstance(t, Bind) for k in (claim, *span.kernels.values()) for t in walk(k)):
        return False
    divisors = frozenset[Sym]().union(*(free_symbols(t.args[1]) for t in walk(claim) if isinstance(t, Call) and t.op == "div"))
    plain = Bounds(span, known, show, compare)
    positive = tuple(gt(s) for s, kernel in span.kernels.items() if s in divisors and plain.is_positive_sum(kernel))
    return Bounds(span, (*known, *positive), show, compare).holds(claim, wanted)


def _without_products(d: Term, facts: Facts, span: Range, show: Show) -> Term:
    """Products of positive members as exponentials of sums of logarithms."""
    outside = {node.var for node in walk(d) if isinstance(node, Bind)}

    def logarithmic(t: Term) -> Term | None:
        if not isinstance(t, Bind) or t.op != "prod" or free_symbols(t) & outside:
            return None
        kernel = substitute(t.body, {t.var: span.index})
        if not Bounds(span, facts, show, show).positive(kernel):
            return None
        return exp(bind("sum", span.index, log(kernel), t.bounds))

    return transform(d, logarithmic)


@dataclass(slots=True)
class Bounds:
    """A claim about sums over one range, with the facts and the provers of its members and of pairs of them."""

    span: Range
    facts: Facts
    show: Show
    compare: Show

    def holds(self, claim: Term, wanted: int) -> bool:
        """Whether the sign of the claim lies in the mask."""
        cases = list(self._signs(claim))
        if len(cases) > 1:
            return all(self.holds(c, wanted) for c in cases)
        return self._by_parts(claim, wanted) or (wanted == sg.NONNEG and (self._by_pairs(claim) or self._by_members(claim)))

    def _signs(self, claim: Term) -> Iterator[Term]:
        """The claim with |S| as S and as −S."""
        found = next((t for t in walk(claim) if isinstance(t, Call) and t.op == "abs" and free_symbols(t) & set(self.span.kernels)), None)
        if found is not None:
            yield from (replaced(claim, found, value) for value in (found.args[0], neg(found.args[0])))

    # --- members

    def _by_members(self, claim: Term) -> bool:
        coefficients = self._linear(claim)
        if coefficients is None:
            return False
        base, slopes, bent = coefficients
        units = list(self._units())
        if (base is not ZERO and not units) or len(bent) > MAX_BENT:
            return False
        for weight in units or [ZERO]:
            spread = [mul(c, self.span.kernels[s]) for s, c in slopes.items()]
            if base is not ZERO:
                spread.append(mul(base, weight))
            for s, slope in bent.items():
                spread.append(mul(slope, sub(self.span.kernels[s], mul(s, weight))))
            member = add(*spread) if spread else ZERO
            if any(self._shown((m,), (self.span.index,)) for m in (member, *self._multiplied(member, units))):
                return True
        return False

    def _linear(self, claim: Term) -> tuple[Term, dict[Sym, Term], dict[Sym, Term]] | None:
        """c₀, the coefficients of sums that occur linearly, and the slopes of c₀ in the sums that bend it."""
        names = set(self.span.kernels)

        def run(s: Session) -> tuple[Term, dict[Sym, Term], dict[Sym, Term]] | None:
            assume(s, self.facts)
            q = s.nf(claim)
            if s.loci or s.signs.contradictory:
                return None
            ring = s.ring
            if s.signs.sign(q.den) != sg.POS:
                return None
            den = ONE if names & ring.symbols(q.den) else s.poly_term(ring.lift(q.den))
            bending = {x for g in ring.used(ring.lift(q.num)) if g.kind != "sym" for x in g.symbols if x in names}
            base: list[Term] = []
            slopes: dict[Sym, list[Term]] = {}
            for c, exps in ring.terms(ring.lift(q.num)):
                linear = [ring.generators[i].term for i, e in exps if e == 1 and ring.generators[i].term in names - bending]
                inner = {x for i, e in exps if e > 1 or ring.generators[i].term not in names for x in ring.generators[i].symbols} & names
                if len(linear) == 1 and not inner:
                    rest = tuple((i, e) for i, e in exps if ring.generators[i].term is not linear[0])
                    (name,) = linear
                    assert isinstance(name, Sym)
                    slopes.setdefault(name, []).append(s.quotient_term(ring.quotient(ring.monomial(rest, c), ring.constant(1))))
                else:
                    base.append(s.quotient_term(ring.quotient(ring.monomial(exps, c), ring.constant(1))))
            whole = add(*base) if base else ZERO
            linear_parts = {name: div(add(*parts), den) for name, parts in slopes.items()}
            bent = {x: div(differentiate(whole, x), den) for x in sorted(free_symbols(whole) & names, key=lambda x: x.uid)}
            return (div(whole, den) if base else ZERO), linear_parts, bent

        try:
            return with_units(run)
        except (NoRule, *GIVE_UP):
            return None

    def _units(self) -> Iterator[Term]:
        """Kernels whose sum over the range is 1."""
        for fact in self.facts:
            match fact:
                case Call("eq", (Sym() as s, Call() | Sym() | _ as one)) if s in self.span.kernels and one is ONE:
                    yield self.span.kernels[s]
        lo, hi = self.span.bounds
        if lo is ONE and self._known(ge(hi, ONE)):
            yield div(ONE, hi)

    def _multiplied(self, member: Term, units: list[Term]) -> Iterator[Term]:
        """The member plus λ·(u − v) for weights u, v, with λ such that it is stationary at u = v."""
        for u, v in permutations(units, 2):
            if not isinstance(u, Elem):
                continue
            name = fresh(sym("u"))
            try:
                slope = differentiate(replaced(member, u, name), name)
            except NoRule:
                continue
            multiplier = self._tidy(neg(substitute(slope, {name: v})))
            if multiplier is not None and self.span.index not in free_symbols(multiplier):
                yield add(member, mul(multiplier, sub(u, v)))

    def _tidy(self, t: Term) -> Term | None:
        atoms = Atoms(self.facts, self.span)
        moved = atoms.named(t)

        def run(s: Session) -> Term:
            assume(s, atoms.facts((self.span.index,)))
            return s.quotient_term(s.nf(moved))

        try:
            out = with_units(run)
        except GIVE_UP:
            return None
        back = {v: k for k, v in atoms.names.items()}
        return substitute(out, back)

    # --- pairs

    def _by_pairs(self, claim: Term) -> bool:
        """D = Σ_ij h(i,j) with h(i,j) + h(j,i) ≥ 0."""
        i, j = self.span.index, fresh(self.span.index)
        found = self._quadratic(claim)
        if found is None:
            return False
        parts = [mul(c, f, substitute(g, {i: j})) for c, f, g in found]
        both = [add(p, _swapped(p, i, j)) for p in parts]
        return self._shown((add(*both),), (i, j), show=self.compare)

    def _quadratic(self, claim: Term) -> list[tuple[Term, Term, Term]] | None:
        """The claim, times something positive, as Σ c·f(i)·g(j): the number of members counts as Σ 1."""
        lo, hi = self.span.bounds
        units = list(self._units())
        weight = next((u for u in units if isinstance(u, Elem)), None)
        count = fresh(sym("S"))
        kernels = {**self.span.kernels, count: ONE}
        facts = self.facts
        if lo is ONE and isinstance(hi, Sym) and self._known(ge(hi, ONE)):
            claim, facts = substitute(claim, {hi: count}), (*facts, ge(count, ONE))

        def run(s: Session) -> list[tuple[Term, Term, Term]] | None:
            q = s.nf(claim)
            if s.loci or s.signs.contradictory or s.signs.sign(q.den) != sg.POS:
                return None
            out = []
            for c, exps in s.ring.terms(s.ring.lift(q.num)):
                factors: list[Term] = []
                rest = []
                for k, e in exps:
                    name = s.ring.generators[k].term
                    if isinstance(name, Sym) and name in kernels:
                        factors += [kernels[name]] * e
                    elif set(kernels) & set(s.ring.generators[k].symbols):
                        return None
                    else:
                        rest.append((k, e))
                while len(factors) < 2 and weight is not None:
                    factors.append(weight)
                if len(factors) != 2:
                    return None
                one, other = factors
                out.append((s.quotient_term(s.ring.quotient(s.ring.monomial(tuple(rest), c), s.ring.constant(1))), one, other))
            return out

        return under(facts, run, None)

    # --- parts

    def _by_parts(self, claim: Term, wanted: int) -> bool:
        """A sum of members ≥ 0 is its member at an index that occurs, plus a rest ≥ 0."""
        places = {t.indices[0] for t in walk(claim) if isinstance(t, Elem) and len(t.indices) == 1}
        lo, hi = self.span.bounds
        for place in places:
            if not self._known(ge(place, lo)) or not self._known(le(place, hi)):
                continue
            values: dict[Sym, Term] = {}
            rests: list[Term] = []
            for s, kernel in self.span.kernels.items():
                if s in free_symbols(claim) and self._shown((kernel,), (self.span.index,)):
                    rest = fresh(sym("r"))
                    values[s] = add(substitute(kernel, {self.span.index: place}), rest)
                    rests.append(ge(rest))
            if values and self._shown((substitute(claim, values),), (place,), wanted, tuple(rests)):
                return True
        return False

    # --- questions

    def positive(self, kernel: Term) -> bool:
        """Whether every member is positive."""
        return self._shown((kernel,), (self.span.index,), sg.POS)

    def is_positive_sum(self, kernel: Term) -> bool:
        """Whether a sum is one of positive members, of which there is one."""
        lo, hi = self.span.bounds
        return self._known(ge(hi, lo)) and self.positive(kernel)

    def _known(self, condition: Term) -> bool:
        return is_entailed(self.facts, condition)

    def _shown(self, claims: Facts, indices: Facts, wanted: int = sg.NONNEG, more: Facts = (), show: Show | None = None) -> bool:
        """Whether claims about members at the indices are shown, with entries as names of their own."""
        atoms = Atoms(self.facts, self.span)
        moved = [atoms.named(c) for c in claims]
        if any(isinstance(t, Elem | Apply | Bind) for m in moved for t in walk(m)):
            return False
        return all((show or self.show)(m, wanted, _about(m, (*atoms.facts(indices), *more))) for m in moved)


@dataclass(slots=True)
class Atoms:
    """Entries of arrays as real names, and what is known of them."""

    known: Facts
    span: Range
    names: dict[Term, Sym] = field(default_factory=dict)

    def named(self, t: Term) -> Term:
        """The term with every entry and every value of an unknown function as a name."""
        if isinstance(t, Elem | Apply):
            if t not in self.names:
                self.names[t] = fresh(sym("u", REAL))
            return self.names[t]
        parts = children(t)
        return rebuild(t, tuple(map(self.named, parts))) if parts else t

    def facts(self, indices: Facts) -> Facts:
        """Facts about the members at the indices, which lie in the range."""
        lo, hi = self.span.bounds
        own = [c for i in indices for c in (ge(i, lo), le(i, hi))]
        out = [self.named(f) for f in self.known if not isinstance(f, Bind)]
        for fact in self.known:
            if isinstance(fact, Bind) and fact.op == "forall" and fact.bounds in (self.span.bounds, ()):
                out += [self.named(substitute(fact.body, {fact.var: i})) for i in indices]
        out += [self.named(f) for f in self._shares(indices)]
        return tuple(f for f in (*own, *out) if not any(isinstance(t, Elem | Apply | Bind) for t in walk(f)))

    def _shares(self, indices: Facts) -> Iterator[Term]:
        """Weights p_i ≥ 0 with Σ p_i = 1 are at most 1."""
        for fact in self.known:
            match fact:
                case Call("eq", (Sym() as s, one)) if s in self.span.kernels and one is ONE and self._weight(self.span.kernels[s]):
                    yield from (le(substitute(self.span.kernels[s], {self.span.index: i}), ONE) for i in indices)

    def _weight(self, kernel: Term) -> bool:
        """Whether every entry is declared not to be negative."""
        i = self.span.index
        return any(
            isinstance(f, Bind) and f.op == "forall" and f.bounds in (self.span.bounds, ())
            and substitute(f.body, {f.var: i}) in (call("gt", kernel, ZERO), call("ge", kernel, ZERO))
            for f in self.known)


def _swapped(t: Term, i: Sym, j: Sym) -> Term:
    between = fresh(i)
    return substitute(substitute(substitute(t, {i: between}), {j: i}), {between: j})


def _about(claim: Term, facts: Facts) -> Facts:
    """The facts about names of the claim alone."""
    names = free_symbols(claim)
    return tuple(dict.fromkeys(f for f in facts if free_symbols(f) <= names))
