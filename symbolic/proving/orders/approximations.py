r"""``\approx`` between constants, and ``\propto``.

``a ≈ 3.14`` holds if the two differ by at most one unit of the last digit shown.  A numeral is held as an exact rational
number; one with trailing zeros, ``2.50``, is read as 250·10⁻².  The note of the verdict names the unit.
Without a decimal on either side, or with names in a side, nothing is decided.

``f ∝ g`` holds if f/g is a non-zero quantity free of every name that occurs in g.  It is false if f/g changes with each of these names
alone, so that it is constant in none of them.  If it is free of some of them only, which stand outside exponents, and g is no product of
functions of these and of the others, it holds in these names, which a convention may declare: ``e^{-(x-m)²/2} ∝ e^{mx-x²/2}`` in x.

Guarantee: decided by balls (Arb) and exact normal forms; both sides are shown to be defined.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, pairwise

from flint import arb, fmpq

from symbolic.proving.balls.balls import compiled, value_of, values_of
from symbolic.proving.balls.boxes import enclose, precision
from symbolic.proving.balls.conditions import condition
from symbolic.proving.balls.points import Point, points
from symbolic.proving.balls.values import Code, Test
from symbolic.proving.calculus import NoRule
from symbolic.proving.domains import constant
from symbolic.proving.equality import compare_domains, sides
from symbolic.proving.equations.algebraic import constant_sign
from symbolic.proving.facts import GIVE_UP, assume
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.steps import Step
from symbolic.terms import REAL, Call, Num, Sym, Term, call, children, free_symbols, num, sub, sym
from symbolic.verdicts import Conditional, Counterexample, Proved, Refuted

METHOD = "ball arithmetic"
BITS = 256
FEW, STEP = 6, fmpq(1, 3)
PROPORTIONAL = "proportional in "
"""The beginning of the convention that tells the names in which sides are proportional."""


def prove_approximation(step: Step) -> Proved | Refuted | None:
    """Decide ``left ≈ right`` between constants."""
    if step.relation != "approx" or free_symbols(step.left) or free_symbols(step.right):
        return None
    units = [u for side in (step.left, step.right) if (u := last_unit(side)) is not None]
    if not units:
        return None
    unit = max(units)
    distance = call("abs", sub(step.left, step.right))
    beyond = constant_sign(sub(distance, num(unit)))
    if beyond is None:
        return None
    left, right = _digits(step.left), _digits(step.right)
    note = f"{left} and {right}; one unit of the last digit is {_decimal(unit)}"
    if beyond > 0:
        return Refuted("value", METHOD, Counterexample((), left, right), notes=(note,))
    return Proved(METHOD, (note,))


def last_unit(t: Term) -> Fraction | None:
    """The unit of the last digit of a decimal, also with a power of ten; None for anything else."""
    match t:
        case Call("neg", (a,)):
            return last_unit(a)
        case Call("mul", (Num() as a, Call("pow", (Num(ten), exponent)))) if ten == 10:
            power, unit = constant(exponent), last_unit(a)
            return None if power is None or power.denominator != 1 or unit is None else unit * Fraction(10) ** int(power)
        case Num(value):
            places = 0
            while value.denominator != 1 and places < 60:
                value, places = value * 10, places + 1
            return Fraction(1, 10**places) if value.denominator == 1 else None
    return None


def _digits(t: Term) -> str:
    with precision(BITS):
        value = enclose(t, {})
        return "" if value is None else str(value.str(12, radius=False))


def _decimal(unit: Fraction) -> str:
    return str(unit) if unit >= 1 else f"{float(unit):.{len(str(unit.denominator)) - 1}f}"


def prove_proportional(step: Step) -> Proved | Conditional | Refuted | None:
    """Decide ``left ∝ right`` if the ratio is visibly free of the names on the right, or of some of them, or seen to change with each."""
    if step.relation != "propto":
        return None
    return _proportional(step) or _changing(step)


def _declared_names(step: Step) -> set[Sym]:
    """The names on the right in which the sides are declared to be proportional."""
    told = {name.strip() for c in step.conventions if c.startswith(PROPORTIONAL) for name in c.removeprefix(PROPORTIONAL).split(",")}
    return {s for s in free_symbols(step.right) if s.name in told}


def _changing(step: Step) -> Refuted | None:
    """Two values of the ratio for every name on the right, where all other names keep their values; for one in which it is declared not to.

    A name that is not on the left as well may be tied to it by a law, as T is in P ∝ T.
    """
    declared = _declared_names(step)
    names = sorted(declared or free_symbols(step.right), key=lambda s: s.name)
    everything = free_symbols(step.left) | free_symbols(step.right)
    if not names or step.definitions or not free_symbols(step.left).issuperset(names) or any(s.sort != REAL for s in everything):
        return None
    sides, tests = (compiled(step.left), compiled(step.right)), [condition(d, False) for d in step.declarations]
    found: tuple[str, Counterexample] | None = None
    for name in names:
        changes = (c for point in islice(points(step), FEW) if (c := _changes(point, name, sides, tests)) is not None)
        found = next(changes, None)
        if (found is None) != bool(declared):
            break
    return None if found is None else Refuted("value", METHOD, found[1], reason=found[0])


def _changes(point: Point, name: Sym, sides: tuple[Code, Code], tests: list[Test]) -> tuple[str, Counterexample] | None:
    """Whether the ratio has another value where one name of a point has another value that is allowed; in words, with the second point."""
    moved = Point({**point.values, name: point.values[name] + STEP})
    if not all(value_of(t, moved.values, BITS) is True for t in tests):
        return None
    (a, b), (c, d) = (values_of(sides, p.values, BITS) for p in (point, moved))
    if any(type(v) not in (fmpq, arb) for v in (a, b, c, d)) or not all(v < 0 or v > 0 for v in (a, b, c, d)):
        return None
    first, second = (_shown(arb(x) / arb(y)) for x, y in ((a, b), (c, d)))
    differ = arb(a) / arb(b) - arb(c) / arb(d)
    if not (differ < 0 or differ > 0) or first == second:
        return None
    words = f"the ratio changes with {name.name}: it is {first} and {second} at two values"
    return words, Counterexample(moved.shown({*moved.values}), _shown(arb(c)), _shown(arb(d)))


def _shown(v: arb) -> str:
    return str(v.str(6, radius=False))


def _proportional(step: Step) -> Proved | Conditional | None:
    try:
        s = sides(step)
    except NoRule:
        return None

    def run(session: Session) -> frozenset[Sym] | None:
        """The names on the right on which the ratio depends; None if it may be 0."""
        assume(session, s.facts)
        ring = session.ring
        if session.signs.contradictory:
            return None
        ratio = ring.div(session.nf(s.left), session.nf(s.right))
        if session.loci or session.signs.quotient_sign(ratio) & sg.ZERO:
            return None
        names = ring.symbols(ring.lift(ratio.num)) | ring.symbols(ring.lift(ratio.den))
        return frozenset(names & free_symbols(s.right))

    try:
        found = with_units(run)
    except GIVE_UP:
        return None
    if found is None:
        return None
    declared = _declared_names(step)
    if not found or (declared and declared.isdisjoint(found)):
        return compare_domains(s, "normal form")
    varied = _outside_exponents(step.right) - found
    if declared or not varied or not _is_joint(step, varied):
        return None
    answer = compare_domains(s, "normal form")
    known = answer.conditions if isinstance(answer, Conditional) else ()
    told = call("convention", sym(PROPORTIONAL + ", ".join(sorted(v.name for v in varied))))
    return None if answer is None else Conditional("hypothesis", (*known, told), "normal form")


def _outside_exponents(t: Term) -> frozenset[Sym]:
    """The names in a term, without those that stand in exponents of powers alone, as k of θ^k does."""
    match t:
        case Sym():
            return frozenset({t})
        case Call("pow", (base, _)):
            return _outside_exponents(base)
    return frozenset[Sym]().union(*map(_outside_exponents, children(t))) & free_symbols(t)


def _is_joint(step: Step, varied: frozenset[Sym]) -> bool:
    """Whether the right side is seen to be no product of a function of these names and one of the others: x c is one."""
    code = compiled(step.right)
    for p, q in pairwise(islice(points(step), FEW)):
        mixed = ({**p.values, **{v: q.values[v] for v in varied}}, {**q.values, **{v: p.values[v] for v in varied}})
        found = [values_of((code,), at, BITS)[0] for at in (p.values, q.values, *mixed)]
        if all(type(v) in (fmpq, arb) for v in found):
            a, b, c, d = (arb(v) for v in found)
            if a * b - c * d < 0 or a * b - c * d > 0:
                return True
    return False
