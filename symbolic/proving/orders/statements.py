"""Statements ``⇔ ⇒ ⇐`` between equations, inequalities and systems: truth compared at every allowed value.

An equation or inequality with an undefined side is false.  Guarantee: ``Proved`` means that at every allowed value the
statement holds; ``Conditional(direction)`` that of an equivalence one direction was proved and the other fails at the
point shown; ``Refuted`` that every direction claimed fails at a point shown, where both truth values are exact.

Methods: a sign chart for statements in one real name (:mod:`symbolic.proving.orders.univariate`), which decides them; else
the premise is solved by exact case distinctions (:mod:`symbolic.proving.orders.solving`) and the conclusion shown in each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from symbolic.functions import CONNECTIVES, INEQUALITIES, ORDERS
from symbolic.latex.plain import to_text
from symbolic.proving.calculus import NoRule, resolve
from symbolic.proving.domains import constant, definedness
from symbolic.proving.equality import Sides, compare_domains, sides
from symbolic.proving.equations.cases import expand
from symbolic.proving.facts import GIVE_UP, MASKS, assume, attempt, negation
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.orders.circular import circular_points
from symbolic.proving.orders.inequalities import shown
from symbolic.proving.orders.plain_statements import is_real, plain_statement
from symbolic.proving.orders.solving import Branch, TooMany, branches, numeric_points
from symbolic.proving.orders.truth import Conjunction, NotAStatement, alternatives, follows, opposite, short, truth_at
from symbolic.proving.orders.univariate import Place, Unsettled, chart
from symbolic.steps import Step
from symbolic.terms import TWO, ZERO, Bind, Call, Sym, Term, call, free_symbols, mul, num, power, sub, substitute
from symbolic.verdicts import Assignment, Conditional, Counterexample, Proved, Refuted

CHART, CASES = "sign chart", "solution sets"
Point = Mapping[Sym, Term]


@dataclass(frozen=True, slots=True)
class Answer:
    """One direction: it holds by a method, or fails at a point."""

    by: str
    fails_at: Point | None = None


def prove_statement(step: Step) -> Proved | Conditional | Refuted | None:
    """Decide an implication or equivalence; see the module's guarantee."""
    if step.relation not in CONNECTIVES:
        return None
    try:
        left, right = resolve(step.left), resolve(step.right)
    except NoRule:
        return None
    found = _decided(step, left, right)
    if found is not None:
        return found
    plain = plain_statement(left), plain_statement(right)
    return None if plain == (left, right) else _decided(step, *plain)


def _decided(step: Step, left: Term, right: Term) -> Proved | Conditional | Refuted | None:
    """The verdict on the statement with these sides, equivalent to those of the step."""
    try:
        forward = implication(left, right, step.declarations) if step.relation != "impliedby" else None
        backward = implication(right, left, step.declarations) if step.relation != "implies" else None
    except (NoRule, NotAStatement, TooMany, Unsettled, ValueError, *GIVE_UP):
        return None
    match step.relation:
        case "implies":
            return _one_direction(step, forward, left, right)
        case "impliedby":
            return _one_direction(step, backward, right, left)
    return _equivalence(step, forward, backward, left, right)


def prove_on_chart(step: Step) -> Proved | Conditional | Refuted | None:
    """An inequality in one real name, decided by its sign chart; refuted only where no rational point would do.

    A failure at rational points is left to the refuter and to :func:`refute_on_chart`: a hypothesis may save the step.
    """
    found = _on_chart(step)
    if found is None:
        return None
    s, answer = found
    if answer.fails_at is None:
        return compare_domains(s, answer.by)
    return None if all(constant(v) is not None for v in answer.fails_at.values()) else _fails(s, answer, answer.fails_at)


def refute_on_chart(step: Step) -> Refuted | None:
    """An inequality in one real name that fails at a rational point of its sign chart, however small the set is where it fails."""
    found = _on_chart(step)
    return _fails(*found, found[1].fails_at) if found is not None and found[1].fails_at is not None else None


def _on_chart(step: Step) -> tuple[Sides, Answer] | None:
    """What the sign chart of an inequality says, with its sides."""
    if step.relation not in INEQUALITIES:
        return None
    try:
        s = sides(step)
        domain = (*s.left_domain, *s.right_domain)
        claim = plain_statement(call(step.relation, expand(s.left), expand(s.right)))
        answer = _by_chart(call("and", *domain) if domain else call("true"), claim, s.declarations)
    except (NoRule, NotAStatement, Unsettled, *GIVE_UP):
        return None
    return None if answer is None else (s, answer)


def _fails(s: Sides, answer: Answer, point: Point) -> Refuted:
    exact = {x: v if (c := constant(v)) is None else num(c) for x, v in point.items()}
    at = tuple(Assignment(x.name, v) for x, v in exact.items())
    values = (to_text(short(substitute(side, exact))) for side in (s.left, s.right))
    return Refuted("value", answer.by, Counterexample(at, *values))


def _one_direction(step: Step, answer: Answer | None, premise: Term, conclusion: Term) -> Proved | Refuted | None:
    if answer is None:
        return None
    if answer.fails_at is None:
        return Proved(answer.by)
    return Refuted("value", answer.by, _witness(step, answer.fails_at), reason=_root_reason(answer.fails_at, premise, conclusion, "lost"))


def _equivalence(step: Step, forward: Answer | None, backward: Answer | None, left: Term,
                 right: Term) -> Proved | Conditional | Refuted | None:
    if forward is None or backward is None:
        return None
    lost, gained = forward.fails_at, backward.fails_at
    match lost, gained:
        case None, None:
            return Proved(forward.by)
        case None, point if point is not None:
            reason = _root_reason(point, right, left, "gained")
            return Conditional("direction", (call("implies", step.left, step.right),), forward.by, _witness(step, point), reason=reason)
        case point, None if point is not None:
            reason = _root_reason(point, left, right, "lost")
            return Conditional("direction", (call("impliedby", step.left, step.right),), backward.by, _witness(step, point), reason=reason)
    assert lost is not None
    return Refuted("value", forward.by, _witness(step, lost), reason=_root_reason(lost, left, right, "lost"))


def _witness(step: Step, point: Point) -> Counterexample:
    """The point with the truth of both sides."""
    at = tuple(Assignment(s.name, short(v)) for s, v in sorted(point.items(), key=lambda pair: pair[0].name))
    left, right = (_word(truth_at(resolve(side), point)) for side in (step.left, step.right))
    return Counterexample(at, left, right)


def _word(truth: bool | None) -> str:
    return "not settled" if truth is None else "true" if truth else "false"


# --- one direction ---------------------------------------------------------------------------------


def implication(premise: Term, conclusion: Term, declarations: tuple[Term, ...]) -> Answer | None:
    """Whether the premise gives the conclusion at every allowed value; None if that is not settled."""
    answer = _by_chart(premise, conclusion, declarations)
    if answer is not None:
        return answer
    for conjunction in alternatives(premise):
        found = _by_branches(conjunction, conclusion, premise, declarations)
        if found is None or found.fails_at is not None:
            return found
    return Answer(CASES)


def _by_chart(premise: Term, conclusion: Term, declarations: tuple[Term, ...]) -> Answer | None:
    names = free_symbols(premise) | free_symbols(conclusion)
    own = tuple(d for d in declarations if free_symbols(d) & names)
    if any(isinstance(d, Bind) or not free_symbols(d) <= names for d in own):
        return None
    given = alternatives(call("and", premise, *own))
    wanted = alternatives(conclusion)
    atoms = tuple(dict.fromkeys(a for c in (*given, *wanted) for a in c))
    split = tuple(dict.fromkeys(p for a in atoms for p in _parts(a)))
    line = chart(split)
    if line is None:
        return None

    def true(statement: Term, place: Place) -> bool:
        match statement:
            case Call("and" | "or" as op, args):
                return (all if op == "and" else any)(true(a, place) for a in args)
        return line.holds(statement, place)

    for place in line.places:
        if any(all(true(a, place) for a in c) for c in given) and not any(all(true(a, place) for a in c) for c in wanted):
            value = line.value(place)
            return None if value is None else Answer(CHART, {line.name: value})
    return Answer(CHART)


def _parts(atom: Term) -> tuple[Term, ...]:
    """The comparisons in a condition for being defined."""
    match atom:
        case Call("and" | "or", args):
            return tuple(p for a in args for p in _parts(a))
    return (atom,)


def _by_branches(conjunction: Conjunction, conclusion: Term, premise: Term, declarations: tuple[Term, ...]) -> Answer | None:
    """The conclusion in every branch of the premise's solutions."""
    simple = tuple(d for d in declarations if not isinstance(d, Bind))
    families = tuple(d for d in declarations if isinstance(d, Bind))
    settled = True
    for branch in branches((*conjunction, *simple)):
        values = dict(branch.values)
        try:
            claim = substitute(conclusion, values)
        except ValueError:
            return None
        if _concluded(claim, (*branch.atoms, *families)):
            continue
        point = _counterexample(branch, premise, conclusion, declarations)
        if point is not None:
            return Answer(CASES, point)
        settled = False
    return Answer(CASES) if settled else None


def _concluded(claim: Term, facts: Conjunction) -> bool:
    """Whether the facts give the claim, or contradict each other; of a disjunction all but one may be denied first."""

    def run(denied: Conjunction, rest: Term, session: Session) -> bool:
        assume(session, (*facts, *denied))
        return session.signs.contradictory or follows(session, rest)

    tries: list[tuple[Conjunction, Term]] = [((), claim)]
    match claim:
        case Call("and", args):
            return all(_concluded(a, facts) for a in args)
        case Call("or", args) if len(args) <= 4:
            for i, last in enumerate(args):
                try:
                    tries.append((tuple(opposite(a) for a in (*args[:i], *args[i + 1 :])), last))
                except NotAStatement:
                    continue
            if len(args) > 1 and all(isinstance(a, Call) and a.op == "eq" for a in args):
                tries.append(((), call("eq", mul(*(sub(*a.args) for a in args if isinstance(a, Call))), ZERO)))
        case Call("eq", (a, b)) if is_real(a) and is_real(b):
            tries.append(((), call("eq", power(sub(a, b), TWO), ZERO)))
        case Call("ne", (a, b)) if _is_defined(claim, facts):
            tries.append(((call("eq", a, b), *facts), call("false")))
    if isinstance(claim, Call) and _shown(claim, facts):
        return True
    for denied, rest in tries:
        try:
            if with_units(partial(run, denied, rest)):
                return True
        except GIVE_UP:
            continue
    return isinstance(claim, Call) and _by_contraposition(claim, facts)


def _by_contraposition(claim: Call, facts: Conjunction) -> bool:
    """a ≤ b from a³ ≤ b³, since a > b gives a³ > b³."""
    if claim.op not in ORDERS or not free_symbols(claim) or not _is_defined(claim, facts):
        return False
    orders = [f for f in facts if isinstance(f, Call) and f.op in ORDERS and free_symbols(f) == free_symbols(claim)]
    denied = negation(claim)
    return any(isinstance(d := negation(f), Call) and _shown(d, (*(g for g in facts if g is not f), denied)) for f in orders[:2])


def _shown(claim: Call, facts: Conjunction) -> bool:
    """An inequality whose sides are defined, by the methods for inequalities."""
    if claim.op not in INEQUALITIES or not free_symbols(claim):
        return False
    return _is_defined(claim, facts) and shown(sub(*claim.args), MASKS[claim.op], facts) is not None


def _is_defined(claim: Call, facts: Conjunction) -> bool:
    """Whether both sides of a comparison are defined where the facts hold; elsewhere it is false."""
    return all(_concluded(c, facts) for side in claim.args for c in definedness(side))


def _counterexample(branch: Branch, premise: Term, conclusion: Term, declarations: tuple[Term, ...]) -> Point | None:
    """A simple point of the branch at which the premise holds, shown exactly, and the conclusion does not."""
    solved = dict(branch.values)
    everything = free_symbols(premise) | free_symbols(conclusion) | frozenset[Sym]().union(*map(free_symbols, declarations))
    if any(not s.sort.is_scalar or s.sort.field not in ("real", "integer") for s in everything):
        return None
    loose = sorted((everything | frozenset[Sym]().union(*map(free_symbols, solved.values()))) - frozenset(solved), key=lambda s: s.name)
    for values in (*numeric_points(loose), *circular_points(tuple(loose), call("and", premise, conclusion))):
        point = {**values, **{s: substitute(v, values) for s, v in solved.items()}}
        if any(s.sort.field == "integer" for s in point):
            return None
        if truth_at(conclusion, point) is False and truth_at(premise, point) and all(truth_at(d, point) for d in declarations):
            return point
    return None


# --- what became of a root -------------------------------------------------------------------------


def _root_reason(point: Point, holds: Term, fails: Term, word: str) -> str:
    """``x = 7 was lost by dividing by x − 7``."""
    at = ", ".join(f"{s.name} = {to_text(short(v))}" for s, v in sorted(point.items(), key=lambda pair: pair[0].name))
    if not (_equations(holds) and _equations(fails)):
        return f"at {at} {to_text(holds)} is true and {to_text(fails)} is false"
    cause = _cause(point, holds, fails)
    if cause is None:
        return f"{at} was {word}"
    return f"{at} was {word} by {'dividing' if word == 'lost' else 'multiplying'} by {to_text(cause)}"


def _equations(statement: Term) -> bool:
    """Whether the statement is built from equations."""
    match statement:
        case Call("and" | "or", args):
            return all(map(_equations, args))
    return isinstance(statement, Call) and statement.op == "eq"


def _cause(point: Point, holds: Term, fails: Term) -> Term | None:
    """The factor by which one equation is the other, if it vanishes at the point."""
    match holds, fails:
        case Call("eq", (a, b)), Call("eq", (c, d)):
            pass
        case _:
            return None

    def run(session: Session) -> Term | None:
        ring = session.ring
        ratio = ring.div(session.nf(sub(a, b)), session.nf(sub(c, d)))
        return session.poly_term(ring.lift(ratio.num)) if not ratio.num.is_constant() and ratio.den.is_constant() else None

    factor = attempt(run, None)
    return factor if factor is not None and truth_at(call("eq", factor, ZERO), point) else None
