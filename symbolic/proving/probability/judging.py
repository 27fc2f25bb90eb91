"""Steps about expectations, variances, covariances and probabilities of declared random variables.

They are proved as steps about numbers, with expectations taken apart (:mod:`symbolic.proving.probability.moments`) or compared under
the expectation (:mod:`symbolic.proving.probability.bounds`), and refuted on small finite spaces
(:mod:`symbolic.proving.probability.spaces`).

Guarantee: ``Proved`` and ``Conditional`` hold for all random variables with the declared properties for which the expectations that
occur exist; ``Refuted`` shows values of the random variables and of the parameters that have the declared properties and at which both
sides exist and violate the relation.  A positive answer that fails on a small space is a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from symbolic.functions import CONNECTIVES, smooth_in
from symbolic.proving.equations.declared import satisfiable
from symbolic.proving.matrices.index_form import IndexForm
from symbolic.proving.matrices.index_operators import has_arrays
from symbolic.proving.matrices.index_steps import to_index_steps
from symbolic.proving.matrices.index_terms import NoIndexForm, size_facts, sizes_of
from symbolic.proving.probability.array_moments import ArrayMoments
from symbolic.proving.probability.bounds import NOTE, prove_bound, with_moments
from symbolic.proving.probability.chances import OPERATORS, Chances, read_chances, speaks_of_chance
from symbolic.proving.probability.degrees import is_of_second_order
from symbolic.proving.probability.entropies import judge_entropies, speaks_of_entropy
from symbolic.proving.probability.events import cell_facts, is_event
from symbolic.proving.probability.lost_domains import with_lost_domain
from symbolic.proving.probability.moment_facts import learn, of_givens, of_variances
from symbolic.proving.probability.moment_names import is_name
from symbolic.proving.probability.moments import Moments
from symbolic.proving.probability.products import NoProducts
from symbolic.proving.probability.spaces import NoInstance, instance, resized, spaces
from symbolic.proving.probability.surely import holds_surely, judge_surely
from symbolic.shapes import ShapeError
from symbolic.steps import Step
from symbolic.terms import (
    HALF,
    INTEGER,
    Bind,
    Call,
    Elem,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    free_symbols,
    fresh,
    mul,
    num,
    open_binder,
    operators,
    substitute,
    sym,
    walk,
)
from symbolic.verdicts import FAILS_SOMEWHERE, NO_IDENTITY, Conditional, Counterexample, Proved, Refuted, Repair, Undecided, Verdict

METHOD = "expectations"
LENGTHS = (2, 3, 1)
SPACES, POINTS = 40, 12
Judge = Callable[[Step], Verdict]
NO_FUNCTIONS = frozenset({"pow", "sum", "Bind", "Elem", "Deriv", "Apply", "at"})
"""Nodes of continuous terms that are no functions; powers with numbers as exponents."""
VALUES = {"expectation": "expectation", "variance": "variance", "covariance": "covariance", "probability": "probability"}


def is_about_chance(step: Step) -> bool:
    """Whether the step has random variables."""
    return any(map(speaks_of_chance, (step.left, step.right, *step.declarations)))


def judge_chance(step: Step, judge: Judge, prove: Judge) -> Verdict:
    """The verdict on a step with random variables; ``judge`` and ``prove`` are for steps without."""
    chances = read_chances(step.declarations)
    if speaks_of_entropy(step):
        return judge_entropies(step, chances, prove)
    if holds_surely(step, chances):
        try:
            return judge_surely(step, chances, prove)
        except NoProducts as problem:
            return Undecided(f"expectations: {problem}")
    if operators(step.left).isdisjoint(OPERATORS) and operators(step.right).isdisjoint(OPERATORS):
        return _without_expectations(step, chances, judge, prove)
    arrays = has_arrays(step.left) or has_arrays(step.right)
    if arrays and chances.normal and not is_of_second_order(step, chances) and (found := _by_linear_algebra(step, chances, judge, prove)):
        return found
    answer = _judged_by_entries(step, chances, judge, prove)
    if isinstance(answer, Undecided) and answer.kind is None and arrays:
        return _by_linear_algebra(step, chances, judge, prove) or answer
    return answer


def _judged_by_entries(step: Step, chances: Chances, judge: Judge, prove: Judge) -> Verdict:
    try:
        found = _by_entries(step, chances)
        if found is None:
            return Undecided("the step about random vectors has no form by entries")
        answers = [_judged(*one, judge, prove) for one in found]
    except (NoProducts, NoIndexForm, ShapeError) as problem:
        return Undecided(f"expectations: {problem}")
    return next((a for a in answers if isinstance(a, Refuted)), None) or next((a for a in answers if not isinstance(a, Proved)), answers[0])


def _by_linear_algebra(step: Step, chances: Chances, judge: Judge, prove: Judge) -> Verdict | None:
    """The step with the moments of random vectors as matrices; None if that settles nothing."""
    moments = ArrayMoments(chances)
    try:
        moments.learn()
        left, right = moments.plain(step.left), moments.plain(step.right)
        plain = replace(step, left=left, right=right, declarations=(*chances.plain, *moments.facts))
        further = [f for f in moments.enough if f not in plain.declarations]
        known = moments.attained and not moments.unknown and not chances.laws and chances.identical <= moments.spreads.keys()
        known = known and not any(map(chances.varies, chances.plain))
        verdict = judge(plain) if known and not further else prove(plain)
    except (NoProducts, ShapeError):
        return None
    if isinstance(verdict, (Proved, Conditional)):
        whole = with_lost_domain(step, plain, verdict, prove)
        named = isinstance(whole, Conditional) and any(is_name(s) for c in whole.conditions for s in free_symbols(c))
        return None if named or whole is None else _told(whole)
    if known and further:
        verdict = judge(replace(plain, declarations=(*plain.declarations, *further)))
    return _noted(verdict, _value(step, plain, prove)) if known and isinstance(verdict, Refuted) else None


def _without_expectations(step: Step, chances: Chances, judge: Judge, prove: Judge) -> Verdict:
    """A step about random numbers themselves, which is to hold for all their values, or about numbers that are declared to be moments."""
    verdict = judge(replace(step, declarations=(*chances.plain, *chances.support())))
    names = free_symbols(step.left) | free_symbols(step.right)
    if not isinstance(verdict, Proved) and any(names & free_symbols(f) - chances.variables for f in chances.given):
        return _of_moments(step, verdict, chances, judge, prove)
    random = chances.variables & names
    if isinstance(verdict, Proved) or not random or not (chances.laws or chances.given or chances.identical):
        return verdict
    false = isinstance(verdict, Refuted) and verdict.kind == "value" and _is_of_any_number(step, random, chances)
    return verdict if false else Undecided(NO_IDENTITY)


def _is_of_any_number(step: Step, random: frozenset[Sym], chances: Chances) -> bool:
    """Whether a step is a continuous one in a single random number, of a normal law: where it is false, it is so on an interval, which
    has a positive probability."""
    laws = [law for name in random if (law := chances.laws.get(name)) is not None and not name.sort.index and law.op == "normal"]
    about = frozenset[Sym]().union(*map(free_symbols, (*chances.given, *chances.plain)))
    terms = (step.left, step.right, *(d.value for d in step.definitions))
    smooth = smooth_in(frozenset[str]().union(*map(operators, terms)) - NO_FUNCTIONS)
    powers = (p.args[1] for t in terms for p in walk(t) if isinstance(p, Call) and p.op == "pow")
    return len(laws) == len(random) == 1 and random.isdisjoint(about) and smooth and all(isinstance(p, Num) for p in powers)


def _of_moments(step: Step, verdict: Verdict, chances: Chances, judge: Judge, prove: Judge) -> Verdict:
    """A step between numbers that are moments: a mean may have any value, but a second moment is at least the square of the first."""
    named = with_moments(step, chances)
    found = judge_chance(named, judge, prove) if named is not step and named != step else None
    if found is not None and found.word in ("proved", "refuted"):
        return found
    tied = (f for f in chances.given if (free_symbols(step.left) | free_symbols(step.right)) & free_symbols(f))
    if verdict.word == "undecided" or all(map(_is_mean_of_name, tied)):
        return verdict
    return Undecided(FAILS_SOMEWHERE)


def _is_mean_of_name(fact: Term) -> bool:
    match fact:
        case Call("eq", (Call("expectation", (Sym(),)), Sym())) | Call("eq", (Sym(), Call("expectation", (Sym(),)))):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Posed:
    """A step between numbers under facts about moments of numbers; ``whole``: all of those that are declared, so that spaces refute."""

    step: Step
    chances: Chances
    whole: bool = True


def _by_entries(step: Step, chances: Chances) -> list[tuple[Posed, Posed]] | None:
    """The step between numbers: for proofs, with covariance matrices written as symmetric ones, and for spaces, as it is."""
    plain = replace(step, declarations=chances.plain)
    if not (has_arrays(step.left) or has_arrays(step.right)):
        return [(Posed(plain, chances),) * 2]
    halves = {s: mul(HALF, add(s, call("transpose", s))) for s in _covariances(chances.given)}
    symmetric = replace(plain, left=substitute(plain.left, halves), right=substitute(plain.right, halves))
    proved, small = map(_numbers, (symmetric, plain))
    if proved is None or small is None:
        return None
    entries = [tuple(map(_entry_fact, (substitute(f, to) for f in chances.given))) for to in (halves, {})]
    facts = [replace(chances, given=tuple(e for e in found if e is not None)) for found in entries]
    return [(Posed(a, facts[0]), Posed(b, facts[1], None not in entries[1])) for a, b in zip(proved, small, strict=True)]


def _numbers(step: Step) -> tuple[Step, ...] | None:
    """The step between entries; one between numbers made of arrays may be an inequality."""
    if step.relation == "eq":
        return to_index_steps(step, written_out=False)
    form = IndexForm(step.conventions)
    if form.is_array(step.left) or form.is_array(step.right):
        return None
    facts = tuple(form.scalar(f) for f in step.declarations if not has_arrays(f))
    return (replace(step, left=form.scalar(step.left), right=form.scalar(step.right), declarations=(*size_facts(step), *facts)),)


def _covariances(given: tuple[Term, ...]) -> Iterator[Sym]:
    """Names that are declared to be the covariance matrix of a random vector."""
    for fact in given:
        match fact:
            case Call("eq", (Call("variance", _), Sym() as s)) | Call("eq", (Sym() as s, Call("variance", _))) if s.sort.shape:
                yield s
            case Call("eq", (Call("covariance", (x, y)), Sym() as s)) if x is y and s.sort.shape:
                yield s


def _entry_fact(fact: Term) -> Term | None:
    """An equation between arrays of moments, for all entries."""
    form = IndexForm(frozenset())
    match fact:
        case Bind("forall") if has_arrays(fact):
            letter, body = open_binder(fact)
            ends = body.args if isinstance(body, Call) and body.op == "eq" else ()
            numbers = bool(ends) and all(not form.shape(end) for end in ends)
            return bind("forall", letter, call("eq", *map(form.scalar, ends)), fact.bounds) if numbers else None
        case Call("eq", (left, right)) if has_arrays(fact):
            sizes = next((s for s in map(form.shape, (left, right)) if s), None)
            if sizes is None:
                return call("eq", form.scalar(left), form.scalar(right))
            letters = [fresh(sym(x, INTEGER)) for x in "ij"]
            used = [x if n is not num(1) else num(1) for x, n in zip(letters, sizes, strict=True)]
            whole: Term = call("eq", form.entry(left, *used), form.entry(right, *used))
            for x, n in zip(letters, sizes, strict=True):
                whole = whole if n is num(1) else bind("forall", x, whole, (num(1), n))
            return whole
    return None if has_arrays(fact) else fact


# --- one step between numbers ---------------------------------------------------------------------


def _judged(posed: Posed, small: Posed, judge: Judge, prove: Judge) -> Verdict:
    step, chances = posed.step, posed.chances
    try:
        answer = _by_moments(posed, small, judge, prove)
    except NoProducts:
        answer = None
    if answer is not None:
        return answer
    bound = prove_bound(step, chances, prove)
    if bound is not None:
        return _screened(small, bound)
    if not _is_tied(step, chances):
        return Undecided("nothing that is declared ties these random variables to a number")
    return _refuted(small) or Undecided("no proof, and no counterexample among small spaces was found")


def _by_moments(posed: Posed, small: Posed, judge: Judge, prove: Judge) -> Verdict | None:
    """The step with expectations taken apart; None if that settles nothing."""
    from symbolic.proving.balls.refuter import admissible_point

    step, chances = posed.step, posed.chances
    moments = Moments(chances)
    learn(moments)
    plain = replace(step, left=moments.plain(step.left), right=moments.plain(step.right),
                    declarations=(*step.declarations, *moments.facts))
    if step.relation != "eq" or "abs" in operators(step.left) | operators(step.right):
        known = (*cell_facts(chances, moments.mean), *of_givens(moments, step.left, step.right))
        plain = replace(plain, declarations=(*plain.declarations, *known))
    if step.relation != "eq" or "sqrt" in operators(step.left) | operators(step.right):
        plain = replace(plain, declarations=(*plain.declarations, *of_variances(moments, step.left, step.right)))
    if plain.declarations and admissible_point(plain) is None and not satisfiable(plain.declarations):
        return Undecided("no admissible point found: the declarations may contradict each other")
    verdict = prove(plain)
    if isinstance(verdict, (Proved, Conditional)):
        return _screened(small, _told(verdict))
    if _all_known(chances, moments) or _is_space(plain, chances, moments, prove):
        return _noted(judge(plain), _value(step, plain, prove))
    return None


def _value(step: Step, plain: Step, prove: Judge) -> Callable[[], Repair | None]:
    """What the left side of a false equation is, in terms of the parameters."""
    from symbolic.proving.diagnosis.carried_out import value_of

    name = VALUES.get(step.left.op, "left side") if isinstance(step.left, Call) else "left side"
    return lambda: value_of(plain, prove, name) if step.relation == "eq" else None


def _is_tied(step: Step, chances: Chances) -> bool:
    """Whether a law or a moment of the variables is declared, or both sides speak of expectations.

    ``E[X] = p`` of any X whatever is no claim: a text that says so has said of X what was not read.
    """
    both = all(operators(side) & OPERATORS or chances.varies(side) for side in (step.left, step.right))
    return both or bool(chances.laws or chances.given)


def _told(verdict: Proved | Conditional) -> Verdict:
    told = replace(verdict, by=METHOD, notes=(*verdict.notes, NOTE))
    if isinstance(told, Conditional) and any(is_name(s) for c in told.conditions for s in free_symbols(c)):
        return replace(told, witness=None)
    return told


def _noted(verdict: Verdict, repair: Callable[[], Repair | None]) -> Verdict:
    if isinstance(verdict, (Proved, Conditional)):
        return _told(verdict)
    return replace(verdict, repair=repair()) if isinstance(verdict, Refuted) else verdict


def _all_known(chances: Chances, moments: Moments) -> bool:
    """Whether no expectation stands as a name, and every choice of the parameters belongs to random variables.

    These have laws, or at most their means and variances are declared."""
    if moments.unknown or any(chances.varies(f) for f in chances.plain):
        return False
    return all(_is_simple(f, chances) for f in chances.given) and not any(v.sort.shape for v in chances.variables)


def _is_space(plain: Step, chances: Chances, moments: Moments, prove: Judge) -> bool:
    """Whether only events are random, and the probabilities of all cells are known and such that a space has them."""
    if not chances.variables or not all(map(is_event, chances.variables)) or moments.facts:
        return False
    unknown = len(moments.unknown)
    cells = cell_facts(chances, moments.mean)
    if not cells or len(moments.unknown) > unknown or unknown:
        return False
    claims = (replace(plain, relation=c.op, left=c.args[0], right=c.args[1]) for c in cells if isinstance(c, Call))
    return all(isinstance(prove(claim), Proved) for claim in claims)


def _is_simple(fact: Term, chances: Chances) -> bool:
    while isinstance(fact, Bind) and fact.op == "forall":
        fact = fact.body
    match fact:
        case Call("eq", (Call("expectation" | "variance", (Sym() | Elem() as x,)), _)):
            name = x.base if isinstance(x, Elem) else x
            return name in chances.variables and name not in chances.laws
    return False


# --- small spaces ---------------------------------------------------------------------------------


def instances(step: Step, chances: Chances) -> Iterator[tuple[Step, Counterexample]]:
    """The step on small spaces, with the values of the random variables there."""
    sizes = list(sizes_of(chances.variables))
    for n in LENGTHS if sizes else (0,):
        lengths = dict.fromkeys(sizes, n)
        for space in spaces(chances, lengths):
            for chosen in _indexed(step, chances, lengths):
                try:
                    found = instance(chosen, chances, space)
                except NoInstance:
                    continue
                if found is not None:
                    yield found, Counterexample(space.shown(), "", "")


def _indexed(step: Step, chances: Chances, lengths: dict[Sym, int]) -> Iterator[Step]:
    """The step for the first few values of the free letters that count random variables."""
    entries = [t for side in (step.left, step.right) for t in walk(side) if isinstance(t, Elem) and t.base in chances.variables]
    free = free_symbols(step.left) | free_symbols(step.right)
    letters = sorted({i for e in entries for x in e.indices for i in free_symbols(x) if i in free} - set(lengths), key=lambda s: s.name)
    for values in product(range(1, max(lengths.values(), default=1) + 1), repeat=len(letters)):
        to: dict[Sym, Num] = dict(zip(letters, map(num, values), strict=True))
        yield replace(step, left=resized(step.left, to), right=resized(step.right, to),
                      declarations=tuple(resized(f, to) for f in step.declarations)) if to else step


def _refuted(posed: Posed) -> Refuted | None:
    from symbolic.proving.balls.refuter import refute

    if posed.step.relation in CONNECTIVES or (posed.chances.normal and not is_of_second_order(posed.step, posed.chances)):
        return None
    for small, shown in islice(instances(posed.step, posed.chances), SPACES):
        found = refute(small, POINTS)
        if found is not None and found.counterexample is not None:
            point = found.counterexample
            return Refuted("value", "finite probability spaces", replace(point, at=(*shown.at, *point.at)))
    return None


def _screened(posed: Posed, verdict: Verdict) -> Verdict:
    """A positive answer, unless a small space speaks against it."""
    conditions = verdict.conditions if isinstance(verdict, Conditional) else ()
    if any(is_name(s) for c in conditions for s in free_symbols(c)):
        return verdict
    step, chances = posed.step, posed.chances
    narrowed = replace(posed, step=replace(step, declarations=(*step.declarations, *conditions)),
                       chances=replace(chances, plain=(*chances.plain, *conditions)))
    if _refuted(narrowed) is not None:
        return Undecided(f"{METHOD} says {verdict.word}, but on a small space the sides differ", kind="conflict")
    return verdict
