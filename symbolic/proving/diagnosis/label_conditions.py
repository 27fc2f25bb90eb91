"""Conditions that may save a step: weights whose sum is 1, labels in {0, 1}, one-hot labels."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from symbolic.functions import ORDERS
from symbolic.proving.calculus import NoRule
from symbolic.proving.diagnosis import Conditions
from symbolic.proving.diagnosis.tested import real_name
from symbolic.proving.equality import sides
from symbolic.proving.facts import GIVE_UP, assume, attempt
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    ONE,
    REAL,
    ZERO,
    Bind,
    Call,
    Elem,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    elem,
    free_symbols,
    operators,
    sub,
    substitute,
    sym,
    walk,
)

RATIONAL = frozenset({"add", "neg", "mul", "div", "pow"})
LOGARITHMS = frozenset({"log", "log2"})
WEIGHING = LOGARITHMS | {"sum"}


def _weights(step: Step) -> list[tuple[tuple[Term, ...], Bind | None]]:
    """What weights logarithms or stands under them: a family under its sum, or the flat names of one sum."""
    found: list[tuple[tuple[Term, ...], Bind | None]] = []
    for t in chain(walk(step.left), walk(step.right)):
        match t:
            case Bind("sum", var, body, _) if _has_log(body):
                members = (e for e in walk(body) if isinstance(e, Elem) and isinstance(e.base, Sym) and e.indices == (var,))
                found += [((e,), t) for e in members]
            case Call("add", args) if _has_log(t):
                names = tuple(f for a in args for f in _log_weights(a))
                found += [(names, None)] if len(names) >= 2 else []
    return list(dict.fromkeys(found))


def _averaging(step: Step) -> list[tuple[tuple[Term, ...], Bind | None]]:
    """Families that are factors of what is summed: p of Σ pᵢ xᵢ."""
    sums = [t for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and t.op == "sum"]
    factors = ((f, t) for t in sums for f in (t.body.args if isinstance(t.body, Call) and t.body.op in ("mul", "div") else ()))
    found = (((f,), t) for f, t in factors if isinstance(f, Elem) and isinstance(f.base, Sym) and f.indices == (t.var,))
    return list(dict.fromkeys(found))


def _has_log(t: Term) -> bool:
    return not LOGARITHMS.isdisjoint(operators(t))


def _log_weights(summand: Term) -> list[Term]:
    """Scalar names that multiply a logarithm in a summand."""
    match summand:
        case Call("neg", (inner,)):
            return _log_weights(inner)
        case Call("mul", args) if any(isinstance(a, Call) and a.op == "log" for a in args):
            bare = (a.args[0] if isinstance(a, Call) and a.op == "neg" else a for a in args)
            return [a for a in bare if isinstance(a, Sym) and a.sort.is_scalar]
    return []


def _total(weights: tuple[Term, ...], over: Bind | None) -> Term:
    if over is None:
        return call("eq", add(*weights), ONE)
    index = sym("i", over.var.sort)
    (member,) = weights
    assert isinstance(member, Elem)
    return call("eq", bind("sum", index, elem(member.base, index), over.bounds), ONE)


def _label(weights: tuple[Term, ...], over: Bind | None) -> Term:
    """Every weight is 0 or 1."""
    if over is None:
        return call("and", *(_zero_or_one(w) for w in weights)) if len(weights) > 1 else _zero_or_one(weights[0])
    index = sym("i", over.var.sort)
    (member,) = weights
    assert isinstance(member, Elem)
    return bind("forall", index, _zero_or_one(elem(member.base, index)), over.bounds)


def _zero_or_one(t: Term) -> Term:
    return call("or", call("eq", t, ZERO), call("eq", t, ONE))


def probabilities(step: Step) -> Iterator[Conditions]:
    """Weights whose sum is 1, labels in {0, 1}, and both."""
    if WEIGHING.isdisjoint(operators(step.left) | operators(step.right)):
        return
    weights = _weights(step)[:4]
    no_labels = _positive_names(step) | _under_logarithms(step)
    labels = [w for w in weights if no_labels.isdisjoint(map(_name_of, w[0]))]
    for w in dict.fromkeys((*weights, *_averaging(step)[:3])):
        yield (_total(*w),)
    for y in _weighting_vectors(step)[:2]:
        yield (_vector_total(y),)
    for w in labels:
        yield (_label(*w),)
    summands = (t for t in chain(walk(step.left), walk(step.right)) if isinstance(t, Call) and t.op in ("add", "neg", "mul"))
    no_labels |= _bounded_names(step)
    yield from ((_zero_or_one(name),) for t in summands for name in _log_weights(t) if not _counts(name) and name not in no_labels)
    for w in labels:
        yield _total(*w), _label(*w)


def shares(step: Step) -> Iterator[Conditions]:
    """``p + q = 1``, where p + q - 1 divides the difference of two sides that are polynomials, or quotients of these."""
    if step.relation != "eq" or not operators(step.left) | operators(step.right) <= RATIONAL:
        return

    def run(session: Session) -> list[Term]:
        s = sides(step)
        assume(session, s.facts)
        numerator = session.ring.lift(session.nf(sub(s.left, s.right)).num)
        found = (f for f, _ in session.ring.factors(numerator)[1] if f.total_degree() == 1 and len(f) > 2)
        return [session.poly_term(f) for f in found if sorted(map(abs, map(int, f.coeffs()))) == [1] * len(f)]

    try:
        factors = with_units(run)
    except (*GIVE_UP, NoRule):
        return
    for f in factors:
        names = tuple(sorted(free_symbols(f), key=repr))
        total = call("eq", add(*names), ONE)
        if len(names) > 1 and all(map(real_name, names)) and _is_same_up_to_sign(f, sub(add(*names), ONE)):
            yield (total,)


def _is_same_up_to_sign(a: Term, b: Term) -> bool:
    def run(session: Session) -> bool:
        one, other = session.nf(a), session.nf(b)
        return any(bool(operation(one, other).num.is_zero()) for operation in (session.ring.sub, session.ring.add))

    return with_units(run)


def _counts(t: Term) -> bool:
    """A size or an index weighs as a number, not as a label."""
    return isinstance(t, Sym) and t.sort.field == "integer"


def _name_of(t: Term) -> Term:
    return t.base if isinstance(t, Elem) else t


def _under_logarithms(step: Step) -> frozenset[Term]:
    """Names for which a logarithm has no value at 0 or at 1: x of x log x."""
    inside = [t.args[0] for t in chain(walk(step.left), walk(step.right)) if isinstance(t, Call) and t.op in LOGARITHMS]
    named = ((a, s) for a in dict.fromkeys(inside) for s in free_symbols(a) if s.sort == REAL)
    return frozenset(s for a, s in named if any(_is_zero_at(a, s, value) for value in (ZERO, ONE)))


def _is_zero_at(t: Term, name: Sym, value: Term) -> bool:
    return attempt(lambda session: bool(session.nf(substitute(t, {name: value})).num.is_zero()), False)


def _positive_names(step: Step) -> frozenset[Term]:
    """Names, families and arrays declared positive: no labels that may be 0."""
    facts = [d.body if isinstance(d, Bind) else d for d in step.declarations]
    return frozenset(_name_of(d.args[0]) for d in facts if isinstance(d, Call) and d.op == "gt" and d.args[1] is ZERO)


def _bounded_names(step: Step) -> frozenset[Term]:
    """Numbers declared between bounds: shares, of which a label would be an end."""
    orders = (d.args for d in step.declarations if isinstance(d, Call) and d.op in ORDERS)
    return frozenset(a for pair in orders for a, b in (pair, pair[::-1]) if isinstance(b, Num))


def _weighting_vectors(step: Step) -> list[Sym]:
    """Vectors that weight logarithms: y of yᵀ log p, y ⊙ log p and ⟨y, log p⟩."""
    products = [t.args for side in (step.left, step.right) for t in walk(side)
                if isinstance(t, Call) and t.op in ("matmul", "hadamard", "inner") and _has_log(t)]
    factors = [a.args[0] if isinstance(a, Call) and a.op == "transpose" else a for args in products for a in args]
    columns = (a for a in factors if isinstance(a, Sym) and len(a.sort.shape) == 2 and a.sort.shape[1] is ONE)
    return list(dict.fromkeys(a for a in columns if not a.sort.is_function))


def _vector_total(y: Sym) -> Term:
    index = sym("i", INTEGER)
    return call("eq", bind("sum", index, elem(y, index), (ONE, y.sort.shape[0])), ONE)
