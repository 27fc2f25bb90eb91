"""A plan as NumPy source: one module with the training step, importing NumPy alone.

The module defines ``CLAIMS`` (what the step rests on, with verdicts), ``training`` (forward pass, gradient and loss bound to buffers
for one batch size) and ``updating`` (the update rule bound to flat arrays).  Examples are columns inside: a layer of n units on m
examples is an array n × m with one more row of ones, which carries the bias, so that ``z = W·a`` is one product; the batch
itself is given as m × (n₀ + 1).  Every array is allocated once; a step allocates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from pprint import pformat

from numeric.elementwise import Chain
from numeric.emitting import HELPERS
from numeric.planning import A, Activation, Plan, Y, Z
from symbolic.terms import ONE, Sym, Term, free_symbols, mul, sym

SCALE, D = sym("scale"), sym("d")


def generate(plan: Plan, title: str) -> str:
    """The text of the module."""
    writer = _Writer(plan)
    body = [writer.training(), *writer.updating()]
    helpers = [HELPERS[h] for h in writer.helpers]
    docstring = f'"""{title}\n\nGenerated from formulas; CLAIMS lists what was proved of them.\n"""'
    claims = f"CLAIMS = {pformat([c.record() for c in plan.claims], width=140, sort_dicts=False)}"
    constants = ["import numpy as np", claims, f"FOLDED = {plan.folded}", f"BIAS = {writer.bias()!r}"]
    text = "\n\n\n".join(["\n\n".join(constants), *helpers, *body])
    needed = "import math\n\n" if "math." in text else ""
    return f"{docstring}\n\n{needed}{text}\n"


def _indented(lines: list[str], depth: int = 1) -> str:
    return "\n".join("    " * depth + line if line else "" for line in lines)


def _localised(lines: list[str]) -> tuple[str, list[str]]:
    """NumPy functions as local names, which Python finds faster."""
    names = sorted({n for line in lines for n in re.findall(r"\bnp\.([a-z_0-9]+)(?=[(.])", line)})
    header = f"{', '.join(names)} = {', '.join(f'np.{n}' for n in names)}"
    return header, [re.sub(r"\bnp\.([a-z_0-9]+)(?=[(.])", r"\1", line) for line in lines]


class _Writer:
    """The state of one generation: which buffers the pieces turned out to need."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.depth = len(plan.hidden) + 1
        self.helpers: dict[str, None] = {}
        self.scratch = [0] * (self.depth + 1)
        self.masks = [0] * (self.depth + 1)
        self.constants: list[dict[str, str]] = [{} for _ in range(self.depth + 1)]

    def bias(self) -> float:
        """What the row of ones holds: the factor of the bias over that of the weights."""
        return float(self.plan.layer.bias / self.plan.layer.weight)

    # --- forward and backward

    def training(self) -> str:
        forward, slopes, loss = self._forward(), self._slopes(), self._loss()
        header, flat = _localised([*forward, "", *slopes, "", *loss])
        buffers = self._buffers()
        arguments = ", ".join(f"n{k}" for k in range(self.depth + 1))
        opening = [
            '"""Buffers for m examples in layers of the given sizes, and the functions bound to them:',
            "",
            "forward(x)           the outputs, one column an example, for x of shape (m, n0 + 1) with its last column equal to BIAS",
            "slopes(x, t, scale)  scale times the gradient of the summed loss, written to the array gradient; t of shape (outputs, m)",
            "loss(t)              the summed loss of the examples last sent forward",
            '"""',
            f"{arguments} = sizes",
            header,
        ]
        return "def training(theta, gradient, sizes, m):\n" + _indented([*opening, *buffers, "", *flat, "", "return forward, slopes, loss"])

    def _stored(self, layer: int) -> bool:
        """Whether the scores of a layer are kept beside its values."""
        return layer == self.depth or not self.plan.hidden[layer - 1].in_value

    def _z(self, layer: int) -> str:
        return f"Z{layer}" if self._stored(layer) else f"H{layer}"

    def _buffers(self) -> list[str]:
        lines, place, last = [], "0", self.depth
        for k in range(1, last + 1):
            end = f"p{k}" if k < last else "None"
            if k < last:
                lines.append(f"p{k} = {place} + n{k}*(n{k - 1} + 1)".replace("0 + ", "", 1) if place == "0"
                             else f"p{k} = {place} + n{k}*(n{k - 1} + 1)")
            shape = f"[{'' if place == '0' else place}:{'' if end == 'None' else end}].reshape(n{k}, n{k - 1} + 1)"
            lines += [f"W{k} = theta{shape}", f"G{k} = gradient{shape}"]
            place = end
        for k in range(1, last):
            lines += [f"A{k} = np.full((n{k} + 1, m), BIAS, theta.dtype)", f"H{k}, A{k}_rows = A{k}[:n{k}], A{k}.T",
                      f"D{k} = np.empty((n{k}, m), theta.dtype)", f"V{k + 1} = W{k + 1}[:, :n{k}].T"]
            if self._stored(k):
                lines.append(f"Z{k} = np.empty((n{k}, m), theta.dtype)")
        lines.append(f"Z{last}, H{last}, D{last} = np.empty((3, n{last}, m), theta.dtype)")
        if self.plan.output.shares:
            lines.append("top, total = np.empty((2, m), theta.dtype)")
        lines += [f"s{i}_{k} = np.empty((n{k}, m), theta.dtype)" for k in range(1, last + 1) for i in range(self.scratch[k])]
        for k in range(1, last + 1):
            lines += [f"{name} = np.full((n{k}, m), {code}, theta.dtype)" for code, name in self.constants[k].items()]
        lines += [f"k{i}_{k} = np.empty((n{k}, m), bool)" for k in range(1, last + 1) for i in range(self.masks[k])]
        return lines

    def _chain(self, layer: int, term: Term, target: str, leaves: Mapping[Sym, str], scalars: Mapping[Sym, str] | None = None) -> list[str]:
        chain = Chain(leaves, scalars or {}, constants=self.constants[layer], suffix=f"_{layer}")
        lines = chain.assign(term, target)
        self.scratch[layer] = max(self.scratch[layer], chain.scratch)
        self.masks[layer] = max(self.masks[layer], chain.masks)
        self.helpers.update(chain.helpers)
        return lines

    def _scaled(self, target: str) -> list[str]:
        """The factor of the weights, where it is not 1."""
        weight = self.plan.layer.weight
        return [] if weight == 1 else [f"np.multiply({target}, {_number(weight)}, out={target})"]

    def _forward(self) -> list[str]:
        lines = []
        for k in range(1, self.depth + 1):
            source = "x.T" if k == 1 else f"A{k - 1}"
            lines += [f"np.dot(W{k}, {source}, out={self._z(k)})", *self._scaled(self._z(k))]
            if k < self.depth:
                lines += self._chain(k, self.plan.hidden[k - 1].value, f"H{k}", {Z: self._z(k)})
            elif self.plan.output.shares:
                lines += self._shares(k)
            elif self.plan.output.value is not Z:
                lines += self._chain(k, self.plan.output.value, f"H{k}", {Z: f"Z{k}"})
            else:
                lines.append(f"np.copyto(H{k}, Z{k})")
        return ["def forward(x):", *("    " + line for line in [*lines, f"return H{self.depth}"])]

    def _shares(self, k: int) -> list[str]:
        """e^{z_i − max z}/Σ e^{z_j − max z}, the largest exponential being 1."""
        return [f"np.maximum.reduce(Z{k}, axis=0, out=top)", f"np.subtract(Z{k}, top, out=H{k})",
                *self._chain(k, self.plan.output.value, f"H{k}", {Z: f"H{k}"}),
                f"np.add.reduce(H{k}, axis=0, out=total)", f"np.divide(H{k}, total, out=H{k})"]

    def _slopes(self) -> list[str]:
        last = self.depth
        leaves = {Z: f"Z{last}", A: f"H{last}", Y: "t"}
        lines = ["forward(x)", *self._chain(last, mul(SCALE, self.plan.output.slope), f"D{last}", leaves, {SCALE: "scale"})]
        for k in range(last, 0, -1):
            lines += [f"np.dot(D{k}, {f'A{k - 1}_rows' if k > 1 else 'x'}, out=G{k})", *self._scaled(f"G{k}")]
            if k > 1:
                lines += [f"np.dot(V{k}, D{k}, out=D{k - 1})", *self._scaled(f"D{k - 1}"), *self._through(k - 1, self.plan.hidden[k - 2])]
        return ["def slopes(x, t, scale):", *("    " + line for line in lines)]

    def _through(self, k: int, activation: Activation) -> list[str]:
        """The gradient by the scores of a layer, from that by its values."""
        if activation.slope is ONE:
            return []
        leaves = {D: f"D{k}", A: f"H{k}"} | ({Z: f"Z{k}"} if self._stored(k) else {})
        slope = activation.slope
        return self._chain(k, mul(D, *(slope.args if getattr(slope, "op", "") == "mul" else (slope,))), f"D{k}", leaves)  # type: ignore[attr-defined]

    def _loss(self) -> list[str]:
        last, output = self.depth, self.plan.output
        lines = self._chain(last, output.loss, f"D{last}", {Z: f"Z{last}", A: f"H{last}", Y: "t"})
        lines.append(f"total_loss = np.add.reduce(D{last}, axis=None)")
        if output.shares:
            lines.append("total_loss += np.add.reduce(np.log(total)) + np.add.reduce(top)")
        return ["def loss(t):", *("    " + line for line in [*lines, "return float(total_loss)"])]

    # --- updates

    def updating(self) -> list[str]:
        """The update rule over the flat arrays."""
        arrays = {"theta": "theta", "g": "g"} | {t: t for t, _, _ in self.plan.rules}
        memory = [t for t, _, _ in self.plan.rules if t != "theta"]
        numbers = {v: v for _, _, arguments in self.plan.rules for v in arguments.values() if v not in arrays}
        lines: list[str] = []
        constants: dict[str, str] = {}
        scratch = 0
        for target, rule, arguments in self.plan.rules:
            names = {p: arguments[p.name] for p in rule.params}
            term = rule.term
            scalars = {p: "1.0" if self.plan.folded and n == "eta" else n for p, n in names.items() if n in numbers}
            chain = Chain({p: n for p, n in names.items() if n in arrays}, scalars, constants=constants)
            lines += chain.assign(_without_unit(term, names, self.plan.folded), target)
            scratch = max(scratch, chain.scratch)
        header, flat = _localised(lines)
        settings = [n for n in numbers if n not in ("eta", "t")]
        opening = ['"""update(eta, t): step t, counted from 1, at the learning rate eta; theta and memory change in place."""',
                   header, *([f"{', '.join(memory)}, = memory"] if memory else []),
                   *(f"s{i} = np.empty_like(theta)" for i in range(scratch)),
                   *(f"{name} = np.full_like(theta, {code})" for code, name in constants.items())]
        signature = ", ".join(["theta", "g", "memory", *(["*", *settings] if settings else [])])
        inner = ["", "def update(eta, t):", *("    " + line for line in flat), "", "return update"]
        return [f"def updating({signature}):\n" + _indented([*opening, *inner])]


def _without_unit(term: Term, names: Mapping[Sym, str], folded: bool) -> Term:
    """With the learning rate in the gradient, η is 1 and goes away."""
    if not folded:
        return term
    from symbolic.terms import Call, substitute, transform

    eta = next(p for p, n in names.items() if n == "eta")

    def rule(t: Term) -> Term | None:
        if isinstance(t, Call) and t.op == "mul" and ONE in t.args:
            kept = [a for a in t.args if a is not ONE]
            return mul(*kept) if kept else ONE
        return None

    return transform(substitute(term, {eta: ONE}), rule) if eta in free_symbols(term) else term


def _number(value: Fraction) -> str:
    return repr(float(value))
