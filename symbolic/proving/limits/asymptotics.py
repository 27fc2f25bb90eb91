"""Asymptotic expansions of terms as a positive variable t tends to 0.

Guarantee: for all small t > 0 the term is defined and equals ``Σ coefficient · monomial + O(rest)``
(:mod:`symbolic.proving.limits.series`), at every point where the facts of the session hold.  What cannot be shown raises
:class:`NoExpansion`.

Source: the Taylor series and orders of growth of any analysis text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import factorial

from symbolic.functions import FUNCTIONS
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import definedness, is_integer, strict
from symbolic.proving.facts import entails
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.ring import Quotient
from symbolic.proving.limits.expansion_rules import OPERATORS
from symbolic.proving.limits.series import Monomial, NoExpansion, NowhereDefined, Series, SeriesField
from symbolic.proving.limits.sums_over_members import mean_of_powers, sum_of_members
from symbolic.terms import (
    REAL,
    Apply,
    Bind,
    Call,
    Sym,
    Term,
    call,
    div,
    free_symbols,
    fresh,
    neg,
    num,
    power,
    replaced,
    sub,
    substitute,
    sym,
)

MAX_DERIVATIVES = 8
"""Beyond this order derivatives of the table's functions, taken by rule, grow too large."""


@dataclass(slots=True)
class Expander(SeriesField):
    """Expansions of terms in t; ``count`` is the integer variable that 1/t stands for, if it does."""

    t: Sym
    count: Sym | None = None
    smoothness: Mapping[Sym, int] = field(default_factory=dict)
    """The functions that have finitely many continuous derivatives, and how many."""
    memo: dict[Term, Series] = field(default_factory=dict)

    def expand(self, term: Term) -> Series:
        found = self.memo.get(term)
        if found is None:
            found = self.memo[term] = self._expand(term)
        return found

    def _expand(self, term: Term) -> Series:
        if self.t not in free_symbols(term):
            if not all(entails(self.s, c) is True for c in definedness(term)):
                raise NoExpansion("a part may be undefined")
            return self.exact(self.s.nf(term))
        match term:
            case Sym():
                return self.exact(self.s.ring.number(1), self.power_of_t(1))
            case Call("add", args):
                total = self.expand(args[0])
                for a in args[1:]:
                    total = self.plus(total, self.expand(a))
                return total
            case Call("mul", args):
                total = self.expand(args[0])
                for a in args[1:]:
                    total = self.product(total, self.expand(a))
                return total
            case Call("neg", (a,)):
                return self.scaled(self.expand(a), self.s.ring.number(-1))
            case Call("div", (a, b)):
                return self.product(self.expand(a), self.rational_power(self.expand(b), Fraction(-1)))
            case Call("pow", (a, b)):
                return self._power(a, b)
            case Call("cases", args):
                return self._cases(args)
            case Call("max" | "min" as op, args):
                best = args[0]
                for a in args[1:]:
                    below = self.side(sub(best, a)) < 0
                    best = a if below == (op == "max") else best
                return self.expand(best)
            case Call(op, args) if op in OPERATORS:
                return OPERATORS[op](self, *args)
            case Call(op, args):
                return self.function(op, args)
            case Apply():
                return self._opaque(term)
            case Bind("sum", _, _, (_, _)):
                return sum_of_members(self, term)
        raise NoExpansion(f"no expansion of {type(term).__name__}")

    def _power(self, base: Term, exponent: Term) -> Series:
        if self.t not in free_symbols(exponent):
            q = self.s.nf(exponent)
            value = self.s.ring.as_number(q)
            if value is not None:
                return self.rational_power(self.expand(base), value)
            return self._symbolic_power(self.expand(base), exponent)
        if isinstance(base, Bind) and (mean := mean_of_powers(self, base, exponent)) is not None:
            return mean
        if self.count is not None and self.t not in free_symbols(base) and self.sign(self.s.nf(base)) == sg.NEG:
            return self._alternating_power(neg(base), exponent, self.count)
        return self.exponential(self.product(self.expand(exponent), self.growth(base)))

    def growth(self, base: Term) -> Series:
        """log base; a negative base is no proof that a power is undefined, since the author may mean integer exponents."""
        try:
            return self.logarithm(self.expand(base))
        except NowhereDefined as e:
            raise NoExpansion("a power of a negative number") from e

    def _alternating_power(self, size: Term, exponent: Term, count: Sym) -> Series:
        """(−size)^m for integer m that depends on the integer variable: O(size^m)."""
        place = div(num(1), self.t)
        if not is_integer(replaced(exponent, place, count)):
            raise NoExpansion("a power of a negative number")
        return Series((), self.bound(self._power(size, exponent)))

    def _symbolic_power(self, x: Series, exponent: Term) -> Series:
        """(c + ε)^p with p free of t and c > 0, or c ≠ 0 and p an integer."""
        m, c, small = self.relative(x)
        if self.compare(m, self.unit) != 0:
            if not self.positive(c):
                raise NoExpansion("a power of a negative number")
            return self.exponential(self.scaled(self.logarithm(x), self.s.nf(exponent)))
        if not is_integer(exponent) and not self.positive(c):
            raise NoExpansion("a power of a negative number")
        whole = self.s.nf(power(self.s.quotient_term(c), exponent))
        return self.scaled(self.composed(self.binomials(self.s.nf(exponent)), small), whole)

    def side(self, term: Term) -> int:
        """The sign of a term for all small t."""
        x = self.expand(term)
        if not x.terms and x.rest is None:
            return 0
        return 1 if self.positive(self.leading(x)[1]) else -1

    def holds(self, test: Term) -> bool:
        match test:
            case Call("and", args):
                return all(map(self.holds, args))
            case Call("or", args):
                return any(map(self.holds, args))
            case Call("not", (a,)):
                return not self.holds(a)
            case Call("true", ()):
                return True
            case Call("lt" | "le" | "gt" | "ge" | "eq" | "ne" as op, (a, b)):
                side = self.side(sub(a, b))
                return {"lt": side < 0, "le": side <= 0, "gt": side > 0, "ge": side >= 0, "eq": side == 0, "ne": side != 0}[op]
        raise NoExpansion("a test that is not understood")

    def _cases(self, args: tuple[Term, ...]) -> Series:
        for test, value in zip(args[0:-1:2], args[1::2], strict=False):
            if self.holds(test):
                return self.expand(value)
        if len(args) % 2 == 0:
            raise NoExpansion("no case holds")
        return self.expand(args[-1])

    def function(self, op: str, args: tuple[Term, ...]) -> Series:
        """A function of the table: by its definition, or by its Taylor series at the limit of its argument."""
        row = FUNCTIONS.get(op)
        if row is None or not row.elementwise:
            raise NoExpansion(f"no expansion of {op}")
        if row.expand is not None:
            return self.expand(row.expand(*args))
        if len(args) != 1 or len(row.derivative) != 1:
            raise NoExpansion(f"no expansion of {op}")
        infinite, centre, small = self.parted(self.expand(args[0]))
        if infinite:
            raise NoExpansion(f"{op} of an infinite argument")
        at = self.s.quotient_term(centre)
        conditions = [strict(c) for c in definedness(call(op, at))] + list(row.smooth(at) if row.smooth else ())
        if not all(entails(self.s, c) is True for c in conditions):
            raise NoExpansion(f"{op} at the edge of its domain")
        return self.composed(self._taylor(lambda v: call(op, v), at), small)

    def _taylor(self, f: Callable[[Sym], Term], at: Term) -> Callable[[int], Quotient]:
        v = fresh(sym("v", REAL))
        derivatives = [f(v)]

        def coefficient(k: int) -> Quotient:
            if k > MAX_DERIVATIVES:
                raise NoExpansion("a Taylor series of high order")
            while len(derivatives) <= k:
                try:
                    derivatives.append(differentiate(derivatives[-1], v))
                except NoRule as e:
                    raise NoExpansion(str(e)) from e
            value = self.s.nf(substitute(derivatives[k], {v: at}))
            return self.s.ring.mul(self.s.ring.number(Fraction(1, factorial(k))), value)

        return coefficient

    def _opaque(self, term: Apply) -> Series:
        """A smooth function symbol at one argument that depends on t: Taylor's theorem."""
        moving = [i for i, a in enumerate(term.args) if self.t in free_symbols(a)]
        if len(moving) != 1:
            raise NoExpansion("several arguments vary")
        (i,) = moving
        infinite, centre, small = self.parted(self.expand(term.args[i]))
        if infinite:
            raise NoExpansion("an unknown function at infinity")
        args = (*term.args[:i], self.s.quotient_term(centre), *term.args[i + 1 :])

        def coefficient(k: int) -> Quotient:
            orders = (*term.orders[:i], term.orders[i] + k, *term.orders[i + 1 :])
            value = self.s.nf(Apply(term.function, args, orders))
            return self.s.ring.mul(self.s.ring.number(Fraction(1, factorial(k))), value)

        most = self.smoothness.get(term.function)
        return self.composed(coefficient, small) if most is None else self._peano(coefficient, small, most - sum(term.orders))

    def _peano(self, coefficient: Callable[[int], Quotient], small: Series, most: int) -> Series:
        """Taylor's theorem with the rest o(smallᵏ), k = ``most``; among whole powers of t that is smaller than any power ≤ k."""
        first = self.bound(small)
        if first is None:
            return self.exact(coefficient(0))
        if most < 0 or first.growth or first.b or self.compare(first, self.unit) >= 0 or not self._whole(first):
            raise NoExpansion("a function without so many derivatives")
        total, grown = self.exact(coefficient(0)), self.exact(self.s.ring.number(1))
        for k in range(1, most + 1):
            grown = self.product(grown, small)
            total = self.plus(total, self.scaled(grown, coefficient(k)))
        beyond = self.power_of_t(Fraction(1, 1000))
        return self.trimmed(total.terms, self.larger(total.rest, self.times(self.raised(first, Fraction(most)), beyond)))

    def _whole(self, m: Monomial) -> bool:
        value = self.s.ring.as_number(m.a)
        return value is not None and value.denominator == 1

    def at_infinity(self, a: Term) -> int:
        """The sign of an argument that tends to ±∞, else 0."""
        x = self.expand(a)
        if x.terms and self.infinite(x.terms[0][0]):
            return 1 if self.positive(self.leading(x)[1]) else -1
        return 0
