"""Repairs by doing what the left side asks for: its derivative, limit, integral, sum or expansion, where that is short.

Guarantee: none; what is proposed here is proved by :mod:`symbolic.proving.diagnosis.repair`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from symbolic.functions import BY_VARIABLES
from symbolic.proving.calculus import NoRule, resolve
from symbolic.proving.diagnosis.scaling import scaled, summands
from symbolic.proving.diagnosis.tidy import positive_first, size, tidied
from symbolic.proving.facts import GIVE_UP, attempt, simplest
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.antiderivatives import antiderivative
from symbolic.proving.limits.evaluation import Evaluation, Undefined, Unknown, is_analytic
from symbolic.proving.limits.indefinite import indefinite
from symbolic.proving.matrices.calculus import ArrayCalculus
from symbolic.proving.matrices.index_terms import size_facts
from symbolic.proving.matrices.word_facts import learn
from symbolic.proving.matrices.word_letters import NoWords
from symbolic.proving.matrices.word_terms import polynomial_term
from symbolic.proving.matrices.words import Algebra
from symbolic.proving.unfolding import unfold
from symbolic.shapes import ShapeError, is_matrix, shape
from symbolic.steps import Step
from symbolic.terms import (
    REAL,
    Bind,
    Call,
    Deriv,
    Num,
    Sym,
    Term,
    add,
    deriv,
    div,
    free_symbols,
    mul,
    num,
    operators,
    power,
    sub,
    substitute,
    sym,
    walk,
)
from symbolic.verdicts import Proved, Repair, Verdict

LONGEST, LONGEST_REST, LONGEST_FACTOR = 28, 16, 5
"""How large a value, and how large a summand or factor that is missing, may be to be told, in nodes."""
POLYNOMIAL = frozenset({"add", "mul", "neg", "pow", "div"})
UNDONE = frozenset({"abs", "exp", "log"})
"""Operators that a term may lose as it is tidied."""
NAMES = {"limit": "limit", "limit+": "limit", "limit-": "limit", "integral": "integral", "sum": "sum", "product": "product"}


def by_carrying_out(step: Step, name: str | None = None) -> Iterator[Repair]:
    """The value of a left side that has the name, or that asks for a derivative, a limit, an integral, a sum or a product."""
    name = name or _asked(step.left)
    if name is None:
        return
    left = unfold(step.left, step.definitions)
    for value in (*_array_values(left, step), *_values(left, step.declarations)):
        if size(value) <= LONGEST and asks_nothing(value):
            yield Repair(f"the {name} is {value}", value)


def value_of(step: Step, prove: Callable[[Step], Verdict], name: str | None = None) -> Repair | None:
    """The first such value that is proved, or None; the right side may be anything."""
    return next((r for r in by_carrying_out(step, name) if isinstance(prove(replace(step, right=r.right)), Proved)), None)


def by_rest(step: Step) -> Iterator[Repair]:
    """What is missing: the difference of the sides if it is a short polynomial, or their quotient if that is short."""
    if step.definitions or not asks_nothing(step.left) or not asks_nothing(step.right):
        return
    plain = simplest(sub(step.left, step.right), step.declarations)
    rest = tidied(plain, step.declarations) if operators(plain) <= POLYNOMIAL | UNDONE else plain
    short = size(rest) <= LONGEST_REST and operators(rest) <= POLYNOMIAL
    if short and len(summands(rest)) < len(summands(tidied(simplest(step.left, step.declarations), step.declarations))):
        several = isinstance(rest, Call) and rest.op == "add"
        yield Repair(f"{rest} {'are' if several else 'is'} missing", add(*summands(step.right), *summands(rest)))
    factor = simplest(div(step.left, step.right), step.declarations)
    factor = tidied(factor, step.declarations) if size(factor) <= LONGEST_REST else factor
    if size(factor) <= LONGEST_FACTOR and not isinstance(step.right, Num):
        yield Repair(f"the factor {factor} is missing", mul(step.right, factor))


def slope_of(step: Step) -> Step | None:
    """An equation for an antiderivative as one for its slope: the integrand, and the derivative of the right side."""
    if not (isinstance(step.left, Bind) and indefinite(step.left)) or "integral" in operators(step.right):
        return None
    x, integrand = _freed(step.left)
    return replace(step, left=integrand, right=deriv(step.right, x))


def integrated(repair: Repair) -> Iterator[Repair]:
    """An edit of the slope as one of the antiderivative."""
    match repair.right:
        case Deriv(body):
            yield Repair(repair.words, body)
        case Call("mul", (Num(c), Deriv(body, x))) | Call("neg", (Call("mul", (Num(c), Deriv(body, x))),)):
            c = c if isinstance(repair.right, Call) and repair.right.op == "mul" else -c
            yield Repair(repair.words, add(*(scaled(c, p) if x in free_symbols(p) else p for p in summands(body))))


def _freed(t: Bind) -> tuple[Sym, Term]:
    """The variable of an indefinite integral under its own name, and the integrand in it."""
    x = Sym(t.var.name, t.var.sort, 0)
    return x, substitute(t.body, {t.var: x})


def _asked(t: Term) -> str | None:
    """What the outermost operator of a term asks to be carried out."""
    match t:
        case Deriv():
            return "derivative"
        case Bind(op) if op in NAMES:
            return NAMES[op]
        case Call(op) if op in BY_VARIABLES:
            return "derivative"
        case Call("add" | "mul" | "neg") if any(isinstance(part, Deriv) for part in walk(t)):
            return "left side"
    return None


def asks_nothing(t: Term) -> bool:
    """Whether nothing in a term is left to be carried out."""
    return not any(_asked(node) for node in walk(t))


def _values(t: Term, facts: tuple[Term, ...]) -> Iterator[Term]:
    """The term carried out, in its normal form and as the rules give it; the shorter first."""
    if isinstance(t, Bind) and indefinite(t):
        x, integrand = _freed(t)
        found = antiderivative(integrand, x, facts)
        if found is not None:
            yield add(*summands(min((tidied(v, facts) for v in (simplest(found, facts), found)), key=size)), sym("C", REAL))
        return
    try:
        value = Evaluation(facts).value(t) if any(map(is_analytic, walk(t))) else t
        value = resolve(value)
    except (Unknown, Undefined, NoRule, *GIVE_UP):
        return
    plain = simplest(value, facts)
    yield from sorted(dict.fromkeys(positive_first(tidied(v, facts)) for v in (_factored(plain), plain, value)), key=size)


def _array_values(t: Term, step: Step) -> list[Term]:
    """A derivative by an array as the rules give it, and multiplied out as any array is; the shorter first."""
    try:
        value = ArrayCalculus(step.conventions).resolve(t)
        if not is_matrix(value):
            return []
        found = [*([value] if value is not t else []), with_units(lambda session: _multiplied_out(session, value, step))]
    except (NoRule, NoWords, ShapeError, *GIVE_UP):
        return []
    return sorted(dict.fromkeys(positive_first(tidied(v, step.declarations)) for v in found), key=size)


def _multiplied_out(session: Session, value: Term, step: Step) -> Term:
    algebra = Algebra(session)
    learn(algebra, (*size_facts(step), *step.declarations))
    rows, columns = shape(value)
    return polynomial_term(algebra, algebra.reduce(algebra.words(value)), (rows, columns))


def _factored(t: Term) -> Term:
    """A polynomial over a number with its numerator factored; any other term as it is."""

    def run(session: Session) -> Term:
        q = session.nf(t)
        if not q.den.is_constant() or any(g.kind not in ("sym", "elem") for g in session.ring.used(q.num)):
            return t
        content, found = q.num.factor()
        if sum(e for _, e in found) < 2:
            return t
        number = Fraction(int(content), int(q.den.leading_coefficient()))
        if number < 0 and (odd := next((k for k, (f, e) in enumerate(found) if e % 2 and len(f) > 1), None)) is not None:
            found[odd] = (-found[odd][0], found[odd][1])
            number = -number
        top = scaled(Fraction(number.numerator), mul(*(power(session.poly_term(f), num(e)) for f, e in found)))
        return div(top, num(number.denominator))

    return attempt(run, t)
