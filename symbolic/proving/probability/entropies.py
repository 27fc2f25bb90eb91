"""Entropies of random variables with finitely many values: ``H(X, Y) = H(X) + H(Y | X)``, ``I(X; Y) ≥ 0``.

Every entropy and mutual information is a sum of joint entropies h(S) of sets S of variables: H(A | B) = h(A ∪ B) − h(B) and I(A; B | C) =
h(A ∪ C) + h(B ∪ C) − h(A ∪ B ∪ C) − h(C).  Independent variables have the sum of their entropies, those of one law the same.  An
inequality that is linear in entropies is shown as a sum, with coefficients ≥ 0, of the inequalities H(X | all others) ≥ 0 and I(X; Y | S)
≥ 0, which an exact linear programme finds.  What is false is refuted by variables with a few values.

Guarantee: ``Proved`` holds for all random variables with finitely many values that have the declared properties.
Source: R. W. Yeung, A framework for linear information inequalities (1997).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import chain, combinations, islice

from symbolic.proving.facts import GIVE_UP
from symbolic.proving.forms.linear import feasible
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.probability.chances import Chances
from symbolic.proving.probability.spaces import NoInstance, Space, spaces
from symbolic.steps import Step
from symbolic.terms import ZERO, Call, Sym, Term, add, children, log, mul, neg, operators, sub, sym, transform
from symbolic.verdicts import Proved, Refuted, Undecided, Verdict

OPERATORS = frozenset({"entropy", "information"})
NOTE = "for random variables with finitely many values"
METHOD = "entropies of sets of variables"
MOST_VARIABLES = 4
SPACES = 40
Variables = frozenset[Sym]
Value = Callable[[Variables], Term]


def speaks_of_entropy(step: Step) -> bool:
    """Whether an entropy or a mutual information occurs."""
    return not OPERATORS.isdisjoint(operators(step.left) | operators(step.right))


def judge_entropies(step: Step, chances: Chances, prove: Callable[[Step], Verdict]) -> Verdict:
    """The verdict on a step between entropies."""
    variables = sorted(_variables(step.left) | _variables(step.right), key=lambda s: s.name)
    if len(variables) > MOST_VARIABLES or chances.laws or chances.given:
        return Undecided("entropies of many variables, or of variables with declared laws")
    names: dict[Variables, Sym] = {}

    def named(s: Variables) -> Term:
        if len(s) != 1 and not any(s <= m for m in chances.mutual):
            return _name(names, s)
        own = [_name(names, frozenset({chances.twins.get(x, x)})) for x in sorted(s, key=lambda x: x.name)]
        return own[0] if len(own) == 1 else add(*own)

    plain = replace(step, left=_valued(step.left, named), right=_valued(step.right, named), declarations=chances.plain)
    shown = isinstance(prove(plain), Proved) if step.relation == "eq" else _follows(plain, variables, named, names)
    refuted = _refuted(replace(step, declarations=chances.plain), chances)
    if shown and refuted is not None:
        return Undecided(f"{METHOD} says proved, but for some variables the sides differ", kind="conflict")
    return Proved(METHOD, (NOTE,)) if shown else refuted or Undecided("no proof, and no counterexample among small spaces was found")


def _variables(t: Term) -> frozenset[Sym]:
    match t:
        case Call(op, groups) if op in OPERATORS:
            return frozenset(x for g in groups if isinstance(g, Call) for x in g.args if isinstance(x, Sym))
    return frozenset[Sym]().union(*map(_variables, children(t)))


def _name(names: dict[Variables, Sym], s: Variables) -> Term:
    if not s:
        return ZERO
    return names.setdefault(s, sym(f"H({', '.join(sorted(x.name for x in s))})"))


def _valued(t: Term, value: Value) -> Term:
    """The term with the values of joint entropies put in."""

    def sets(groups: tuple[Term, ...]) -> list[Variables]:
        return [frozenset(x for x in g.args if isinstance(x, Sym)) if isinstance(g, Call) else frozenset() for g in groups]

    def rule(s: Term) -> Term | None:
        match s:
            case Call("entropy", groups):
                a, b = sets(groups)
                return sub(value(a | b), value(b)) if b else value(a)
            case Call("information", groups):
                a, b, c = sets(groups)
                return add(value(a | c), value(b | c), neg(value(a | b | c)), *((neg(value(c)),) if c else ()))
        return None

    return transform(t, rule)


# --- proofs ---------------------------------------------------------------------------------------


def _follows(step: Step, variables: list[Sym], named: Value, names: dict[Variables, Sym]) -> bool:
    """Whether a weak inequality is a sum of basic ones, and of numbers ≥ 0."""
    if step.relation not in ("le", "ge"):
        return False
    larger, smaller = (step.left, step.right) if step.relation == "ge" else (step.right, step.left)
    match larger, smaller:
        case _, Call("max", args):
            return all(_follows(replace(step, relation="ge", left=larger, right=a), variables, named, names) for a in args)
        case Call("min", args), _:
            return all(_follows(replace(step, relation="ge", left=a, right=smaller), variables, named, names) for a in args)
    basic = list(_basic(variables, named))
    try:
        target, *columns = with_units(lambda s: [_linear(s, t) for t in (sub(larger, smaller), *basic)])
    except GIVE_UP:
        return False
    if target is None or any(c is None for c in columns):
        return False
    rows = sorted({x for c in (target, *columns) if c is not None for x in c}, key=lambda x: x.name)
    matrix = [[c.get(x, Fraction(0)) for c in columns if c is not None] for x in rows]
    return feasible(matrix, [target.get(x, Fraction(0)) for x in rows], [Fraction(0)] * len(columns)) is not None


def _basic(variables: list[Sym], named: Value) -> Iterator[Term]:
    """H(X | all others) and I(X; Y | S) for all X, Y and S."""
    whole = frozenset(variables)
    for x in variables:
        yield sub(named(whole), named(whole - {x}))
    for x, y in combinations(variables, 2):
        rest = [z for z in variables if z not in (x, y)]
        for s in map(frozenset, chain.from_iterable(combinations(rest, k) for k in range(len(rest) + 1))):
            yield add(named(s | {x}), named(s | {y}), neg(named(s | {x, y})), neg(named(s)))


def _linear(session: Session, t: Term) -> dict[Sym, Fraction] | None:
    """The rational coefficients of a linear form in names; None if the term is none."""
    ring = session.ring
    q = session.nf(t)
    den = ring.as_number(ring.quotient(q.den, ring.constant(1)))
    if den is None:
        return None
    out: dict[Sym, Fraction] = {}
    for c, exponents in ring.terms(ring.lift(q.num)):
        if len(exponents) != 1 or exponents[0][1] != 1:
            return None
        name = ring.generators[exponents[0][0]].term
        if not isinstance(name, Sym):
            return None
        out[name] = Fraction(int(c)) / den
    return out


# --- counterexamples ------------------------------------------------------------------------------


def _refuted(step: Step, chances: Chances) -> Refuted | None:
    from symbolic.proving.balls.refuter import refute

    for space in islice(spaces(chances, {}), SPACES):
        try:
            small = replace(step, left=_valued(step.left, partial(_joint, space)),
                            right=_valued(step.right, partial(_joint, space)))
        except NoInstance:
            continue
        found = refute(small)
        if found is not None and found.counterexample is not None:
            point = found.counterexample
            return Refuted("value", "finite probability spaces", replace(point, at=(*space.shown(), *point.at)))
    return None


def _joint(space: Space, s: Variables) -> Term:
    """−Σ p log p of the values that the variables have together."""
    weights: dict[tuple[Term, ...], list[Term]] = {}
    members = sorted(s, key=lambda x: x.name)
    for weight, values in space.outcomes:
        if any((x, ()) not in values for x in members):
            raise NoInstance("a variable that is not on the space")
        weights.setdefault(tuple(values[x, ()] for x in members), []).append(weight)
    parts = [add(*ws) for ws in weights.values()]
    return neg(add(*(mul(p, log(p)) for p in parts))) if len(parts) > 1 else ZERO
