"""A plan as NumPy source: one module with the training step, importing NumPy alone.

The module defines ``CLAIMS`` (what the step rests on, with verdicts), ``training`` (forward pass, gradient and loss bound to buffers
and one batch) and ``updating`` (the update rule bound to flat arrays).  Examples are columns inside: a layer of n units on m
examples is an array n × m with one more row of ones, which carries the bias, so that ``z = W·a`` is one product; the batch
itself is given as m × (n₀ + 1).  Every array is allocated once; a step allocates nothing, and spends little time in Python:
products are methods of arrays, which NumPy finds sooner than its function ``dot``, results are given as last arguments.  Arrays begin
where a line of the processor's cache does, and layers share what is needed for a moment only, so that it stays in the cache.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from pprint import pformat

from numeric.source.elementwise import Chain, primitive
from numeric.source.pieces import helper_sources
from numeric.training.planning import A, Activation, Plan, Y, Z
from symbolic.functions import cases, gt
from symbolic.terms import ONE, ZERO, Call, Sym, Term, free_symbols, mul, substitute, sym, transform

SCALE, D = sym("scale"), sym("d")
PASSING = cases(gt(A), ONE, ZERO)
"""The slope of a rectifier by its value: a unit lets its gradient through, or not."""

ARRAYS = '''
def aligned(shape, dtype):
    """An array whose data begin at a multiple of 64 bytes, where a line of the cache does."""
    size = math.prod(shape)*np.dtype(dtype).itemsize
    memory = np.empty(size + 64, np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start:start + size].view(dtype).reshape(shape)


def filled(shape, value, dtype):
    """The same, filled with a number."""
    array = aligned(shape, dtype)
    array.fill(value)
    return array


def sums(D, A, G):
    """A function that writes D A^T to G, the sums over the examples.  A few long rows, each in one piece, are multiplied pair by
    pair, since general products of matrices are slow at them."""
    if len(D) > 1 and len(D)*len(A) <= 49 and len(D[0]) >= 500 and A.flags.c_contiguous:
        return partial(np.vecdot, D[:, None], A, G)
    return partial(D.dot, A.T, G)
'''.strip()
"""What every module begins with; it asks for NumPy alone."""

POSITIVE = '''
def positive(H, S):
    """A function that writes 1 to S where H, which is nowhere negative, is positive, and 0 elsewhere.  The sign is that, in one call;
    of many entries a comparison and a copy are faster."""
    if H.size <= 500:
        return partial(np.sign, H, S)
    zero, mask = np.array(0.0, H.dtype), aligned(H.shape, bool)

    def write():
        np.greater(H, zero, mask)
        S[...] = mask.view(np.int8)

    return write
'''.strip()
"""What a module begins with besides if one layer alone consists of rectifiers."""


def generate(plan: Plan, title: str) -> str:
    """The text of the module."""
    writer = _Writer(plan)
    body = [writer.training(), *writer.updating()]
    helpers = [*([POSITIVE] if writer.rectifiers else []), *helper_sources(writer.helpers)]
    docstring = f'"""{title}\n\nGenerated from formulas; CLAIMS lists what was proved of them.\n"""'
    claims = f"CLAIMS = {pformat([c.record() for c in plan.claims], width=140, sort_dicts=False)}"
    imports = "import math\nfrom functools import partial\n\nimport numpy as np"
    constants = [imports, claims, f"FOLDED = {plan.folded}", f"BIAS = {writer.bias()!r}"]
    return "\n\n\n".join([f"{docstring}\n\n" + "\n\n".join(constants), ARRAYS, *helpers, *body]) + "\n"


def _indented(lines: list[str], depth: int = 1) -> str:
    return "\n".join("    " * depth + line if line else "" for line in lines)


def _localised(lines: list[str]) -> tuple[str, list[str]]:
    """NumPy functions as local names, and results as last arguments, which Python passes on faster."""
    lines = [re.sub(r"^(\s*np\.(?!maximum|minimum)\w+\([^=]*), out=(\w+\))$", r"\1, \2", line) for line in lines]
    names = sorted({n for line in lines for n in re.findall(r"\bnp\.([a-z_0-9]+)(?=[(.])", line)})
    header = f"{', '.join(names)} = {', '.join(f'np.{n}' for n in names)}"
    return header, [re.sub(r"\bnp\.([a-z_0-9]+)(?=[(.])", r"\1", line) for line in lines]


def _constants(numbers: Mapping[str, str]) -> list[str]:
    """Numbers as arrays without axes."""
    return [f"{name} = np.array({code}, theta.dtype)" for code, name in numbers.items()]


class _Writer:
    """The state of one generation: which buffers the pieces turned out to need."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.depth = len(plan.hidden) + 1
        self.helpers: dict[str, None] = {}
        self.scratch = [0] * (self.depth + 1)
        self.masks = [0] * (self.depth + 1)
        self.constants: dict[str, str] = {}
        self.filled: list[dict[str, str]] = [{} for _ in range(self.depth + 1)]
        self.rectifiers: list[int] = []
        self.together = len(plan.hidden) > 1 and all(g.slope == PASSING for g in plan.hidden)

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
            '"""Buffers for layers of the given sizes, and the functions bound to them and to a batch.  Its examples x have the shape',
            "(m, n0 + 1), with BIAS in the last column, its labels t the shape (outputs, m).  What the arrays hold may change.",
            "",
            "forward()  the outputs, one column an example",
            "slopes()   scale times the gradient of the summed loss, written to the array gradient",
            "loss()     the summed loss of the examples last sent forward",
            '"""',
            f"{arguments} = sizes",
            "m, columns = len(x), x.T",
            header,
        ]
        body = [*opening, *buffers, "", *flat, "", "return forward, slopes, loss"]
        return "def training(theta, gradient, sizes, x, t, scale):\n" + _indented(body)

    def _stored(self, layer: int) -> bool:
        """Whether the scores of a layer are kept beside its values."""
        return layer == self.depth or not self.plan.hidden[layer - 1].in_value

    def _z(self, layer: int) -> str:
        return f"Z{layer}" if self._stored(layer) else f"H{layer}"

    def _h(self, layer: int) -> str:
        """The values of a layer; an output that is its score needs no array of its own."""
        return f"Z{layer}" if layer == self.depth and self.plan.output.value is Z else f"H{layer}"

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
        if self.together:
            lines += self._values_together()
        for k in range(1, last):
            lines += [] if self.together else [f"A{k} = filled((n{k} + 1, m), BIAS, theta.dtype)"]
            lines += [f"H{k}, D{k} = A{k}[:n{k}], aligned((n{k}, m), theta.dtype)", f"V{k + 1} = W{k + 1}[:, :n{k}].T"]
            if self._stored(k):
                lines.append(f"Z{k} = aligned((n{k}, m), theta.dtype)")
        ends = [f"{name}{last}" for name in ("ZD" if self._h(last) == f"Z{last}" else "ZHD")]
        lines.append(f"{', '.join(ends)} = aligned(({len(ends)}, n{last}, m), theta.dtype)")
        lines += [f"slopes{k} = sums(D{k}, {f'A{k - 1}' if k > 1 else 'columns'}, G{k})" for k in range(1, last + 1)]
        if self.plan.output.shares:
            lines.append("top, total = np.empty((2, m), theta.dtype)")
        gates = [f"positive{k} = positive(H{k}, s0_{k})" for k in self.rectifiers]
        return [*lines, *_constants(self.constants), *self._shared(), *gates]

    def _values_together(self) -> list[str]:
        """The values of the hidden layers in one array, so that one call finds all units that let their gradient through."""
        layers = range(1, self.depth)
        ends = f"np.cumsum([{', '.join(f'n{k} + 1' for k in layers[:-1])}])"
        return [f"values = filled(({' + '.join(f'n{k} + 1' for k in layers)}, m), BIAS, theta.dtype)",
                f"{', '.join(f'A{k}' for k in layers)} = np.split(values, {ends})",
                "passing = aligned(values.shape, bool)",
                f"{', '.join(f'P{k}' for k in layers)} = (rows[:-1] for rows in np.split(passing.view(np.int8), {ends}))"]

    def _shared(self) -> list[str]:
        """Scratch, masks and constant arrays of the widest layer; the others use the first rows."""
        layers = range(1, self.depth + 1)
        lines = []
        for i in range(max(self.scratch)):
            lines += [f"s{i} = aligned((max(sizes[1:]), m), theta.dtype)", _firsts(f"s{i}", [k for k in layers if self.scratch[k] > i])]
        numbers = dict.fromkeys(code for names in self.filled for code in names)
        for i, code in enumerate(numbers):
            lines.append(f"f{i} = filled((max(sizes[1:]), m), {code}, theta.dtype)")
            lines += [f"{self.filled[k][code]} = f{i}[:n{k}]" for k in layers if code in self.filled[k]]
        for i in range(max(self.masks)):
            used = [k for k in layers if self.masks[k] > i]
            lines += [f"k{i} = aligned((max(sizes[1:]), m), bool)", _firsts(f"k{i}", used)]
            lines += [f"k{i}_{k}_bytes = k{i}_{k}.view(np.int8)" for k in used]
        return lines

    def _chain(self, layer: int, term: Term, target: str, leaves: Mapping[Sym, str], scalars: Mapping[Sym, str] | None = None) -> list[str]:
        chain = Chain(leaves, scalars or {}, constants=self.constants, filled=self.filled[layer], suffix=f"_{layer}")
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
            lines += [f"W{k}.dot({f'A{k - 1}' if k > 1 else 'columns'}, {self._z(k)})", *self._scaled(self._z(k))]
            if k < self.depth:
                lines += self._chain(k, self.plan.hidden[k - 1].value, f"H{k}", {Z: self._z(k)})
            elif self.plan.output.shares:
                lines += self._shares(k)
            elif self.plan.output.value is not Z:
                lines += self._chain(k, self.plan.output.value, f"H{k}", {Z: f"Z{k}"})
        return ["def forward():", *("    " + line for line in [*lines, f"return {self._h(self.depth)}"])]

    def _shares(self, k: int) -> list[str]:
        """e^{z_i − max z}/Σ e^{z_j − max z}, the largest exponential being 1."""
        return [f"np.maximum.reduce(Z{k}, axis=0, out=top)", f"np.subtract(Z{k}, top, out=H{k})",
                *self._chain(k, self.plan.output.value, f"H{k}", {Z: f"H{k}"}),
                f"np.add.reduce(H{k}, axis=0, out=total)", f"np.divide(H{k}, total, out=H{k})"]

    def _slopes(self) -> list[str]:
        last = self.depth
        leaves = {Z: f"Z{last}", A: self._h(last), Y: "t"}
        delta = mul(SCALE, *_factors(self.plan.output.slope))
        lines = ["forward()", *self._chain(last, delta, f"D{last}", leaves, {SCALE: "scale"})]
        if self.together:
            self.constants.setdefault("0.0", f"c{len(self.constants)}")
            lines.append(f"np.greater(values, {self.constants['0.0']}, out=passing)")
        for k in range(last, 0, -1):
            lines += [f"slopes{k}()", *self._scaled(f"G{k}")]
            if k > 1:
                lines += [f"V{k}.dot(D{k}, D{k - 1})", *self._scaled(f"D{k - 1}"), *self._through(k - 1, self.plan.hidden[k - 2])]
        return ["def slopes():", *("    " + line for line in lines)]

    def _through(self, k: int, activation: Activation) -> list[str]:
        """The gradient by the scores of a layer, from that by its values."""
        if activation.slope is ONE:
            return []
        if self.together:
            self.scratch[k] = max(self.scratch[k], 1)
            return [f"s0_{k}[...] = P{k}", f"np.multiply(D{k}, s0_{k}, out=D{k})"]
        if activation.slope == PASSING and _nowhere_negative(primitive(activation.value)):
            self.rectifiers.append(k)
            self.scratch[k] = max(self.scratch[k], 1)
            return [f"positive{k}()", f"np.multiply(D{k}, s0_{k}, out=D{k})"]
        leaves = {D: f"D{k}", A: f"H{k}"} | ({Z: f"Z{k}"} if self._stored(k) else {})
        return self._chain(k, mul(D, *_factors(activation.slope)), f"D{k}", leaves)

    def _loss(self) -> list[str]:
        last, output = self.depth, self.plan.output
        lines = self._chain(last, output.loss, f"D{last}", {Z: f"Z{last}", A: self._h(last), Y: "t"})
        lines.append(f"total_loss = np.add.reduce(D{last}, axis=None)")
        if output.shares:
            lines.append("total_loss += np.add.reduce(np.log(total)) + np.add.reduce(top)")
        return ["def loss():", *("    " + line for line in [*lines, "return float(total_loss)"])]

    # --- updates

    def updating(self) -> list[str]:
        """The update rule over the flat arrays."""
        arrays = {"theta": "theta", "g": "g"} | {t: t for t, _, _ in self.plan.rules}
        memory = [t for t, _, _ in self.plan.rules if t != "theta"]
        numbers = {v: v for _, _, arguments in self.plan.rules for v in arguments.values() if v not in arrays}
        lines: list[str] = []
        constants: dict[str, str] = {}
        filled: dict[str, str] = {}
        scratch = 0
        for target, rule, arguments in self.plan.rules:
            names = {p: arguments[p.name] for p in rule.params}
            term = rule.term
            scalars = {p: "1.0" if self.plan.folded and n == "eta" else n for p, n in names.items() if n in numbers}
            chain = Chain({p: n for p, n in names.items() if n in arrays}, scalars, constants=constants, filled=filled,
                          varying=frozenset({"t"}))
            lines += chain.assign(_without_unit(term, names, self.plan.folded), target)
            scratch = max(scratch, chain.scratch)
        header, flat = _localised(lines)
        settings = [n for n in numbers if n not in ("eta", "t")]
        opening = ['"""update(t): step t, counted from 1, at the learning rate eta; theta and memory change in place."""',
                   header, *([f"{', '.join(memory)}, = memory"] if memory else []),
                   *(f"s{i} = np.empty_like(theta)" for i in range(scratch)),
                   *_constants(constants), *(f"{name} = np.full_like(theta, {code})" for code, name in filled.items())]
        signature = ", ".join(["theta", "g", "memory", "eta", *(["*", *settings] if settings else [])])
        inner = ["", "def update(t):", *("    " + line for line in flat), "", "return update"]
        return [f"def updating({signature}):\n" + _indented([*opening, *inner])]


def _nowhere_negative(value: Term) -> bool:
    return isinstance(value, Call) and value.op == "max" and ZERO in value.args


def _firsts(array: str, layers: list[int]) -> str:
    """The rows that layers use of an array that they share."""
    return f"{', '.join(f'{array}_{k}' for k in layers)} = {', '.join(f'{array}[:n{k}]' for k in layers)}"


def _without_unit(term: Term, names: Mapping[Sym, str], folded: bool) -> Term:
    """With the learning rate in the gradient, η is 1 and goes away."""
    if not folded:
        return term
    eta = next(p for p, n in names.items() if n == "eta")

    def rule(t: Term) -> Term | None:
        if isinstance(t, Call) and t.op == "mul" and ONE in t.args:
            kept = [a for a in t.args if a is not ONE]
            return mul(*kept) if kept else ONE
        return None

    return transform(substitute(term, {eta: ONE}), rule) if eta in free_symbols(term) else term


def _factors(term: Term) -> tuple[Term, ...]:
    return term.args if isinstance(term, Call) and term.op == "mul" else (term,)


def _number(value: Fraction) -> str:
    return repr(float(value))
