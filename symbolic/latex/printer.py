r"""Terms as LaTeX.  What is printed can be read back: ``read_expression(to_latex(t), scope)`` is ``t``.

A product is written by juxtaposition, with ``\cdot`` wherever juxtaposition could be taken for a call or a numeral.
Nested sums and products keep their brackets, because a term is what was written.

Levels of binding, from loose to tight: relations, sums, signs and products, powers, atoms.
"""

from __future__ import annotations

import re
from fractions import Fraction

from symbolic.distributions import LAWS
from symbolic.functions import CONNECTIVES, FUNCTIONS, RELATIONS
from symbolic.gradients import is_place, slope_at
from symbolic.latex.probability.event_printing import LATEX, is_event, written_event
from symbolic.terms import (
    INTEGER,
    ONE,
    UNDEFINED,
    ZERO,
    Apply,
    Bind,
    Call,
    Deriv,
    Elem,
    Matrix,
    Num,
    Sym,
    Term,
    call,
    free_symbols,
    substitute,
    sym,
)

RELATION, SUM, PRODUCT, OPERATOR, POWER, ATOM = range(6)
LETTERS = ("i", "j", "k", "l", "m", "n", "p", "q", "r", "s", "u", "v")

NAMED = {  # functions whose printed name is not the one of their row
    "heaviside": r"\operatorname{heaviside}", "conj": r"\operatorname{conj}", "unit": r"\operatorname{unit}",
    "big_o": "O", "little_o": "o", "imaginary": "i",
    "log2": r"\log_{2}", "log10": r"\log_{10}", "invertible": r"\operatorname{invertible}",
}
EXTREMES = {"maximum": r"\max", "minimum": r"\min", "supremum": r"\sup", "infimum": r"\inf"}
MARKS_ABOVE = (ONE, ZERO, call("exp", ONE))
"""Exponents that above a name may be marks: ``x^1``, ``x_{\\text{old}}^e``."""
BETWEEN = {"abs": ("|", "|"), "norm": (r"\|", r"\|"), "floor": (r"\lfloor ", r" \rfloor"), "ceil": (r"\lceil ", r" \rceil")}


def to_latex(term: Term) -> str:
    """The term as LaTeX that reads back to the same term."""
    return _print(term)[0]


def _wrap(term: Term, level: int) -> str:
    """The term, in brackets if it binds more loosely than ``level``."""
    text, own = _print(term)
    return text if own >= level else rf"\left({text}\right)"


def _print(t: Term) -> tuple[str, int]:
    slope = slope_at(t)
    if slope is not None and is_place(slope.place):
        sign = r"\nabla^{2}" if slope.hessian else r"\nabla"
        return rf"{sign} {to_latex(Apply(slope.function, (slope.place,), (0,)))}", OPERATOR
    match t:
        case Num(value):
            return _number(value)
        case Sym(name):
            return name, ATOM
        case Elem(base, indices):
            return _element(base, indices), ATOM
        case Call(op, args):
            return _call(op, args)
        case Apply():
            return _applied(t), ATOM
        case Bind():
            return _bound(t)
        case Deriv(body, var, order):
            return _derivative(body, var, order)
        case Matrix(rows):
            inner = r" \\ ".join(" & ".join(map(to_latex, row)) for row in rows)
            return rf"\begin{{pmatrix}} {inner} \end{{pmatrix}}", ATOM
    raise TypeError(f"not a term: {t!r}")


def _number(value: Fraction) -> tuple[str, int]:
    if value < 0:
        return "-" + _number(-value)[0], SUM
    if value.denominator == 1:
        return str(value.numerator), ATOM
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}", OPERATOR


def _element(base: Term, indices: tuple[Term, ...]) -> str:
    if not isinstance(base, Sym):
        return f"{_wrap(base, ATOM)}_{{{_list(indices)}}}"
    if r"\cdot" in base.name:
        name = base.name.replace(r"\cdot", to_latex(indices[0]))
        return name + (f"_{{{_list(indices[1:])}}}" if indices[1:] else "")
    return with_subscript(base.name, _list(indices))


def with_subscript(name: str, subscript: str) -> str:
    """A name with a further subscript; one that has a subscript already gets both, separated by a semicolon."""
    found = re.fullmatch(r"(.*)_\{(.*)\}", name)
    return f"{found.group(1)}_{{{found.group(2)};{subscript}}}" if found else f"{name}_{{{subscript}}}"


def _list(terms: tuple[Term, ...]) -> str:
    return ", ".join(map(to_latex, terms))


# --- calls ------------------------------------------------------------------------------------


def _call(op: str, args: tuple[Term, ...]) -> tuple[str, int]:
    match op, args:
        case "add", _:
            return _sum(args), SUM
        case "neg", (a,):
            return f"-{_wrap(a, PRODUCT)}" if not isinstance(a, Num) or a.value >= 0 else f"-({to_latex(a)})", SUM
        case ("mul" | "matmul"), _ if len(args) > 1:
            return _product(args, op), PRODUCT
        case "div", (a, b):
            return rf"\frac{{{to_latex(a)}}}{{{to_latex(b)}}}", OPERATOR
        case "pow", (a, b):
            base = rf"\left({to_latex(a)}\right)" if b in MARKS_ABOVE else _base(a)
            return f"{base}^{{{to_latex(b)}}}", POWER
        case "exp" | "expm", (a,):
            return ("e", ATOM) if a is ONE else (f"e^{{{to_latex(a)}}}", POWER)
        case "transpose", (Call("inverse", (a,)),):
            return rf"{_base(a)}^{{-\top}}", POWER
        case "transpose", (a,):
            return rf"{_base(a)}^\top", POWER
        case "inverse", (a,):
            return f"{_base(a)}^{{-1}}", POWER
        case "sqrt", (a,):
            return rf"\sqrt{{{to_latex(a)}}}", ATOM
        case "root", (a, n):
            return rf"\sqrt[{to_latex(n)}]{{{to_latex(a)}}}", ATOM
        case "factorial", (a,):
            return f"{_base(a)}!", POWER
        case "binomial", (n, k):
            return rf"\binom{{{to_latex(n)}}}{{{to_latex(k)}}}", ATOM
        case ("hadamard" | "kron" | "cross"), _:
            sign = rf" {FUNCTIONS[op].latex} "
            return sign.join(_wrap(a, OPERATOR) for a in args), PRODUCT
        case _:
            return _statement(op, args) or _of_chance(op, args) or _special(op, args)


def _statement(op: str, args: tuple[Term, ...]) -> tuple[str, int] | None:
    """Relations and what is put together from them."""
    match op, args:
        case ("and" | "or" | "not"), _ if is_event(call(op, *args)):
            return written_event(call(op, *args), to_latex, LATEX), RELATION
        case ("and" | "or"), _:
            return f" {FUNCTIONS[op].latex} ".join(_bracketed_test(a) for a in args), RELATION
        case "not", (a,):
            return rf"\lnot {_bracketed_test(a)}", RELATION
        case "smooth", (f, order):
            return rf"{to_latex(f)} \in C^{{{to_latex(order)}}}", RELATION
        case ("posdef" | "possemidef"), _:
            return rf"{to_latex(args[0])} {FUNCTIONS[op].latex}", RELATION
        case _ if op in CONNECTIVES:
            return rf"{_bracketed_test(args[0])} {FUNCTIONS[op].latex} {_bracketed_test(args[1])}", RELATION
        case _ if op in RELATIONS:
            return f"{to_latex(args[0])} {FUNCTIONS[op].latex} {to_latex(args[1])}", RELATION
    return None


def _of_chance(op: str, args: tuple[Term, ...]) -> tuple[str, int] | None:
    """Expectations, probabilities, and what is declared of random variables."""
    match op, args:
        case ("entropy" | "information"), (*groups, Call(_, given)):
            inside = "; ".join(_list(g.args) for g in groups if isinstance(g, Call))
            return f"{FUNCTIONS[op].latex}({inside}" + (rf" \mid {_list(given)}" if given else "") + ")", ATOM
        case "expectation_given", (a, *given):
            return rf"\mathbb{{E}}[{to_latex(a)} \mid {_list(tuple(given))}]", ATOM
        case "expectation", (a,):
            return rf"\mathbb{{E}}[{to_latex(a)}]", ATOM
        case "probability", _:
            return r"\mathbb{P}(" + r" \mid ".join(map(to_latex, args)) + ")", ATOM
        case "random", (a,) if is_event(a):
            return rf"{to_latex(a)} \subseteq \Omega", RELATION
        case "random", (a,):
            return rf"{to_latex(a)} : \Omega \to {_number_set(a)}", RELATION
        case "independent", _:
            return r" \perp ".join(map(to_latex, args)), RELATION
        case "distributed", (a, Call(law, parameters)):
            return rf"{to_latex(a)} \sim {LAWS[law].latex}({_list(parameters)})", RELATION
    return None


def _special(op: str, args: tuple[Term, ...]) -> tuple[str, int]:
    match op, args:
        case "cases", _:
            return _cases(args), ATOM
        case "indicator", (a,):
            return rf"\mathbb{{1}}[{to_latex(a)}]", ATOM
        case "delta", _:
            return rf"\delta_{{{_list(args)}}}", ATOM
        case "identity", (n,):
            return f"I_{{{to_latex(n)}}}", ATOM
        case ("ones" | "zeros"), (m, n):
            size = to_latex(m) if n is ONE else rf"{to_latex(m)} \times {to_latex(n)}"
            return rf"{FUNCTIONS[op].latex}_{{{size}}}", ATOM
        case ("norm1" | "norm_inf"), (a,):
            return rf"\|{to_latex(a)}\|_{{{1 if op == 'norm1' else chr(92) + 'infty'}}}", ATOM
        case "inner", (a, b):
            return rf"\langle {to_latex(a)}, {to_latex(b)} \rangle", ATOM
        case ("gradient" | "hessian"), (a, variables):
            return rf"{FUNCTIONS[op].latex}_{{{_variables(variables)}}} {_operand(a)}", OPERATOR
        case "laplacian", (a, variables):
            return rf"\nabla_{{{_variables(variables)}}} \cdot \nabla_{{{_variables(variables)}}} {_operand(a)}", OPERATOR
        case ("divergence" | "curl"), (a, variables):
            return rf"\nabla_{{{_variables(variables)}}} {FUNCTIONS[op].latex} {_operand(a)}", OPERATOR
        case "jacobian", (a, variables):
            return rf"\frac{{\partial ({to_latex(a)})}}{{\partial ({_variables(variables)})}}", OPERATOR
        case "tuple", _:
            return f"({_list(args)})", ATOM
        case _ if op in BETWEEN:
            left, right = BETWEEN[op]
            return (rf"\left|{to_latex(args[0])}\right|" if op == "abs" else f"{left}{to_latex(args[0])}{right}"), ATOM
    row = FUNCTIONS.get(op)
    name = NAMED.get(op) or (row.latex if row and row.latex.startswith("\\") else rf"\operatorname{{{op}}}")
    return (name if not args else f"{name}({_list(args)})"), ATOM


def _number_set(t: Term) -> str:
    sizes = t.sort.shape if isinstance(t, Sym) else ()
    written = r" \times ".join(map(to_latex, sizes if sizes and sizes[1] is not ONE else sizes[:1]))
    return r"\mathbb{R}" + (f"^{{{written}}}" if sizes else "")


def _variables(term: Term) -> str:
    return _list(term.args) if isinstance(term, Call) and term.op == "tuple" else to_latex(term)


def _bracketed_test(t: Term) -> str:
    text, level = _print(t)
    simple = isinstance(t, Call) and t.op in RELATIONS
    return text if simple or level > RELATION else rf"\left({text}\right)"


def _sum(args: tuple[Term, ...]) -> str:
    parts: list[str] = []
    for place, a in enumerate(args):
        negative = isinstance(a, Call) and a.op == "neg"
        inner = a.args[0] if isinstance(a, Call) and negative else a
        text = _wrap(inner, PRODUCT)
        if place < len(args) - 1 and _escapes(inner, args[place + 1 :]):
            text = rf"\left({to_latex(inner)}\right)"
        parts.append((" - " if parts else "-") + text if negative else (" + " if parts else "") + text)
    return "".join(parts)


def _escapes(t: Term, rest: tuple[Term, ...]) -> bool:
    """Whether the variable of a binder at the end of ``t`` names something free in what follows, or its operand takes that in."""
    names = {s.name for r in rest for s in free_symbols(r)}
    last: Term = t
    while isinstance(last, Bind) or (isinstance(last, Call) and last.op in ("mul", "matmul", "neg")):
        if isinstance(last, Bind) and (last.op in ("argmax", "argmin") or last.var.name in names):
            return True
        last = last.body if isinstance(last, Bind) else last.args[-1]
    return False


def _product(args: tuple[Term, ...], op: str) -> str:
    out = ""
    previous: Term | None = None
    for place, a in enumerate(args):
        last = place == len(args) - 1
        text, level = _print(a)
        open_ended = level == OPERATOR and not (isinstance(a, Call) and a.op == "div") and not isinstance(a, Num)
        same_kind = isinstance(a, Call) and (a.op == op or a.op in ("hadamard", "kron", "cross") or (a.op, op) == ("mul", "matmul"))
        if level < PRODUCT or same_kind or (open_ended and not last) or (isinstance(a, Call) and a.op == "mul"):
            text = rf"\left({text}\right)"
        if previous is None:
            out = text
        else:
            out += (r" \cdot " if _needs_dot(previous, out, text) else " ") + text
        previous = a
    return out


def _needs_dot(previous: Term, before: str, text: str) -> bool:
    if text[0].isdigit() or text.startswith(r"\frac{\partial"):
        return True
    if text.startswith((r"\left(", "(", r"\left|", "|", r"\|")):
        return not before.endswith(r"\right)")
    return isinstance(previous, Num) and previous.value.denominator != 1


def _base(a: Term) -> str:
    text, level = _print(a)
    special = isinstance(a, (Matrix, Bind)) or (isinstance(a, Call) and a.op == "delta")
    plain = level == ATOM and not special and text != "e"  # e^x is the exponential, no power of a number e
    if plain and not re.search(r"\^", text.split("(")[0].split("_")[0] if isinstance(a, (Sym, Elem)) else ""):
        return text
    return text if isinstance(a, Matrix) else rf"\left({text}\right)"


def _cases(args: tuple[Term, ...]) -> str:
    rows = [f"{to_latex(v)} & {to_latex(c)}" for c, v in zip(args[:-1:2], args[1::2], strict=True)]
    if args[-1] != UNDEFINED:
        rows.append(rf"{to_latex(args[-1])} & \text{{otherwise}}")
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


# --- functions, binders, derivatives ----------------------------------------------------------


def _applied(t: Apply) -> str:
    name = t.function.name
    primes = len(t.args) == 1 and t.orders[0] <= 3
    orders = "'" * t.orders[0] if primes else f"^{{({', '.join(map(str, t.orders))})}}" if any(t.orders) else ""
    if r"\cdot" in name and (t.function.sort.opaque or name.endswith((")", "]"))):
        own = max(0, name.count(r"\cdot") - len(t.args))  # dots of the name itself stand before those of the arguments
        rest = iter([r"\cdot"] * own + [to_latex(a) for a in t.args])
        return re.sub(r"\\cdot", lambda _: next(rest), name.replace("(", f"{orders}(", 1))
    return f"{name}{orders}({_list(t.args)})"


def _bound(t: Bind) -> tuple[str, int]:
    t = readable(t)
    var, body = t.var.name, t.body
    match t.op, t.bounds:
        case ("sum" | "prod"), (lo, hi):
            return rf"\{t.op}_{{{var}={to_latex(lo)}}}^{{{to_latex(hi)}}} {_operand(body)}", OPERATOR
        case "integral", (lo, hi):
            return rf"\int_{{{to_latex(lo)}}}^{{{to_latex(hi)}}} {_operand(body)} \, d{var}", OPERATOR
        case "integral", _:
            return rf"\int {_operand(body)} \, d{var}", OPERATOR
        case ("limit" | "limit+" | "limit-"), (point,):
            side = f"^{{{t.op[-1]}}}" if t.op != "limit" else ""
            return rf"\lim_{{{var} \to {_wrap(point, POWER if side else SUM)}{side}}} {_operand(body)}", OPERATOR
        case "at", (value,):
            return rf"\left. {to_latex(body)} \right|_{{{var}={to_latex(value)}}}", ATOM
        case "forall", (lo, hi):
            return rf"{to_latex(body)} \text{{ for all }} {var} \in \{{{to_latex(lo)}, \dots, {to_latex(hi)}\}}", RELATION
        case "forall", _:
            return rf"{to_latex(body)} \text{{ for all }} {var}", RELATION
        case _, (lo, hi) if t.op in EXTREMES:
            span = rf"\{{{to_latex(lo)}, \dots, {to_latex(hi)}\}}" if t.var.sort == INTEGER else f"[{to_latex(lo)}, {to_latex(hi)}]"
            return rf"{EXTREMES[t.op]}_{{{var} \in {span}}} \left({to_latex(body)}\right)", OPERATOR
        case _, () if t.op in EXTREMES:
            return rf"{EXTREMES[t.op]}_{{{var}}} \left({to_latex(body)}\right)", OPERATOR
        case ("argmax" | "argmin"), _:
            return rf"\{t.op[:3]}\{t.op[3:]}_{{{var}}} {_operand(body)}", OPERATOR
    raise TypeError(f"unknown binder {t.op}")


def _operand(body: Term) -> str:
    """What stands after a binder: a product, or brackets."""
    return _wrap(body, PRODUCT)


def readable(t: Bind) -> Bind:
    """The binder with a variable whose name nothing else in the body has."""
    others = {s.name for s in free_symbols(t.body) if s is not t.var}
    if t.var.name not in others:
        return t
    name = next(n for n in (*LETTERS, *(f"{a}_{{{k}}}" for k in range(1, 1000) for a in LETTERS)) if n not in others)
    var = sym(name, t.var.sort)
    return Bind(t.op, var, substitute(t.body, {t.var: var}), t.bounds)


def _derivative(body: Term, var: Term, order: Term) -> tuple[str, int]:
    power = "" if order is ONE else f"^{{{to_latex(order)}}}"
    by = rf"\partial {to_latex(var)}{power}"
    if isinstance(body, (Sym, Elem)):
        return rf"\frac{{\partial{power} {to_latex(body)}}}{{{by}}}", OPERATOR
    return rf"\frac{{\partial{power}}}{{{by}}} \left({to_latex(body)}\right)", OPERATOR
