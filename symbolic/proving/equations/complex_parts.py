"""Equations between complex numbers by their real and imaginary parts; inequalities between moduli as norms in the plane.

A complex name z is Re z + i Im z with real names; sums, products, quotients, whole powers, exponentials, circular functions,
conjugates and moduli of such pairs are pairs of real terms, ``e^{a+ib} = e^a (cos b + i sin b)`` and so on.  Two complex numbers
are equal if both parts are.  In an inequality where complex names stand in moduli of real combinations only, they are vectors
of the plane, and their moduli are norms; else both sides have to be real by their form, and are compared as they are.

Guarantee: every rewriting is an identity wherever the complex term is defined, and the real terms are defined at the same points;
the real steps are decided by the provers that are handed in.  A part that cannot be formed makes the prover abstain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symbolic.functions import ORDERS
from symbolic.proving.calculus import NoRule, resolve, total
from symbolic.proving.facts import IMAGINARY
from symbolic.shapes import shape
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    REAL,
    TWO,
    ZERO,
    Bind,
    Call,
    Num,
    Sort,
    Sym,
    Term,
    add,
    bind,
    call,
    div,
    exp,
    free_symbols,
    mul,
    neg,
    num,
    open_binder,
    power,
    sub,
    sym,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved, Refuted

METHOD = "real and imaginary parts"
MAX_POWER = 6
Pair = tuple[Term, Term]
Prove = Callable[[Step], Proved | Conditional | Refuted | None]


class NoParts(Exception):
    """The real and imaginary parts of a term are not known."""


def is_complex(t: Term) -> bool:
    """Whether a complex name or the imaginary unit occurs."""
    return any(u is IMAGINARY or (isinstance(u, Sym) and u.sort.field == "complex") for u in walk(t))


def prove_complex(step: Step, prove: Prove) -> Proved | Conditional | Refuted | None:
    """Decide a step between complex numbers by real steps; see the module's guarantee."""
    if not (is_complex(step.left) or is_complex(step.right)):
        return None
    if step.relation in ORDERS:
        return _in_plane(step, prove) or _in_order(step, prove)
    if step.relation != "eq":
        return None
    try:
        moduli = _declared_moduli(step.declarations)
        left, right = (parts(_with_moduli(resolve(side), moduli)) for side in (step.left, step.right))
        declared = tuple(_real_fact(d) for d in step.declarations)
    except (NoParts, NoRule):
        return None
    named = any(isinstance(u, Sym) and u.sort.field == "complex" for side in (step.left, step.right) for u in walk(side))
    answers = []
    for a, b in zip(left, right, strict=True):
        if a is b:
            continue
        answer = prove(replace(step, left=a, right=b, declarations=declared, definitions=()))
        if isinstance(answer, Refuted) and answer.kind == "value":
            return _refuted(answer, left, right)
        if answer is None or isinstance(answer, Refuted) or (named and isinstance(answer, Conditional)):
            return None
        answers.append(answer)
    conditional = next((a for a in answers if isinstance(a, Conditional)), None)
    if conditional is None:
        return Proved(METHOD)
    return replace(conditional, by=METHOD) if len(answers) == 1 else None


def _refuted(answer: Refuted, left: Pair, right: Pair) -> Refuted:
    """False by one of the parts; the values are those of the part unless the other parts vanish."""
    found = answer.counterexample
    if found is None or (left[1] is ZERO and right[1] is ZERO):
        return Refuted("value", METHOD, found)
    return Refuted("value", METHOD, found, reason="the values are those of one part, real or imaginary")


def _declared_moduli(declarations: tuple[Term, ...]) -> dict[Term, Term]:
    """|z| of names with a declared modulus."""
    out: dict[Term, Term] = {}
    for fact in declarations:
        match fact:
            case Call("eq", (Call("abs", (Sym(),)) as modulus, b)) | Call("eq", (b, Call("abs", (Sym(),)) as modulus)) if not is_complex(b):
                out[modulus] = b
    return out


def _with_moduli(t: Term, known: dict[Term, Term]) -> Term:
    """The term with |ab| = |a||b|, |a/b| = |a|/|b| and declared moduli put in."""

    def rule(s: Term) -> Term | None:
        match s:
            case Call("abs", (Call("mul" | "div" as op, args),)):
                return call(op, *(rule(call("abs", a)) or call("abs", a) for a in args))
            case Call("abs", (Call("conj", (a,)),)):
                return rule(call("abs", a)) or call("abs", a)
            case Call("abs", (Call("pow", (a, Num(k))),)) if k.denominator == 1 and 0 < k <= MAX_POWER:
                return power(rule(call("abs", a)) or call("abs", a), num(k))
        return known.get(s)

    return transform(t, rule) if known else t


def _real_fact(fact: Term) -> Term:
    """A declaration about complex names as one about their parts."""
    if not is_complex(fact):
        return fact
    match fact:
        case Call("eq" | "lt" | "le" | "gt" | "ge" as op, (Call("abs", (a,)), Num(b))) if b >= 0:
            p, q = parts(a)
            return call(op, add(power(p, TWO), power(q, TWO)), num(b * b))
        case Call("eq", (a, b)):
            (p, q), (r, s) = parts(a), parts(b)
            return call("and", call("eq", p, r), call("eq", q, s))
        case Call("ne", (a, b)):
            p, q = parts(sub(a, b))
            return call("gt", add(power(p, TWO), power(q, TWO)), ZERO)
        case Call(op, (a, b)) if op in ORDERS:
            (p, q), (r, s) = parts(a), parts(b)
            if q is ZERO and s is ZERO:
                return call(op, p, r)
    raise NoParts


# --- the parts of a term --------------------------------------------------------------------------


def parts(t: Term) -> Pair:
    """(Re t, Im t); an imaginary part that is known to vanish is the numeral 0."""
    if not is_complex(t):
        return t, ZERO
    match t:
        case Sym(name, sort, 0) if sort == Sort("complex"):
            return sym(rf"\operatorname{{Re}}({name})", REAL), sym(rf"\operatorname{{Im}}({name})", REAL)
        case Call("add", args):
            pairs = [parts(a) for a in args]
            return total([p for p, _ in pairs]), total([q for _, q in pairs])
        case Call("neg", (a,)):
            p, q = parts(a)
            return _negative(p), _negative(q)
        case Call("mul", args):
            out = parts(args[0])
            for a in args[1:]:
                out = _product(out, parts(a))
            if out == (ZERO, ZERO):
                raise NoParts
            return out
        case Call("div", (a, b)):
            return _quotient(parts(a), parts(b))
        case Call("pow", (a, n)):
            return _power(a, n)
        case Call(op, (a,)) if op in FUNCTIONS:
            return FUNCTIONS[op](*parts(a))
        case Bind("sum", _, _, bounds) if not any(map(is_complex, bounds)):
            var, body = open_binder(t)
            p, q = parts(body)
            return tuple(ZERO if r is ZERO else bind("sum", var, r, bounds) for r in (p, q))  # type: ignore[return-value]  # two
    if t is IMAGINARY:
        return ZERO, ONE
    raise NoParts


def _negative(a: Term) -> Term:
    return ZERO if a is ZERO else neg(a)


def _times(a: Term, b: Term) -> Term:
    if a is ZERO or b is ZERO:
        return ZERO
    return b if a is ONE else a if b is ONE else mul(a, b)


def _product(x: Pair, y: Pair) -> Pair:
    (a, b), (c, d) = x, y
    return total([_times(a, c), _negative(_times(b, d))]), total([_times(a, d), _times(b, c)])


def _quotient(x: Pair, y: Pair) -> Pair:
    c, d = y
    if d is ZERO:
        return div(x[0], c), ZERO if x[1] is ZERO else div(x[1], c)
    size = total([_square(c), _square(d)])
    p, q = _product(x, (c, _negative(d)))
    return div(p, size), div(q, size)


def _square(a: Term) -> Term:
    return ZERO if a is ZERO else power(a, TWO)


def _power(base: Term, n: Term) -> Pair:
    """A whole power; of e^w and of cos θ + i sin θ also with an integer name as exponent."""
    match base, n:
        case Call("exp", (w,)), Sym() if n.sort.field == "integer":
            return parts(exp(mul(n, w)))
        case _, Sym() if n.sort.field == "integer":
            p, q = parts(base)
            match p, q:
                case Call("cos", (a,)), Call("sin", (b,)) if a is b:
                    return call("cos", mul(n, a)), call("sin", mul(n, a))
        case _, Call("neg", (Num(k),)):
            return _power(base, num(-k))
        case _, Num(k) if k.denominator == 1 and 0 < abs(k) <= MAX_POWER:
            pair = parts(base)
            out: Pair = (ONE, ZERO)
            for _ in range(abs(int(k))):
                out = _product(out, pair)
            return out if k >= 0 else _quotient((ONE, ZERO), out)
    raise NoParts


def _modulus(a: Term, b: Term) -> Pair:
    if b is ZERO:
        return call("abs", a), ZERO
    return (call("abs", b) if a is ZERO else call("sqrt", add(power(a, TWO), power(b, TWO)))), ZERO


def _exponential(a: Term, b: Term) -> Pair:
    size = ONE if a is ZERO else exp(a)
    return (size, ZERO) if b is ZERO else (_times(size, call("cos", b)), _times(size, call("sin", b)))


FUNCTIONS: dict[str, Callable[[Term, Term], Pair]] = {
    "re": lambda a, b: (mul(ZERO, b) if a is ZERO else a, ZERO),
    "im": lambda a, b: (mul(ZERO, a) if b is ZERO else b, ZERO),
    "conj": lambda a, b: (a, _negative(b)),
    "abs": _modulus,
    "exp": _exponential,
    "sin": lambda a, b: (mul(call("sin", a), call("cosh", b)), mul(call("cos", a), call("sinh", b))),
    "cos": lambda a, b: (mul(call("cos", a), call("cosh", b)), neg(mul(call("sin", a), call("sinh", b)))),
    "sinh": lambda a, b: (mul(call("sinh", a), call("cos", b)), mul(call("cosh", a), call("sin", b))),
    "cosh": lambda a, b: (mul(call("cosh", a), call("cos", b)), mul(call("sinh", a), call("sin", b))),
}


# --- inequalities between moduli ------------------------------------------------------------------


def _in_plane(step: Step, prove: Prove) -> Proved | None:
    """The step with complex names as vectors of ℝ², if they stand only in moduli of combinations with real coefficients.

    What is declared of complex names otherwise is not used.
    """
    left, right = (transform(side, _norm) for side in (step.left, step.right))
    declared = tuple(d for d in (transform(d, _norm) for d in step.declarations) if not is_complex(d))
    if any(isinstance(u, Call) and u.op == "abs" and _has_vector(u) and shape(u) for side in (left, right) for u in walk(side)):
        return None
    if is_complex(left) or is_complex(right):
        return None
    answer = prove(replace(step, left=left, right=right, declarations=declared, definitions=()))
    return Proved(METHOD) if isinstance(answer, Proved) else None


def _in_order(step: Step, prove: Prove) -> Proved | None:
    """Real numbers made of complex ones, by real and imaginary parts: Re z ≤ |z|."""
    try:
        left, right = (parts(resolve(side)) for side in (step.left, step.right))
        declared = tuple(map(_real_fact, step.declarations))
    except (NoParts, NoRule):
        return None
    if left[1] is not ZERO or right[1] is not ZERO:
        return None
    answer = prove(replace(step, left=left[0], right=right[0], declarations=declared, definitions=()))
    return Proved(METHOD) if isinstance(answer, Proved) else None


def _has_vector(t: Term) -> bool:
    return any(isinstance(u, Sym) and u.sort.shape for u in walk(t))


def _norm(t: Term) -> Term | None:
    match t:
        case Call("abs", (a,)) if is_complex(a) and _linear(a):
            put = {s: sym(s.name, Sort("real", (TWO, ONE))) for s in free_symbols(a) if s.sort == Sort("complex")}
            return call("norm", transform(a, lambda u: put.get(u) if isinstance(u, Sym) else None))
    return None


def _linear(t: Term) -> bool:
    """Whether a term is a combination of complex names with real coefficients, without a constant."""
    match t:
        case Sym(_, sort, 0):
            return sort == Sort("complex")
        case Call("add" | "neg", args):
            return all(map(_linear, args))
        case Call("mul", args):
            heavy = [a for a in args if is_complex(a)]
            return len(heavy) == 1 and _linear(heavy[0])
        case Call("div", (a, b)):
            return not is_complex(b) and _linear(a)
    return False
