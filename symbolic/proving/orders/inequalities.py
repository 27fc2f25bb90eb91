"""Inequalities ``< ≤ > ≥ ≠`` between real terms: the sign of the difference.

Guarantee: ``Proved`` means that under the declarations both sides are defined together and the relation holds wherever
they are; ``Conditional(definedness)`` that it holds wherever both are defined.  Methods, cheapest first: signs of the
normal form, sums of squares, monotone functions, cases on what |·|, max and sign test, the mean value theorem
(:mod:`symbolic.proving.orders.slopes`), and boxes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from symbolic.proving.balls.branching import sign_on_box
from symbolic.proving.calculus import NoRule
from symbolic.proving.cases import MAX_CELLS, MAX_TESTS, cells, expand, in_cell, tested
from symbolic.proving.equality import Sides, compare_domains, sides
from symbolic.proving.facts import GIVE_UP, MASKS, assume
from symbolic.proving.forms import signs as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.orders.slopes import sign_by_slope
from symbolic.proving.orders.squares import sign_by_squares
from symbolic.steps import Step
from symbolic.terms import ONE, TWO, Call, Term, exp, power, sub, walk
from symbolic.verdicts import Conditional, Proved

INCREASING = frozenset({"exp", "log", "sqrt", "sigmoid", "softplus", "tanh", "atan", "asin", "sinh", "erf", "log2", "log10"})
RELATIONS = frozenset({"lt", "le", "gt", "ge", "ne"})


@dataclass(frozen=True, slots=True)
class Claim:
    """``difference`` has a sign in the mask ``wanted`` wherever all facts hold."""

    difference: Term
    wanted: int
    facts: tuple[Term, ...]


def prove_inequality(step: Step) -> Proved | Conditional | None:
    """Decide an inequality; see the module's guarantee."""
    if step.relation not in RELATIONS:
        return None
    try:
        s = sides(step)
    except NoRule:
        return None
    wanted = MASKS[step.relation]
    method = _by_methods(s, wanted) or _by_monotone(s, wanted) or _by_squaring(s, wanted) or _by_cases(s, wanted)
    return None if method is None else compare_domains(s, method)


def _by_methods(s: Sides, wanted: int) -> str | None:
    """The first method that shows the sign of the difference."""
    return shown(sub(s.left, s.right), wanted, s.facts)


def shown(difference: Term, wanted: int, facts: tuple[Term, ...]) -> str | None:
    """The method that shows the sign of the difference where the facts hold, if one does."""
    claim = Claim(difference, wanted, facts)
    return next((name for name, method in METHODS if method(claim)), None)


def _by_monotone(s: Sides, wanted: int) -> str | None:
    """f(a) < f(b) from a < b for an increasing function f."""
    match s.left, s.right:
        case Call(f, (a,)), Call(g, (b,)) if f == g and f in INCREASING:
            inner = replace(s, left=a, right=b)
            return _by_methods(inner, wanted) or _by_monotone(inner, wanted)
    return None


def _by_squaring(s: Sides, wanted: int) -> str | None:
    """a < b from a² < b² and b ≥ 0, for sides with roots."""
    if wanted == sg.NONZERO or not any(isinstance(t, Call) and t.op == "sqrt" for side in (s.left, s.right) for t in walk(side)):
        return None
    larger, smaller = (s.left, s.right) if wanted & sg.POS else (s.right, s.left)
    order = sg.NONNEG if wanted & sg.ZERO else sg.POS
    squared = Claim(sub(power(larger, TWO), power(smaller, TWO)), order, s.facts)
    return "squares" if _sign_of(replace(squared, wanted=sg.NONNEG), larger) and _by_signs(squared) else None


def _by_cases(s: Sides, wanted: int) -> str | None:
    """Cell by cell, for inequalities with |·|, max, sign and cases."""
    s = replace(s, left=expand(s.left), right=expand(s.right))
    tests = list(dict.fromkeys(t for side in (s.left, s.right) for t in tested(side)))
    if not tests or len(tests) > MAX_TESTS:
        return None
    count = 0
    for cell in cells(s, tests):
        count += 1
        inside = in_cell(s, cell)
        if count > MAX_CELLS or inside is None or _by_methods(inside, wanted) is None:
            return None
    return "cases" if count else None


# --- methods ---------------------------------------------------------------------------------------


def _by_signs(claim: Claim) -> bool:
    """The sign of the normal form of the difference."""
    return _sign_of(claim, claim.difference)


def _by_exponential(claim: Claim) -> bool:
    """d > 0 exactly if e^d − 1 > 0: takes logarithms away."""
    if not _holds_log(claim.difference):
        return False
    return _sign_of(claim, sub(exp(claim.difference), ONE))


def _holds_log(t: Term) -> bool:
    return any(isinstance(n, Call) and n.op in ("log", "softplus", "log2", "log10") for n in walk(t))


def _sign_of(claim: Claim, t: Term) -> bool:
    def run(session: Session) -> bool:
        assume(session, claim.facts)
        if session.signs.contradictory:
            return False
        q = session.nf(t)
        settled = not any(session.signs.sign(p) & sg.ZERO for p in session.loci)
        return settled and (session.signs.quotient_sign(q) & ~claim.wanted == 0 or sign_by_squares(session, q) & ~claim.wanted == 0)

    try:
        return with_units(run)
    except GIVE_UP:
        return False


def _by_slope(claim: Claim) -> bool:
    if claim.wanted == sg.NONZERO:
        return any(sign_by_slope(claim.difference, mask, claim.facts) for mask in (sg.POS, sg.NEG))
    return sign_by_slope(claim.difference, claim.wanted, claim.facts)


def _by_boxes(claim: Claim) -> bool:
    return sign_on_box(claim.difference, claim.wanted, claim.facts)


METHODS: tuple[tuple[str, Callable[[Claim], bool]], ...] = (
    ("signs", _by_signs), ("exponentials", _by_exponential), ("mean value theorem", _by_slope), ("boxes", _by_boxes),
)
"""Tried in order; the first that succeeds gives the method's name."""
