"""Limits that do not exist because a term oscillates, seen along two sequences.

If the argument a of a sine or cosine is continuous and tends to ±∞, it takes every large value, so that along a sequence
sin a and cos a are constantly sin θ and cos θ, for any θ.  A sequence of integers is seen along its even and odd members.

Guarantee: :class:`~symbolic.proving.limits.limits.Missing` is answered only if the limits along two sequences were found
and differ; a limit along the even and the odd members that is the same is the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from symbolic.proving.facts import GIVE_UP, assume, simplest
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.limits.answers import Answer, Facts, Finite, Infinite, Missing, sign_of_difference
from symbolic.proving.limits.asymptotics import Expander
from symbolic.proving.limits.series import NoExpansion
from symbolic.terms import MINUS_ONE, ONE, TWO, ZERO, Call, Sym, Term, add, free_symbols, fresh, mul, substitute, transform, walk

ANGLES = ((ZERO, ONE), (ONE, ZERO), (ZERO, MINUS_ONE), (MINUS_ONE, ZERO))
"""sin θ, cos θ for quarter turns."""
Evaluate = Callable[[Term], Answer | None]


def along_angles(term: Term, t: Sym, facts: Facts, evaluate: Evaluate) -> Missing | None:
    """Whether a term that holds the sine or cosine of one infinite argument has different limits along two sequences."""
    arguments = {node.args[0] for node in walk(term) if isinstance(node, Call) and node.op in ("sin", "cos") and t in free_symbols(node)}
    infinite = [a for a in arguments if _is_infinite(a, t, facts)]
    if len(infinite) != 1:
        return None
    (a,) = infinite

    def held(sine: Term, cosine: Term) -> Term:
        values: dict[Term, Term] = {Call("sin", (a,)): sine, Call("cos", (a,)): cosine}
        return transform(term, lambda node: values.get(node))

    return _different((evaluate(held(*angle)) for angle in ANGLES), facts)


def _is_infinite(a: Term, t: Sym, facts: Facts) -> bool:
    def run(s: Session) -> bool:
        assume(s, facts)
        return Expander(s, 3, t).at_infinity(a) != 0

    try:
        return with_units(run)
    except (NoExpansion, *GIVE_UP):
        return False


def along_parities(body: Term, count: Sym, facts: Facts, evaluate: Callable[[Term, Sym], Answer | None]) -> Answer | None:
    """The common limit over even and odd integers, or that they differ."""
    if not any(isinstance(node, Call) and node.op in ("pow", "cos", "sin") and count in free_symbols(node) for node in walk(body)):
        return None
    half = fresh(count)
    even, odd = (simplest(substitute(body, {count: n}), facts) for n in (mul(TWO, half), add(mul(TWO, half), ONE)))
    first, second = evaluate(even, half), evaluate(odd, half)
    match first, second:
        case Finite(a), Finite(b) if sign_of_difference(a, b, facts) == sg.ZERO:
            return first
        case Infinite(a), Infinite(b) if a == b:
            return first
    return _different((first, second), facts)


def _different(answers: Iterable[Answer | None], facts: Facts) -> Missing | None:
    """The reason that there is no limit, if two of the limits along sequences differ."""
    found: list[Finite | Infinite] = []
    for answer in answers:
        if not isinstance(answer, Finite | Infinite):
            continue
        for other in found:
            if _apart(answer, other, facts):
                return Missing(f"along two sequences it tends to {' and to '.join(map(_shown, (other, answer)))}")
        found.append(answer)
    return None


def _apart(a: Finite | Infinite, b: Finite | Infinite, facts: Facts) -> bool:
    match a, b:
        case Finite(x), Finite(y):
            return sign_of_difference(x, y, facts) & sg.ZERO == 0
        case Infinite(x), Infinite(y):
            return x != y
    return True


def _shown(answer: Finite | Infinite) -> str:
    return str(answer.value) if isinstance(answer, Finite) else "∞" if answer.sign > 0 else "−∞"
