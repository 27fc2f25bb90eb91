"""What the declarations say of moments: values of expectations, conditional expectations, and facts that give no value.

Guarantee: every value and fact follows from the declarations, if the expectations that occur exist.
"""

from __future__ import annotations

from symbolic.functions import ge
from symbolic.proving.probability.chances import GIVEN, OPERATORS, quantified
from symbolic.proving.probability.moment_names import named
from symbolic.proving.probability.moments import Moments
from symbolic.proving.probability.products import NoProducts, Parts, difference
from symbolic.terms import ONE, TWO, ZERO, Call, Elem, Num, Sym, Term, add, bind, call, div, free_symbols, mul, operators, power, walk


def of_variances(moments: Moments, *terms: Term) -> tuple[Term, ...]:
    """The variances in the terms are not negative."""
    found = dict.fromkeys(s for t in terms for s in walk(t) if isinstance(s, Call) and s.op == "variance")
    return tuple(ge(moments.plain(s)) for s in found)


def of_givens(moments: Moments, *terms: Term) -> tuple[Term, ...]:
    """E[U²] ≥ E[E[U | Y]²] ≥ E[U]² ≥ 0 for the conditional expectations in the terms, and for what is squared there."""
    nodes = list(dict.fromkeys((*(s for t in terms for s in walk(t)), *moments.regressions)))
    found = {s.args[1:]: [s.args[0]] for s in nodes if isinstance(s, Call) and s.op == GIVEN}
    out: dict[Term, None] = {}
    for s in nodes:
        match s:
            case Call("pow", (u, two)) if two is TWO and moments.chances.varies(u):
                for listed in found.values():
                    listed.append(u)
            case Call(op, (u, *given)) if op == GIVEN:
                found[tuple(given)].append(u)
    for variables, squared in found.items():
        for u in dict.fromkeys(squared):
            known = moments.mean(power(call(GIVEN, u, *variables), TWO))
            mean, whole = moments.mean(u), moments.mean(power(u, TWO))
            out |= dict.fromkeys((ge(known), ge(difference(whole, known)), ge(difference(known, power(mean, TWO)))))
    return tuple(out)


def learn(moments: Moments) -> None:
    """Use the declared facts about moments: means first, then variances, then the rest."""
    waiting = [quantified(f) for f in moments.chances.given]
    waiting.sort(key=lambda q: min((_rank(s) for s in walk(q[2]) if isinstance(s, Call) and s.op in OPERATORS), default=4))
    for letters, ranges, fact in waiting:
        if GIVEN in operators(fact):
            _learn_regression(moments, fact)
        elif not (isinstance(fact, Call) and fact.op == "eq" and _gives(moments, letters, fact.args[0], fact.args[1])):
            _keep(moments, letters, ranges, fact)


def _learn_regression(moments: Moments, fact: Term) -> None:
    """E[X | Y] = g(Y), of a random number X; other facts about conditional expectations are not used."""
    for mean, value in (fact.args, fact.args[::-1]) if isinstance(fact, Call) and fact.op == "eq" else ():
        match mean:
            case Call(op, (Sym() | Elem(), *_)) if op == GIVEN and moments.chances.keys(value) <= moments.chances.keys(mean):
                if GIVEN not in operators(value) and not _leads_to(moments, mean.args[0], mean.args[1:]):
                    moments.regressions[mean] = value
                    return
    raise NoProducts("a declared conditional expectation")


def _leads_to(moments: Moments, x: Term, variables: tuple[Term, ...]) -> bool:
    """Whether the declared values, used one after the other, lead from some variables to x, which would go round in a circle."""
    known = {m.args[0]: m.args[1:] for m in moments.regressions if isinstance(m, Call)}
    reached, waiting = set(variables), list(variables)
    while waiting:
        new = set(known.get(waiting.pop(), ())) - reached
        reached |= new
        waiting += new
    return x in reached


def _keep(moments: Moments, letters: tuple[Sym, ...], ranges: tuple[tuple[Term, ...], ...], fact: Term) -> None:
    whole = moments.plain(fact)
    for letter, bounds in reversed(list(zip(letters, ranges, strict=True))):
        whole = bind("forall", letter, whole, bounds)
    moments.facts.append(whole)


def _gives(moments: Moments, letters: tuple[Sym, ...], left: Term, right: Term) -> bool:
    """Whether an equation gives the value of an expectation that had a name."""
    match left, right:
        case Call("expectation", (u,)), _:
            parts, target = moments.parts(u), moments.plain(right)
        case Call("variance", (u,)), _:
            parts, target = moments.parts(mul(u, u)), add(moments.plain(right), power(moments.mean(u), TWO))
            moments.facts.append(_for_all(letters, call("ge", moments.plain(right), ZERO)))
        case Call("covariance", (u, v)), _:
            parts, target = moments.parts(mul(u, v)), add(moments.plain(right), mul(moments.mean(u), moments.mean(v)))
        case Call("probability", (event,)), _:
            parts, target = moments.parts(call("indicator", event)), moments.plain(right)
        case Call("probability", (event, given)), _:
            parts = moments.parts(call("indicator", call("and", event, given)))
            target = mul(moments.plain(right), moments.mean(call("indicator", given)))
        case _, Call(op, _) if op in OPERATORS and not (isinstance(left, Call) and left.op in OPERATORS):
            return _gives(moments, letters, right, left)
        case _:
            return False
    place = _leading(moments, letters, parts)
    if place is None:
        return False
    symbol, arguments = named(moments.chances, parts[place].atoms)
    rest = moments.total([p for k, p in enumerate(parts) if k != place])
    if not set(letters).issuperset(arguments) or len(set(arguments)) < len(arguments) or symbol in _names_in(rest, target):
        return False
    value = target if rest is ZERO else difference(target, rest)
    value = value if parts[place].coefficient is ONE else div(value, parts[place].coefficient)
    if free_symbols(value) & (set(letters) - set(arguments)):
        return False
    moments.give(symbol, tuple(a for a in arguments if isinstance(a, Sym)), value)
    return True


def _leading(moments: Moments, letters: tuple[Sym, ...], parts: Parts) -> int | None:
    """The part of highest degree with a name that has no value yet and a numeral as its coefficient."""
    found: list[tuple[int, int]] = []
    for k, p in enumerate(parts):
        if p.binders or not isinstance(p.coefficient, Num) or not p.coefficient.value or not p.atoms:
            continue
        groups = moments.groups(p.atoms)
        names = {key[0] for key in moments.chances.keys_of(p.atoms)}
        if len(groups) > 1 and moments.chances.independent(names):
            continue
        symbol = named(moments.chances, p.atoms)[0]
        if symbol in moments.values or symbol not in _names_in(moments.of_product(p.atoms)):
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
