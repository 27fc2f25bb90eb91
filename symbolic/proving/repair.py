"""Repairs: a small edit of the right side that makes a refuted equation provable.

Edits are found by numbers and confirmed by proof.  At a few admissible points the ratio and the difference of the sides are compared
with constants and with the terms at hand (a missing factor, summand, inner derivative); other small edits (exponent, sign of a term,
indices swapped, a transpose, the order of factors) are tried one by one at these points.

Guarantee: a repair that is returned was proved by ``prove``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations, islice
from typing import Any

from flint import arb, ctx, fmpq

from symbolic.proving.balls.ball_arrays import Value, entries
from symbolic.proving.balls.ball_values import DENOMINATOR, NUMERATOR, Missing
from symbolic.proving.balls.balls import compiled, value_of
from symbolic.proving.balls.points import Point, points
from symbolic.proving.domains import constant
from symbolic.proving.matrices.index_terms import sizes_of
from symbolic.proving.unfolding import unfold, unfold_step
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    ONE,
    REAL,
    TWO,
    ZERO,
    Bind,
    Call,
    Deriv,
    Elem,
    Num,
    Sym,
    Term,
    add,
    call,
    children,
    deriv,
    free_symbols,
    mul,
    neg,
    num,
    power,
    rebuild,
    walk,
)
from symbolic.verdicts import Conditional, Proved, Repair, Verdict

PRECISION = 128
SAMPLES, MAX_PROOFS, MAX_TERMS, MAX_EDITS, SMALL = 5, 8, 40, 400, 6
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True, slots=True)
class Sample:
    """The entries of both sides at a point."""

    point: Point
    left: list[Any]
    right: list[Any]


def find_repair(step: Step, prove: Callable[[Step], Verdict]) -> Repair | None:
    """The first small edit of the right side that ``prove`` proves, or None.

    A step that still has its definitions is edited as it is written, and so put to ``prove``.
    """
    if step.relation != "eq":
        return None
    layout = next((c for c in (NUMERATOR, DENOMINATOR) if c in step.conventions), "")
    samples = list(_samples(step, layout))
    if not samples:
        return None
    conditional: Repair | None = None
    for repair in islice(_candidates(step, samples, layout), MAX_PROOFS):
        match prove(replace(step, right=repair.right)):
            case Proved():
                return repair
            case Conditional("definedness") if conditional is None:
                conditional = repair
    return conditional


def _samples(step: Step, layout: str) -> Iterator[Sample]:
    """A few points at which both sides are defined."""
    plain = unfold_step(step)
    left, right = compiled(plain.left, layout), compiled(plain.right, layout)
    count = 0
    for point in islice(points(plain), 24):
        a, b = value_of(left, point.values, PRECISION), value_of(right, point.values, PRECISION)
        if isinstance(a, Missing) or isinstance(b, Missing) or a is True or a is False:
            continue
        yield Sample(point, entries(a), entries(b))
        count += 1
        if count == SAMPLES:
            return


def _candidates(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """Edits that agree with the left side at every sample, the simplest first."""
    seen: set[Term] = {step.right}
    for rule in (_by_value, _by_ratio, _by_summands, _by_difference, _by_edits, _by_terms, _by_any_ratio):
        for repair in _precisely(rule(step, samples, layout)):
            if repair.right not in seen:
                seen.add(repair.right)
                yield repair


def _precisely(repairs: Iterator[Repair]) -> Iterator[Repair]:
    """The items, computed with the precision of the samples."""
    while True:
        before, ctx.prec = ctx.prec, PRECISION
        try:
            found = next(repairs, None)
        finally:
            ctx.prec = before
        if found is None:
            return
        yield found


# --- numbers --------------------------------------------------------------------------------------------


def _constant(values: list[Any]) -> Fraction | None:
    """The one rational number that all values are, as far as their balls tell; None if there is none of small height."""
    found: Fraction | None = None
    for v in values:
        r = _rational(v)
        if r is None or (found is not None and r != found):
            return None
        found = r
    return found


def _rational(v: Any) -> Fraction | None:
    if type(v) is fmpq:
        return Fraction(int(v.p), int(v.q))
    if type(v) is not arb or not v.is_finite() or v.rad() > abs(v) * arb(2) ** -40 + arb(2) ** -60:
        return None
    for d in (1, 2, 3, 4, 5, 6, 8, 12):
        n = (v * d).unique_fmpz()
        if n is not None and abs(n) < 10_000:
            return Fraction(int(n), d)
    return None


def _quotients(tops: list[list[Any]], bottoms: list[list[Any]]) -> list[Any] | None:
    """The quotients of entries; a pair of zeros says nothing; None if they contradict any quotient or nothing is left."""
    out = []
    for top, bottom in zip(tops, bottoms, strict=True):
        if len(top) != len(bottom):
            if len(bottom) != 1:
                return None
            bottom = bottom * len(top)
        for a, b in zip(top, bottom, strict=True):
            if _vanishes(b):
                if not _vanishes(a):
                    return None
            else:
                out.append(a / b)
    return out or None


def _vanishes(x: Any) -> bool:
    return not x if type(x) is fmpq else bool(x.contains(0))


def _differences(samples: list[Sample]) -> list[list[Any]] | None:
    if any(len(s.left) != len(s.right) for s in samples):
        return None
    return [[a - b for a, b in zip(s.left, s.right, strict=True)] for s in samples]


def _ratio(tops: list[list[Any]], bottoms: list[list[Any]]) -> Fraction | None:
    quotients = _quotients(tops, bottoms)
    return None if quotients is None or len(quotients) < 2 else _constant(quotients)


# --- constants ------------------------------------------------------------------------------------------


def _by_value(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """A number in place of an expression in names."""
    if not free_symbols(step.right) or len(samples) < 2 or any(len(s.left) != 1 or len(s.right) != 1 for s in samples):
        return
    c = _constant([s.left[0] for s in samples])
    if c is not None:
        yield Repair(f"the value is {_text(c)}", num(c) if c >= 0 else neg(num(-c)))


def _by_ratio(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """A small constant factor."""
    for repair in _by_any_ratio(step, samples, layout):
        c = _ratio([s.left for s in samples], [s.right for s in samples])
        if c is not None and abs(c.numerator * c.denominator) <= SMALL:
            yield repair


def _by_any_ratio(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """A constant factor."""
    c = _ratio([s.left for s in samples], [s.right for s in samples])
    if c is not None and c not in (0, 1):
        old = constant(step.right)
        yield Repair(_factor_words(c, step.right), scaled(c, step.right)) if old is None or c == -1 else _other_number(old, old * c)


def _by_difference(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """A constant summand."""
    differences = _differences(samples)
    if differences is not None and len(differences[0]) == 1 and len(samples) > 1:
        d = _constant([x for row in differences for x in row])
        old = constant(step.right)
        if d and old is not None:
            yield _other_number(old, old + d)
        elif d:
            yield Repair(f"the constant {_text(d)} is missing", _plus(step.right, num(d)))


def _other_number(old: Fraction, new: Fraction) -> Repair:
    """One number in place of another."""
    return Repair(f"{_text(new)}, not {_text(old)}", num(new) if new >= 0 else neg(num(-new)))


def _factor_words(c: Fraction, t: Term) -> str:
    if c == -1:
        return "the sign is wrong"
    old = _coefficient(t)
    coefficient = "" if old == 1 else f": the coefficient is {_text(old * c)}, not {_text(old)}"
    if c.denominator == 1 or old in (1, -1):
        return f"a factor {_text(c)} is missing{coefficient}"
    if c.numerator == 1:
        return f"a factor {_text(1 / c)} too many{coefficient}"
    return coefficient[2:] or f"a factor {_text(c)} is missing"


def _coefficient(t: Term) -> Fraction:
    """The number in front of a term."""
    match t:
        case Num(value) if value:
            return value
        case Call("neg", (a,)):
            return -_coefficient(a)
        case Call("mul", (first, *_)):
            return _coefficient(first)
        case Call("div", (a, _)) if not isinstance(a, Num):
            return _coefficient(a)
    return Fraction(1)


def _text(c: Fraction) -> str:
    return str(c).replace("-", "−")


def scaled(c: Fraction, t: Term) -> Term:
    """The product of a number and a term, the number joined with the one that stands there."""
    if c == 1:
        return t
    match t:
        case Num(value):
            return num(c * value) if c * value >= 0 else neg(num(-c * value))
        case Call("neg", (a,)):
            return scaled(-c, a) if c < 0 else neg(scaled(c, a))
        case Call("mul", (Num(value), *rest)):
            return scaled_product(c * value, tuple(rest))
        case Call("mul", (Call("mul" | "neg" | "div") as first, *rest)) if _coefficient(first) != 1:
            return mul(scaled(c, first), *rest)
        case Call("div", (a, b)) if c.denominator == 1 and c != -1:
            return call("div", scaled(c, a), b)
    if c < 0:
        return neg(scaled(-c, t))
    return mul(num(c), *t.args) if isinstance(t, Call) and t.op == "mul" else mul(num(c), t)


def scaled_product(c: Fraction, rest: tuple[Term, ...]) -> Term:
    if c < 0:
        return neg(scaled_product(-c, rest))
    return mul(*rest) if c == 1 else mul(num(c), *rest)


def _summands(t: Term) -> tuple[Term, ...]:
    """The terms of a sum, nested sums included."""
    if isinstance(t, Call) and t.op == "add":
        return tuple(chain.from_iterable(map(_summands, t.args)))
    return (t,)


def _plus(t: Term, more: Term) -> Term:
    parts = _summands(t)
    match more:
        case Num(value) if value < 0:
            more = neg(num(-value))
    return add(*parts, more)


# --- summands and terms at hand -------------------------------------------------------------------------


def _evaluated(t: Term, step: Step, samples: list[Sample], layout: str) -> list[list[Any]] | None:
    code = compiled(unfold(t, step.definitions), layout)
    out = []
    for s in samples:
        v: Value = value_of(code, s.point.values, PRECISION)
        if isinstance(v, Missing | bool):
            return None
        out.append(entries(v))
    return out


def _by_summands(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """One term of the sum has a wrong coefficient."""
    differences = _differences(samples)
    if not isinstance(step.right, Call) or step.right.op != "add" or differences is None:
        return
    parts = _summands(step.right)
    for k, part in enumerate(parts):
        values = _evaluated(part, step, samples, layout)
        c = None if values is None else _ratio(differences, values)
        if c is None or c == 0:
            continue
        place = ORDINALS[k] if k < len(ORDINALS) else f"{k + 1}th"
        others = (parts[:k], parts[k + 1 :])
        if c == -1:
            yield Repair(f"the {place} term is too many", add(*others[0], *others[1]))
        elif c == -2:
            yield Repair(f"the sign of the {place} term is wrong", add(*others[0], scaled(Fraction(-1), part), *others[1]))
        else:
            yield Repair(f"the {place} term: {_factor_words(1 + c, part)}", add(*others[0], scaled(1 + c, part), *others[1]))


def _at_hand(step: Step) -> list[Term]:
    """Scalar subterms of both sides without bound names, and the slopes of what stands inside a differentiated function."""
    out: dict[Term, None] = {}
    for t in walk(step.left):
        if isinstance(t, Deriv):
            out |= dict.fromkeys(deriv(inner, t.var) for inner in _inner(t))
    for side in (step.right, step.left):
        for t in walk(side):
            if isinstance(t, Num) or any(s.uid for s in free_symbols(t)) or not free_symbols(t):
                continue
            if not (isinstance(t, Sym) and (t.sort.is_function or t.sort.index)):
                out[t] = None
    names = [t for t in out if isinstance(t, Sym | Elem) and not (isinstance(t, Sym) and t.sort.shape)]
    out.pop(step.left, None)
    return [*list(out)[:MAX_TERMS], *(mul(a, b) for a, b in islice(combinations(names, 2), 10))]


def _inner(t: Deriv) -> Iterator[Term]:
    """Arguments of functions, bases of powers and denominators that contain the variable of differentiation."""
    root = t.var.base if isinstance(t.var, Elem) else t.var
    for u in walk(t.body):
        match u:
            case Call(op, args) if op not in ("add", "mul", "neg", "matmul"):
                for a in args:
                    if a is not t.var and root in free_symbols(a) and not any(s.uid for s in free_symbols(a)):
                        yield a


def _by_terms(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """A factor or summand is missing, up to a constant, which is one of the terms at hand."""
    lefts, rights = [s.left for s in samples], [s.right for s in samples]
    differences = _differences(samples)
    if len(samples) < 2:
        return
    chained: list[Repair] = []
    for t in _at_hand(step):
        values = _evaluated(t, step, samples, layout)
        if values is None:
            continue
        if all(len(v) == 1 for v in values) and not isinstance(step.right, Num):
            for repair in _by_factor(step, t, values, lefts, rights):
                if isinstance(t, Deriv):
                    chained.append(Repair(repair.words.replace("the factor", "the inner derivative"), repair.right))
                else:
                    yield Repair(repair.words.replace("the factor", "the inner derivative"), repair.right) if chained else repair
        if differences is not None and all(len(v) == len(d) for v, d in zip(values, differences, strict=True)):
            c = _ratio(differences, values)
            if c and step.right is ZERO:
                yield Repair(f"{scaled(c, t)}, not 0", scaled(c, t))
            elif c:
                yield Repair(f"the term {scaled(c, t)} is missing", _plus(step.right, scaled(c, t)))
    yield from chained


def _by_factor(step: Step, t: Term, values: list[list[Any]], lefts: list[list[Any]], rights: list[list[Any]]) -> Iterator[Repair]:
    raised = [[r * v[0] for r in row] for row, v in zip(rights, values, strict=True)]
    c = _ratio(lefts, raised)
    if c and c.denominator == 1:
        right = scaled(c, mul(step.right, t) if not _is_product(step.right) else mul(*step.right.args, t))  # type: ignore[attr-defined]
        yield Repair(f"the factor {scaled(c, t)} is missing", right)
    lowered = [[a * v[0] for a in row] for row, v in zip(lefts, values, strict=True)]
    c = _ratio(lowered, rights)
    if c:
        kept = tuple(a for a in step.right.args if a is not t) if isinstance(step.right, Call) and step.right.op == "mul" else ()
        if kept and isinstance(step.right, Call) and len(kept) == len(step.right.args) - 1:
            yield Repair(f"the factor {t} is too many", scaled(c, mul(*kept)))
        elif c == 1:
            yield Repair(f"a division by {t} is missing", call("div", step.right, t))


def _is_product(t: Term) -> bool:
    return isinstance(t, Call) and t.op == "mul"


# --- edits one by one -----------------------------------------------------------------------------------


def _by_edits(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    names = _replacements(step)
    for words, right in islice(chain(_edits(step.right, ()), _edits(step.right, names)), MAX_EDITS):
        if right is step.left and sorted(map(repr, children(right))) == sorted(map(repr, children(step.right))):
            continue  # AB = BA claims that the order does not matter: AB = AB is no repair of it
        if all((v := _evaluated(right, step, [s], layout)) is not None and _same(s.left, v[0]) for s in samples):
            yield Repair(words, right)


def _same(a: list[Any], b: list[Any]) -> bool:
    return len(a) == len(b) and all(_vanishes(x - y) for x, y in zip(a, b, strict=True))


def _replacements(step: Step) -> tuple[Sym, ...]:
    """Plain names of the step, sizes included, which may stand in place of each other."""
    names = free_symbols(step.left) | free_symbols(step.right) | {*sizes_of((step.left, step.right))}
    return tuple(sorted((s for s in names if not s.uid and not s.sort.index and not s.sort.is_function), key=lambda s: s.name))[:8]


def _edits(t: Term, names: tuple[Sym, ...]) -> Iterator[tuple[str, Term]]:
    """The term with one small change somewhere; with ``names``: another name in one place."""
    if names:
        if isinstance(t, Sym) and t in names:
            yield from ((f"{s}, not {t}", s) for s in names if s is not t and s.sort == t.sort)
            sizes = [s for s in names if s.sort == INTEGER and t.sort == REAL]
            yield from ((f"the exponent {s} of {t} is missing", power(t, s)) for s in sizes)
        elif isinstance(t, Num) and t.value <= 1:
            yield from ((f"{s}, not {_text(t.value)}", s) for s in names if s.sort.is_scalar)
        elif isinstance(t, Call) and t.op == "pow" and isinstance(t.args[0], Num):
            restored = ((str(s), mul(t.args[0], power(s, t.args[1]))) for s in names if s.sort.is_scalar)
            yield from ((f"{name} is missing: {whole}, not {t}", whole) for name, whole in restored)
    else:
        yield from _here(t)
    parts = children(t)
    for k, part in enumerate(parts):
        if names and isinstance(part, Num) and isinstance(t, Call) and t.op in ("add", "neg"):
            for words, delta in _deltas(names) if part is ONE and t.op == "add" else ():
                yield words, rebuild(t, (*parts[:k], delta, *parts[k + 1 :]))
            continue
        if (isinstance(t, Deriv) or (isinstance(t, Elem) and not names)) and k:
            continue
        if isinstance(t, Bind) and k and not names:
            yield from ((w, Bind(t.op, t.var, parts[0], (*t.bounds[: k - 1], b, *t.bounds[k:]))) for w, b in _bounds(part))
            continue
        for words, changed in _edits(part, names):
            yield words, rebuild(t, (*parts[:k], changed, *parts[k + 1 :]))


def _deltas(names: tuple[Sym, ...]) -> Iterator[tuple[str, Term]]:
    """Kronecker's δ of two index names, in place of 1."""
    for i, j in combinations([s for s in names if s.sort == INTEGER], 2):
        delta = call("delta", i, j)
        yield f"{delta}, not 1", delta


def _bounds(bound: Term) -> Iterator[tuple[str, Term]]:
    yield "a bound is too small by 1", _shifted(bound, 1)
    yield "a bound is too large by 1", _shifted(bound, -1)


def _shifted(t: Term, by: int) -> Term:
    match t:
        case Num(value):
            return num(value + by)
        case Call("add", (a, Num(value))) if value == -by:
            return a
        case Call("add", (a, Call("neg", (Num(value),)))) if value == by:
            return a
    return add(t, num(by)) if by > 0 else add(t, neg(num(-by)))


def _here(t: Term) -> Iterator[tuple[str, Term]]:
    match t:
        case Call("pow", (a, Num(n))):
            for m in (n + 1, n - 1):
                yield f"the exponent is {_text(m)}, not {_text(n)}", a if m == 1 else power(a, num(m))
        case Call("pow", (a, n)):
            yield "the exponent is too small by 1", power(a, _shifted(n, 1))
            yield "the exponent is too large by 1", power(a, _shifted(n, -1))
        case Call("add", parts):
            for k, p in enumerate(parts):
                yield f"the sign of {p} is wrong", add(*parts[:k], scaled(Fraction(-1), p), *parts[k + 1 :])
                if len(parts) > 2:
                    yield f"the term {p} is too many", add(*parts[:k], *parts[k + 1 :])
        case Call("mul", parts):
            for k, p in enumerate(parts):
                if not isinstance(p, Num) or len(parts) > 2:
                    yield f"the factor {p} is too many", mul(*parts[:k], *parts[k + 1 :])
        case Call("matmul", parts):
            for k in range(len(parts) - 1):
                yield "two factors are in the wrong order", call("matmul", *parts[:k], parts[k + 1], parts[k], *parts[k + 2 :])
        case Call("transpose", (a,)):
            yield "a transpose is too many", a
        case Elem(base, (i, j)) if i is not j:
            yield "two indices are swapped", Elem(base, (j, i))
        case Num(n) if n:
            for m in (2 * n, n / 2, n + 1, n - 1, 1 / n):
                if m != n:
                    yield f"{_text(m)}, not {_text(n)}", num(m)
        case Call("sin", (a,)):
            yield "a cosine, not a sine", call("cos", a)
        case Call("cos", (a,)):
            yield "a sine, not a cosine", call("sin", a)
    if isinstance(t, Bind) and t.op == "sum":
        yield "a square is missing", power(t, TWO)
    if isinstance(t, Sym) and not t.sort.is_function and len(t.sort.shape) == 2 and t.sort.shape[1] is not ONE:
        yield "a transpose is missing", call("transpose", t)
        if t.sort.shape[0] is t.sort.shape[1]:
            yield f"{t} + {t}ᵀ, not {t}", add(t, call("transpose", t))
            yield "an inverse is missing", call("inverse", t)
    if isinstance(t, Call) and t.op in ("matmul", "inverse", "hadamard"):
        yield "a transpose is missing", call("transpose", t)
