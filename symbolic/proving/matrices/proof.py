"""The provers of equations between arrays of any size, and of statements about numbers made of them.

Guarantee: ``Proved`` means that at every size and every allowed value both sides are defined together and equal;
``Conditional(definedness)`` that they are equal wherever both are defined, the conditions being those of one side
that do not follow from the other's; ``Conditional(hypothesis)`` that the equation holds in one layout of derivatives,
which was not declared: ``convention(layout)``.  Otherwise the prover abstains (None).

Three methods: words (:mod:`symbolic.proving.matrices.words`), which know inverses and determinants; the index form
(:mod:`symbolic.proving.matrices.entries`), which knows functions applied entry by entry; blocks
(:mod:`symbolic.proving.matrices.blocks`), which the other two decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from symbolic.functions import CONNECTIVES, INEQUALITIES, ne
from symbolic.proving.calculus import NoRule
from symbolic.proving.domains import definedness, is_integer
from symbolic.proving.equality import Sides, agree, compare_domains, missing_conditions
from symbolic.proving.facts import GIVE_UP, assume, has_complex
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.matrices.blocks import collapse, prove_by_blocks
from symbolic.proving.matrices.bounds import cauchy_schwarz, positive_numbers, shown_by_coordinates, squares_of_sums, vanishing_numbers
from symbolic.proving.matrices.calculus import ArrayCalculus
from symbolic.proving.matrices.entries import prove_by_entries
from symbolic.proving.matrices.exponential_series import summed_series
from symbolic.proving.matrices.index_operators import has_arrays
from symbolic.proving.matrices.index_steps import symmetric_matrices
from symbolic.proving.matrices.index_terms import size_facts, variables_of
from symbolic.proving.matrices.vector_norms import shown_by_norms
from symbolic.proving.matrices.word_facts import learn, nonzero_arrays, with_values
from symbolic.proving.matrices.word_letters import NoWords, is_zero
from symbolic.proving.matrices.word_rules import complete
from symbolic.proving.matrices.word_terms import polynomial_term, written_out
from symbolic.proving.matrices.words import Algebra
from symbolic.proving.orders.inequalities import prove_inequality
from symbolic.shapes import DENOMINATOR, NUMERATOR, SCALAR, ShapeError, is_matrix, shape
from symbolic.sizes import same_shape
from symbolic.steps import Step
from symbolic.terms import ZERO, Call, Deriv, Num, Sym, Term, call, fresh, mul, sym, transform, walk
from symbolic.verdicts import Conditional, Proved

METHOD = "matrix words"
ABSTAIN = (NoRule, NoWords, ShapeError, RecursionError, *GIVE_UP)
Answer = Proved | Conditional | None
Domains = tuple[tuple[Term, ...], tuple[Term, ...]]


def prove_matrix(step: Step) -> Answer:
    """Prove an equation with arrays in it; see the module's guarantee."""
    return _with_arrays(step) if step.relation == "eq" else None


def prove_matrix_order(step: Step) -> Answer:
    """Prove an inequality of numbers made of arrays; see the module's guarantee."""
    return _with_arrays(step) if step.relation in INEQUALITIES else None


def _with_arrays(step: Step) -> Answer:
    if not (has_arrays(step.left) or has_arrays(step.right)):
        return None
    step = replace(step, left=plain_powers(summed_series(step.left)), right=plain_powers(summed_series(step.right)))
    answer = _in_its_layout(step)
    return answer if answer is not None or (valued := with_values(step)) is step else _in_its_layout(valued)


def _in_its_layout(step: Step) -> Answer:
    return _prove(step) if step.conventions & {NUMERATOR, DENOMINATOR} else _in_layouts(step)


def _in_layouts(step: Step) -> Answer:
    """With no declared layout: vectors by vectors are tried in both, numbers by arrays in the shape of the array first."""
    answer = _prove(step)
    if _has_jacobian(step.left) or _has_jacobian(step.right):
        other = _prove(replace(step, conventions=step.conventions | {DENOMINATOR}))
        if answer is not None and other is not None:
            return max(answer, other, key=lambda a: isinstance(a, Conditional))
        if answer is not None or other is not None:
            return _on_layout(NUMERATOR if answer is not None else DENOMINATOR, answer or other)
    if answer is None and not _fits(step):
        return _on_layout(NUMERATOR, _prove(replace(step, conventions=step.conventions | {NUMERATOR})))
    return answer


def _on_layout(layout: str, answer: Answer) -> Answer:
    if answer is None:
        return None
    conditions = answer.conditions if isinstance(answer, Conditional) else ()
    return Conditional("hypothesis", (*conditions, call("convention", sym(layout))), answer.by, notes=answer.notes)


def _has_jacobian(side: Term) -> bool:
    """Whether a vector is differentiated by a vector."""
    try:
        return any(isinstance(t, Deriv) and is_matrix(t.var) and is_matrix(t.body) for t in walk(side))
    except ShapeError:
        return False


def _fits(step: Step) -> bool:
    """Whether both sides have one shape in the layout of the step."""
    try:
        left, right = shape(step.left, step.conventions), shape(step.right, step.conventions)
    except ShapeError:
        return False
    return same_shape(left, right) or is_zero(step.left) or is_zero(step.right)


def _prove(step: Step) -> Answer:
    if not _fits(step):
        return None
    answer, settled = _words(step)
    if answer is not None or settled or step.relation != "eq":
        return answer or _beside_zero(step)
    return prove_by_entries(step) or _by_blocks(step) or _by_entries_of_inverses(step)


def _by_entries_of_inverses(step: Step) -> Answer:
    """The entries decide the equation for any matrices in place of inverses that both sides hold, or that surely exist."""
    definite = {d.args[0] for d in step.declarations if isinstance(d, Call) and d.op == "posdef"}
    symmetric = symmetric_matrices(step.declarations)
    inside = [{t for t in walk(side) if isinstance(t, Call) and t.op == "inverse"} for side in (step.left, step.right)]
    if not inside[0] | inside[1] or any(t.args[0] not in definite for t in inside[0] ^ inside[1]):
        return None
    varied = {x for side in (step.left, step.right) for t in walk(side) for x in variables_of(t)}
    names: dict[Term, Sym] = {}
    facts: list[Term] = []
    for t in inside[0] | inside[1]:
        a = t.args[0]
        if not isinstance(a, Sym) or a.uid or a in varied:
            return None
        names[t] = fresh(a)
        facts += [call("eq", names[t], call("transpose", names[t]))] if a in symmetric else []
    left, right = (transform(side, names.get) for side in (step.left, step.right))
    return prove_by_entries(replace(step, left=left, right=right, declarations=(*step.declarations, *facts)))


def _by_blocks(step: Step) -> Answer:
    """The blocks decide the equation, the step as written its domains."""
    return with_domains(step) if prove_by_blocks(step, lambda part: prove_by_words(part) or prove_by_entries(part)) else None


def with_domains(step: Step) -> Answer:
    """The verdict on an equation that is known to hold wherever both sides are defined."""

    def run(session: Session) -> Answer:
        algebra = Algebra(session)
        learn(algebra, (*size_facts(step), *step.declarations))
        return _written(algebra, step, compare_domains(_sides(algebra, _domains(algebra, step), ZERO, ZERO), METHOD))

    return with_units(run)


def plain_powers(term: Term) -> Term:
    """Powers of matrices by whole numbers as products and inverses."""

    def rule(t: Term) -> Term | None:
        match t:
            case Call("pow", (base, exponent)):
                k = _whole(exponent)
                if k is None or abs(k) > 8 or not _is_matrix(base):
                    return None
                if k == 0:
                    return call("identity", shape(base)[0])
                positive = call("matmul", *[base] * abs(k)) if abs(k) > 1 else base
                return positive if k > 0 else call("inverse", positive)
        return None

    return transform(term, rule)


def _whole(t: Term) -> int | None:
    match t:
        case Num(value) if value.denominator == 1:
            return int(value)
        case Call("neg", (Num() as inner,)):
            k = _whole(inner)
            return None if k is None else -k
    return None


def _is_matrix(t: Term) -> bool:
    try:
        return not same_shape(shape(t), SCALAR)
    except ShapeError:
        return False


# --- by words -------------------------------------------------------------------------------------


def prove_by_words(step: Step) -> Answer:
    """Prove an equation or inequality by non-commutative normal forms; the layout is settled."""
    return _words(step)[0]


def _beside_zero(step: Step) -> Answer:
    """Prove an inequality with vectors that are not 0 wherever both sides are defined: xᵀAx/xᵀx > 0."""
    if step.relation == "eq":
        return None
    apart = {ne(a) for c in (*definedness(step.left), *definedness(step.right)) for a in nonzero_arrays(c)}
    inside = replace(step, declarations=(*step.declarations, *apart))
    if apart <= {*step.declarations} or _words(inside)[0] is None:
        return None

    def run(session: Session) -> Answer:
        algebra = Algebra(session)
        learn(algebra, (*size_facts(step), *step.declarations))
        return _written(algebra, step, compare_domains(_sides(algebra, _domains(algebra, step), ZERO, ZERO), METHOD))

    try:
        return with_units(run)
    except ABSTAIN:
        return None


def _words(step: Step) -> tuple[Answer, bool]:
    """The answer, and whether words have settled the step: as polynomials in free matrices the sides differ."""
    calculus = ArrayCalculus(step.conventions)
    try:
        resolved = replace(step, left=calculus.resolve(step.left), right=calculus.resolve(step.right))
        return with_units(lambda session: _by_words(session, step, resolved, tuple(calculus.assumed)))
    except ABSTAIN:
        return None, False


def _by_words(session: Session, step: Step, resolved: Step, assumed: tuple[Term, ...]) -> tuple[Answer, bool]:
    algebra = Algebra(session)
    learn(algebra, (*size_facts(step), *step.declarations))
    domains = _domains(algebra, step)  # before there are rules for inverses, which hold only where these exist
    for side in domains:
        assume(session, side)
    if session.signs.contradictory:
        return None, False
    if missing_conditions(_sides(algebra, domains, ZERO, ZERO).facts, _conditions(algebra, assumed), ()):
        return None, False
    if step.relation != "eq" and shown_by_norms(algebra, resolved.left, resolved.right, step.relation, step.declarations):
        return _written(algebra, step, compare_domains(_sides(algebra, domains, ZERO, ZERO), METHOD)), False
    for numbers in differences(algebra, resolved.left, resolved.right):
        answer = _compare(algebra, _sides(algebra, domains, *numbers), step.relation)
        if answer is not None:
            return _written(algebra, step, answer), False
    if step.relation == "eq" and _reduced_entries_agree(algebra, step, resolved):
        return _written(algebra, step, compare_domains(_sides(algebra, domains, ZERO, ZERO), METHOD)), False
    return None, is_matrix(resolved.left) and is_matrix(resolved.right) and algebra.is_free()


def _reduced_entries_agree(algebra: Algebra, step: Step, resolved: Step) -> bool:
    """Whether the entries decide what is left of the equation when the declared facts have been used on its words."""
    if not algebra.rules and not algebra.orthogonal:
        return False
    left, right = resolved.left, resolved.right
    if is_matrix(left) or is_matrix(right):
        sizes = shape(left if is_matrix(left) else right)
        rest = polynomial_term(algebra, algebra.minus(algebra.words(left), algebra.words(right)), (sizes[0], sizes[1]))
        left, right = rest, call("zeros", *sizes)
    else:
        left, right = (written_out(algebra, algebra.number(side)) for side in (left, right))
    if (left, right) == (resolved.left, resolved.right):
        return False
    return isinstance(prove_by_entries(Step("eq", left, right, step.declarations, (), step.conventions)), Proved)


def differences(algebra: Algebra, left: Term, right: Term) -> Iterator[tuple[Term, Term]]:
    """Pairs of numbers whose equality gives that of the sides: with the rules as given, then with their consequences."""
    for completed in (False, True):
        if completed:
            if not algebra.rules:
                return
            complete(algebra)
        if is_matrix(left) or is_matrix(right):
            if algebra.vanishes(algebra.minus(algebra.words(left), algebra.words(right))):
                yield ZERO, ZERO
        else:
            algebra.number(right)  # the inverses that occur in it are known to the left side
            algebra.inverses_granted = True
            numbers = algebra.number(left), algebra.number(right)
            algebra.inverses_granted = False
            yield numbers


def _compare(algebra: Algebra, sides: Sides, relation: str) -> Answer:
    """The verdict on numbers, with the domains of the sides as written."""
    if relation == "eq":
        return compare_domains(sides, METHOD) if agree(sides) else None
    if not shown_by_coordinates(algebra, sides, relation):
        known = (*sides.facts, *cauchy_schwarz(algebra), *squares_of_sums(algebra, (sides.left, sides.right)))
        if prove_inequality(Step(relation, sides.left, sides.right, known)) is None:
            return None
    return compare_domains(sides, METHOD)


def _written(algebra: Algebra, step: Step, answer: Answer) -> Answer:
    """The answer with its conditions written out."""
    if isinstance(answer, Conditional):
        conditions = tuple(written_out(algebra, c) for c in answer.conditions)
        kept = _without_consequences(algebra, step, conditions)
        kept = tuple(dict.fromkeys(k for c in kept for k in (tuple(map(ne, nonzero_arrays(c))) or (c,))))
        return replace(answer, conditions=kept) if kept or answer.kind != "definedness" else Proved(answer.by)
    return answer


def _without_consequences(algebra: Algebra, step: Step, conditions: tuple[Term, ...]) -> tuple[Term, ...]:
    """The conditions but for those that follow from the others and from the domain of either side.

    Determinants of sums are taken apart by the inverses in the step, where these are known to exist: det(A + uvᵀ) = det A (1 + vᵀA⁻¹u).
    """
    if not conditions:
        return conditions
    plain = Algebra(algebra.session)  # without rules for inverses of sums, which would take for granted what is asked here
    learn(plain, (*size_facts(step), *step.declarations))
    plain.inverses |= {x: None for x in algebra.inverses if x.name not in algebra.polynomials}
    domains = tuple(definedness(step.left)), tuple(definedness(step.right))
    asked = dict.fromkeys((*conditions, *domains[0], *domains[1]))
    named = {c: _condition(plain, c) for c in asked}
    inverses = tuple(call("ne", _without_powers(plain.number(call("det", algebra.bases[x.name]))), ZERO) for x in plain.inverses)
    plain.inverses_granted = True
    factored = {c: _condition(plain, c) for c in asked}
    kept = conditions
    for c in conditions:
        others = tuple(k for k in kept if k is not c)
        if all(_follows_in(side, c, others, named, factored, inverses, tuple(plain.facts)) for side in domains):
            kept = others
    return kept


def _follows_in(domain: tuple[Term, ...], c: Term, others: tuple[Term, ...], named: dict[Term, Term], factored: dict[Term, Term],
                inverses: tuple[Term, ...], facts: tuple[Term, ...]) -> bool:
    """Whether a condition holds wherever a side is defined and the other conditions hold."""
    if c in domain:
        return True
    known = (*facts, *(named[k] for k in (*others, *domain)))
    if not missing_conditions(known, (named[c],), ()):
        return True
    granted = not missing_conditions(known, inverses, ())
    return granted and not missing_conditions((*known, *(factored[k] for k in (*others, *domain))), (factored[c],), ())


def _sides(algebra: Algebra, domains: Domains, left: Term, right: Term) -> Sides:
    """The relation of two numbers, with the domains of both sides as written."""
    return Sides(left, right, *domains, (*algebra.facts, *positive_numbers(algebra), *vanishing_numbers(algebra)))


def _domains(algebra: Algebra, step: Step) -> Domains:
    """The conditions under which each side is defined, in names of numbers."""
    return _conditions(algebra, definedness(step.left)), _conditions(algebra, definedness(step.right))


def _conditions(algebra: Algebra, conditions: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(_condition(algebra, c) for c in conditions)


def _condition(algebra: Algebra, condition: Term) -> Term:
    """A condition in names of numbers, or as it stands if it has no such form."""
    try:
        condition = collapse(condition)
        match condition:
            case Call("ne", (Call("det" | "mul", _) as a, Num(zero))) if zero == 0:
                return call("ne", _without_powers(algebra.number(a)), ZERO)
            case Call("eq", (a, b)) if is_matrix(a) and algebra.vanishes(algebra.minus(algebra.words(a), algebra.words(b))):
                return call("true")
        return algebra.number(condition)
    except (NoWords, ShapeError, *GIVE_UP):
        return condition


def _without_powers(t: Term) -> Term:
    """A product that vanishes exactly where ``t`` does: a power by a size, which is positive, is its base."""
    match t:
        case Call("mul", args):
            return mul(*map(_without_powers, args))
        case Call("pow", (base, exponent)) if not isinstance(exponent, Num) and is_integer(exponent):
            return _without_powers(base)
    return t


# --- statements -----------------------------------------------------------------------------------


def prove_matrix_statement(step: Step) -> Proved | None:
    """Prove an implication or equivalence between equations of arrays; an equation with an undefined side is false.

    Guarantee: wherever the premises hold, the conclusions are defined and hold.
    """
    if step.relation not in CONNECTIVES or not (has_arrays(step.left) or has_arrays(step.right)):
        return None
    pairs = {"implies": [(step.left, step.right)], "impliedby": [(step.right, step.left)],
             "iff": [(step.left, step.right), (step.right, step.left)]}[step.relation]
    try:
        parts = [(_equations(plain_powers(p)), _equations(plain_powers(q))) for p, q in pairs]
    except ShapeError:
        return None
    if any(p is None or q is None for p, q in parts):
        return None
    if all(_follows(step, p, conclusion) for p, q in parts if p and q for conclusion in q):
        return Proved(METHOD)
    return None


def _equations(statement: Term) -> tuple[Call, ...] | None:
    """The equations of a conjunction; None if it is something else."""
    match statement:
        case Call("eq", (a, b)):
            measured = _measured(a) if is_zero(b) else _measured(b) if is_zero(a) else None
            return (statement,) if measured is None else (call("eq", measured, call("zeros", *shape(measured))),)
        case Call("and", args):
            parts = [_equations(a) for a in args]
            return None if any(p is None for p in parts) else tuple(e for p in parts for e in p or ())
    return None


def _measured(t: Term) -> Term | None:
    """The real array u of ‖u‖, ‖u‖ᵏ, uᵀu or tr(uᵀu), which vanish exactly where u does."""
    match t:
        case Call("norm" | "norm1" | "norm_inf", (u,)) if shape(u) and not has_complex(u):
            return u
        case Call("pow", (Call("norm") as length, Num(k))) if k > 0:
            return _measured(length)
        case Call("trace", (inner,)):
            return _measured(inner)
        case Call("matmul", (Call("transpose", (u,)), v)) if u is v and not has_complex(u):
            return u
    return None


def _follows(step: Step, premises: tuple[Call, ...], conclusion: Call) -> bool:
    """Whether the conclusion is defined and true wherever the premises are."""
    calculus = ArrayCalculus(step.conventions)

    def run(session: Session) -> bool:
        algebra = Algebra(session)
        granted = [c for p in premises for c in definedness(p)]
        facts = tuple(call("eq", *map(calculus.resolve, p.args)) for p in premises)
        left, right = map(calculus.resolve, conclusion.args)
        learn(algebra, (*size_facts(replace(step, left=premises[0], right=conclusion)), *step.declarations, *granted, *facts))
        if session.signs.contradictory:
            return False
        given, needed = (_conditions(algebra, c) for c in (granted, (*definedness(conclusion), *calculus.assumed)))
        for numbers in differences(algebra, left, right):
            known = (*algebra.facts, *given, *positive_numbers(algebra))
            if not missing_conditions(known, needed, ()) and agree(Sides(*numbers, (), (), known)):
                return True
        return False

    try:
        return with_units(run)
    except ABSTAIN:
        return False
