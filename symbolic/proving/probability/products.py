"""Terms in random variables as sums of products: coefficients that do not depend on chance, and atoms that do.

``(aX + b)²`` has the parts a²·XX, 2ab·X and b²; ``Σᵢ Xᵢ`` one part under a sum; exp of a sum is a product of exponentials, an indicator
of a compound event a polynomial in indicators of simple ones.  What does not come apart is an atom.

Guarantee: wherever the term is defined, it equals the sum of its parts, for all values of the random variables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from symbolic.proving.probability.atoms import different
from symbolic.proving.probability.chances import GIVEN, Chances, Key
from symbolic.terms import (
    FALSE,
    MINUS_ONE,
    ONE,
    TRUE,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    div,
    exp,
    mul,
    neg,
    num,
    open_binder,
    power,
    rebuild,
)

MOST_PARTS = 400
MOST_POWER = 6


class NoProducts(Exception):
    """The term does not come apart within the budget; the prover abstains."""


@dataclass(frozen=True, slots=True)
class Part:
    """Σ over the binders of coefficient times the product of the atoms."""

    coefficient: Term
    atoms: tuple[Term, ...] = ()
    binders: tuple[tuple[Sym, Term, Term], ...] = ()

    def summed(self, value: Term) -> Term:
        """The coefficient times ``value``, summed over the binders."""
        out = times(self.coefficient, value)
        for var, lo, hi in reversed(self.binders):
            out = bind("sum", var, out, (lo, hi))
        return out


Parts = list[Part]


def times(a: Term, b: Term) -> Term:
    """The product, numerals multiplied out."""
    if isinstance(a, Num) and isinstance(b, Num):
        return num(a.value * b.value)
    return b if a is ONE else a if b is ONE else mul(a, b)


@dataclass(frozen=True, slots=True)
class Expansion:
    """The expansion under declared chances; ``plain`` gives a term that does not depend on chance its value."""

    chances: Chances
    plain: Callable[[Term], Term]
    regressions: Mapping[Term, Term] = field(default_factory=dict)
    """Conditional expectations with their declared values."""

    def parts(self, t: Term) -> Parts:
        match t:
            case Call("indicator", (test,)) if test in (TRUE, FALSE):
                return self._event(test)
        if not self.chances.varies(t):
            return [Part(self.plain(t))]
        match t:
            case Call("add", args):
                return [p for a in args for p in self.parts(a)]
            case Call("neg", (a,)):
                return _scaled(self.parts(a), MINUS_ONE)
            case Call("mul", args):
                return self._product(args)
            case Call("div", (a, b)) if not self.chances.varies(b):
                return _scaled(self.parts(a), div(ONE, self.plain(b)))
            case Call("div", (a, b)):
                return self._product((a, call("div", ONE, b))) if a is not ONE else [self._atom(t)]
            case Call("pow", (Call("abs", (a,)), Num(k))) if k.denominator == 1 and 0 <= k <= MOST_POWER and k % 2 == 0:
                return self._product((a,) * int(k))
            case Call("pow", (a, Num(k))) if k.denominator == 1 and 0 <= k <= MOST_POWER:
                return self._product((a,) * int(k))
            case Call("exp", (a,)):
                return self._exponential(a)
            case Call("indicator", (event,)):
                return self._event(event)
            case Call(op, (u, *given)) if op == GIVEN:
                return self.known_given(self.parts(u), tuple(given))
            case Bind("sum", _, _, bounds) if not any(map(self.chances.varies, bounds)):
                var, body = open_binder(t)
                lo, hi = map(self.plain, bounds)
                return [replace(p, binders=((var, lo, hi), *p.binders)) for p in self.parts(body)]
        return [self._atom(t)]

    def known_given(self, parts: Parts, given: tuple[Term, ...]) -> Parts:
        """E[U | Y] for U in parts: what depends on Y alone comes out, and E[E[V | Y, Z] | Y] = E[V | Y]."""
        keys = frozenset[Key]().union(*map(self.chances.keys, given))
        out: Parts = []
        for p in parts:
            if p.binders:
                raise NoProducts("a sum of many variables, given another")
            known = [a for a in p.atoms if self.chances.keys(a) <= keys]
            rest = tuple(a for a in p.atoms if not self.chances.keys(a) <= keys)
            inner = next((a for a in rest if self._is_finer(a, rest, given)), None)
            if inner is not None and isinstance(inner, Call):
                others = [a for a in rest if a is not inner]
                out += [_times(Part(p.coefficient, _sorted(known)), q) for q in
                        self.known_given(self.parts(mul(ONE, inner.args[0], *others)), given)]
            elif self._is_apart(rest, keys):
                out.append(Part(times(p.coefficient, self.plain(call("expectation", product_of(rest)))), _sorted(known)))
            elif (value := self.regressions.get(call(GIVEN, product_of(rest), *given))) is not None:
                out += [_times(Part(p.coefficient, _sorted(known)), q) for q in self.parts(value)]
            else:
                out.append(Part(p.coefficient, _sorted([*known, *([call(GIVEN, product_of(rest), *given)] if rest else [])])))
        return out

    def _is_finer(self, atom: Term, rest: tuple[Term, ...], given: tuple[Term, ...]) -> bool:
        """Whether an atom is E[V | Y, Z], and the others are functions of Y and Z."""
        if not isinstance(atom, Call) or atom.op != GIVEN or rest.count(atom) > 1 or not set(given) <= set(atom.args[1:]):
            return False
        return all(self.chances.keys(a) <= self.chances.keys(atom) for a in rest if a is not atom)

    def _is_apart(self, atoms: tuple[Term, ...], keys: frozenset[Key]) -> bool:
        """Whether the atoms are independent of the random numbers with these keys."""
        own = frozenset[Key]().union(*map(self.chances.keys, atoms))
        names = {k[0] for k in own}, {k[0] for k in keys}
        pairs = [(a[1], b[1]) for a in own for b in keys if a[0] is b[0]]
        members = all(self.chances.independent_family(name) for name in names[0] & names[1])
        members = members and all(i is not None and j is not None and different(i, j) for i, j in pairs)
        return bool(own) and members and self.chances.independent(names[0] | names[1])

    def _atom(self, t: Term) -> Part:
        return Part(ONE, (self._inside(t),))

    def _inside(self, t: Term) -> Term:
        """The atom with the expectations inside it evaluated."""
        if not self.chances.varies(t):
            return self.plain(t)
        if isinstance(t, Bind):
            var, body = open_binder(t)
            return bind(t.op, var, self._inside(body), tuple(map(self._inside, t.bounds)))
        parts = children(t)
        return rebuild(t, tuple(map(self._inside, parts))) if parts else t

    def _product(self, factors: tuple[Term, ...]) -> Parts:
        out = [Part(ONE)]
        for f in factors:
            parts = self.parts(f)
            if len(out) * len(parts) > MOST_PARTS:
                raise NoProducts("too many products")
            out = [_times(p, q) for p in out for q in parts]
        return out

    def _exponential(self, exponent: Term) -> Parts:
        """exp of a sum: one exponential a product of atoms, and a factor that does not depend on chance."""
        collected: dict[tuple[Term, ...], list[Term]] = {}
        factor: list[Term] = []
        atoms: list[Term] = []
        for p in self.parts(exponent):
            if not p.atoms:
                factor.append(p.summed(ONE))
            elif not p.binders:
                collected.setdefault(p.atoms, []).append(p.coefficient)
            elif len(p.binders) == 1:
                var, lo, hi = p.binders[0]
                atoms.append(bind("prod", var, exp(times(p.coefficient, mul(*p.atoms))), (lo, hi)))
            else:
                raise NoProducts("the exponential of a double sum")
        atoms += [exp(times(add(*cs), mul(*a))) for a, cs in collected.items()]
        return [Part(exp(add(*factor)) if factor else ONE, _sorted(atoms))]

    def _event(self, event: Term) -> Parts:
        """The indicator of an event by those of ``u < v`` and ``u = v``."""
        if event in (TRUE, FALSE):
            return [Part(ONE)] if event is TRUE else []
        if not self.chances.varies(event):
            return [Part(call("indicator", self.plain(event)))]
        if (bounded := _taken_apart(event)) is not None:
            return self._event(bounded)
        match event:
            case Call("not", (a,)):
                return _complement(self._event(a))
            case Call("and", args):
                return self._product(tuple(call("indicator", a) for a in args))
            case Call("or", args):
                return _complement(self._product(tuple(call("indicator", call("not", a)) for a in args)))
            case Call("gt" | "ge" as op, (a, b)):
                return self._event(call("lt" if op == "gt" else "le", b, a))
            case Call("ne", (a, b)):
                return _complement(self._event(call("eq", a, b)))
            case Call("le", (a, b)):
                return [*self._event(call("lt", a, b)), *self._event(call("eq", a, b))]
            case Call("lt", (a, b)) if self._turned(a, b):
                return _complement(self._event(call("le", b, a)))
            case Call("eq", (a, b)) if self._turned(a, b):
                return [self._atom(call("indicator", call("eq", b, a)))]
        return [self._atom(call("indicator", event))]

    def _turned(self, a: Term, b: Term) -> bool:
        """Whether the right side of a comparison is to stand on the left."""
        return not self.chances.varies(a) or (self.chances.varies(b) and repr(b) < repr(a))


def _taken_apart(event: Term) -> Term | None:
    """``min(X, Y) > t`` as X > t and Y > t, likewise of max and of moduli."""
    match event:
        case Call("lt" | "le" as op, (a, Call("min", parts))):
            return call("and", *(call(op, a, part) for part in parts))
        case Call("lt" | "le" as op, (Call("max", parts), b)):
            return call("and", *(call(op, part, b) for part in parts))
        case Call("lt" | "le" as op, (Call("abs", (u,)), b)):
            return call("and", call(op, u, b), call(op, neg(b), u))
        case Call("lt" | "le" as op, (Call("min"), _) | (_, Call("max" | "abs"))):
            return call("not", call("le" if op == "lt" else "lt", event.args[1], event.args[0]))
        case Call("gt" | "ge" as op, (Call("min" | "max" | "abs"), _) | (_, Call("min" | "max" | "abs"))):
            return call("lt" if op == "gt" else "le", event.args[1], event.args[0])
    return None


def _scaled(parts: Parts, c: Term) -> Parts:
    return [replace(p, coefficient=times(c, p.coefficient)) for p in parts]


def _complement(parts: Parts) -> Parts:
    return [Part(ONE), *_scaled(parts, MINUS_ONE)]


def _times(p: Part, q: Part) -> Part:
    return Part(times(p.coefficient, q.coefficient), _sorted((*p.atoms, *q.atoms)), (*p.binders, *q.binders))


def _sorted(atoms: tuple[Term, ...] | list[Term]) -> tuple[Term, ...]:
    return tuple(sorted(atoms, key=repr))


def product_of(atoms: tuple[Term, ...]) -> Term:
    """The atoms multiplied, equal ones as powers."""
    factors = [a if (k := atoms.count(a)) == 1 else power(a, num(k)) for a in dict.fromkeys(atoms)]
    return mul(*factors) if factors else ONE


def difference(a: Term, b: Term) -> Term:
    """a − b."""
    return add(a, neg(b))
