"""Inequalities ``< ≤ > ≥ ≠`` between real terms: the sign of the difference.

Guarantee: ``Proved`` means that under the declarations both sides are defined together and the relation holds wherever
they are; ``Conditional(definedness)`` that it holds wherever both are defined.  Methods, cheapest first: signs of the
normal form, sums of squares, monotone functions, cases on what |·|, max and sign test, the mean value theorem
(:mod:`symbolic.proving.orders.slopes`), Taylor's theorem, and boxes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from symbolic.functions import FUNCTIONS, INEQUALITIES
from symbolic.latex.plain import to_text
from symbolic.proving.balls.branching import sign_on_box
from symbolic.proving.calculus import NoRule
from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides, compare_domains, sides
from symbolic.proving.equations.algebraic import constant_sign
from symbolic.proving.equations.cases import MAX_CELLS, MAX_TESTS, cells, expand, in_cell, tested
from symbolic.proving.facts import MASKS, assume, attempt, entails, may_be_complex, under, written_sign
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.matrices.index_steps import numbers_by_entries
from symbolic.proving.matrices.index_terms import NoIndexForm
from symbolic.proving.orders.circular import circular_points, sign_by_half_angle
from symbolic.proving.orders.increments import sign_by_increments
from symbolic.proving.orders.inductive import by_induction
from symbolic.proving.orders.integer_parts import sign_by_fractions
from symbolic.proving.orders.lipschitz import is_lipschitz
from symbolic.proving.orders.means import sign_by_means
from symbolic.proving.orders.sampling import contradicted
from symbolic.proving.orders.slopes import sign_by_slope
from symbolic.proving.orders.squares import sign_by_squares
from symbolic.proving.orders.sum_bounds import sign_by_sums
from symbolic.proving.orders.taylor import sign_by_taylor
from symbolic.proving.orders.truth import short, truth_at
from symbolic.steps import Step
from symbolic.terms import (
    HALF,
    ONE,
    REAL,
    TWO,
    Bind,
    Call,
    Elem,
    Num,
    Term,
    call,
    children,
    exp,
    free_symbols,
    fresh,
    log,
    neg,
    num,
    power,
    sub,
    substitute,
    sym,
    walk,
)
from symbolic.verdicts import Assignment, Conditional, Counterexample, Proved, Refuted

LOGARITHMS = frozenset({"log", "softplus", "log2", "log10"})
INTEGRAL = frozenset({"factorial", "binomial", "delta", "floor", "ceil"})


@dataclass(frozen=True, slots=True)
class Claim:
    """``difference`` has a sign in the mask ``wanted`` wherever all facts hold; ``depth`` bounds how often it is taken apart."""

    difference: Term
    wanted: int
    facts: tuple[Term, ...]
    depth: int = 2


def prove_inequality(step: Step) -> Proved | Conditional | Refuted | None:
    """Decide an inequality; see the module's guarantee."""
    if step.relation not in INEQUALITIES:
        return None
    try:
        s = sides(numbers_by_entries(step))
    except (NoRule, NoIndexForm):
        return None
    wanted = MASKS[step.relation]
    method = (_by_methods(s, wanted) or _by_squaring(s, wanted) or _beside_exponential(s, wanted) or _by_modulus(s, wanted)
              or _by_cases(s, wanted) or ("induction" if by_induction(s, wanted, _is_shown) else None))
    return _touching(step, s) if method is None else compare_domains(s, method)


def _touching(step: Step, s: Sides) -> Refuted | None:
    """A strict inequality whose sides are equal at a simple multiple of π, where no rational point shows it."""
    if MASKS[step.relation] & sg.ZERO:
        return None
    names = tuple(free_symbols(s.left) | free_symbols(s.right))
    for point in circular_points(names, call("eq", s.left, s.right)):
        if truth_at(call("and", call("eq", s.left, s.right), *s.declarations), point):
            at = tuple(Assignment(x.name, short(v)) for x, v in point.items())
            values = (to_text(short(substitute(side, point))) for side in (s.left, s.right))
            return Refuted("value", "exact values of circular functions", Counterexample(at, *values))
    return None


def _by_methods(s: Sides, wanted: int) -> str | None:
    """The first method that shows the sign of the difference."""
    return shown(sub(s.left, s.right), wanted, s.facts)


@lru_cache(maxsize=256)
def shown(difference: Term, wanted: int, facts: tuple[Term, ...]) -> str | None:
    """The method that shows the sign of the difference where the facts hold, if one does."""
    return _by_claim(Claim(difference, wanted, facts))


def _by_claim(claim: Claim) -> str | None:
    methods = METHODS[:1] if may_be_complex(claim.difference) else METHODS
    return next((name for name, method in methods if method(claim)), None)


def _is_shown(difference: Term, wanted: int, facts: tuple[Term, ...]) -> bool:
    return not contradicted(difference, wanted, facts) and shown(difference, wanted, facts) is not None


def _by_squaring(s: Sides, wanted: int) -> str | None:
    """a < b from a² < b² and b ≥ 0, for sides with roots; −b < −a likewise."""
    if wanted == sg.NONZERO or not any(map(_is_root, (t for side in (s.left, s.right) for t in walk(side)))):
        return None
    larger, smaller = (s.left, s.right) if wanted & sg.POS else (s.right, s.left)
    order = sg.NONNEG if wanted & sg.ZERO else sg.POS
    for more, less in ((larger, smaller), (neg(smaller), neg(larger))):
        squared = Claim(sub(power(more, TWO), power(less, TWO)), order, s.facts)
        if _sign_of(replace(squared, wanted=sg.NONNEG), more) and _by_claim(squared):
            return "squares"
    return None


def _is_root(t: Term) -> bool:
    return isinstance(t, Call) and (t.op == "sqrt" or (t.op == "pow" and t.args[1] is HALF))


def _beside_exponential(s: Sides, wanted: int) -> str | None:
    """a < e^b from log a < b, for a > 0."""
    match s.left, s.right:
        case Call("exp", (b,)), a:
            logarithms = sub(b, log(a))
        case a, Call("exp", (b,)):
            logarithms = sub(log(a), b)
        case _:
            return None
    positive = _sign_of(Claim(a, sg.POS, s.facts), a)
    return "logarithms" if positive and _is_shown(logarithms, wanted, s.facts) else None


def _by_modulus(s: Sides, wanted: int) -> str | None:
    """|a| < b from a < b and −a < b."""
    larger, smaller = (s.left, s.right) if wanted & sg.POS else (s.right, s.left)
    if wanted == sg.NONZERO or not isinstance(smaller, Call) or smaller.op != "abs":
        return None
    mask = sg.NONNEG if wanted & sg.ZERO else sg.POS
    (a,) = smaller.args
    if is_lipschitz(a, larger, mask, s.facts, _is_shown):
        return "mean value theorem"
    both = (replace(s, left=larger, right=part) for part in (a, neg(a)))
    return "both signs" if all(_by_methods(each, mask) or _by_cases(each, mask) for each in both) else None


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
    """The sign of the normal form of the difference, or of its ball if it holds no names."""
    if not free_symbols(claim.difference):
        sign = constant_sign(claim.difference)
        if sign is not None:
            return (sg.ZERO if sign == 0 else sg.POS if sign > 0 else sg.NEG) & ~claim.wanted == 0
    return _sign_of(claim, claim.difference)


def _by_monotone(claim: Claim) -> bool:
    """f(a) < f(b) from a < b for an increasing function f, or an odd power or root."""
    match claim.difference:
        case Call("add", (Call(f, (a,)), Call("neg", (Call(g, (b,)),)))) if f == g and f in FUNCTIONS and FUNCTIONS[f].increasing:
            pass
        case Call("add", (Call("pow", (a, Num(k))), Call("neg", (Call("pow", (b, Num(m))),)))) if k == m and k > 0 and k % 2 == 1:
            pass
        case Call("add", (Call("root", (a, Num(k))), Call("neg", (Call("root", (b, Num(m))),)))) if k == m and k > 0 and k % 2 == 1:
            pass
        case _:
            return False
    return _by_claim(replace(claim, difference=sub(a, b))) is not None


def _by_exponential(claim: Claim) -> bool:
    """d > 0 exactly if e^d − 1 > 0: takes logarithms away."""
    if not _holds_log(claim.difference):
        return False
    moved = sub(exp(claim.difference), ONE)
    return _sign_of(claim, moved) or (claim.depth > 0 and _by_factors(replace(claim, difference=moved, depth=claim.depth - 1)))


def _holds_log(t: Term) -> bool:
    """Whether a logarithm stands outside all sums and integrals, where an exponential takes it away."""
    return not isinstance(t, Bind) and ((isinstance(t, Call) and t.op in LOGARITHMS) or any(map(_holds_log, children(t))))


def _sign_of(claim: Claim, t: Term) -> bool:
    def run(session: Session) -> bool:
        if session.signs.contradictory:
            return False
        q = session.nf(t)
        settled = not any(session.signs.sign(p) & sg.ZERO for p in session.loci)
        if settled and any(found(q) & ~claim.wanted == 0 for found in (
                session.signs.quotient_sign, partial(sign_by_squares, session), partial(sign_by_means, session),
                partial(sign_by_increments, session))):
            return True
        return written_sign(session, t) & ~claim.wanted == 0

    return under(claim.facts, run, False)


def _by_slope(claim: Claim) -> bool:
    if claim.wanted == sg.NONZERO:
        return any(sign_by_slope(claim.difference, mask, claim.facts) for mask in (sg.POS, sg.NEG))
    return sign_by_slope(claim.difference, claim.wanted, claim.facts)


def _by_taylor(claim: Claim) -> bool:
    return sign_by_taylor(claim.difference, claim.wanted, claim.facts)


def _by_integer_parts(claim: Claim) -> bool:
    return sign_by_fractions(claim.difference, claim.wanted, claim.facts, _is_shown)


def _by_sums(claim: Claim) -> bool:
    return sign_by_sums(claim.difference, claim.wanted, claim.facts, _is_shown, _is_seen)


def _is_seen(difference: Term, wanted: int, facts: tuple[Term, ...]) -> bool:
    """By signs and squares alone."""
    return not contradicted(difference, wanted, facts) and _by_signs(Claim(difference, wanted, facts))


def _by_half_angle(claim: Claim) -> bool:
    return sign_by_half_angle(claim.difference, claim.wanted, claim.facts)


def _by_boxes(claim: Claim) -> bool:
    return sign_on_box(claim.difference, claim.wanted, claim.facts)


def _by_logarithm(claim: Claim) -> bool:
    """a > b > 0 from log a − log b > 0, for a difference of two positive products with powers."""

    def run(session: Session) -> Term | None:
        assume(session, claim.facts)
        q = session.nf(claim.difference)
        if session.loci or session.signs.contradictory or session.signs.sign(q.den) != sg.POS:
            return None
        parts = sorted(session.ring.terms(session.ring.lift(q.num)), key=lambda part: part[0])
        if len(parts) != 2 or parts[0][0] >= 0 or parts[1][0] <= 0:
            return None
        if not any(g.kind in ("power", "exp", "call") for g in session.ring.used(session.ring.lift(q.num))):
            return None
        small, large = (session.ring.quotient(session.ring.monomial(e, abs(c)), session.ring.constant(1)) for c, e in parts)
        if session.signs.quotient_sign(small) != sg.POS or session.signs.quotient_sign(large) != sg.POS:
            return None
        return session.quotient_term(session.nf(sub(log(session.quotient_term(large)), log(session.quotient_term(small)))))

    exponent = attempt(run, None)
    return exponent is not None and _taken_apart(claim, exponent, claim.wanted)


def _taken_apart(claim: Claim, part: Term, wanted: int) -> bool:
    """Whether the sign of a part of the claim lies in a mask."""
    smaller = Claim(part, wanted, claim.facts, claim.depth - 1)
    methods = (_by_signs, _by_exponential, _by_slope, _by_factors, _by_logarithm) if claim.depth > 0 else (_by_signs,)
    return not contradicted(part, wanted, claim.facts) and any(method(smaller) for method in methods)


def _by_factors(claim: Claim) -> bool:
    """The sign of a product from the signs of its factors."""

    def run(session: Session) -> list[tuple[Term, int, int]]:
        assume(session, claim.facts)
        q = session.nf(claim.difference)
        if session.loci or session.signs.contradictory:
            return []
        out: list[tuple[Term, int, int]] = []
        for p in (q.num, q.den):
            content, factors = session.ring.lift(p).factor()
            out.append((num(int(content)), 1, sg.POS if content > 0 else sg.NEG))
            out += [(session.poly_term(f), int(e), session.signs.sign(f)) for f, e in factors]
        return out

    factors = attempt(run, [])
    if sum(not isinstance(t, Num) for t, _, _ in factors) < 2:
        return False
    mask = sg.POS
    for t, e, known in factors:
        if known not in (sg.POS, sg.NEG, sg.ZERO):
            known &= next((m for m in (sg.POS, sg.NEG, sg.NONNEG, sg.NONPOS) if _taken_apart(claim, t, m)), sg.ANY)
        mask = sg.times(mask, sg.raised(known, e))
    return mask & ~claim.wanted == 0


def _by_relaxing(claim: Claim) -> bool:
    """Integer names as real ones, where the difference is defined for these."""
    integers = [x for x in free_symbols(claim.difference) if x.sort.is_scalar and x.sort.field == "integer"]
    if not integers or any(isinstance(t, Bind | Elem) or (isinstance(t, Call) and t.op in INTEGRAL) for t in walk(claim.difference)):
        return False
    real = {x: fresh(sym(x.name, REAL)) for x in integers}
    moved = Claim(substitute(claim.difference, real), claim.wanted, tuple(substitute(f, real) for f in claim.facts), claim.depth)
    return _defined(moved) and any(method(moved) for method in (_by_slope, _by_factors, _by_logarithm))


def _defined(claim: Claim) -> bool:
    return under(claim.facts, lambda session: all(entails(session, c) is True for c in definedness(claim.difference)), False)


METHODS: tuple[tuple[str, Callable[[Claim], bool]], ...] = (
    ("signs", _by_signs), ("monotone functions", _by_monotone), ("exponentials", _by_exponential), ("mean value theorem", _by_slope),
    ("Taylor's theorem", _by_taylor),
    ("factors", _by_factors), ("logarithms", _by_logarithm), ("mean value theorem", _by_relaxing), ("half angles", _by_half_angle),
    ("integer parts", _by_integer_parts), ("members of sums", _by_sums), ("boxes", _by_boxes),
)
"""Tried in order; the first that succeeds gives the method's name."""
