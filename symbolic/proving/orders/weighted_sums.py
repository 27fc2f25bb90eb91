r"""Inequalities between sums over one range, with a declared total such as Σpᵢ = 1: term by term, after multipliers.

To show ``Σ f(i) + R ≥ 0``, where R may hold other sums m = Σ g(i) of the range: for any numbers λ, κ with
``Σλ·m + κ·N = R`` over the known totals m, it suffices that ``f(i) + Σλ·g(i) + κ ≥ 0`` for each i.  The multipliers are those
of Lagrange at the point where equality is likely: ``∂R/∂m`` for the sums inside R (Jensen's inequality, the variance), the slope
of f where all entries are equal, or where two distributions agree (Gibbs' inequality), or none (where the bound is met at a vertex).

Guarantee: as for the prover of inequalities, which decides each term for arbitrary real entries that satisfy the declared facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations

from symbolic.functions import ge, gt, le
from symbolic.proving.calculus import NoRule, resolve
from symbolic.proving.domains import definedness
from symbolic.proving.equality import compare_domains, missing_conditions, sides
from symbolic.proving.facts import GIVE_UP
from symbolic.proving.forms import signs as sg
from symbolic.proving.orders.inequalities import shown
from symbolic.proving.orders.sampling import contradicted
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    ONE,
    REAL,
    ZERO,
    Bind,
    Call,
    Deriv,
    Elem,
    Sym,
    Term,
    add,
    children,
    deriv,
    div,
    free_symbols,
    fresh,
    mul,
    neg,
    open_binder,
    rebuild,
    sub,
    substitute,
    sym,
    walk,
)
from symbolic.verdicts import Conditional, Proved

METHOD = "sums term by term"
MAX_TOTALS = 4
Bounds = tuple[Term, ...]


@dataclass(slots=True)
class Sums:
    """A difference as ``Σ kernel(i) + rest``, with names for the sums in the rest, the totals that are known, and facts for one i."""

    bounds: Bounds
    index: Sym
    kernel: list[Term] = field(default_factory=list)
    totals: list[tuple[Term, Term]] = field(default_factory=list)
    named: dict[Term, Sym] = field(default_factory=dict)
    entries: dict[Term, Sym] = field(default_factory=dict)

    @property
    def length(self) -> Term:
        lo, hi = self.bounds
        return hi if lo is ONE else add(sub(hi, lo), ONE)


def prove_weighted_sums(step: Step) -> Proved | Conditional | None:
    """Prove ``≤`` or ``≥`` between sums over one range; see the module's guarantee."""
    if step.relation not in ("le", "ge"):
        return None
    nodes = [t for side in (step.left, step.right) for t in walk(side)]
    bounds = {t.bounds for t in nodes if isinstance(t, Bind)}
    if len(bounds) != 1 or any(isinstance(t, Deriv) or (isinstance(t, Bind) and t.op != "sum") for t in nodes):
        return None
    try:
        s = sides(step)
        difference = sub(s.left, s.right) if step.relation == "ge" else sub(s.right, s.left)
        if not _is_nonnegative(difference, next(iter(bounds)), s.facts):
            return None
        return compare_domains(s, METHOD)
    except (NoRule, *GIVE_UP):
        return None


def _is_nonnegative(difference: Term, bounds: Bounds, facts: tuple[Term, ...]) -> bool:
    sums = Sums(bounds, fresh(sym("i", INTEGER)))
    rest = [_linear(sums, part, factor) for part, factor in _parts(difference, ONE)]
    remainder = _without_sums(sums, add(*rest))
    for fact in facts:
        _learn_total(sums, fact)
    kernel = _of_entries(sums, add(*sums.kernel))
    totals = [(_of_entries(sums, g), m) for g, m in sums.totals][:MAX_TOTALS]
    known = _facts(sums, facts, totals)
    return any(_each_term(sums, kernel, remainder, totals, known, chosen) for chosen in _multipliers(sums, kernel, remainder, totals))


# --- reading the difference ----------------------------------------------------------------------


def _parts(t: Term, factor: Term) -> Iterator[tuple[Term, Term]]:
    """Summands with the factors that stand before them."""
    match t:
        case Call("add", args):
            for a in args:
                yield from _parts(a, factor)
        case Call("neg", (a,)):
            yield from _parts(a, neg(factor))
        case Call("div", (a, b)) if not _has_sum(b):
            yield from _parts(a, div(factor, b))
        case Call("mul", args) if sum(map(_has_sum, args)) == 1:
            (inner,) = filter(_has_sum, args)
            yield from _parts(inner, mul(factor, *(a for a in args if a is not inner)))
        case _:
            yield t, factor


def _has_sum(t: Term) -> bool:
    return any(isinstance(u, Bind) for u in walk(t))


def _linear(sums: Sums, part: Term, factor: Term) -> Term:
    """Takes a sum into the kernel; anything else is returned for the rest."""
    if isinstance(part, Bind) and not _has_sum(part.body) and part.bounds == sums.bounds:
        var, body = open_binder(part)
        sums.kernel.append(mul(factor, substitute(body, {var: sums.index})))
        return ZERO
    return mul(factor, part)


def _without_sums(sums: Sums, t: Term) -> Term:
    """The rest with a name for each sum in it, whose kernel is noted as a total."""
    if isinstance(t, Bind):
        if _has_sum(t.body):
            raise NoRule("a sum of sums")
        if t not in sums.named:
            var, body = open_binder(t)
            sums.named[t] = fresh(sym("m"))
            sums.totals.append((substitute(body, {var: sums.index}), sums.named[t]))
        return sums.named[t]
    parts = children(t)
    return rebuild(t, tuple(_without_sums(sums, c) for c in parts)) if parts and _has_sum(t) else t


def _learn_total(sums: Sums, fact: Term) -> None:
    """``Σ g(i) = c`` over the same range."""
    match fact:
        case Call("eq", (Bind("sum") as total, value)) | Call("eq", (value, Bind("sum") as total)):
            if total.bounds == sums.bounds and not _has_sum(value) and not _has_sum(total.body):
                var, body = open_binder(total)
                sums.totals.append((substitute(body, {var: sums.index}), value))


def _of_entries(sums: Sums, t: Term) -> Term:
    """The term at one i: each entry at i is a real name of its own."""
    if isinstance(t, Elem) and sums.index in free_symbols(t):
        if t not in sums.entries:
            sums.entries[t] = fresh(sym(f"x_{{{len(sums.entries)}}}", REAL))
        return sums.entries[t]
    parts = children(t)
    return rebuild(t, tuple(_of_entries(sums, c) for c in parts)) if parts and sums.index in free_symbols(t) else t


def _facts(sums: Sums, facts: tuple[Term, ...], totals: list[tuple[Term, Term]]) -> tuple[Term, ...]:
    """What holds of the entries at one i, and of the totals."""
    out = [f for f in facts if not _has_sum(f)] + [ge(sums.index, sums.bounds[0]), le(sums.index, sums.bounds[1])]
    for fact in facts:
        match fact:
            case Bind("forall", _, body, bounds) if (bounds == sums.bounds or not bounds) and not _has_sum(body):
                var, opened = open_binder(fact)
                out.append(_of_entries(sums, substitute(opened, {var: sums.index})))
    nonempty = shown(sums.length, sg.POS, tuple(out)) is not None
    for kernel, total in totals:
        if shown(kernel, sg.NONNEG, tuple(out)) is not None:
            out += [ge(total), le(kernel, total)]
            if nonempty and shown(kernel, sg.POS, tuple(out)) is not None:
                out.append(gt(total))
    return tuple(out)


# --- multipliers ---------------------------------------------------------------------------------


def _multipliers(sums: Sums, kernel: Term, rest: Term, totals: list[tuple[Term, Term]]) -> Iterator[tuple[tuple[Term, ...], int | None]]:
    """A multiplier for each total, and the number of the total that takes what is left (None: it is spread evenly)."""
    names = set(sums.named.values())
    tangent = tuple(_slope(rest, m) if m in names else ZERO for _, m in totals)
    declared = [k for k, (_, m) in enumerate(totals) if m not in names]
    for k in (*declared, None):
        yield tangent, k
    single = [k for k in declared if totals[k][0] in sums.entries.values()]
    for k in single:
        g, m = totals[k]
        level = substitute(_slope(kernel, g), {_entry(g): div(m, sums.length)})
        yield tuple(neg(level) if j == k else t for j, t in enumerate(tangent)), None
    for j, k in permutations(single, 2):
        p, q = _entry(totals[j][0]), _entry(totals[k][0])
        slopes = {j: neg(substitute(_slope(kernel, p), {q: p})), k: neg(substitute(_slope(kernel, q), {q: p}))}
        yield tuple(slopes.get(n, t) for n, t in enumerate(tangent)), None


def _entry(t: Term) -> Sym:
    if not isinstance(t, Sym):
        raise NoRule("a total of something that is no entry")
    return t


def _slope(t: Term, x: Term) -> Term:
    return resolve(deriv(t, x)) if x in free_symbols(t) else ZERO


def _each_term(sums: Sums, kernel: Term, rest: Term, totals: list[tuple[Term, Term]], known: tuple[Term, ...],
               chosen: tuple[tuple[Term, ...], int | None]) -> bool:
    """Whether ``f(i) + Σλ·g(i) + κ ≥ 0`` for real entries and sizes, with what is left of the rest given to one total, or spread."""
    multipliers, last = chosen
    left = sub(rest, add(ZERO, *(mul(c, m) for c, (_, m) in zip(multipliers, totals, strict=True))))
    share = div(left, sums.length) if last is None else mul(div(left, totals[last][1]), totals[last][0])
    term = add(kernel, *(mul(c, g) for c, (g, _) in zip(multipliers, totals, strict=True)), share)
    facts = tuple(f for f in known if free_symbols(f) <= free_symbols(term))
    for n in (x for x in free_symbols(term) if x.sort == INTEGER):
        weight = fresh(sym("u"))
        positive = shown(n, sg.POS, facts) is not None
        real: Term = div(ONE, weight) if positive else weight
        term, *facts_of = (substitute(t, {n: real}) for t in (term, *facts))
        facts = (*facts_of, gt(weight)) if positive else tuple(facts_of)
    if contradicted(term, sg.NONNEG, facts) or missing_conditions(facts, definedness(term), ()):
        return False
    return shown(term, sg.NONNEG, facts) is not None
