"""Entry-by-entry NumPy in place: a scalar term as a chain of ufuncs that write into buffers given beforehand.

Leaves are names of arrays of one shape, or Python numbers (``scalars``): what depends on numbers alone is computed outside the
arrays, and once for all steps as an array without axes unless it is ``varying``: NumPy reads such an array in half the time that it
takes to convert a Python number.  The value is written into a buffer that may be one of the leaves; it is used as scratch only after
the leaf was read for the last time.  What occurs several times is computed once, in a buffer that is kept until its last use.  Nothing is
allocated.

    θ − η g   →   np.multiply(g, c0, out=s0); np.subtract(theta, s0, out=theta)   where c0 = np.array(eta, theta.dtype)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from numeric.source.operators import TEMPLATES
from numeric.source.pieces import CompileError
from numeric.source.stable import log_cosh
from symbolic.functions import FUNCTIONS
from symbolic.terms import MINUS_ONE, ONE, TWO, ZERO, Bind, Call, Deriv, Elem, Num, Sym, Term, add, call, children, div, exp, mul, neg

UFUNC = re.compile(r"np\.(\w+)\(\{0\}\)")
PYTHON = {"exp": "exp", "log": "log", "sqrt": "sqrt", "tanh": "tanh", "sin": "sin", "cos": "cos"}
"""The same on numbers, from ``math``."""
COMPARISONS = {"gt": "greater", "ge": "greater_equal", "lt": "less", "le": "less_equal", "eq": "equal", "ne": "not_equal"}
KNOWN = frozenset({*COMPARISONS, "add", "mul", "neg", "div", "pow", "cases", "max", "min", "erf", "erfc", "logaddexp", "hypot"})


def ufunc_of(op: str) -> str | None:
    """The ufunc of one real argument that an operator is, by its NumPy source."""
    row = FUNCTIONS.get(op)
    if row is not None and not row.derivative:
        return None
    found = UFUNC.fullmatch(row.numpy if row is not None else TEMPLATES["real"].get(op, ""))
    ufunc = getattr(np, found[1]) if found is not None else None
    return ufunc.__name__ if isinstance(ufunc, np.ufunc) and ufunc.nin == ufunc.nout == 1 else None


@dataclass(frozen=True, slots=True)
class Operand:
    """A piece of a statement: a buffer of the pool, a leaf, or an expression of numbers."""

    code: str
    kind: str  # "scratch", "mask", "leaf", "constant" or "number"


@dataclass(slots=True)
class Chain:
    """The statements so far.  ``leaves`` are arrays, ``scalars`` numbers, ``varying`` those that change from step to step; ``scratch``
    and ``masks`` count the buffers needed, ``constants`` are arrays without axes that hold a number, by its source, ``filled`` buffers
    that do."""

    leaves: Mapping[Sym, str]
    scalars: Mapping[Sym, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    scratch: int = 0
    masks: int = 0
    helpers: dict[str, None] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    filled: dict[str, str] = field(default_factory=dict)
    varying: frozenset[str] = frozenset()
    suffix: str = ""
    _free: list[str] = field(default_factory=list)
    _free_masks: list[str] = field(default_factory=list)
    _target: str = ""
    _reads: Counter[str] = field(default_factory=Counter)
    _uses: Counter[Term] = field(default_factory=Counter)
    _kept: dict[Term, Operand] = field(default_factory=dict)
    _held: Counter[str] = field(default_factory=Counter)

    def assign(self, term: Term, target: str) -> list[str]:
        """Statements after which the buffer ``target`` holds the value of the term."""
        start = len(self.lines)
        term = primitive(term)
        self._target = target
        self._reads, self._uses = self._count(term), _uses(term)
        self._kept, self._held = {}, Counter()
        if self._reads[target] == 0:
            self._free.append(target)
        last = self._value(term)
        if last.kind == "mask":
            last = self._from_mask(last)
        if last.code != target:
            self._write_last(last, target, start)
        self._free = [b for b in self._free if b != target]
        if last.kind == "scratch" and last.code != target:
            self._release(last)
        return self.lines[start:]

    def _write_last(self, last: Operand, target: str, start: int) -> None:
        """The last statement writes to the target itself, where it wrote to scratch."""
        ending = f", out={last.code})"
        if last.kind == "scratch" and len(self.lines) > start and self.lines[-1].endswith(ending):
            self.lines[-1] = self.lines[-1].removesuffix(ending) + f", out={target})"
        elif last.kind == "number":
            self.lines.append(f"{target}.fill({last.code})")
        else:
            self.lines.append(f"np.copyto({target}, {last.code})")

    # --- buffers

    def _count(self, term: Term) -> Counter[str]:
        """How often each leaf will be read."""
        reads: Counter[str] = Counter()
        stack = [term]
        while stack:
            t = stack.pop()
            if isinstance(t, Sym) and t in self.leaves:
                reads[self.leaves[t]] += 1
            stack.extend(children(t))
        return reads

    def _buffer(self, *used: Operand) -> str:
        """Where a result goes: into an operand that is no longer needed, a free buffer, or a new one."""
        self._done(*used)
        if self._free:
            best = self._target if self._target in self._free else self._free[-1]
            self._free.remove(best)
            return best
        self.scratch += 1
        return f"s{self.scratch - 1}{self.suffix}"

    def _mask(self) -> str:
        if self._free_masks:
            return self._free_masks.pop()
        self.masks += 1
        return f"k{self.masks - 1}{self.suffix}"

    def _done(self, *used: Operand) -> None:
        for o in used:
            if o.kind == "leaf":
                self._reads[o.code] -= 1
                if o.code == self._target and self._reads[o.code] == 0:
                    self._free.append(o.code)
            else:
                self._release(o)

    def _release(self, o: Operand) -> None:
        if o.kind == "scratch" and self._held[o.code] > 0:
            self._held[o.code] -= 1
        elif o.kind == "scratch" and o.code not in self._free:
            self._free.append(o.code)
        elif o.kind == "mask":
            self._free_masks.append(o.code)

    def _emit(self, ufunc: str, *given: Operand) -> Operand:
        operands = [self._read(o) for o in given]
        arguments = ", ".join(o.code for o in operands)
        out = self._buffer(*operands)
        self.lines.append(f"np.{ufunc}({arguments}, out={out})")
        return Operand(out, "scratch")

    def _read(self, o: Operand) -> Operand:
        """An operand as NumPy reads it fastest: masks as numbers, numbers as arrays."""
        match o.kind:
            case "mask":
                return self._from_mask(o)
            case "number" if not self.varying & set(re.findall(r"[a-z_]\w*", o.code)):
                return Operand(self.constants.setdefault(o.code, f"c{len(self.constants)}"), "constant")
        return o

    def _from_mask(self, mask: Operand) -> Operand:
        """A mask as an array of 0 and 1: bytes become floating-point numbers faster than truth values, and either in a third of the time
        of a product with both kinds."""
        out = self._buffer(mask)
        self.lines.append(f"{out}[...] = {mask.code}_bytes")
        return Operand(out, "scratch")

    # --- terms

    def _value(self, term: Term) -> Operand:
        number = self._number(term)
        if number is not None:
            return Operand(number, "number")
        match term:
            case Sym() if term in self.leaves:
                return Operand(self.leaves[term], "leaf")
            case Call():
                return self._once(term)
        raise CompileError(f"no in-place form of {term!r}")

    def _once(self, term: Call) -> Operand:
        """The value of a term, held for all its uses when it is computed for the first."""
        if term in self._kept:
            self._uses[term] -= 1
            return self._kept[term] if self._uses[term] > 1 else self._kept.pop(term)
        value = self._call(term.op, term.args)
        if value.kind == "scratch" and self._uses[term] > 1:
            self._kept[term] = value
            self._held[value.code] = self._uses[term] - 1
        return value

    def _number(self, term: Term) -> str | None:
        """Python source of a term without arrays, or None."""
        match term:
            case Num(value):
                return _fraction(value)
            case Sym() if term in self.scalars:
                return self.scalars[term]
            case Sym() | Bind() | Deriv() | Elem():
                return None
            case Call("pi", ()):
                return repr(3.141592653589793)
            case Call(op, args):
                parts = [self._number(a) for a in args]
                if any(p is None for p in parts):
                    return None
                return _python(op, [p for p in parts if p is not None])
        return None

    def _call(self, op: str, args: tuple[Term, ...]) -> Operand:
        match op:
            case "add":
                return self._sum(args)
            case "mul":
                return self._product(args)
            case "neg":
                return self._emit("negative", self._value(args[0]))
            case "div":
                return self._emit("divide", *self._pair(args))
            case "pow":
                return self._power(args)
            case "cases":
                return self._cases(args)
            case "max" | "min":
                return self._fold(f"{op}imum", args)
            case "logaddexp" | "hypot":
                return self._emit(op, *self._pair(args))
        if (ufunc := ufunc_of(op)) is not None:
            return self._emit(ufunc, self._value(args[0]))
        if op in COMPARISONS:
            operands = [self._read(o) for o in self._pair(args)]
            out = self._mask()
            self.lines.append(f"np.{COMPARISONS[op]}({operands[0].code}, {operands[1].code}, out={out})")
            self._done(*operands)
            return Operand(out, "mask")
        if op in ("erf", "erfc"):
            return self._helper(op, args)
        raise CompileError(f"{op} has no in-place form")

    def _helper(self, name: str, args: tuple[Term, ...]) -> Operand:
        self.helpers[name] = None
        operand = self._value(args[0])
        out = self._buffer(operand)
        self.lines.append(f"np.copyto({out}, {name}({operand.code}))")
        return Operand(out, "scratch")

    def _pair(self, args: tuple[Term, ...]) -> tuple[Operand, Operand]:
        """Two operands; the one that needs work first, so that a leaf can be read late."""
        a, b = args
        first = self._value(a)
        return first, self._value(b)

    def _fold(self, ufunc: str, args: tuple[Term, ...]) -> Operand:
        """Numbers as arrays: NumPy's maximum and minimum are three times as fast on two arrays as on an array and a number."""
        ordered = sorted(args, key=lambda a: self._number(a) is not None)
        total = self._value(ordered[0])
        for a in ordered[1:]:
            other = self._value(a)
            total = self._emit(ufunc, total, self._full(other.code) if other.kind == "number" and total.kind != "number" else other)
        return total

    def _full(self, code: str) -> Operand:
        """A buffer that always holds a number."""
        return Operand(self.filled.setdefault(code, f"f{len(self.filled)}{self.suffix}"), "constant")

    def _sum(self, args: tuple[Term, ...]) -> Operand:
        numbers = [n for a in args if (n := self._number(a)) is not None]
        constant = " + ".join(numbers)
        arrays = sorted((a for a in args if self._number(a) is None), key=_is_negative)
        sign, first = _signed(arrays[0])
        if sign < 0:  # every array is subtracted
            total = self._emit("subtract", Operand(_parenthesised(constant) or "0.0", "number"), self._value(first))
            constant = ""
        else:
            total = self._value(first)
        for a in arrays[1:]:
            sign, part = _signed(a)
            total = self._emit("subtract" if sign < 0 else "add", total, self._value(part))
        return self._emit("add", total, Operand(constant, "number")) if constant else total

    def _product(self, args: tuple[Term, ...]) -> Operand:
        arrays = [a for a in args if self._number(a) is None]
        numbers = [n for a in args if (n := self._number(a)) is not None]
        # factors that need scratch first: leaves are then read last, and may be overwritten
        operands = [self._value(a) for a in sorted(arrays, key=lambda a: isinstance(a, Sym))]
        total = operands[0]
        for o in operands[1:]:
            total = self._emit("multiply", total, o)
        if numbers and numbers != ["1.0"]:
            total = self._emit("multiply", total, Operand("*".join(map(_parenthesised, numbers)), "number"))
        return total

    def _power(self, args: tuple[Term, ...]) -> Operand:
        base, exponent = args
        match exponent:
            case Num(value) if value == 2:
                return self._emit("square", self._value(base))
            case Num(value) if value == -1:
                return self._emit("reciprocal", self._value(base))
        return self._emit("power", *self._pair(args))

    def _cases(self, args: tuple[Term, ...]) -> Operand:
        if len(args) != 3:
            rest = call("cases", *args[2:]) if len(args) > 3 else None
            if rest is None:
                raise CompileError("cases without a value where no condition holds")
            return self._cases((args[0], args[1], rest))
        condition, value, otherwise = args
        first, second = self._number(value), self._number(otherwise)
        if first is not None and second is not None:
            mask = self._value(condition)
            if (first, second) == ("1.0", "0.0"):
                return mask
            scaled = self._emit("multiply", mask, Operand(f"({first} - {_parenthesised(second)})", "number"))
            return self._emit("add", scaled, Operand(second, "number"))
        mask, chosen, other = self._value(condition), self._value(value), self._value(otherwise)
        self.scratch += 1
        out = f"s{self.scratch - 1}{self.suffix}"
        self.lines.append(f"np.copyto({out}, {other.code})")
        self.lines.append(f"np.copyto({out}, {chosen.code}, where={mask.code})")
        self._done(mask, chosen, other)
        return Operand(out, "scratch")


def _uses(term: Term) -> Counter[Term]:
    """How often each part is an argument, parts that occur several times being computed once."""
    uses: Counter[Term] = Counter()
    stack, seen = [term], {term}
    while stack:
        for child in children(stack.pop()):
            uses[child] += 1
            if child not in seen:
                seen.add(child)
                stack.append(child)
    return uses


def _is_negative(term: Term) -> bool:
    return _signed(term)[0] < 0


def _signed(term: Term) -> tuple[int, Term]:
    """A term without the sign in front of it."""
    match term:
        case Call("neg", (a,)):
            sign, rest = _signed(a)
            return -sign, rest
        case Call("mul", args) if any(isinstance(a, Num) and a.value < 0 for a in args):
            k = next(k for k, a in enumerate(args) if isinstance(a, Num) and a.value < 0)
            factor = Num(-args[k].value)  # type: ignore[attr-defined]  # chosen to be a Num
            rest_of = (*args[:k], *([] if factor is ONE else [factor]), *args[k + 1:])
            return -1, mul(*rest_of) if rest_of else ONE
    return 1, term


def _fraction(value: Fraction) -> str:
    return repr(float(value)) if value.denominator & (value.denominator - 1) == 0 else f"{value.numerator}/{value.denominator}"


def _parenthesised(code: str) -> str:
    return code if not code or code.replace(".", "").replace("_", "").isalnum() else f"({code})"


def _python(op: str, parts: list[str]) -> str | None:
    inside = [_parenthesised(p) for p in parts]
    match op:
        case "add":
            return " + ".join(parts[:1] + inside[1:])
        case "mul":
            return "*".join(inside)
        case "neg":
            return f"-{inside[0]}"
        case "div":
            return f"{inside[0]}/{inside[1]}"
        case "pow":
            return f"{inside[0]}**{inside[1]}"
    return f"math.{PYTHON[op]}({parts[0]})" if op in PYTHON else None


# --- primitives ---------------------------------------------------------------------------------------

Rewrite = Callable[[tuple[Term, ...]], Term]


def _sigmoid(args: tuple[Term, ...]) -> Term:
    """1/(1 + e^{−x}): at −1000 the exponential is ∞ and the quotient 0, as it should be."""
    return div(ONE, add(ONE, exp(_negated(args[0]))))


def _negated(x: Term) -> Term:
    return x.args[0] if isinstance(x, Call) and x.op == "neg" else neg(x)


def _softplus(args: tuple[Term, ...]) -> Term:
    """max(x, 0) + log1p(e^{−|x|})."""
    x = args[0]
    return add(call("log1p", exp(neg(call("abs", x)))), call("max", x, ZERO))


PRIMITIVE: dict[str, Rewrite] = {
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "relu": lambda a: call("max", a[0], ZERO),
    "heaviside": lambda a: call("cases", call("gt", a[0], ZERO), ONE, ZERO),
    "leaky_relu": lambda a: call("cases", call("gt", a[0], ZERO), a[0], mul(a[1], a[0])),
    "silu": lambda a: div(a[0], add(ONE, exp(_negated(a[0])))),
    "indicator": lambda a: call("cases", a[0], ONE, ZERO),
    "logcosh": lambda a: log_cosh(a[0]),
    "gelu": lambda a: div(mul(a[0], call("erfc", neg(div(a[0], call("sqrt", TWO))))), TWO),
}
"""Functions of the table as chains of ufuncs; the others are expanded by their row."""


def primitive(term: Term, keep: Container[str] = ()) -> Term:
    """The term with every function that is no ufunc, and not to be kept, written out in a form that is right at ±1000."""
    match term:
        case Call("pow", (base, Num(value))) if value == Fraction(1, 2):
            return primitive(call("sqrt", base), keep)
        case Call("mul", args) if any(a is MINUS_ONE for a in args) and len(args) == 2:
            return primitive(neg(args[1] if args[0] is MINUS_ONE else args[0]), keep)
        case Call("cases", (Call("gt", (x, a)), y, Call("mul", (Num(k), z)) as other)) if a is ZERO and x == y == z and k <= 1:
            return primitive(call("max", x, other), keep)
        case Call(op, args):
            inner = tuple(primitive(a, keep) for a in args)
            if op in PRIMITIVE and op not in keep:
                return primitive(PRIMITIVE[op](inner), keep)
            row = FUNCTIONS.get(op)
            if op not in KNOWN and ufunc_of(op) is None and op not in keep and row is not None and row.expand is not None:
                return primitive(row.expand(*inner), keep)
            return term if inner == args else Call(op, inner)
    return term
