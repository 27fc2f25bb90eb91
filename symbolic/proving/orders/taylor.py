"""Signs by Taylor's theorem at 0: d(x) = Σ_{k<m} d⁽ᵏ⁾(0) xᵏ/k! + d⁽ᵐ⁾(c) xᵐ/m! with c strictly between 0 and x.

Guarantee: :func:`sign_by_taylor` returns True only if the sign of the term lies in the mask wherever all facts hold.  Used only where the
term is shown to have continuous derivatives between 0 and x, and at both ends.
"""

from __future__ import annotations

from symbolic.functions import gt, lt
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.domains import Insight, differentiability
from symbolic.proving.facts import is_entailed
from symbolic.proving.forms import masks as sg
from symbolic.proving.orders.questions import entailed, is_impossible, seen_sign
from symbolic.terms import ZERO, Call, Num, Sym, Term, free_symbols, fresh, operators, substitute

Facts = tuple[Term, ...]
FUNCTIONS = frozenset({"sin", "cos", "exp", "sinh", "cosh", "log", "add", "mul", "neg", "div", "pow"})
CURVED = frozenset({"sin", "cos", "exp", "sinh", "cosh", "log"})
MOST_ORDER = 8


def sign_by_taylor(d: Term, wanted: int, facts: Facts) -> bool:
    """Whether d ≥ 0 (or > 0, ≤ 0, < 0) for a term in one real name, by its derivatives at 0 and a remainder."""
    if wanted in (sg.NEG, sg.NONPOS):
        return sign_by_taylor(Call("neg", (d,)), sg.flip(wanted), facts)
    names = [x for x in free_symbols(d) if x.sort.is_scalar and x.sort.field == "real"]
    inside = operators(d)
    if wanted not in (sg.POS, sg.NONNEG) or len(names) != 1 or free_symbols(d) != {names[0]} or not inside <= FUNCTIONS \
            or inside.isdisjoint(CURVED):
        return False
    (x,) = names
    strict = wanted == sg.POS
    if strict and not is_entailed(facts, Call("ne", (x, ZERO))):
        return False
    return all(is_impossible((*facts, beyond)) or _on_side(d, x, side, strict, facts) for side, beyond in ((1, gt(x)), (-1, lt(x)))) and (
        strict or seen_sign(substitute(d, {x: ZERO}), (), sg.NONNEG))


def _on_side(d: Term, x: Sym, side: int, strict: bool, facts: Facts) -> bool:
    """Whether every term of the expansion is ≥ 0 for x on one side of 0, with one that is > 0 if ``strict``."""
    c = fresh(x)
    beyond = (*facts, gt(x) if side > 0 else lt(x))
    between = (gt(c), *_carried(facts, x, c, ("lt", "le"))) if side > 0 else (lt(c), *_carried(facts, x, c, ("gt", "ge")))
    derived = substitute(d, {x: c})
    positive = False
    for order in range(MOST_ORDER + 1):
        signed = derived if side > 0 or order % 2 == 0 else Call("neg", (derived,))
        smooth = differentiability(derived, c, Insight())
        ends = ((substitute(s, {c: end}) for s in smooth) for end in (ZERO, x))
        if not all(all(entailed(known, needed)) for known, needed in zip((between, (), beyond), (smooth, *ends), strict=True)):
            return False
        if order and seen_sign(signed, between, sg.POS if strict and not positive else sg.NONNEG):
            return True
        value = substitute(signed, {c: ZERO})
        if not seen_sign(value, (), sg.NONNEG):
            return False
        positive = positive or seen_sign(value, (), sg.POS)
        try:
            derived = differentiate(derived, c)
        except NoRule:
            return False
    return False


def _carried(facts: Facts, x: Sym, c: Sym, relations: tuple[str, ...]) -> Facts:
    """Bounds of x by numbers, which hold of every number between 0 and x on their side."""
    out = []
    for fact in facts:
        match fact:
            case Call(op, (y, Num() as b)) if y is x and op in relations:
                out.append(Call("lt" if relations[0] == "lt" else "gt", (c, b)))
    return tuple(out)
