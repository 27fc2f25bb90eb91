"""What a step tests, divides by or takes a root of: the quantities whose sign may matter to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeGuard

from symbolic.functions import LIMITS, gt, lt
from symbolic.proving.calculus import NoRule, resolve
from symbolic.proving.domains import constant, definedness, is_integer
from symbolic.proving.equations.cases import expand, tested
from symbolic.proving.equations.contraction import contracted
from symbolic.proving.facts import attempt, entails, under
from symbolic.proving.forms.normal_form import Session
from symbolic.steps import Step
from symbolic.terms import REAL, ZERO, Bind, Call, Sym, Term, add, free_symbols, open_binder, operators, sub, walk

EXTREMES = frozenset({"max", "min"})
EVALUATED = LIMITS | {"integral", "maximum", "minimum", "supremum", "infimum"}


@lru_cache(maxsize=8)
def quantities(step: Step) -> tuple[Term, ...]:
    """What a function of the step tests: arguments of |·|, sign, max, √, logarithms and cases, numbers inside a norm."""
    out: list[Term] = []
    for side in map(expand, derived(step)):
        out += [f for q in (*_apart(side), *tested(side)) for f in (q, *_polynomial_factors(q))]
        for t in walk(side):
            match t:
                case Call("sqrt" | "log", (a,)):
                    out += [*_factors(a), *moduli(t)]
                case Call("norm", (a,)):
                    out += [x for x in walk(a) if real_name(x)]
                case Call("pow", (a, exponent)) if not is_integer(exponent) or constant(exponent) is None:
                    out += _factors(a)
        out += [*_before_members(side), *_moduli_of_slopes(side)]
    free = free_symbols(step.left) | free_symbols(step.right)
    return tuple(q for q in dict.fromkeys(out) if free_symbols(q) and free_symbols(q) <= free and "partial" not in operators(q))


def derived(step: Step) -> tuple[Term, ...]:
    """The sides, with derivatives of sums by one member carried out: sign(x_k) for that of Σ |x_i| by x_k."""

    def carried_out(side: Term) -> Term:
        try:
            return contracted(resolve(side), step.declarations) if {"Deriv", "sum"} <= operators(side) else side
        except NoRule:
            return side

    return carried_out(step.left), carried_out(step.right)


def _apart(t: Term) -> Iterator[Term]:
    """What extremes inside one another compare, a − b of min(max(v, a), b); where moduli are equal, a + b = 0 of max(|a|, |b|)."""
    for node in walk(t):
        if isinstance(node, Call) and node.op in EXTREMES and any(isinstance(a, Call) and a.op in EXTREMES for a in node.args):
            inner = (b for a in node.args if isinstance(a, Call) and a.op in EXTREMES for b in a.args)
            outer = [a for a in node.args if not (isinstance(a, Call) and a.op in EXTREMES)]
            yield from (sub(b, a) for b in inner for a in outer)
        match node:
            case Call("max" | "min", (Call("abs", (a,)), Call("abs", (b,)))):
                yield from (add(a, b), sub(a, b))


def _before_members(t: Term) -> Iterator[Term]:
    """The factors without the index of what is tested in the members of sums: a of Σ max(a x_i, 0)."""
    for node in walk(t):
        if isinstance(node, Bind) and node.op in ("sum", "prod"):
            index, body = open_binder(node)
            for q in tested(expand(body)):
                if index in free_symbols(q) and isinstance(q, Call) and q.op == "mul":
                    yield from (f for f in q.args if index not in free_symbols(f))


def _factors(t: Term) -> list[Term]:
    """A power's base, the factors of a product, or the term itself."""
    match t:
        case Call("pow", (base, _)):
            return [base]
        case Call("mul" | "div", args):
            return [t, *(f for a in args for f in _factors(a))]
    return [*_squared(t), t]


def _squared(t: Term) -> list[Term]:
    """What stands squared in the factored form of a polynomial: x − y of x² − 2xy + y²."""
    return [f for f, e in _factored(t) if e % 2 == 0]


def moduli(t: Term) -> list[Term]:
    """What a term is written with the moduli of in normal form: sin x of √(1 − cos² x)."""

    def run(session: Session) -> list[Term]:
        q = session.nf(t)
        inside = (u for g in (*session.ring.used(q.num), *session.ring.used(q.den)) for u in walk(g.term))
        return [u.args[0] for u in inside if isinstance(u, Call) and u.op == "abs"]

    return attempt(run, [])


def _moduli_of_slopes(side: Term) -> list[Term]:
    """The same of the roots that a derivative brings: sin x of that of arcsin(cos x)."""
    if "Deriv" not in operators(side) or "sum" in operators(side):
        return []
    try:
        return [q for t in walk(resolve(side)) if isinstance(t, Call) and t.op == "sqrt" for q in moduli(t)]
    except NoRule:
        return []


def _polynomial_factors(t: Term) -> list[Term]:
    """The factors of a polynomial that has several: x and 1 − a of x − ax."""
    found = _factored(t)
    return [f for f, _ in found] if len(found) > 1 else []


def _factored(t: Term) -> list[tuple[Term, int]]:
    """The factors of a polynomial in names, with their exponents."""

    def run(session: Session) -> list[tuple[Term, int]]:
        q = session.nf(t)
        if not q.den.is_constant() or any(g.kind not in ("sym", "elem") for g in session.ring.used(q.num)):
            return []
        return [(session.poly_term(f), e) for f, e in q.num.factor()[1]]

    return attempt(run, [])


@lru_cache(maxsize=8)
def sensitive_names(step: Step) -> tuple[Sym, ...]:
    """Real names in quantities of open sign that a function tests or a domain depends on.

    Between such quantities both sides are analytic, so that no condition on another name's sign saves an equation.  The value of
    a limit, an integral or a largest value need not be analytic in its parameters.
    """
    evaluated = any(isinstance(t, Bind) and t.op in EVALUATED for side in (step.left, step.right) for t in walk(side))
    if step.relation != "eq" or evaluated:
        return tuple(x for x in dict.fromkeys(t for side in (step.left, step.right) for t in walk(side)) if real_name(x))
    atoms = [a for c in (*definedness(step.left), *definedness(step.right)) for a in _compared(c)]

    def run(session: Session) -> tuple[Sym, ...]:
        names: dict[Sym, None] = {}
        for q in (*quantities(step), *atoms):
            if not any(entails(session, sign(q)) is True for sign in (gt, lt)):
                names |= dict.fromkeys(t for t in walk(q) if real_name(t))
        return tuple(names)

    return under(step.declarations, run, ())


def real_name(t: Term) -> TypeGuard[Sym]:
    """Whether a term is a free name of a real number."""
    return isinstance(t, Sym) and t.sort == REAL and not t.uid


def _compared(condition: Term) -> Iterator[Term]:
    """Differences that a condition compares with zero."""
    match condition:
        case Bind("forall", _, body, _):
            yield from _compared(body)
        case Call("and" | "or" | "not", args):
            for a in args:
                yield from _compared(a)
        case Call(_, (a, b)):
            yield a if b is ZERO else sub(a, b)
