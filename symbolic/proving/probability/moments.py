"""Expectations as a linear operator on products of random variables.

E[c] = c, E is linear, exchanges with finite sums, and E[f(X) g(Y)] = E[f(X)] E[g(Y)] for variables that are declared independent; Var
and Cov are E[U²] − E[U]² and E[UV] − E[U] E[V], a probability is the expectation of an indicator.  What remains, the expectation of a
product of atoms that depend on each other, is known from a declared law or a declared fact, or becomes a name.

Guarantee: for all random variables with the declared properties for which the expectations that occur exist, the result equals the
term, if every name stands for the expectation that it is called after.  The same expectation has the same name; a name that depends on
parameters is a function of them, of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from symbolic.functions import ge
from symbolic.latex.printer import to_latex
from symbolic.proving.probability.chances import GIVEN, OPERATORS, Chances, Key, quantified
from symbolic.proving.probability.known_laws import by_law
from symbolic.proving.probability.products import Expansion, NoProducts, Part, Parts, difference, product_of, times
from symbolic.shapes import is_scalar
from symbolic.terms import (
    HALF,
    INTEGER,
    ONE,
    REAL,
    TWO,
    ZERO,
    Apply,
    Bind,
    Call,
    Deriv,
    Elem,
    Num,
    Sort,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    div,
    free_symbols,
    mul,
    neg,
    open_binder,
    operators,
    power,
    rebuild,
    substitute,
    sym,
    transform,
)

Known = tuple[tuple[Sym, ...], Term]
MOST_INDICES = 4
MEAN, CHANCE = r"\mathbb{E}[", r"\mathbb{P}("


def is_name(s: Sym) -> bool:
    """Whether a name stands for an expectation or a probability."""
    return s.name.startswith((MEAN, CHANCE))


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
        match t:
            case Call("expectation", (u,)):
                return self.mean(u)
            case Call("variance", (u,)):
                return self.covariance(u, u)
            case Call("covariance", (u, v)):
                return self.covariance(u, v)
            case Call("probability", (event,)):
                return self.mean(call("indicator", event))
            case Call("probability", (event, given)):
                return div(self.mean(call("indicator", call("and", event, given))), self.mean(call("indicator", given)))
            case Deriv(body, var, order):
                inner = self.plain(body)
                if any(isinstance(s, Apply) and is_name(s.function) and free_symbols(var) & free_symbols(s) for s in _nodes(inner)):
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
        tidy = _without_repeated_events(_with_one_product(atoms))
        if tidy is None:
            return ZERO
        unfolded = self._without_givens(tidy)
        if unfolded is not None:
            return self.total(unfolded)
        groups = self._groups(tidy)
        names = {key[0] for g in groups for key in self._keys(g)}
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
            keys = self._keys(tuple(variables))
            if len(others) == len(atoms) - 1 and all(self.chances.keys(a) <= keys for a in others):
                return self.parts(mul(ONE, value, *others))
        return None

    def _keys(self, atoms: tuple[Term, ...]) -> frozenset[Key]:
        return frozenset[Key]().union(*map(self.chances.keys, atoms))

    def _groups(self, atoms: tuple[Term, ...]) -> list[tuple[Term, ...]]:
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
        touched = [g for g in groups if any(k[0] is family for k in self._keys(g))]
        indices = list(dict.fromkeys(k[1] for g in touched for k in sorted(self._keys(g), key=repr) if k[0] is family and k[1] is not None))
        doubtful = [(a, b) for a, b in combinations(indices, 2) if not _different(a, b)]
        if not doubtful:
            return None
        if len(indices) > MOST_INDICES or any(len(i) != 1 for i in indices) or any(len(self._keys(g)) != 1 for g in touched):
            raise NoProducts("too many members of a family")
        rest = tuple(a for g in groups if g not in touched for a in g)
        out: list[Term] = []
        for blocks in _partitions(indices):
            factors: list[Term] = []
            for block in blocks:
                factors += [call("delta", block[0][0], other[0]) for other in block[1:]]
                chosen = tuple(a for g in touched for a in g if next(iter(self._keys(g)))[1] in block)
                moved = tuple(_moved(a, family, dict.fromkeys(block, block[0])) for a in chosen)
                factors.append(self.of_dependent(moved))
            factors += [add(ONE, neg(call("delta", a[0][0], b[0][0]))) for a, b in combinations(blocks, 2) if not _different(a[0], b[0])]
            out.append(mul(*factors))
        return times(self.of_product(rest), add(*out))

    # --- what is known of products that do not come apart

    def of_dependent(self, atoms: tuple[Term, ...]) -> Term:
        """E of a product of atoms that depend on each other."""
        if not atoms:
            return ONE
        keys = self._keys(atoms)
        if len(atoms) == 1 and isinstance(atoms[0], Bind) and atoms[0].op == "prod":
            return self._of_members(atoms[0])
        if len(keys) == 1:
            ((name, indices),) = keys
            law = self.chances.laws.get(name) if indices is not None and not name.sort.shape else None
            known = None if law is None or indices is None else by_law(atoms, _at(name, indices), law, self.chances.plain)
            if known is not None:
                return known
        symbol, arguments = self._named(atoms)
        if len(arguments) == 2 and self._by_entry(atoms) and len({k[0] for k in keys}) == 1:
            return mul(HALF, add(self._value(symbol, arguments), self._value(symbol, arguments[::-1])))
        return self._value(symbol, arguments)

    def _value(self, symbol: Sym, arguments: tuple[Term, ...]) -> Term:
        """What is known of a name, or the name."""
        if symbol in self.values:
            bound, value = self.values[symbol]
            return substitute(value, dict(zip(bound, arguments, strict=True)))
        self.unknown[symbol] = None
        return _applied(symbol, arguments)

    def _by_entry(self, atoms: tuple[Term, ...]) -> bool:
        """Whether the atoms are entries of arrays whose entries depend on each other; then every atom has indices of its own in a name."""
        return all(isinstance(a, Elem) and isinstance(a.base, Sym) and not self.chances.independent_family(a.base) for a in atoms)

    def _of_members(self, product: Bind) -> Term:
        """E[Πᵢ f(Xᵢ)] = Πᵢ E[f(Xᵢ)] for independent members."""
        var, body = open_binder(product)
        keys = self.chances.keys(body)
        if len(keys) != 1 or not all(k[1] == (var,) and self.chances.independent_family(k[0]) for k in keys):
            raise NoProducts("a product of dependent variables")
        return bind("prod", var, self.mean(body), product.bounds)

    def _named(self, atoms: tuple[Term, ...]) -> tuple[Sym, tuple[Term, ...]]:
        """The name of an expectation, and what it depends on."""
        keys = self._keys(atoms)
        same_for_all = len(keys) == 1 and all(k[0] in self.chances.identical and k[1] is not None for k in keys)
        places: list[Term] = []
        holes: list[Sym] = []

        def hole(value: Term, sort: Sort) -> Sym:
            places.append(value)
            holes.append(sym(f"\\vartheta_{{{len(holes) + 1}}}", sort))
            return holes[-1]

        by_entry = self._by_entry(atoms) and not same_for_all
        seen: dict[tuple[Term, ...], tuple[Term, ...]] = {}

        def indexed(t: Term) -> Term:
            if isinstance(t, Elem) and isinstance(t.base, Sym) and t.base in self.chances.variables:
                if by_entry:
                    return Elem(t.base, tuple(hole(i, INTEGER) for i in t.indices))
                if t.indices not in seen:
                    seen[t.indices] = tuple(hole(i, INTEGER) for i in t.indices)
                return Elem(t.base, seen[t.indices])
            parts = children(t)
            return rebuild(t, tuple(map(indexed, parts))) if parts and self.chances.varies(t) else t

        opened = tuple(indexed(a) for a in atoms)
        letters = len(holes)
        if same_for_all and letters == 1:
            places.clear()
            letters = 0
        opened = tuple(self._parametrised(a, hole, frozenset(holes)) for a in opened)
        opened = tuple(sorted(opened, key=repr))
        events = [a.args[0] for a in opened if isinstance(a, Call) and a.op == "indicator"]
        events = events if len(events) == len(opened) else []
        text = ", ".join(map(to_latex, events)) if events else to_latex(product_of(opened))
        kept = holes[len(holes) - len(places) :]
        integers = all(h.sort is INTEGER for h in kept)
        if not kept:
            sort = REAL
        elif integers and letters == len(kept):
            sort = Sort(index=(None,) * len(kept))
        else:
            sort = Sort(domain=tuple(h.sort for h in kept))
        return sym(rf"{MEAN}{text}]" if not events else rf"{CHANCE}{text})", sort), tuple(places)

    def _parametrised(self, t: Term, hole: object, taken: frozenset[Sym]) -> Term:
        """The atom with letters in the place of its largest parts that do not depend on chance."""
        if isinstance(t, Num) or t in taken or (not self.chances.varies(t) and not free_symbols(t) - taken):
            return t
        if not self.chances.varies(t):
            if not is_scalar(t) or free_symbols(t) & taken:
                raise NoProducts("an expectation that depends on an array")
            return hole(t, REAL)  # type: ignore[operator,no-any-return]  # the function that opens a hole
        if isinstance(t, (Elem, Sym)):
            return t
        if isinstance(t, Bind):
            raise NoProducts("a binder inside an expectation")
        if isinstance(t, Apply):
            return Apply(t.function, tuple(self._parametrised(a, hole, taken) for a in t.args), t.orders)
        return rebuild(t, tuple(self._parametrised(c, hole, taken) for c in children(t)))

    # --- facts

    def of_variances(self, *terms: Term) -> tuple[Term, ...]:
        """The variances in the terms are not negative."""
        found = dict.fromkeys(s for t in terms for s in _nodes(t) if isinstance(s, Call) and s.op == "variance")
        return tuple(ge(self.plain(s)) for s in found)

    def of_givens(self, *terms: Term) -> tuple[Term, ...]:
        """E[U²] ≥ E[E[U | Y]²] ≥ E[U]² ≥ 0 for the conditional expectations in the terms, and for what is squared there."""
        nodes = list(dict.fromkeys((*(s for t in terms for s in _nodes(t)), *self.regressions)))
        found = {s.args[1:]: [s.args[0]] for s in nodes if isinstance(s, Call) and s.op == GIVEN}
        out: dict[Term, None] = {}
        for s in nodes:
            match s:
                case Call("pow", (u, two)) if two is TWO and self.chances.varies(u):
                    for listed in found.values():
                        listed.append(u)
                case Call(op, (u, *given)) if op == GIVEN:
                    found[tuple(given)].append(u)
        for variables, squared in found.items():
            for u in dict.fromkeys(squared):
                known = self.mean(power(call(GIVEN, u, *variables), TWO))
                mean, whole = self.mean(u), self.mean(power(u, TWO))
                out |= dict.fromkeys((ge(known), ge(difference(whole, known)), ge(difference(known, power(mean, TWO)))))
        return tuple(out)

    def learn(self) -> None:
        """Use the declared facts about moments: means first, then variances, then the rest."""
        waiting = [quantified(f) for f in self.chances.given]
        waiting.sort(key=lambda q: min((_rank(s) for s in _nodes(q[2]) if isinstance(s, Call) and s.op in OPERATORS), default=4))
        for letters, ranges, fact in waiting:
            if GIVEN in operators(fact):
                self._learn_regression(fact)
            elif not (isinstance(fact, Call) and fact.op == "eq" and self._gives(letters, fact.args[0], fact.args[1])):
                self._keep(letters, ranges, fact)

    def _learn_regression(self, fact: Term) -> None:
        """E[X | Y] = g(Y), of a random number X; other facts about conditional expectations are not used."""
        for mean, value in (fact.args, fact.args[::-1]) if isinstance(fact, Call) and fact.op == "eq" else ():
            match mean:
                case Call(op, (Sym() | Elem(), *_)) if op == GIVEN and self.chances.keys(value) <= self.chances.keys(mean):
                    if GIVEN not in operators(value) and not self._leads_to(mean.args[0], mean.args[1:]):
                        self.regressions[mean] = value
                        return
        raise NoProducts("a declared conditional expectation")

    def _leads_to(self, x: Term, variables: tuple[Term, ...]) -> bool:
        """Whether the declared values, used one after the other, lead from some variables to x, which would go round in a circle."""
        known = {m.args[0]: m.args[1:] for m in self.regressions if isinstance(m, Call)}
        reached, waiting = set(variables), list(variables)
        while waiting:
            new = set(known.get(waiting.pop(), ())) - reached
            reached |= new
            waiting += new
        return x in reached

    def _keep(self, letters: tuple[Sym, ...], ranges: tuple[tuple[Term, ...], ...], fact: Term) -> None:
        whole = self.plain(fact)
        for letter, bounds in reversed(list(zip(letters, ranges, strict=True))):
            whole = bind("forall", letter, whole, bounds)
        self.facts.append(whole)

    def _gives(self, letters: tuple[Sym, ...], left: Term, right: Term) -> bool:
        """Whether an equation gives the value of an expectation that had a name."""
        match left, right:
            case Call("expectation", (u,)), _:
                parts, target = self.parts(u), self.plain(right)
            case Call("variance", (u,)), _:
                parts, target = self.parts(mul(u, u)), add(self.plain(right), power(self.mean(u), TWO))
                self.facts.append(_for_all(letters, call("ge", self.plain(right), ZERO)))
            case Call("covariance", (u, v)), _:
                parts, target = self.parts(mul(u, v)), add(self.plain(right), mul(self.mean(u), self.mean(v)))
            case Call("probability", (event,)), _:
                parts, target = self.parts(call("indicator", event)), self.plain(right)
            case Call("probability", (event, given)), _:
                parts = self.parts(call("indicator", call("and", event, given)))
                target = mul(self.plain(right), self.mean(call("indicator", given)))
            case _, Call(op, _) if op in OPERATORS and not (isinstance(left, Call) and left.op in OPERATORS):
                return self._gives(letters, right, left)
            case _:
                return False
        place = self._leading(letters, parts)
        if place is None:
            return False
        symbol, arguments = self._named(parts[place].atoms)
        rest = self.total([p for k, p in enumerate(parts) if k != place])
        if not set(letters).issuperset(arguments) or len(set(arguments)) < len(arguments) or symbol in _names_in(rest, target):
            return False
        value = target if rest is ZERO else difference(target, rest)
        value = value if parts[place].coefficient is ONE else div(value, parts[place].coefficient)
        if free_symbols(value) & (set(letters) - set(arguments)):
            return False
        self.values[symbol] = tuple(a for a in arguments if isinstance(a, Sym)), value
        self.unknown.pop(symbol, None)
        return True

    def _leading(self, letters: tuple[Sym, ...], parts: Parts) -> int | None:
        """The part of highest degree with a name that has no value yet and a numeral as its coefficient."""
        found: list[tuple[int, int]] = []
        for k, p in enumerate(parts):
            if p.binders or not isinstance(p.coefficient, Num) or not p.coefficient.value or not p.atoms:
                continue
            groups = self._groups(p.atoms)
            names = {key[0] for key in self._keys(p.atoms)}
            if len(groups) > 1 and self.chances.independent(names):
                continue
            symbol = self._named(p.atoms)[0]
            if symbol in self.values or symbol not in _names_in(self.of_product(p.atoms)):
                continue
            found.append((len(p.atoms), k))
        best = max((n for n, _ in found), default=0)
        chosen = [k for n, k in found if n == best]
        return chosen[0] if len(chosen) == 1 else None


def _rank(operator: Call) -> int:
    """Which facts are used first: those about means."""
    order = {"expectation": 0, "variance": 1, "covariance": 1}
    return order.get(operator.op, 1 + len(operator.args))


def _for_all(letters: tuple[Sym, ...], fact: Term) -> Term:
    for letter in letters:
        fact = bind("forall", letter, fact, ())
    return fact


def _names_in(*terms: Term) -> frozenset[Sym]:
    return frozenset[Sym]().union(*map(free_symbols, terms))


def _nodes(t: Term) -> Iterator[Term]:
    from symbolic.terms import walk

    return walk(t)


def _applied(symbol: Sym, arguments: tuple[Term, ...]) -> Term:
    if not arguments:
        return symbol
    return Elem(symbol, arguments) if symbol.sort.index else Apply(symbol, arguments, (0,) * len(arguments))


def _at(name: Sym, indices: tuple[Term, ...]) -> Term:
    return Elem(name, indices) if indices else name


def _different(a: tuple[Term, ...], b: tuple[Term, ...]) -> bool:
    """Whether two subscripts are different numerals."""
    return any(isinstance(x, Num) and isinstance(y, Num) and x is not y for x, y in zip(a, b, strict=True))


def _moved(t: Term, family: Sym, to: dict[tuple[Term, ...], tuple[Term, ...]]) -> Term:
    return transform(t, lambda s: Elem(family, to[s.indices]) if isinstance(s, Elem) and s.base is family and s.indices in to else None)


def _partitions(items: list[tuple[Term, ...]]) -> Iterator[list[list[tuple[Term, ...]]]]:
    """The partitions of a list into blocks, without those that put different numerals into one."""
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for partition in _partitions(rest):
        yield [[first], *partition]
        for k, block in enumerate(partition):
            if not any(_different(first, other) for other in block):
                yield [*partition[:k], [first, *block], *partition[k + 1 :]]


def _with_one_product(atoms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Πᵢ f(Xᵢ) and Πᵢ g(Xᵢ) over one range as one product."""
    merged: dict[tuple[Term, ...], tuple[Sym, Term]] = {}
    rest: list[Term] = []
    for a in atoms:
        if not isinstance(a, Bind) or a.op != "prod":
            rest.append(a)
            continue
        var, body = open_binder(a)
        known = merged.get(a.bounds)
        merged[a.bounds] = (var, body) if known is None else (known[0], mul(known[1], substitute(body, {var: known[0]})))
    return (*rest, *(bind("prod", var, body, bounds) for bounds, (var, body) in merged.items()))


def _without_repeated_events(atoms: tuple[Term, ...]) -> tuple[Term, ...] | None:
    """Indicators once each; None if two of them exclude each other."""
    out: list[Term] = []
    for a in atoms:
        if isinstance(a, Call) and a.op == "indicator":
            if any(_exclude(a, b) for b in out):
                return None
            if a in out:
                continue
        out.append(a)
    return tuple(out)


def _exclude(a: Term, b: Term) -> bool:
    match a, b:
        case Call("indicator", (Call(p, (x, y)),)), Call("indicator", (Call(q, (u, v)),)) if x is u:
            return ({p, q} == {"lt", "eq"} and y is v) or (p == q == "eq" and isinstance(y, Num) and isinstance(v, Num) and y is not v)
    return False
