"""Solving conjunctions of equations and inequalities by exact, solution-preserving case distinctions.

Guarantee of :func:`branches`: every point at which all atoms and declarations hold lies in one of the branches; a
branch gives values to some names, and holds the atoms that are left, with the values put in.  Equations are factored;
linear and quadratic factors and powers are solved for a name, and sines and cosines for a name between numbers; exponentials,
logarithms and roots are taken off.  The equation that was solved stays among the atoms, so that extraneous roots drop out
when their values are put in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from symbolic.proving.facts import under
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ring import Generator, Poly, Quotient
from symbolic.proving.orders.angles import angles
from symbolic.proving.orders.truth import Conjunction, ground_truth
from symbolic.terms import TWO, ZERO, Call, Sym, Term, add, call, div, exp, free_symbols, log, mul, neg, num, sub, substitute

MAX_BRANCHES = 40
MAX_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Branch:
    """Values of the solved names, and what is left to hold."""

    values: tuple[tuple[Sym, Term], ...]
    atoms: Conjunction


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which an equation holds: a name has a value, or further atoms hold."""

    atoms: Conjunction
    name: Sym | None = None
    value: Term = ZERO


class TooMany(Exception):
    """More branches than the budget allows."""


def branches(atoms: Conjunction) -> list[Branch]:
    """All branches; see the module's guarantee."""
    out: list[Branch] = []
    _branch(Branch((), atoms), frozenset(), MAX_DEPTH, out)
    return out


def _branch(branch: Branch, spent: frozenset[Term], depth: int, out: list[Branch]) -> None:
    kept = []
    for a in branch.atoms:
        answer = ground_truth(a) if not free_symbols(a) else None
        if answer is False:
            return
        if answer is None:
            kept.append(a)
    branch = Branch(branch.values, tuple(dict.fromkeys(kept)))
    if depth:
        for a in branch.atoms:
            if isinstance(a, Call) and a.op == "eq" and a not in spent and free_symbols(a):
                options = solutions(a, branch.atoms)
                if options is None:
                    spent = spent | {a}
                    continue
                for option in options:
                    _branch(_chosen(branch, option), spent | {a}, depth - 1, out)
                return
    out.append(branch)
    if len(out) > MAX_BRANCHES:
        raise TooMany


def _chosen(branch: Branch, option: Option) -> Branch:
    atoms = (*option.atoms, *branch.atoms)
    if option.name is None:
        return Branch(branch.values, atoms)
    put = {option.name: option.value}
    values = (*((s, substitute(v, put)) for s, v in branch.values), (option.name, option.value))
    return Branch(values, tuple(substitute(a, put) for a in atoms))


# --- one equation ----------------------------------------------------------------------------------


def solutions(equation: Term, facts: Conjunction) -> list[Option] | None:
    """The ways in which the equation holds where the facts hold; None if it cannot be taken further."""
    match equation:
        case Call("eq", (a, b)):
            pass
        case _:
            return None

    def run(session: Session) -> list[Option] | None:
        if session.signs.contradictory:
            return None
        p = session.ring.lift(session.nf(sub(a, b)).num)
        if session.loci or p.is_zero():
            return None
        factors = [f for f, _ in p.factor()[1] if session.signs.sign(f) & sg.ZERO]
        found = [_factor(session, f, facts) for f in factors]
        if len(factors) == 1 and found[0] is None:
            return None
        return [o for f, options in zip(factors, found, strict=True) for o in (options or [_zero(session.poly_term(f))])]

    return under(tuple(f for f in facts if not (isinstance(f, Call) and f.op == "eq")), run, None)


def _zero(t: Term, *more: Term) -> Option:
    return Option((call("eq", t, ZERO), *more))


def _factor(session: Session, f: Poly, facts: Conjunction) -> list[Option] | None:
    """The ways in which an irreducible factor vanishes; None if no rule applies."""
    if (turned := angles(session, f, facts)) is not None:
        return [Option((), turned[0], value) for value in turned[1]]
    names = [g for g in session.ring.used(f) if g.kind == "sym" and isinstance(g.term, Sym) and not g.term.uid]
    others = [g for g in session.ring.used(f) if g.kind in TAKEN_OFF]
    for g in sorted(names, key=lambda g: _weight(session, f, g)):
        options = _for_name(session, f, g)
        if options is not None:
            return options
    for g in others:
        options = _taken_off(session, f, g)
        if options is not None:
            return options
    return None


def _weight(session: Session, f: Poly, g: Generator) -> tuple[int, int]:
    """Lower degree first; then coefficients without names."""
    parts = _coefficients(session, f, g)
    return len(parts), 0 if parts[-1].is_constant() else 1


def _coefficients(session: Session, f: Poly, g: Generator) -> list[Poly]:
    """Coefficients of f as a polynomial in g, the constant one first."""
    ring = session.ring
    out = [ring.constant(0) for _ in range(int(f.degrees()[g.index]) + 1)]
    for c, exps in ring.terms(f):
        rest = dict(exps)
        out[rest.pop(g.index, 0)] += ring.monomial(tuple(rest.items()), c)
    return out


def _for_name(session: Session, f: Poly, g: Generator) -> list[Option] | None:
    """Solve a linear or quadratic equation, or one for a power, for a name that stands in no other generator."""
    name = g.term
    assert isinstance(name, Sym)
    parts = _coefficients(session, f, g)
    power = len(parts) > 3 and all(p.is_zero() for p in parts[1:-1])
    if (len(parts) > 3 and not power) or any(name in session.ring.symbols(p) for p in parts):
        return None
    if session.signs.sign(parts[-1]) & sg.ZERO:
        return _with_open_coefficient(session, name, parts) if len(parts) == 2 else None
    if len(parts) >= 3 and (name.sort.field == "integer" or any(h.complex for p in parts for h in session.ring.used(p)) or g.complex):
        return None
    return [Option(facts, name, value) for value, facts in _roots(session, parts)]


def _tidy(session: Session, top: Poly, bottom: Poly) -> Term:
    return session.quotient_term(session.ring.quotient(top, bottom))


def _with_open_coefficient(session: Session, name: Sym, parts: list[Poly]) -> list[Option]:
    """A·x + B = 0: x = −B/A where A ≠ 0, or A = B = 0."""
    rest, slope = map(session.poly_term, parts)
    solved = Option((call("ne", slope, ZERO),), name, _tidy(session, -parts[0], parts[1]))
    return [solved, _zero(slope, call("eq", rest, ZERO))]


def _roots(session: Session, parts: list[Poly]) -> list[tuple[Term, Conjunction]]:
    """The real roots of A·x + B, A·x² + B·x + C or A·xⁿ + B, each with what must hold for it to be real."""
    if len(parts) == 2:
        return [(_tidy(session, -parts[0], parts[1]), ())]
    if len(parts) > 3:
        return _roots_of_power(session, session.ring.quotient(-parts[0], parts[-1]), len(parts) - 1)
    discriminant = parts[1] ** 2 - 4 * parts[0] * parts[2]
    d = session.poly_term(discriminant)
    sign = session.signs.sign(discriminant)
    if sign == sg.NEG:
        return []
    if sign & sg.POS == 0:
        return [(_tidy(session, -parts[1], 2 * parts[2]), (call("eq", d, ZERO),))]
    root = call("sqrt", d)
    bottom = mul(TWO, session.poly_term(parts[2]))
    middle = session.poly_term(-parts[1])
    facts = () if sign == sg.POS else (call("ge", d, ZERO),)
    return [(div(add(middle, signed), bottom), facts) for signed in (root, neg(root))]


def _roots_of_power(session: Session, value: Quotient, degree: int) -> list[tuple[Term, Conjunction]]:
    """The real roots of xⁿ = value for n ≥ 3."""
    q = session.quotient_term(value)
    root = call("root", q, num(degree))
    if degree % 2:
        return [(root, ())]
    sign = session.signs.quotient_sign(value)
    if sign == sg.NEG:
        return []
    facts = () if sign & sg.NEG == 0 else (call("ge", q, ZERO),)
    return [(root, facts), (neg(root), facts)]


def _taken_off(session: Session, f: Poly, g: Generator) -> list[Option] | None:
    """An equation between real numbers for an exponential, logarithm or root g: its argument equals a value."""
    if any(h.complex for h in session.ring.used(f)):
        return None
    parts = _coefficients(session, f, g)
    if g.kind == "root":
        return _without_root(session, parts, g)
    if len(parts) > 3 or session.signs.sign(parts[-1]) & sg.ZERO or not isinstance(g.term, Call):
        return None
    (inside,) = g.term.args
    if g.kind == "exp":
        return [Option((*facts, call("gt", v, ZERO), call("eq", inside, log(v)))) for v, facts in _roots(session, parts)]
    return [Option((*facts, call("eq", inside, exp(v)))) for v, facts in _roots(session, parts)]


def _without_root(session: Session, parts: list[Poly], g: Generator) -> list[Option] | None:
    """A·r + B = 0 with r^d = q gives (−B)^d = A^d·q; roots that this adds drop out later."""
    if len(parts) != 2 or g.relation is None:
        return None
    degree, value = g.relation
    return [_zero(session.poly_term((-parts[0]) ** degree - parts[1] ** degree * session.ring.lift(value)))]


TAKEN_OFF = frozenset({"exp", "log", "root"})


def numeric_points(names: list[Sym]) -> Iterator[dict[Sym, Term]]:
    """Simple values for a few names, the simplest first."""
    grid: list[Term] = [num(v) for v in (0, 1, -1, 2, "1/2", -2, 3)]
    if not names:
        yield {}
    elif len(names) <= 3:
        for size in range(1, len(grid) + 1):
            yield from _points_with(names, grid[:size])


def _points_with(names: list[Sym], grid: list[Term]) -> Iterator[dict[Sym, Term]]:
    """Points whose values lie in the grid and use its last value."""
    for values in product(grid, repeat=len(names)):
        if grid[-1] in values:
            yield dict(zip(names, values, strict=True))
