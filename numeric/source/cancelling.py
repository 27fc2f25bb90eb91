"""Differences that keep their digits: ``a − b`` of two values that may be nearly equal.

Where both are the same function f, the difference of the arguments stands for that of the values, exactly:

- ``e^u − e^v = e^u (1 − e^{v−u})``, from the larger one; ``cosh u − sinh u = e^{−u}``; ``u² − v² = (u−v)(u+v)``;
- ``√u − √v = (u−v)/(√u + √v)``, ``1/u − 1/v = (v−u)/(uv)`` where common summands are taken away from ``u − v``;
- ``cos u − cos v = −2 sin((u+v)/2) sin((u−v)/2)``, ``sin u − sin v = 2 cos((u+v)/2) sin((u−v)/2)``, ``log u − log v = log(1 + (u−v)/v)``,
  ``arctan u − arctan v = arctan((u−v)/(1+uv))``, ``√w − v = (w−v²)/(√w + v)`` where the two are near each other, by cases.

``complement(w)`` is ``1 − w``: of ``e^u``, cosines, hyperbolic functions, σ, erf, of quotients, roots and small powers of what has a
complement.  ``successor(w)`` is ``1 + w``.  All are identities of real functions wherever the written form is defined.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from symbolic.terms import MINUS_ONE, ONE, PI, TWO, ZERO, Call, Num, Term, add, call, div, exp, log, mul, neg, num, power, sub

FOUR, HALF = num(4), Num(Fraction(1, 2))
SMALL_POWERS = (2, 3, 4, 5, 6)


def negated(t: Term) -> Term:
    """−t without a double sign."""
    match t:
        case Call("neg", (a,)):
            return a
        case Call("div", (Call("neg", (a,)), b)):
            return div(a, b)
        case Call("mul", (Call("neg", (a,)), *rest)):
            return mul(a, *rest)
        case Call("cases", (condition, a, b)):
            return call("cases", condition, negated(a), negated(b))
    return neg(t)


def half(t: Term) -> Term:
    """t/2 without a factor 2 above."""
    match t:
        case Call("mul", (Num(value), *rest)) if value == 2:
            return mul(*rest)
        case Call("div", (a, Num(value))):
            return div(a, Num(2 * value))
        case Call("neg", (a,)):
            return neg(half(a))
    return div(t, TWO)


def double(t: Term) -> Term:
    """2t without a denominator 2."""
    match t:
        case Call("div", (a, Num(value))) if value == 2:
            return a
        case Call("neg", (a,)):
            return neg(double(a))
    return mul(TWO, t)


def apart(u: Term, v: Term) -> Term | None:
    """u − v once common summands are taken away; None if there are none."""
    counts: Counter[Term] = Counter()
    number, common = Fraction(0), False
    for sign, t in (*((1, t) for t in summands(u)), *((-1, t) for t in summands(v))):
        if isinstance(t, Call) and t.op == "neg":
            sign, t = -sign, t.args[0]
        if isinstance(t, Num):
            number += sign * t.value
            common |= sign < 0 and any(isinstance(s, Num) for s in summands(u))
        else:
            common |= counts[t] * sign < 0
            counts[t] += sign
    if not common:
        return None
    parts: list[Term] = [Num(number)] if number else []
    for t, count in counts.items():
        if count:
            parts.append(t if count == 1 else neg(t) if count == -1 else mul(Num(Fraction(count)), t))
    return add(*parts) if len(parts) > 1 else parts[0] if parts else ZERO


def _apart(u: Term, v: Term) -> Term:
    gap = apart(u, v)
    return sub(u, v) if gap is None else gap


def summands(t: Term) -> list[Term]:
    """The summands of a sum, groups included."""
    return [s for a in t.args for s in summands(a)] if isinstance(t, Call) and t.op == "add" else [t]


def difference(u: Term, v: Term) -> Term | None:
    """u − v in a form that keeps its digits, if one is known."""
    if v is ONE:
        found = complement(u)
        return None if found is None else negated(found)
    if u is ONE:
        return complement(v)
    match u, v:
        case Call("exp", (a,)), Call("exp", (b,)):
            return of_exponentials(a, b)
        case Call("cosh", (a,)), Call("sinh", (b,)) if a == b:
            return exp(negated(a))
        case Call("sinh", (a,)), Call("cosh", (b,)) if a == b:
            return neg(exp(negated(a)))
        case Call("cos", (a,)), Call("cos", (b,)):
            return _near(a, b, neg(mul(TWO, call("sin", half(add(a, b))), call("sin", half(_apart(a, b))))), sub(u, v))
        case Call("sin", (a,)), Call("sin", (b,)):
            return _near(a, b, mul(TWO, call("cos", half(add(a, b))), call("sin", half(_apart(a, b)))), sub(u, v))
        case Call("atan", (a,)), Call("atan", (b,)):
            together = call("atan", div(_apart(a, b), add(ONE, mul(a, b))))
            return call("cases", call("gt", mul(a, b), MINUS_ONE), together, sub(u, v))
        case Call("div", (Call("pi"), Num(p))), Call("atan", (a,)) if p == 2:
            return call("cases", call("gt", a, ONE), call("atan", div(ONE, a)), sub(u, v))
        case Call("atan", (a,)), Call("div", (Call("pi"), Num(p))) if p == 2:
            return call("cases", call("gt", a, ONE), neg(call("atan", div(ONE, a))), sub(u, v))
        case Call("pow", (a, Num(p))), Call("pow", (b, Num(q))) if p == q == 2:
            return mul(_apart(a, b), add(a, b))
        case Call("sqrt", (a,)), Call("sqrt", (b,)) if isinstance(gap := apart(a, b), Num):
            return div(gap, add(u, v))
        case Call("log" | "log1p" as f, (a,)), Call("log" | "log1p" as g, (b,)):
            a, b = (add(ONE, t) if op == "log1p" else t for op, t in ((f, a), (g, b)))
            gap = _apart(a, b)
            return call("cases", call("lt", call("abs", double(gap)), b), call("log1p", div(gap, b)), sub(u, v))
        case Call("div", (one, a)), Call("div", (other, b)) if one is ONE and other is ONE and (gap := apart(b, a)) is not None:
            return div(div(gap, a), b)
        case Call("sqrt", (w,)), _ if (gap := apart(w, power(v, TWO))) is not None:
            return call("cases", call("gt", v, ZERO), div(gap, add(u, v)), sub(u, v))
        case _, Call("sqrt", (w,)) if (gap := apart(power(u, TWO), w)) is not None:
            return call("cases", call("gt", u, ZERO), div(gap, add(u, v)), sub(u, v))
    return None


def _near(u: Term, v: Term, together: Term, single: Term) -> Term:
    """One form where u and v are near each other, another elsewhere."""
    return call("cases", call("lt", call("abs", _apart(u, v)), HALF), together, single)


def root_and(v: Term, root: Term, inside: Term) -> Term | None:
    """v + √w where v is negative: (w − v²)/(√w − v)."""
    gap = apart(inside, power(v, TWO))
    return None if gap is None else call("cases", call("lt", v, ZERO), div(gap, sub(root, v)), add(v, root))


def of_exponentials(u: Term, v: Term) -> Term:
    """e^u − e^v: the larger one times what the other leaves of 1."""
    larger = neg(mul(exp(u), call("expm1", _apart(v, u))))
    return call("cases", call("gt", u, v), larger, mul(exp(v), call("expm1", _apart(u, v))))


def complement(w: Term) -> Term | None:
    """1 − w in a form that keeps its digits, if one is known."""
    match w:
        case Call("add") if (rest := apart(ONE, w)) is not None:
            return rest
        case Call("exp", (u,)):
            return neg(call("expm1", u))
        case Call("cos", (u,)):
            return mul(TWO, power(call("sin", half(u)), TWO))
        case Call("sin", (u,)):
            return mul(TWO, power(call("sin", sub(div(PI, FOUR), half(u))), TWO))
        case Call("cosh", (u,)):
            return neg(mul(TWO, power(call("sinh", half(u)), TWO)))
        case Call("erf", (u,)):
            return call("erfc", u)
        case Call("erfc", (u,)):
            return call("erf", u)
        case Call("sigmoid", (u,)):
            return call("sigmoid", negated(u))
        case Call("tanh", (u,)):
            return mul(TWO, call("sigmoid", negated(double(u))))
        case Call("pow", (Call("tanh", (u,)), Num(p))) if p == 2:
            return power(call("sech", u), TWO)
        case Call("pow", (base, Num(p))) if p in SMALL_POWERS and (rest := complement(base)) is not None:
            total = _one_more(base)
            for _ in range(int(p) - 2):
                total = add(ONE, mul(base, total))
            return mul(rest, total)
        case Call("pow", (Num(base), u)) if base > 0 and not isinstance(u, Num):
            exponent = mul(u, log(Num(base)))
            return _near(exponent, ZERO, neg(call("expm1", exponent)), sub(ONE, w))
        case Call("sqrt", (inside,)) if (rest := complement(inside)) is not None:
            match rest:
                case Call("neg", (Call("pow", (x, Num(p))),)) if p == 2:
                    return neg(mul(x, div(x, add(ONE, w))))
            return div(rest, add(ONE, w))
        case Call("div", (above, below)) if (rest := apart(below, above)) is not None:
            return div(rest, below)
    return None


def _one_more(base: Term) -> Term:
    parts = summands(base)
    number = sum((t.value for t in parts if isinstance(t, Num)), Fraction(1))
    return add(Num(number), *(t for t in parts if not isinstance(t, Num)))


def successor(w: Term) -> Term | None:
    """1 + w in a form that keeps its digits where w is near −1."""
    match w:
        case Call("tanh", (u,)):
            return mul(TWO, call("sigmoid", double(u)))
        case Call("erf", (u,)):
            return call("erfc", negated(u))
        case Call("cos", (u,)):
            return mul(TWO, power(call("cos", half(u)), TWO))
        case Call("sin", (u,)):
            return mul(TWO, power(call("sin", add(div(PI, FOUR), half(u))), TWO))
    return None
