"""Expectations as a linear operator on products of random variables.

E[c] = c, E is linear, exchanges with finite sums, and E[f(X) g(Y)] = E[f(X)] E[g(Y)] for variables that are declared independent; Var
and Cov are E[U²] − E[U]² and E[UV] − E[U] E[V], a probability is the expectation of an indicator.  What remains, the expectation of a
product of atoms that depend on each other, is known from a declared law or a declared fact, or becomes a name.

Guarantee: for all random variables with the declared properties for which the expectations that occur exist, the result equals the
term, if every name stands for the expectation that it is called after.  The same expectation has the same name; a name that depends on
parameters is a function of them, of which nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

from symbolic.proving.probability.atoms import different, moved, partitions, with_one_product, without_repeated_events
from symbolic.proving.probability.chances import GIVEN, OPERATORS, Chances, Key, by_means
from symbolic.proving.probability.known_laws import by_law
from symbolic.proving.probability.moment_names import applied, by_entry, is_name, named
from symbolic.proving.probability.products import Expansion, NoProducts, Part, Parts, difference, times
from symbolic.proving.probability.several_laws import by_several_laws
from symbolic.terms import (
    HALF,
    ONE,
    ZERO,
    Apply,
    Bind,
    Call,
    Deriv,
    Elem,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    free_symbols,
    mul,
    neg,
    open_binder,
    operators,
    rebuild,
    substitute,
    transform,
    walk,
)

Known = tuple[tuple[Sym, ...], Term]
MOST_INDICES = 4


@dataclass(slots=True)
class Moments:
    """Expectations under declared chances.

    values:   names of expectations with what the declarations say of them, for all values of the letters.
    facts:    what the declarations say that gives no value.
    unknown:  the names that were used without a value.
    regressions: conditional expectations with their declared values.
    """

    chances: Chances
    values: dict[Sym, Known] = field(default_factory=dict)
    facts: list[Term] = field(default_factory=list)
    unknown: dict[Sym, None] = field(default_factory=dict)
    regressions: dict[Term, Term] = field(default_factory=dict)

    # --- terms

    def plain(self, t: Term) -> Term:
        """The term with names, or values, in the place of expectations."""
        if operators(t).isdisjoint(OPERATORS):
            return t
        if (found := by_means(t, self)) is not None:
            return found
        match t:
            case Deriv(body, var, order):
                inner = self.plain(body)
                if any(isinstance(s, Apply) and is_name(s.function) and free_symbols(var) & free_symbols(s) for s in walk(inner)):
                    raise NoProducts("a derivative of an expectation that is not known")
                if free_symbols(var) & self.chances.parameters:
                    self._all_known(inner)
                return Deriv(inner, var, order)
            case Bind("at", var, body, (value,)) if (own := next((p for p in self.chances.parameters if p.name == var.name), None)):
                inner = self.plain(substitute(body, {var: own}))
                self._all_known(inner)
                return substitute(inner, {own: self.plain(value)})
            case Bind():
                letter, body = open_binder(t)
                return bind(t.op, letter, self.plain(body), tuple(map(self.plain, t.bounds)))
        return rebuild(t, tuple(map(self.plain, children(t))))

    @staticmethod
    def _all_known(t: Term) -> None:
        """An expectation of which nothing is known depends in unknown ways on the parameters of the laws."""
        if any(is_name(s) for s in free_symbols(t)):
            raise NoProducts("an expectation that is not known, for another value of a parameter")

    def parts(self, u: Term) -> Parts:
        return Expansion(self.chances, self.plain, self.regressions).parts(u)

    def mean(self, u: Term) -> Term:
        return self.total(self.parts(u))

    def covariance(self, u: Term, v: Term) -> Term:
        return difference(self.mean(mul(u, v)), mul(self.mean(u), self.mean(v)))

    def total(self, parts: Parts) -> Term:
        return add(*(p.summed(self.of_product(p.atoms)) for p in parts)) if parts else ZERO

    # --- products

    def of_product(self, atoms: tuple[Term, ...]) -> Term:
        """E of a product of atoms."""
        tidy = without_repeated_events(with_one_product(atoms))
        if tidy is None:
            return ZERO
        unfolded = self._without_givens(tidy)
        if unfolded is not None:
            return self.total(unfolded)
        groups = self.groups(tidy)
        names = {key[0] for g in groups for key in self.chances.keys_of(g)}
        if not self.chances.independent(names):
            return self.of_dependent(tidy)
        families = [n for n in names if n.sort.index and self.chances.independent_family(n)]
        for family in families:
            split = self._by_members(groups, family)
            if split is not None:
                return split
        return mul(*map(self.of_dependent, groups)) if len(groups) > 1 else self.of_dependent(tidy)

    def _without_givens(self, atoms: tuple[Term, ...]) -> Parts | None:
        """E[E[V | Y] g(Y)] = E[V g(Y)], and E[U E[V | Y] g(Y)] = E[E[U | Y] E[V | Y] g(Y)]; None where that changes nothing."""
        known = [a for a in atoms if isinstance(a, Call) and a.op == GIVEN]
        if not known:
            return self._by_regression(atoms)
        widest = max(known, key=lambda a: len(a.args))
        keys = self.chances.keys(widest)
        inside = [a for a in atoms if self.chances.keys(a) <= keys]
        outside = [a for a in atoms if not self.chances.keys(a) <= keys]
        expansion = Expansion(self.chances, self.plain, self.regressions)
        if outside:
            given = expansion.known_given([Part(ONE, tuple(outside))], widest.args[1:])
            return [Part(p.coefficient, tuple(sorted((*inside, *p.atoms), key=repr))) for p in given]
        if len(known) > 1:
            return None
        others = [a for a in inside if a is not widest]
        return expansion.parts(mul(ONE, widest.args[0], *others))

    def _by_regression(self, atoms: tuple[Term, ...]) -> Parts | None:
        """E[X g(Y)] = E[E[X | Y] g(Y)] with the declared value of E[X | Y]."""
        for mean, value in self.regressions.items():
            x, *variables = mean.args if isinstance(mean, Call) else ()
            others = [a for a in atoms if a is not x]
            keys = self.chances.keys_of(tuple(variables))
            if len(others) == len(atoms) - 1 and all(self.chances.keys(a) <= keys for a in others):
                return self.parts(mul(ONE, value, *others))
        return None

    def groups(self, atoms: tuple[Term, ...]) -> list[tuple[Term, ...]]:
        """Atoms together that depend on the same random number, or on two of which nothing says that they are independent."""
        groups: list[tuple[frozenset[Key], tuple[Term, ...]]] = []
        for a in atoms:
            keys = self.chances.keys(a)
            linked = [g for g in groups if self._linked(keys, g[0])]
            joined = keys.union(*(g[0] for g in linked)), (*(b for g in linked for b in g[1]), a)
            groups = [*(g for g in groups if g not in linked), joined]
        return [g for _, g in groups]

    def _linked(self, a: frozenset[Key], b: frozenset[Key]) -> bool:
        return any(x[0] is y[0] and (x == y or x[1] is None or y[1] is None or not self.chances.independent_family(x[0]))
                   for x in a for y in b)

    def _by_members(self, groups: list[tuple[Term, ...]], family: Sym) -> Term | None:
        """E of products with several members of a family of independent variables, which may or may not be the same: over all ways in
        which their indices may coincide.  None if there is no doubt."""
        touched = [g for g in groups if any(k[0] is family for k in self.chances.keys_of(g))]
        keys = (k for g in touched for k in sorted(self.chances.keys_of(g), key=repr))
        indices = list(dict.fromkeys(k[1] for k in keys if k[0] is family and k[1] is not None))
        doubtful = [(a, b) for a, b in combinations(indices, 2) if not different(a, b)]
        if not doubtful:
            return None
        if len(indices) > MOST_INDICES or any(len(i) != 1 for i in indices) or any(len(self.chances.keys_of(g)) != 1 for g in touched):
            raise NoProducts("too many members of a family")
        rest = tuple(a for g in groups if g not in touched for a in g)
        out: list[Term] = []
        for blocks in partitions(indices):
            factors: list[Term] = []
            for block in blocks:
                factors += [call("delta", block[0][0], other[0]) for other in block[1:]]
                chosen = tuple(a for g in touched for a in g if next(iter(self.chances.keys_of(g)))[1] in block)
                joint = tuple(moved(a, family, dict.fromkeys(block, block[0])) for a in chosen)
                factors.append(self.of_dependent(joint))
            factors += [add(ONE, neg(call("delta", a[0][0], b[0][0]))) for a, b in combinations(blocks, 2) if not different(a[0], b[0])]
            out.append(mul(*factors))
        return times(self.of_product(rest), add(*out))

    # --- what is known of products that do not come apart

    def of_dependent(self, atoms: tuple[Term, ...]) -> Term:
        """E of a product of atoms that depend on each other."""
        if not atoms:
            return ONE
        keys = self.chances.keys_of(atoms)
        if len(atoms) == 1 and isinstance(atoms[0], Bind) and atoms[0].op == "prod":
            return self._of_members(atoms[0])
        if len(keys) == 1:
            ((name, indices),) = keys
            law = self.chances.law((name, indices))
            known = None if law is None or indices is None else by_law(atoms, _at(name, indices), law, self.chances.plain)
            if known is not None:
                return known
        elif (whole := by_several_laws(atoms, self.chances, _known_mean)) is not None:
            return whole
        symbol, arguments = named(self.chances, atoms)
        if len(arguments) == 2 and by_entry(self.chances, atoms) and len({k[0] for k in keys}) == 1:
            return mul(HALF, add(self._value(symbol, arguments), self._value(symbol, arguments[::-1])))
        return self._value(symbol, arguments)

    def _value(self, symbol: Sym, arguments: tuple[Term, ...]) -> Term:
        """What is known of a name, or the name."""
        if symbol in self.values:
            bound, value = self.values[symbol]
            return substitute(value, dict(zip(bound, arguments, strict=True)))
        self.unknown[symbol] = None
        return applied(symbol, arguments)

    def give(self, symbol: Sym, letters: tuple[Sym, ...], value: Term) -> None:
        """Note the value of a name for all values of its letters, also in what was known before: E[X] = 0 from E[X] = E[Y] and E[Y] = 0."""
        self.values = {known: (bound, _with_value(t, symbol, letters, value)) for known, (bound, t) in self.values.items()}
        self.values[symbol] = letters, value
        self.facts = [_with_value(fact, symbol, letters, value) for fact in self.facts]
        self.unknown.pop(symbol, None)

    def _of_members(self, product: Bind) -> Term:
        """E[Πᵢ f(Xᵢ)] = Πᵢ E[f(Xᵢ)] for independent members."""
        var, body = open_binder(product)
        keys = self.chances.keys(body)
        if len(keys) != 1 or not all(k[1] == (var,) and self.chances.independent_family(k[0]) for k in keys):
            raise NoProducts("a product of dependent variables")
        return bind("prod", var, self.mean(body), product.bounds)


def _known_mean(chances: Chances, u: Term) -> Term | None:
    """An expectation by laws alone."""
    moments = Moments(chances)
    value = moments.mean(u)
    return None if moments.unknown else value


def _with_value(t: Term, symbol: Sym, letters: tuple[Sym, ...], value: Term) -> Term:
    """The term with the value in the place of a name."""

    def rule(node: Term) -> Term | None:
        match node:
            case Elem(base, arguments) | Apply(base, arguments, _) if base is symbol:
                return substitute(value, dict(zip(letters, arguments, strict=True)))
        return value if node is symbol and not letters else None

    return transform(t, rule) if symbol in free_symbols(t) else t


def _at(name: Sym, indices: tuple[Term, ...]) -> Term:
    return Elem(name, indices) if indices else name
