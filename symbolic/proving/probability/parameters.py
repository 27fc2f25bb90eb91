r"""Expectations as functions of the parameters of the declared laws, where something else than the parameter itself stands in its place.

After X ∼ Exp(λ) the letter λ does not occur in E[X], and yet E[X] is 1/λ: in ``\lim_{\lambda\to\infty} E[X]`` the λ of the law is that of
the limit, and after g(μ) := E[X²] the value g(0) is E[X²] for μ = 0.  Such an expectation is written with an evaluation bar at its
parameters, so that whatever is put in for a parameter reaches the law.

Guarantee: the step denotes the same; a bar over an expectation is left only where its parameter has another value than its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from symbolic.proving.probability.chances import OPERATORS, read_chances
from symbolic.steps import Step
from symbolic.terms import Bind, Call, Definition, Sym, Term, bind, children, open_binder, operators, rebuild, substitute, transform

Standing = Mapping[Sym, Sym]
"""What stands for each parameter: itself, or the variable of a binder or definition of the same name."""


def with_parameters(step: Step) -> Step:
    """The step with bars over the expectations whose parameters a binder or a definition may change."""
    parameters = {p: p for p in read_chances(step.declarations).parameters}
    if not parameters:
        return step
    return replace(step, left=_barred(step.left, parameters, False), right=_barred(step.right, parameters, False),
                   definitions=tuple(_definition(d, parameters) for d in step.definitions))


def _definition(d: Definition, standing: Standing) -> Definition:
    own = {p.name: p for p in d.params}
    return replace(d, value=_barred(d.value, {p: own.get(p.name, s) for p, s in standing.items()}, True))


def _barred(t: Term, standing: Standing, everywhere: bool) -> Term:
    if operators(t).isdisjoint(OPERATORS):
        return t
    match t:
        case Call(op) if op in OPERATORS:
            for parameter, s in standing.items():
                t = bind("at", parameter, t, (s,)) if everywhere or s is not parameter else t
            return t
        case Bind(op, _, _, bounds):
            var, body = open_binder(t)
            inner = {p: var if p.name == var.name else s for p, s in standing.items()}
            return bind(op, var, _barred(body, inner, everywhere), (_barred(b, standing, everywhere) for b in bounds))
    return rebuild(t, tuple(_barred(c, standing, everywhere) for c in children(t)))


def without_idle_bars(step: Step) -> Step:
    """The step without the bars over expectations at which a parameter has its own value."""
    parameters = read_chances(step.declarations).parameters
    names = {p.name for p in parameters}

    def rule(t: Term) -> Term | None:
        match t:
            case Bind("at", var, body, (value,)) if var.name in names and value in parameters and value.name == var.name:
                return substitute(body, {var: value})
        return None

    return replace(step, left=transform(step.left, rule), right=transform(step.right, rule)) if names else step
