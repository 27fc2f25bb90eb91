r"""Expectations, variances and covariances of random vectors, as linear algebra.

E is linear, and constant matrices come out of it on both sides: E[A x + b] = A E[x] + b, E[A x yᵀ B] = A E[x yᵀ] B and
E[xᵀ A y] = tr(A E[y xᵀ]); Cov(u, v) = E[u vᵀ] − E[u] E[v]ᵀ.  What remains, the means and second moments of the random vectors
themselves, is known from declared moments or from independence, or becomes a name.

Guarantee: for all random vectors with the declared properties for which the expectations that occur exist, the result equals the term
wherever its inverses exist, if every name stands for the moment that it is called after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from symbolic.proving.probability.chances import OPERATORS, Chances, by_means
from symbolic.proving.probability.moment_names import MEAN
from symbolic.proving.probability.products import NoProducts, difference, times
from symbolic.shapes import is_scalar, shape
from symbolic.terms import ONE, REAL, TWO, ZERO, Call, Num, Sort, Sym, Term, add, call, children, div, mul, neg, operators, rebuild, sym

MOST_PRODUCTS = 100


@dataclass(frozen=True, slots=True)
class Product:
    """A constant number times a product of arrays, from left to right; none: the number itself."""

    coefficient: Term
    factors: tuple[Term, ...] = ()

    def __mul__(self, other: Product) -> Product:
        return Product(times(self.coefficient, other.coefficient), self.factors + other.factors)

    def transposed(self) -> Product:
        return replace(self, factors=tuple(map(transpose, reversed(self.factors))))

    def term(self) -> Term:
        if any(map(_is_zero, self.factors)):
            return ZERO
        return times(self.coefficient, chain(self.factors)) if self.factors else self.coefficient


def transpose(t: Term) -> Term:
    match t:
        case Call("transpose", (a,)):
            return a
        case Call("zeros", (m, n)):
            return call("zeros", n, m)
    return call("transpose", t)


def _is_zero(t: Term) -> bool:
    return t is ZERO or (isinstance(t, Call) and t.op == "zeros")


def chain(factors: tuple[Term, ...]) -> Term:
    return factors[0] if len(factors) == 1 else call("matmul", *factors)


@dataclass(slots=True)
class ArrayMoments:
    """Moments of random vectors under declared chances.

    means, seconds: the declared values of E[x] and of E[x yᵀ].
    facts:    what follows of the values: covariance matrices are positive semidefinite.
    unknown:  whether a moment was used without a value.
    attained: whether there are random vectors with these moments wherever the facts and ``enough`` hold.
    """

    chances: Chances
    means: dict[Sym, Term] = field(default_factory=dict)
    seconds: dict[tuple[Sym, Sym], Term] = field(default_factory=dict)
    facts: list[Term] = field(default_factory=list)
    enough: list[Term] = field(default_factory=list)
    unknown: bool = False
    attained: bool = True

    def plain(self, t: Term) -> Term:
        """The term with values, or names, in the place of expectations."""
        if operators(t).isdisjoint(OPERATORS):
            return t
        if (found := by_means(t, self)) is not None:
            return found
        if isinstance(t, Call):
            return rebuild(t, tuple(map(self.plain, t.args)))
        raise NoProducts("an expectation under a sum or a derivative of random vectors")

    def covariance(self, u: Term, v: Term) -> Term:
        """Of columns a matrix, of numbers a number."""
        outer = mul(u, v) if is_scalar(u) and is_scalar(v) else call("matmul", u, transpose(v))
        means = self.mean(u), self.mean(v)
        if not is_scalar(u) and (shape(u)[1] is not ONE or shape(v)[1] is not ONE):
            raise NoProducts("the covariance of matrices")
        product = mul(*means) if is_scalar(u) else Product(ONE, (means[0], transpose(means[1]))).term()
        return self.mean(outer) if _is_zero(product) or any(map(_is_zero, means)) else difference(self.mean(outer), product)

    def mean(self, u: Term) -> Term:
        match u:
            case _ if not self.chances.varies(u):
                return self.plain(u)
            case Call("add", args):
                return add(*map(self.mean, args))
            case Call("neg", (a,)):
                return neg(self.mean(a))
            case Call("trace", (a,)):
                return call("trace", self.mean(a))
            case Call("mul", args) if sum(map(self.chances.varies, args)) == 1:
                return mul(*(self.mean(a) if self.chances.varies(a) else self.plain(a) for a in args))
        return self.total(self.products(u), u)

    def total(self, products: list[Product], u: Term) -> Term:
        means = [m for m in map(self.of_product, products) if not _is_zero(m)]
        return add(*means) if means else ZERO if is_scalar(u) else call("zeros", *shape(u))

    # --- products of arrays

    def products(self, t: Term) -> list[Product]:
        """The term as a sum of products."""
        if not self.chances.varies(t):
            return [Product(self.plain(t)) if is_scalar(t) else Product(ONE, (self.plain(t),))]
        match t:
            case Sym() if len(t.sort.shape) == 2 and not t.sort.index and t.sort.field == REAL.field:
                return [Product(ONE, (t,))]
            case Call("add", args):
                return [p for a in args for p in self.products(a)]
            case Call("neg", (a,)):
                return [replace(p, coefficient=neg(p.coefficient)) for p in self.products(a)]
            case Call("mul", args):
                return self._scaled(args)
            case Call("div", (a, b)) if not self.chances.varies(b):
                return [replace(p, coefficient=div(p.coefficient, self.plain(b))) for p in self.products(a)]
            case Call("transpose", (a,)):
                return [p.transposed() for p in self.products(a)]
            case Call("matmul", args):
                return self._product(args)
            case Call("inner", (a, b)):
                return self._product((transpose(a), b))
            case Call("pow", (Call("norm", (a,)), exponent)) if exponent is TWO:
                return self._product((transpose(a), a))
            case Call("pow", (a, Num(k))) if is_scalar(a) and k in (1, 2):
                return self._product((a,) * int(k))
        raise NoProducts("a random array that is no sum of products")

    def _product(self, factors: tuple[Term, ...]) -> list[Product]:
        out = [Product(ONE)]
        for f in factors:
            parts = self.products(f)
            if len(out) * len(parts) > MOST_PRODUCTS:
                raise NoProducts("too many products")
            out = [p * q for p in out for q in parts]
        return out

    def _scaled(self, factors: tuple[Term, ...]) -> list[Product]:
        """Numbers, which may be products of random vectors, times an array: such a number is put behind a column or before a row."""
        numbers, arrays = [f for f in factors if is_scalar(f)], [f for f in factors if not is_scalar(f)]
        if len(arrays) > 1:
            raise NoProducts("a product by entries")
        if not arrays or not any(map(self.chances.varies, numbers)) or shape(arrays[0])[1] is ONE:
            return self._product((*arrays, *numbers))
        if shape(arrays[0])[0] is ONE:
            return self._product((*numbers, *arrays))
        raise NoProducts("a random number times a matrix")

    # --- expectations of products

    def of_product(self, p: Product) -> Term:
        places = [k for k, f in enumerate(p.factors) if self.chances.varies(f)]
        match places:
            case []:
                return p.term()
            case [k]:
                known = self.mean_of(p.factors[k])
                return Product(p.coefficient, (*p.factors[:k], known, *p.factors[k + 1 :])).term()
            case [i, j]:
                return self._of_two(p, i, j)
        raise NoProducts("moments of random vectors above the second")

    def _of_two(self, p: Product, i: int, j: int) -> Term:
        """``D u M v E`` for columns u, v or their transposes, constant D, M, E."""
        before, between, behind = p.factors[:i], p.factors[i + 1 : j], p.factors[j + 1 :]
        u, v = _column(p.factors[i]), _column(p.factors[j])
        first_row, second_row = u is not p.factors[i], v is not p.factors[j]
        turned = tuple(map(transpose, reversed(between)))
        is_number = first_row and not second_row
        moment = self.second(v, u) if is_number else self.second(u, v)
        if _is_zero(moment):
            return ZERO
        number, middle = p.coefficient, [moment]
        match first_row, second_row:
            case False, True:  # u m vᵀ with a number m
                number = times(number, chain(between)) if between else number
            case True, False:  # uᵀ M v = tr(M E[v uᵀ]), a number
                number, middle = times(number, call("trace", chain((*between, moment)))), []
            case False, False:  # u (M v) = u vᵀ Mᵀ
                middle += turned
            case _:  # (uᵀ M) vᵀ = Mᵀ u vᵀ
                middle = [*turned, moment]
        return Product(number, (*before, *middle, *behind)).term()

    def mean_of(self, x: Term) -> Term:
        """E of a random array or its transpose."""
        name = _array(x)
        known = self.means.get(name)
        if known is None:
            self.unknown = True
            known = sym(f"{MEAN}{name.name}]", Sort(name.sort.field, name.sort.shape))
        return known if x is name else transpose(known)

    def second(self, x: Sym, y: Sym) -> Term:
        """E[x yᵀ]."""
        if (x, y) in self.seconds:
            return self.seconds[x, y]
        if (y, x) in self.seconds:
            return transpose(self.seconds[y, x])
        if x is not y and self.chances.independent((x, y)):
            return Product(ONE, (self.mean_of(x), transpose(self.mean_of(y)))).term()
        self.unknown = True
        first, last = sorted((x, y), key=repr)
        name = sym(f"{MEAN}{first.name} {last.name}^\\top]", Sort("real", (first.sort.shape[0], last.sort.shape[0])))
        if x is y:
            self.facts.append(call("possemidef", name, ZERO))
        return name if first is x else transpose(name)

    # --- what is declared

    def learn(self) -> None:
        """Use the declared facts: means first, then second moments."""
        rest = []
        for fact in self.chances.given:
            match fact:
                case Call("eq", (Call("expectation", (Sym() as x,)), value)) | Call("eq", (value, Call("expectation", (Sym() as x,)))) \
                        if x.sort.shape and x not in self.means and not self._speaks_of_moments(value):
                    self.means[x] = _of_shape(value, x.sort.shape)
                case _:
                    rest.append(fact)
        used = [any(self._gives(*ends) for ends in _ends(fact)) for fact in rest]
        self.attained = self.attained and all(used)

    def _speaks_of_moments(self, value: Term) -> bool:
        return self.chances.varies(value) or not operators(value).isdisjoint(OPERATORS)

    def _gives(self, left: Term, value: Term) -> bool:
        """Whether an equation gives a second moment: Var(x) = V, Cov(x, y) = C, E[(x − m)(x − m)ᵀ] = V, …"""
        match left:
            case Call("variance", (u,)):
                v = u
            case Call("covariance", (u, v)):
                pass
            case Call("expectation", (Call("matmul", (Sym() as x, Call("transpose", (y,)))),)) \
                    if x is y and _is_zero(self.means.get(x, ONE)):
                return self._gives(call("variance", x), value)
            case Call("expectation", (Call("matmul", (_, _)) as outer,)):
                self.attained = False
                return not self._speaks_of_moments(value) and self._solved(self.products(outer), value, ())
            case _:
                return False
        if is_scalar(u) or is_scalar(v) or self._speaks_of_moments(value):
            return False
        products = self.products(call("matmul", u, transpose(v)))
        means = Product(ONE, (self.mean(u), transpose(self.mean(v)))).term()
        enough = facts_of_spread(value) if u is v else None
        match value:
            case Sym() | Call("mul", (*_, Call("identity", _))) if u is v:
                self.facts += enough or ()
            case _:
                self.enough += enough or ()
        self.attained = self.attained and enough is not None
        return self._solved(products, value, (means,))

    def _solved(self, products: list[Product], value: Term, further: tuple[Term, ...]) -> bool:
        """Give E[x yᵀ] its value if it is one of the products, and the moments in all others have values."""
        leading = [p for p in products if sum(map(self.chances.varies, p.factors)) == 2]
        if len(leading) != 1 or leading[0].coefficient is not ONE or len(leading[0].factors) != 2:
            return False
        x, row = leading[0].factors
        y = _column(row)
        if row is y or not isinstance(x, Sym) or (x, y) in self.seconds or (y, x) in self.seconds:
            return False
        rest = [neg(self.of_product(p)) for p in products if p is not leading[0]]
        known = [t for t in (value, *further, *rest) if not _is_zero(t)]
        self.seconds[x, y] = add(*known) if known else call("zeros", x.sort.shape[0], y.sort.shape[0])
        return True


def facts_of_spread(value: Term) -> list[Term] | None:
    """Facts under which a matrix is positive semidefinite, and so a covariance: of V, c I, M Mᵀ, M V Mᵀ and their sums."""
    match value:
        case Sym():
            return [call("possemidef", value, ZERO)]
        case Call("identity" | "zeros", _):
            return []
        case Call("mul", (*numbers, matrix)) if not is_scalar(matrix) and all(map(is_scalar, numbers)):
            inner = facts_of_spread(matrix)
            return None if inner is None else [call("ge", mul(*numbers), ZERO), *inner]
        case Call("add", parts):
            found = [facts_of_spread(part) for part in parts]
            return None if None in found else [fact for facts in found for fact in facts or ()]
        case Call("matmul", (first, *middle, last)) if first is transpose(last):
            return facts_of_spread(chain(tuple(middle))) if middle else []
    return None


def _ends(fact: Term) -> Iterator[tuple[Term, Term]]:
    match fact:
        case Call("eq", (left, right)):
            yield left, right
            yield right, left


def _of_shape(value: Term, sizes: tuple[Term, ...]) -> Term:
    """A declared value; 0 stands for the zero array."""
    return call("zeros", *sizes) if value is ZERO else value


def _array(x: Term) -> Sym:
    match x:
        case Sym() | Call("transpose", (Sym(),)):
            return x if isinstance(x, Sym) else _array(*children(x))
    raise NoProducts("a random array that is no name")


def _column(x: Term) -> Sym:
    """The column of which a factor is made."""
    name = _array(x)
    if len(name.sort.shape) != 2 or name.sort.shape[1] is not ONE:
        raise NoProducts("second moments of a random matrix")
    return name

