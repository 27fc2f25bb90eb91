"""Repairs found by numbers: a missing constant, factor, summand or inner derivative.

The ratio and the difference of the sides at the samples are compared with constants and with the terms at hand.

Guarantee: none; what is proposed here is proved by :mod:`symbolic.proving.diagnosis.repair`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, islice
from typing import Any

from symbolic.proving.diagnosis.samples import Sample, common_number, differences, evaluated, ratio
from symbolic.proving.diagnosis.scaling import factor_words, plus, scaled, summands, text
from symbolic.proving.domains import constant
from symbolic.steps import Step
from symbolic.terms import ONE, ZERO, Bind, Call, Deriv, Elem, Num, Sym, Term, add, call, deriv, free_symbols, mul, neg, num, walk
from symbolic.verdicts import Repair

MAX_TERMS, SMALL = 40, 6
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def by_value(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """A number in place of an expression in names, or of another number where there are no names."""
    carried_out = isinstance(step.left, Bind) and step.left.op != "at"
    alone = not carried_out and not free_symbols(step.left) | free_symbols(step.right)
    if not (alone or free_symbols(step.right)) or len(samples) < 2 - alone or any(len(s.left) != 1 or len(s.right) != 1 for s in samples):
        return
    c = common_number([s.left[0] for s in samples])
    if c is not None:
        yield Repair(f"the value is {text(c)}", num(c) if c >= 0 else neg(num(-c)))


def by_ratio(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """A small constant factor."""
    for repair in by_any_ratio(step, samples, layout):
        c = ratio([s.left for s in samples], [s.right for s in samples])
        if c is not None and abs(c.numerator * c.denominator) <= SMALL:
            yield repair


def by_any_ratio(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """A constant factor."""
    c = ratio([s.left for s in samples], [s.right for s in samples])
    if c is not None and c not in (0, 1):
        old = constant(step.right)
        yield Repair(factor_words(c, step.right), scaled(c, step.right)) if old is None or c == -1 else _other_number(old, old * c)


def by_difference(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """A constant summand."""
    gaps = differences(samples)
    if gaps is not None and len(gaps[0]) == 1 and len(samples) > 1:
        d = common_number([x for row in gaps for x in row])
        old = constant(step.right)
        if d and old is not None:
            yield _other_number(old, old + d)
        elif d:
            yield Repair(f"the constant {text(d)} is missing", plus(step.right, num(d)))


def _other_number(old: Fraction, new: Fraction) -> Repair:
    """One number in place of another."""
    return Repair(f"{text(new)}, not {text(old)}", num(new) if new >= 0 else neg(num(-new)))


def by_summands(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """One term of the sum has a wrong coefficient."""
    gaps = differences(samples)
    if not isinstance(step.right, Call) or step.right.op != "add" or gaps is None:
        return
    parts = summands(step.right)
    for k, part in enumerate(parts):
        values = evaluated(part, step, samples, layout)
        c = None if values is None else ratio(gaps, values)
        if c is None or c == 0:
            continue
        place = ORDINALS[k] if k < len(ORDINALS) else f"{k + 1}th"
        others = (parts[:k], parts[k + 1 :])
        if c == -1:
            yield Repair(f"the {place} term is too many", add(*others[0], *others[1]))
        elif c == -2:
            yield Repair(f"the sign of the {place} term is wrong", add(*others[0], scaled(Fraction(-1), part), *others[1]))
        else:
            yield Repair(f"the {place} term: {factor_words(1 + c, part)}", add(*others[0], scaled(1 + c, part), *others[1]))


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
    vectors = [t for t in out if isinstance(t, Sym) and t.sort.shape[1:] == (ONE,)]
    inner = (call("matmul", call("transpose", a), b) for a, b in combinations(vectors, 2) if a.sort == b.sort)
    out.pop(step.left, None)
    return [*list(out)[:MAX_TERMS], *islice(inner, 6), *(mul(a, b) for a, b in islice(combinations(names, 2), 10))]


def _inner(t: Deriv) -> Iterator[Term]:
    """Arguments of functions, bases of powers and denominators that contain the variable of differentiation."""
    root = t.var.base if isinstance(t.var, Elem) else t.var
    for u in walk(t.body):
        match u:
            case Call(op, args) if op not in ("add", "mul", "neg", "matmul"):
                for a in args:
                    if a is not t.var and root in free_symbols(a) and not any(s.uid for s in free_symbols(a)):
                        yield a


def by_terms(step: Step, samples: list[Sample], layout: str) -> Iterator[Repair]:
    """A factor or summand is missing, up to a constant, which is one of the terms at hand."""
    lefts, rights = [s.left for s in samples], [s.right for s in samples]
    gaps = differences(samples)
    if len(samples) < 2:
        return
    chained: list[Repair] = []
    for t in _at_hand(step):
        values = evaluated(t, step, samples, layout)
        if values is None:
            continue
        if all(len(v) == 1 for v in values) and not isinstance(step.right, Num):
            for repair in _by_factor(step, t, values, lefts, rights):
                if isinstance(t, Deriv):
                    chained.append(Repair(repair.words.replace("the factor", "the inner derivative"), repair.right))
                else:
                    yield Repair(repair.words.replace("the factor", "the inner derivative"), repair.right) if chained else repair
        if gaps is not None and all(len(v) == len(d) for v, d in zip(values, gaps, strict=True)):
            c = ratio(gaps, values)
            if c and step.right is ZERO:
                yield Repair(f"{scaled(c, t)}, not 0", scaled(c, t))
            elif c:
                yield Repair(f"the term {scaled(c, t)} is missing", plus(step.right, scaled(c, t)))
    yield from chained


def _by_factor(step: Step, t: Term, values: list[list[Any]], lefts: list[list[Any]], rights: list[list[Any]]) -> Iterator[Repair]:
    raised = [[r * v[0] for r in row] for row, v in zip(rights, values, strict=True)]
    c = ratio(lefts, raised)
    if c and c.denominator == 1:
        right = scaled(c, mul(*(step.right.args if isinstance(step.right, Call) and step.right.op == "mul" else (step.right,)), t))
        yield Repair(f"the factor {scaled(c, t)} is missing", right)
    lowered = [[a * v[0] for a in row] for row, v in zip(lefts, values, strict=True)]
    c = ratio(lowered, rights)
    if c:
        kept = tuple(a for a in step.right.args if a is not t) if isinstance(step.right, Call) and step.right.op == "mul" else ()
        if kept and isinstance(step.right, Call) and len(kept) == len(step.right.args) - 1:
            yield Repair(f"the factor {t} is too many", scaled(c, mul(*kept)))
        elif c == 1:
            yield Repair(f"a division by {t} is missing", call("div", step.right, t))
