"""From the catalogue's formulas to the pieces of a training step, each with its verdict.

A network is a composition of ``z = affine(w, a, b)`` and ``a = g(z)``, and a loss ℓ(a, y) of its last output.  What a training step
needs beyond those formulas is found here and put to the engine as a claim before it is used:

- ``∂z_j/∂w_{jq}``, ``∂z_j/∂b_j``, ``∂z_j/∂x_q`` of the layer, for all sizes;
- g′ as a function of the value a = g(z), found by an ansatz (a polynomial, a step, an exponential in a);
- ∂ℓ/∂z, by an ansatz linear in a and y, else by the chain rule;
- forms of g and ℓ that are right for saturated units (``softplus(z) − y z`` for a cross-entropy of a sigmoid);
- that the learning rate may be folded into the gradient.

An ansatz is only a guess: its coefficients come from a few points, its truth from ``symbolic.check``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symbolic.checking import check
from symbolic.formulas import Formula
from symbolic.functions import cases, ge, gt, le
from symbolic.proving.calculus import NoRule, differentiate
from symbolic.proving.unfolding import unfold
from symbolic.steps import Step
from symbolic.terms import (
    INTEGER,
    MINUS_ONE,
    ONE,
    TWO,
    ZERO,
    Call,
    Deriv,
    Elem,
    Sym,
    Term,
    add,
    bind,
    call,
    div,
    elem,
    exp,
    free_symbols,
    log,
    mul,
    neg,
    num,
    power,
    sub,
    substitute,
    sym,
    transform,
)

Z, A, Y = sym("z"), sym("a"), sym("y")
"""A score, the value of the activation there, and the label, as scalars of all claims below."""


class PlanError(ValueError):
    """A network cannot be made from these formulas; the message says which and why."""


class Unproved(PlanError):
    """A formula that the network would rest on was not proved."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the network rests on: of which formula, what, and the engine's verdict."""

    formula: str
    words: str
    statement: str
    verdict: str
    by: str
    conditions: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        return {"formula": self.formula, "words": self.words, "statement": self.statement, "verdict": self.verdict, "by": self.by,
                "conditions": list(self.conditions)}


@dataclass(slots=True)
class Ledger:
    """The claims made so far; ``unproved`` names the formulas that may be used without a proof."""

    unproved: frozenset[str] = frozenset()
    claims: list[Claim] = field(default_factory=list)

    def holds(self, name: str, words: str, left: Term, right: Term, facts: Sequence[Term] = ()) -> bool:
        """Whether ``left = right`` wherever both sides are defined; kept as a claim if so."""
        claim = _judged(name, words, left, right, facts)
        if claim.verdict in ("proved", "conditional/definedness"):
            self.claims.append(claim)
            return True
        return False

    def demand(self, name: str, words: str, left: Term, right: Term, facts: Sequence[Term] = ()) -> None:
        """As ``holds``; raises :class:`Unproved` if it was not proved and the formula was not asked for by name."""
        if self.holds(name, words, left, right, facts):
            return
        claim = _judged(name, words, left, right, facts)
        if name not in self.unproved:
            raise Unproved(f"{name}: {words} was not proved ({claim.verdict}): {claim.statement}; "
                           f"to use it all the same, name it in unproved=({name!r},)")
        self.claims.append(claim)


def _judged(name: str, words: str, left: Term, right: Term, facts: Sequence[Term]) -> Claim:
    verdict = check(Step("eq", left, right, tuple(facts)))
    label = f"{verdict.word}/{verdict.kind}" if verdict.kind else verdict.word
    conditions = tuple(map(str, getattr(verdict, "conditions", ())))
    return Claim(name, words, f"{left} = {right}", label, verdict.by or "", conditions)


# --- the ansatz ---------------------------------------------------------------------------------------


def fitted(target: Term, basis: Sequence[Term], variables: tuple[Sym, ...]) -> tuple[Fraction, ...] | None:
    """Simple rational coefficients c with ``target = Σ c_i basis_i`` at a few points, or None."""
    import numpy as np

    points = np.random.default_rng(7).uniform(-2.5, 2.5, (len(variables), 4 * len(basis) + 8))
    values = [_values(t, variables, points) for t in (target, *basis)]
    if any(v is None or not np.isfinite(v).all() for v in values):
        return None
    goal, columns = values[0], np.stack([v for v in values[1:] if v is not None], axis=1)
    found = np.linalg.lstsq(columns, goal, rcond=None)[0]
    simple = tuple(Fraction(float(c)).limit_denominator(1000) for c in found)
    error = np.abs(columns @ np.array([float(c) for c in simple]) - goal).max()
    return simple if error <= 1e-9 * (1 + np.abs(goal).max()) else None


def _values(term: Term, variables: tuple[Sym, ...], points: Any) -> Any:
    import numpy as np

    from numeric.compiling import CompileError, compile_formula

    try:
        return np.broadcast_to(compile_formula(Formula("f", variables, term))(*points), points.shape[1:])
    except CompileError:
        return None


def combination(coefficients: Sequence[Fraction], basis: Sequence[Term]) -> Term:
    """``Σ c_i basis_i`` without ones and zeros."""
    used = [(c, b) for c, b in zip(coefficients, basis, strict=True) if c]
    first = used[0][0] if used else Fraction(1)
    if len(used) > 1 and abs(first) != 1 and all(abs(c) == abs(first) for c, _ in used):  # 2(a − y), not 2a − 2y
        return mul(num(first), add(*(_times(c / first, b) for c, b in used)))
    return add(*(_times(c, b) for c, b in used)) if used else ZERO


def _times(c: Fraction, b: Term) -> Term:
    if b is ONE:
        return num(c)
    return b if c == 1 else neg(b) if c == -1 else mul(num(c), b)


def _polynomial(c: tuple[Fraction, ...]) -> Term:
    """c₀ + c₁ a + c₂ a², with a factor a taken out where c₀ = 0 so that a(1 − a) is exact near 1."""
    if c[0] == 0 and c[1] and c[2]:
        return mul(A, add(num(c[1]), _times(c[2], A)))
    return combination(c, (ONE, A, power(A, TWO)))


def _step(c: tuple[Fraction, ...]) -> Term:
    return cases(gt(A), num(c[0] + c[1]), num(c[0])) if c[1] else num(c[0])


ANSATZ: tuple[tuple[tuple[Term, ...], Callable[[tuple[Fraction, ...]], Term]], ...] = (
    ((ONE, A, power(A, TWO)), _polynomial),
    ((ONE, cases(gt(A), ONE, ZERO)), _step),
    ((ONE, exp(neg(A))), lambda c: combination(c, (ONE, exp(neg(A))))),
)
"""Forms in which the slope of an activation may depend on its value: a basis, and the term of its coefficients."""

PRIMITIVES = ("sigmoid", "tanh", "softplus", "relu", "silu", "gelu")
"""Functions of the table whose NumPy forms neither overflow nor cancel."""


# --- activations --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Activation:
    """g in z, computed as ``value``, and its slope, in a = g(z) alone if ``in_value``, else in z and a."""

    name: str
    formula: Formula
    value: Term
    slope: Term
    in_value: bool


def plan_activation(name: str, formula: Formula, ledger: Ledger) -> Activation:
    """The stable form of a scalar activation and its slope."""
    if len(formula.params) != 1 or not formula.params[0].sort.is_scalar:
        taken = ", ".join(p.name for p in formula.params)
        raise PlanError(f"{name} is no activation of a single unit: " + (
            f"it takes all units together, as {taken}" if len(formula.params) == 1 else f"it has the parameters {taken}"))
    g = substitute(_unfolded(formula), {formula.params[0]: Z})
    value = _stable_value(name, g, ledger)
    try:
        rule = differentiate(value if value in [call(op, Z) for op in PRIMITIVES] else g, Z)
    except NoRule as error:
        raise PlanError(f"{name} has no derivative: {error}") from None
    for basis, build in ANSATZ:
        coefficients = fitted(rule, [substitute(b, {A: g}) for b in basis], (Z,))
        if coefficients is None:
            continue
        slope = build(coefficients)
        if ledger.holds(name, "the slope, by the value", Deriv(g, Z, ONE), substitute(slope, {A: g})):
            return Activation(name, formula, value, slope, True)
    ledger.demand(name, "the slope", Deriv(g, Z, ONE), rule)
    return Activation(name, formula, value, _stable(rule), False)


def _without_constants(name: str, formula: Formula) -> None:
    free = free_symbols(_unfolded(formula)) - set(formula.params)
    constants = sorted(s.name for s in free if s.sort.field != "integer" and not s.sort.is_function)
    if constants:
        raise PlanError(f"{name} holds {', '.join(constants)} without a value; put numbers for what is no parameter")


def _unfolded(formula: Formula) -> Term:
    if not formula.definitions:
        return formula.term
    return unfold(formula.term, formula.definitions)


def _stable(term: Term) -> Term:
    from numeric.source.stable import stable

    return stable(term)


def _stable_value(name: str, g: Term, ledger: Ledger) -> Term:
    """A function of the table that g is proved to be, else g in the form that the compiler gives it."""
    for op in PRIMITIVES:
        if fitted(g, (call(op, Z),), (Z,)) == (Fraction(1),) and ledger.holds(name, "the form that is computed", g, call(op, Z)):
            return call(op, Z)
    return _stable(g)


# --- the layer ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Layer:
    """z_j = weight·Σ_k w_{jk} x_k + bias·b_j."""

    formula: Formula
    weight: Fraction
    bias: Fraction


def plan_layer(formula: Formula, ledger: Ledger) -> Layer:
    """The two factors of an affine layer, and its slopes proved for every size."""
    from numeric.compiling import compile_formula

    name = "layers"
    w, x, b = formula.params
    units, inputs = w.sort.shape
    j, q, k = (sym(letter, INTEGER) for letter in ("j", "q", "k"))
    at = compile_formula(formula)
    weight, bias = (Fraction(float(at([[u]], [u], [v]).ravel()[0])).limit_denominator(1000) for u, v in ((1.0, 0.0), (0.0, 1.0)))
    total = bind("sum", k, mul(elem(w, j, k), elem(x, k)), (ONE, inputs))
    facts = (ge(j, ONE), le(j, units), ge(q, ONE), le(q, inputs))
    z = _unfolded(formula)
    ledger.demand(name, "the layer is affine", z, add(_times(weight, total), _times(bias, elem(b, j))), facts)
    ledger.demand(name, "the slope by a weight", Deriv(z, elem(w, j, q), ONE), _times(weight, elem(x, q)), facts)
    ledger.demand(name, "the slope by a bias", Deriv(z, elem(b, j), ONE), num(bias), facts)
    ledger.demand(name, "the slope by an input", Deriv(z, elem(x, q), ONE), _times(weight, elem(w, j, q)), facts)
    if weight == 0:
        raise PlanError("the layer does not depend on its weights")
    return Layer(formula, weight, bias)


# --- output and loss ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Output:
    """The last activation with the loss: ``slope`` is ∂ℓ/∂z in z, a, y; ``loss`` one example's loss in z, a, y, summed over the units.

    ``shares``: the activation is the softmax of all units together, and the loss their cross-entropy.
    """

    activation: str
    value: Term
    slope: Term
    loss: Term
    shares: bool = False


def plan_output(name: str, output: Formula, loss_name: str, loss: Formula, ledger: Ledger) -> Output:
    """The output activation and the loss as one piece."""
    if any(p.sort.shape for p in output.params):
        return _plan_shares(name, output, loss_name, loss, ledger)
    if any(p.sort.shape for p in loss.params):
        raise PlanError(f"{loss_name} is a loss of all units together and needs the output softmax")
    if len(loss.params) != 2:
        raise PlanError(f"{loss_name} is no loss: its parameters must be a prediction and a label")
    activation = plan_activation(name, output, ledger)
    g = substitute(_unfolded(output), {output.params[0]: Z})
    prediction, label = loss.params
    of_value = substitute(_unfolded(loss), {prediction: A, label: Y})
    whole = substitute(of_value, {A: g})
    return Output(name, activation.value, _loss_slope(name, loss_name, of_value, g, activation, ledger), _loss_value(
        f"{loss_name}({name})", of_value, whole, ledger))


def _loss_slope(name: str, loss_name: str, of_value: Term, g: Term, activation: Activation, ledger: Ledger) -> Term:
    both, whole = f"{loss_name}({name})", substitute(of_value, {A: g})
    try:
        rule = differentiate(whole, Z)
        by_value = differentiate(of_value, A)
    except NoRule as error:
        raise PlanError(f"{loss_name} has no derivative: {error}") from None
    coefficients = fitted(rule, (g, Y, ONE), (Z, Y))
    if coefficients is not None:
        slope = combination(coefficients, (A, Y, ONE))
        if ledger.holds(both, "the slope by the score", Deriv(whole, Z, ONE), substitute(slope, {A: g})):
            return slope
    chained = mul(*_factors(by_value), *_factors(activation.slope))
    ledger.demand(both, "the slope by the score, by the chain rule", Deriv(whole, Z, ONE), substitute(chained, {A: g}))
    return _stable(chained)


def _factors(term: Term) -> tuple[Term, ...]:
    return term.args if isinstance(term, Call) and term.op == "mul" else () if term is ONE else (term,)


def _loss_value(name: str, of_value: Term, whole: Term, ledger: Ledger) -> Term:
    """The loss in the score, if it is a cross-entropy of a sigmoid; else in the value of the activation."""
    basis = (call("softplus", Z), mul(Y, Z), Z)
    coefficients = fitted(whole, basis, (Z, Y))
    if coefficients is not None:
        form = combination(coefficients, basis)
        if ledger.holds(name, "the loss by the score", whole, form):
            return form
    return _stable(of_value)


def _plan_shares(name: str, output: Formula, loss_name: str, loss: Formula, ledger: Ledger) -> Output:
    """Softmax with the cross-entropy of labels that sum to 1: slope s − y, loss log Σ e^z − Σ y z."""
    if len(loss.params) != 2 or not all(p.sort.shape for p in loss.params):
        raise PlanError(f"the output {name} needs a loss of all units together, such as categorical_cross_entropy")
    (z,), (p, y) = output.params, loss.params
    units = z.sort.shape[0]
    i, j, k = (sym(letter, INTEGER) for letter in ("i", "j", "k"))
    share = _unfolded(output)
    labels = sym(y.name, z.sort)

    def at(index: Term) -> Term:
        return substitute(share, {i: index})

    def shares(t: Term) -> Term | None:
        return at(t.indices[0]) if isinstance(t, Elem) and t.base is p else None

    size = {p.sort.shape[0]: units}
    composed = transform(substitute(_unfolded(loss), {s: v for s, v in size.items() if isinstance(s, Sym) and s is not v}), shares)
    composed = substitute(composed, {y: labels})
    exponentials = bind("sum", k, exp(elem(z, k)), (ONE, units))
    total = call("eq", bind("sum", k, elem(labels, k), (ONE, units)), ONE)
    facts = (ge(j, ONE), le(j, units), total)
    ledger.demand(name, "the form that is computed", at(j), div(exp(elem(z, j)), exponentials), facts[:2])
    both = f"{loss_name}({name})"
    ledger.demand(both, "the slope by a score", Deriv(composed, elem(z, j), ONE), sub(at(j), elem(labels, j)), facts)
    score = sub(log(exponentials), bind("sum", k, mul(elem(labels, k), elem(z, k)), (ONE, units)))
    ledger.demand(both, "the loss by the scores", composed, score, (ge(units, ONE), total))
    return Output(name, exp(Z), sub(A, Y), mul(MINUS_ONE, Y, Z), shares=True)


# --- updates ------------------------------------------------------------------------------------------


def folds(rule: Formula, ledger: Ledger) -> bool:
    """Whether ``θ(θ, g, η) = θ(θ, η g, 1)``: the learning rate may be a factor of the gradient."""
    by_name = {p.name: p for p in rule.params}
    if set(by_name) != {r"\theta", "g", r"\eta"}:
        return False
    g, eta = by_name["g"], by_name[r"\eta"]
    moved = substitute(rule.term, {g: mul(eta, g), eta: ONE})
    return ledger.holds("update_rules", "the learning rate is a factor of the gradient", rule.term, moved)


@dataclass(frozen=True, slots=True)
class Plan:
    """All pieces of a training step, proved."""

    layer: Layer
    hidden: tuple[Activation, ...]
    output: Output
    rules: tuple[tuple[str, Formula, dict[str, str]], ...]
    folded: bool
    claims: tuple[Claim, ...]


def plan(hidden: Sequence[tuple[str, Formula]], output: tuple[str, Formula], loss: tuple[str, Formula], optimizer: str, layer: Formula,
         rules: Callable[[str], Formula], unproved: frozenset[str] = frozenset()) -> Plan:
    """The plan of a network from its formulas; raises :class:`Unproved` for what the engine cannot prove."""
    from numeric.training.optimizers import optimizer as find

    ledger = Ledger(unproved)
    for name, formula in (*hidden, output, loss):
        _without_constants(name, formula)
    planned = plan_layer(layer, ledger)
    known: dict[str, Activation] = {}
    for name, formula in hidden:
        if name not in known:
            known[name] = plan_activation(name, formula, ledger)
    last = plan_output(*output, *loss, ledger)
    updates = tuple((u.target, rules(u.rule), u.arguments) for u in find(optimizer).updates)
    folded = len(updates) == 1 and folds(updates[0][1], ledger)
    return Plan(planned, tuple(known[name] for name, _ in hidden), last, updates, folded, tuple(dict.fromkeys(ledger.claims)))


