"""The undeclared condition under which a refuted step holds, from a closed, ordered list.

1. where an inequality in one name holds, or the one factor whose sign decides it; sign or ``≠ 0`` of one name, of a product of two
   names, of a tested quantity (the argument of |·|, √, sign, max, a cases test, and its factors), of a product of two of them; a side
   that is not negative since the other is a root or a modulus; signs of the two factors that decide an inequality; intervals
   between two values that a name is tested against; signs of two tested quantities; ranges that undo ``asin∘sin`` and the like,
   or on which arctangents add up;
2. order or range of an index, and the number from which on an inequality holds;
3. ``p + q = 1`` where that divides the difference of the sides; ``Σ pᵢ = 1`` where p weights a sum, weights a logarithm or stands
   under one; labels in {0, 1}; one-hot labels;
4. one matrix symmetric, orthonormal, invertible, positive definite;
5. two matrices commute.

Within each item weaker conditions come first: ``≠`` before ``≥`` before ``>``.  Any other saving equation is none, but a sign
is widened by an equation or another sign of a tested quantity under which the step holds as well: ``a ≥ 0 or x = 0``.  Signs
of two names, and several that each suffice, are none for an inequality that is seen to hold beyond them.

Guarantee: with the conditions declared the provers prove the step (or prove it up to definedness, and the missing
conditions are part of the answer), and the strict form of the conditions allows a point where no side is known to be
undefined: a condition never saves a step by leaving only a boundary or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symbolic.functions import CONNECTIVES, ORDERS, ge, le
from symbolic.proving.calculus import NoRule
from symbolic.proving.conditions import shortest
from symbolic.proving.diagnosis import Conditions
from symbolic.proving.diagnosis.candidates import GROUPS, INEQUALITIES
from symbolic.proving.diagnosis.number_conditions import from_some_number_on, with_exceptions
from symbolic.proving.diagnosis.range_conditions import kinks_inside
from symbolic.proving.diagnosis.sign_conditions import names_of_one_sign, one_name, places, tested_quantities, two_names
from symbolic.proving.diagnosis.tested import real_name
from symbolic.proving.domains import definedness, is_integer, strict
from symbolic.proving.equality import sides
from symbolic.proving.equations.declared import satisfiable
from symbolic.proving.facts import GIVE_UP, MASKS, assume, attempt, entails, negation, orders_complex
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.meromorphic import agrees_everywhere_or_nowhere
from symbolic.shapes import shape
from symbolic.steps import Step
from symbolic.terms import MINUS_ONE, ONE, ZERO, Call, Sym, Term, add, call, free_symbols, neg, sub, walk
from symbolic.verdicts import Conditional, Proved, Refuted

Prove = Callable[[Step], Proved | Conditional | Refuted | None]
Found = tuple[Conditions, str]
MAX_CANDIDATES = 80
MAX_PLACES = 6
MAX_SIGNS = 20
WIDENED = frozenset({"ge", "gt", "le", "lt", "ne", "or", "eq"})


def saving_hypothesis(step: Step, prove: Prove) -> Found | None:
    """The first conditions of the list under which ``prove`` proves the step, and the method; None if there are none."""
    from symbolic.proving.balls.refuter import holds_beyond

    if step.relation in CONNECTIVES:
        return None
    budget = MAX_CANDIDATES
    claims = [(step.left, step.right), *([(step.right, step.left)] if step.relation == "eq" else [])]
    for group in GROUPS[len(INEQUALITIES):] if agrees_everywhere_or_nowhere(step) else GROUPS:
        candidates = [c for c in dict.fromkeys(group(step)) if not any(map(orders_complex, c))][:budget]
        if any((call(step.relation, a, b),) in candidates for a, b in claims):
            return None
        budget -= len(candidates)
        for place, candidate in enumerate(candidates):
            found = _saves(step, candidate, prove)
            if found is not None and group is from_some_number_on:
                return (with_exceptions(step, found[0][0]), *found[0][1:]), found[1]
            if found is not None:
                found = _strict_instead(step, candidate, found, prove)
                if group is one_name or group is two_names:
                    found = _weaker(step, found, prove)
                found = _widened(step, _alternatives(step, candidate, found, candidates[place + 1 :], prove), prove)
                if step.relation == "eq" or not holds_beyond(step, found[0]):
                    return found
                if group is not names_of_one_sign:
                    return None if _is_choice(found[0]) else found
        if budget <= 0:
            break
    return None


def _is_choice(conditions: Conditions) -> bool:
    return any(isinstance(c, Call) and c.op == "or" for c in conditions)


def _saves(step: Step, conditions: Conditions, prove: Prove) -> Found | None:
    from symbolic.proving.balls.refuter import fails_under, screen

    if any(map(_orders_a_sign, conditions)) or fails_under(step, conditions):
        return None
    declared = replace(step, declarations=(*step.declarations, *conditions))
    if not _possible(declared):
        return None
    seen = screen(declared)
    if seen.word == "contradicted":
        return None
    empty = seen.word in ("untested", "undefined")  # without a point with values there is seldom room: that is cheaper to see than a proof
    if empty and not _roomy(step, conditions):
        return None
    match prove(declared):
        case Proved(by) if empty or _roomy(step, conditions):
            found = _written(step, conditions), by
        case Conditional("definedness", missing, by) if (empty or _roomy(step, conditions)) and _roomy(step, (*conditions, *missing)):
            written = _written(step, (*conditions, *_beside(step, conditions, missing)))
            found = _written(step, (*written, *_beside(step, written, missing))), by  # cos(arccos x) ≥ 0 says more than x ≥ 0
        case _:
            return None
    return None if _leaves_one_value(step, found[0]) else found


def _orders_a_sign(condition: Term) -> bool:
    """``(-1)^y ≤ 0``: an inequality that says whether a whole number is odd, as an equation does."""
    powers = (t.args[0] for t in walk(condition) if isinstance(t, Call) and t.op == "pow")
    return isinstance(condition, Call) and condition.op in ORDERS and any(b is MINUS_ONE or b is neg(ONE) for b in powers)


def _beside(step: Step, conditions: Conditions, missing: Conditions) -> Conditions:
    """The missing conditions that do not follow from the others having a truth value: x ≠ 0 is no news beside x ≥ 1/x."""
    needed = tuple(d for c in conditions for d in definedness(c))
    return tuple(m for m in missing if m not in conditions and not (needed and _follow(step.declarations, needed, (m,))))


def asks_too_much(step: Step, conditions: Conditions) -> bool:
    """Whether a property of one matrix is seen to be more than the step needs: det(A)² = 1 does not make A orthonormal."""
    from symbolic.proving.balls.special_matrices import holds_without

    named = {s for c in conditions for s in free_symbols(c) if len(s.sort.shape) == 2 and not s.sort.index}
    return len(named) == 1 and holds_without(step, named.pop(), conditions)


def _leaves_one_value(step: Step, conditions: Conditions) -> bool:
    """Whether an inequality between integers leaves but one value beside the declarations, as an equation does: n ≤ 1 of n ≥ 1."""
    for c in conditions:
        match c:
            case Call("le" | "ge" | "lt" | "gt" as op, (a, b)) if is_integer(a) and is_integer(b):
                edge = b if op in ("le", "ge") else sub(b, ONE) if op == "lt" else add(b, ONE)
                if _follow(step.declarations, conditions, (ge(a, edge), le(a, edge))):
                    return True
    return False


def _written(step: Step, conditions: Conditions) -> Conditions:
    """Inequalities in short form; equations stay as they are known."""
    if any(isinstance(c, Call) and c.op == "eq" for c in conditions):
        return conditions
    return shortest(step.declarations, conditions)


def _strict_instead(step: Step, candidate: Conditions, found: Found, prove: Prove) -> Found:
    """``x > 0`` in place of ``x ≥ 0`` and ``x ≠ 0``, if that leaves nothing to be said of definedness."""
    from symbolic.proving.balls.refuter import holds_beyond

    narrow = tuple(map(strict, candidate))
    if narrow == candidate or holds_beyond(replace(step, declarations=(*step.declarations, *candidate)), narrow):
        return found
    if len(found[0]) > len(candidate) or _undefined_on(step, candidate):
        better = _saves(step, narrow, prove)
        if better is not None and len(better[0]) == len(candidate):
            return better
    return found


def _undefined_on(step: Step, candidate: Conditions) -> bool:
    """Whether a side is undefined where the one condition holds as an equation: ∫ dx/(a² + x²) = π/a at a = 0."""
    match candidate:
        case (Call(_, (a, b)),):
            edge = call("eq", a, b)
            s = sides(step)
            return any(not _possible(replace(step, declarations=(*step.declarations, edge, c))) for c in (*s.left_domain, *s.right_domain))
    return False


def _weaker(step: Step, found: Found, prove: Prove) -> Found:
    """``x ≤ 3`` in place of ``x ≤ 0``: a condition on a tested quantity that the one found implies and that suffices alone."""
    for candidate in dict.fromkeys((*tested_quantities(step), *kinks_inside(step))):
        if _gives(step, found[0], candidate) and not _gives(step, candidate, found[0]) and not _only_where(step, candidate, found[0]):
            better = _saves(step, candidate, prove)
            if better is not None and len(better[0]) <= len(found[0]) and not _follow(step.declarations, better[0], found[0]):
                return better
    return found


def _gives(step: Step, known: Conditions, wanted: Conditions) -> bool:
    return _follow(step.declarations, known, wanted) or _shown(step, known, wanted)


def _only_where(step: Step, candidate: Conditions, found: Conditions) -> bool:
    """Whether the one condition fails wherever the other one does: x ≥ sin x is no weaker than x ≥ 0."""
    return len(candidate) == len(found) == 1 and _shown(step, tuple(map(negation, found)), tuple(map(negation, candidate)))


def _shown(step: Step, known: Conditions, wanted: Conditions) -> bool:
    """Whether inequalities follow by the means of their prover: x ≥ sin x where x ≥ 0."""
    from symbolic.proving.orders.inequalities import shown

    facts = (*step.declarations, *known, *(d for w in wanted for d in definedness(w)))
    return all(isinstance(w, Call) and w.op in MASKS and shown(sub(*w.args), MASKS[w.op], facts) is not None for w in wanted)


def _follow(declarations: Conditions, known: Conditions, wanted: Conditions) -> bool:
    def run(session: Session) -> bool:
        assume(session, (*declarations, *known))
        return all(entails(session, c) is True for c in wanted)

    return attempt(run, False)


def _alternatives(step: Step, first: Conditions, found: Found, rest: list[Conditions], prove: Prove) -> Found:
    """``x ≥ 0 or y ≥ 0``, if the same sign of another name suffices as well; of a tested quantity where the step holds beyond the first."""
    from symbolic.proving.balls.refuter import holds_beyond

    match first:
        case (Call(op, (quantity, bound)),) if (op != "ne" or step.relation != "eq") and len(found[0]) == 1:
            names = isinstance(quantity, Sym)
            if not names and not holds_beyond(step, found[0]):
                return found
            enough = [found[0][0]]
            for other in rest:
                match other:
                    case (Call(second, (q, limit)),) if second == op and limit is bound and isinstance(q, Sym) == names:
                        if not names and _follow(step.declarations, other, (_one_of(enough),)):
                            continue
                        answer = _saves(step, other, prove)
                        if answer is not None and len(answer[0]) == 1:
                            enough.append(answer[0][0])
            if len(enough) > 1:
                return (call("or", *enough),), found[1]
    return found


def _widened(step: Step, found: Found, prove: Prove) -> Found:
    """``a ≥ 0 or x = 0``, ``x < 0 or x > 1``: where else the step holds, as far as equations and signs of what it tests tell."""
    from symbolic.proving.balls.refuter import holds_beyond

    conditions, by = found
    if step.relation != "eq" or not all(isinstance(c, Call) and c.op in WIDENED and not shape(c.args[0]) for c in conditions):
        return found
    enough = [call("and", *conditions) if len(conditions) > 1 else conditions[0]]
    equation = any(isinstance(c, Call) and c.op == "eq" for c in conditions)
    enough += _enough_outside(step, enough, [(c,) for c in (_dividing if equation else places)(step)[:MAX_PLACES]], prove)
    if not equation and holds_beyond(step, (_one_of(enough),)):
        signs = [c for group in (one_name, tested_quantities) for c in group(step)]
        enough += _enough_outside(step, enough, signs[:MAX_SIGNS], prove)[:1]
    return (shortest(step.declarations, (_one_of(enough),)) if len(enough) > 1 else conditions), by


def _dividing(step: Step) -> list[Term]:
    """``c = 0`` for every name c that divides the difference of the sides."""

    def run(session: Session) -> list[Term]:
        s = sides(step)
        assume(session, s.facts)
        numerator = session.nf(sub(s.left, s.right)).num
        factors = [f for f, _ in session.ring.factors(session.ring.lift(numerator))[1] if len(f) == 1]
        names = [g.term for f in factors for g in session.ring.used(f)]
        return [call("eq", name, ZERO) for name in names if real_name(name)]

    try:
        return with_units(run)
    except (*GIVE_UP, NoRule):
        return []


def _enough_outside(step: Step, known: list[Term], candidates: list[Conditions], prove: Prove) -> list[Term]:
    """Single conditions under which the step holds where the known ones do not."""
    outside = replace(step, declarations=(*step.declarations, negation(_one_of(known))))
    answers = (_saves(outside, candidate, prove) for candidate in candidates)
    return [found[0][0] for found in answers if found is not None and len(found[0]) == 1]


def _one_of(conditions: list[Term]) -> Term:
    parts = [p for c in conditions for p in (c.args if isinstance(c, Call) and c.op == "or" else (c,))]
    return call("or", *parts) if len(parts) > 1 else parts[0]


# --- what a condition must leave -------------------------------------------------------------------


def _possible(step: Step) -> bool:
    """Whether no declaration is seen to contradict the others."""

    def run(session: Session) -> bool:
        assume(session, step.declarations)
        return not session.signs.contradictory and not any(entails(session, d) is False for d in step.declarations)

    return attempt(run, True)


def _roomy(step: Step, conditions: Conditions) -> bool:
    """Whether the strict conditions leave an allowed point at which no side is known to be undefined."""
    from symbolic.proving.balls.refuter import admissible_point

    facts = (*step.declarations, *map(strict, conditions))
    domain = (*definedness(step.left), *definedness(step.right))

    def run(session: Session) -> bool:
        assume(session, facts)
        if session.signs.contradictory:
            return False
        assume(session, domain)
        return not session.signs.contradictory and not any(entails(session, d) is False for d in (*facts, *domain))

    return attempt(run, False) and (admissible_point(replace(step, declarations=facts)) is not None or satisfiable(facts))
