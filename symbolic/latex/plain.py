"""Terms as one line of Unicode text, for terminals: ``(x² − 1)/(x − 1)``, ``Σ_{i=1}^{n} x_i``, ``∂E/∂w_{jk}``.

Made for the eye; LaTeX is the form that is read back.
"""

from __future__ import annotations

import re
from fractions import Fraction
from unicodedata import normalize

from symbolic.functions import CONNECTIVES, FUNCTIONS, RELATIONS
from symbolic.gradients import slope_at
from symbolic.latex.calculus.increments import undifferentiated
from symbolic.latex.probability.event_printing import TEXT, is_event, written_event
from symbolic.terms import INFINITY, MINUS_ONE, ONE, UNDEFINED, Apply, Bind, Call, Deriv, Elem, Matrix, Num, Sym, Term, call

RELATION, SUM, PRODUCT, OPERATOR, POWER, ATOM = range(6)

SIGNS = {
    "eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "approx": "≈", "propto": "∝", "element": "∈",
    "implies": "⇒", "impliedby": "⇐", "iff": "⇔", "and": "∧", "or": "∨",
}
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ",
    "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "infty": "∞", "top": "⊤", "partial": "∂", "nabla": "∇", "mid": "|", "cdot": "·",
    "hbar": "ℏ", "dagger": "†", "ast": "*", "star": "⋆", "prime": "′", "aleph": "ℵ", "sim": "∼", "in": "∈",
}
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304", "overline": "\u0304", "vec": "\u20d7",
    "dot": "\u0307", "ddot": "\u0308", "dddot": "\u20db", "check": "\u030c", "breve": "\u0306", "mathring": "\u030a",
    "acute": "\u0301", "grave": "\u0300", "overleftarrow": "\u20d6",
}
EXTREMES = {"maximum": "max", "minimum": "min", "supremum": "sup", "infimum": "inf"}
SUPERSCRIPTS = str.maketrans("0123456789-+n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ")


def to_text(term: Term) -> str:
    """The term in plain Unicode."""
    return _print(term)[0]


def name_text(name: str) -> str:
    r"""A name in canonical LaTeX as Unicode: ``\hat{y}_{i}`` → ``ŷ_i``."""
    name = re.sub(rf"\\({'|'.join(ACCENTS)})\{{((?:\\[A-Za-z]+|[^{{}}]))\}}",
                  lambda m: normalize("NFC", name_text(m.group(2)) + ACCENTS[m.group(1)]), name)
    name = re.sub(r"\\(?:mathbf|boldsymbol|bm|mathrm|mathcal|mathbb|mathsf|mathit|mathfrak|mathscr|text|operatorname)\{([^{}]*)\}",
                  r"\1", name)
    name = re.sub(r"\\([A-Za-z]+) ?", lambda m: GREEK.get(m.group(1), m.group(1)), name)
    name = re.sub(r"([_^])\{(.)\}", r"\1\2", name.replace(r"\|", "‖").removesuffix("{}"))
    return name.replace("{", "(").replace("}", ")") if name.count("{") > 3 else name


def _wrap(term: Term, level: int) -> str:
    text, own = _print(term)
    return text if own >= level else f"({text})"


def _print(t: Term) -> tuple[str, int]:
    slope = slope_at(t)
    if slope is not None:
        return f"∇{'²' if slope.hessian else ''}{_applied(Apply(slope.function, (slope.place,), (0,)))}", ATOM
    match t:
        case Num(value):
            return _number(value)
        case Sym(name):
            return name_text(name), ATOM
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
            return "[" + "; ".join(", ".join(map(to_text, row)) for row in rows) + "]", ATOM
    raise TypeError(f"not a term: {t!r}")


def _number(value: Fraction) -> tuple[str, int]:
    text = str(value).replace("-", "−")
    return text, SUM if value < 0 else ATOM if value.denominator == 1 else PRODUCT


def _list(terms: tuple[Term, ...]) -> str:
    return ", ".join(map(to_text, terms))


def _element(base: Term, indices: tuple[Term, ...]) -> str:
    texts = [to_text(i) for i in indices]
    if isinstance(base, Sym) and r"\cdot" in base.name:
        name, above = base.name, base.name.count(r"\cdot")
        for text in texts[:above]:
            name = name.replace(r"\cdot", text, 1)
        return name_text(name).replace("^{", "^").replace("}", "") + (_subscript(texts[above:]) if texts[above:] else "")
    return (name_text(base.name) if isinstance(base, Sym) else _wrap(base, ATOM)) + _subscript(texts)


def _subscript(texts: list[str]) -> str:
    if len(texts) == 1 and len(texts[0]) == 1:
        return f"_{texts[0]}"
    short = all(len(text) == 1 for text in texts) and not all(text.isdigit() for text in texts)
    return "_{" + ("" if short else ",").join(texts) + "}"


def _call(op: str, args: tuple[Term, ...]) -> tuple[str, int]:
    match op, args:
        case "add", _:
            return _sum(args), SUM
        case "neg", (a,):
            return f"−{_wrap(a, PRODUCT)}", SUM
        case ("mul" | "matmul"), _ if len(args) > 1:
            return _product(args, op), PRODUCT
        case "div", (a, b):
            return f"{_wrap(a, POWER)}/{_wrap(b, POWER)}", OPERATOR
        case "pow", (a, b):
            return _wrap(a, ATOM) + _exponent(b), POWER
        case "exp" | "expm", (a,):
            return ("e", ATOM) if a is ONE else ("e" + _exponent(a), POWER)
        case "transpose", (a,):
            return f"{_wrap(a, ATOM)}ᵀ", POWER
        case "inverse", (a,):
            return f"{_wrap(a, ATOM)}⁻¹", POWER
        case "sqrt", (a,):
            return "√" + (to_text(a) if isinstance(a, (Num, Sym, Elem)) else f"({to_text(a)})"), POWER
        case "root", (a, n):
            return f"root({_list((a, n))})", ATOM
        case "factorial", (a,):
            return f"{_wrap(a, ATOM)}!", POWER
        case "hadamard", _:
            return " ⊙ ".join(_wrap(a, OPERATOR) for a in args), PRODUCT
        case "kron", _:
            return " ⊗ ".join(_wrap(a, OPERATOR) for a in args), PRODUCT
        case "cross", _:
            return " × ".join(_wrap(a, OPERATOR) for a in args), PRODUCT
        case "abs", (a,):
            return f"|{to_text(a)}|", ATOM
        case "norm", (a,):
            return f"‖{to_text(a)}‖", ATOM
        case ("norm1" | "norm_inf"), (a,):
            return f"‖{to_text(a)}‖{'₁' if op == 'norm1' else '_∞'}", ATOM
        case "inner", _:
            return f"⟨{_list(args)}⟩", ATOM
        case "floor", (a,):
            return f"⌊{to_text(a)}⌋", ATOM
        case "ceil", (a,):
            return f"⌈{to_text(a)}⌉", ATOM
        case _:
            return _special(op, args)


def _special(op: str, args: tuple[Term, ...]) -> tuple[str, int]:
    match op, args:
        case "smooth", (f, order):
            if order is MINUS_ONE:
                return f"{to_text(f)} is a function", RELATION
            return f"{to_text(f)} ∈ C{'∞' if order is INFINITY else _exponent(order)}", RELATION
        case ("posdef" | "possemidef"), _:
            return f"{to_text(args[0])} {'≻' if op == 'posdef' else '⪰'} 0", RELATION
        case ("and" | "or" | "not"), _ if is_event(call(op, *args)):
            return written_event(call(op, *args), to_text, TEXT), RELATION
        case "not", (a,):
            return f"not ({to_text(a)})", RELATION
        case _ if op in RELATIONS:
            return f"{to_text(args[0])} {SIGNS[op]} {to_text(args[1])}", RELATION
        case _ if op in CONNECTIVES or op in ("and", "or"):
            tests = (to_text(a) if isinstance(a, Call) and a.op in RELATIONS else f"({to_text(a)})" for a in args)
            return f" {SIGNS[op]} ".join(tests), RELATION
        case "cases", _:
            pairs = [f"{to_text(v)} if {to_text(c)}" for c, v in zip(args[:-1:2], args[1::2], strict=True)]
            rest = [] if args[-1] == UNDEFINED else [f"{to_text(args[-1])} otherwise"]
            return "{" + "; ".join([*pairs, *rest]) + "}", ATOM
        case "indicator", (a,):
            return f"1[{to_text(a)}]", ATOM
        case "delta", _:
            return f"δ{_subscript([to_text(a) for a in args])}", ATOM
        case "identity", (n,):
            return f"I_{_wrap(n, ATOM)}", ATOM
        case ("ones" | "zeros"), (m, n):
            size = _wrap(m, ATOM) if n is ONE else f"({to_text(m)}×{to_text(n)})"
            return f"{'𝟏' if op == 'ones' else '𝟎'}_{size}", ATOM
        case ("gradient" | "hessian"), (a, variables):
            by = _list(variables.args) if isinstance(variables, Call) and variables.op == "tuple" else to_text(variables)
            return f"∇{'²' if op == 'hessian' else ''}_{{{by}}} {_wrap(a, POWER)}", OPERATOR
        case ("divergence" | "curl" | "laplacian"), (a, _):
            return f"{'∇²' if op == 'laplacian' else '∇·' if op == 'divergence' else '∇×'}{_wrap(a, POWER)}", OPERATOR
        case "binomial", _:
            return f"binom({_list(args)})", ATOM
        case ("expectation" | "variance"), (a,):
            return f"{'E' if op == 'expectation' else 'Var'}[{to_text(a)}]", ATOM
        case ("entropy" | "information"), (*groups, Call(_, given)):
            inside = "; ".join(_list(g.args) for g in groups if isinstance(g, Call))
            return f"{'H' if op == 'entropy' else 'I'}({inside}{f' | {_list(given)}' if given else ''})", ATOM
        case "expectation_given", (a, *given):
            return f"E[{to_text(a)} | {_list(tuple(given))}]", ATOM
        case "covariance", _:
            return f"Cov({_list(args)})", ATOM
        case "probability", _:
            return f"P({' | '.join(map(to_text, args))})", ATOM
        case "random", (a,):
            return f"{to_text(a)} is {'an event' if is_event(a) else 'random'}", RELATION
        case ("independent" | "identical"), _:
            return f"{_list(args)} {'independent' if op == 'independent' else 'identically distributed'}", RELATION
        case "distributed", (a, Call(law, parameters)):
            return f"{to_text(a)} ∼ {law}({_list(parameters)})", RELATION
        case "tuple", _:
            return f"({_list(args)})", ATOM
    name = _as_written(op)
    return (f"{name}({_list(args)})" if args else name), ATOM


def _as_written(op: str) -> str:
    """The name of a function in plain text, or the one that its row has in LaTeX: ``arcsin``."""
    row = FUNCTIONS.get(op)
    if row is not None and row.text:
        return row.text
    written = re.fullmatch(r"\\(?:operatorname\{(\w+)\}|([a-z]+))", row.latex) if row is not None and row.elementwise else None
    return (written[1] or written[2]) if written is not None else op


def _exponent(b: Term) -> str:
    text = to_text(b)
    if re.fullmatch(r"−?[0-9]+|n", text):
        return text.replace("−", "-").translate(SUPERSCRIPTS)
    return f"^{text}" if re.fullmatch(r"\w", text) else f"^({text})"


def _sum(args: tuple[Term, ...]) -> str:
    out = ""
    for a in args:
        if isinstance(a, Call) and a.op == "neg":
            out += (" − " if out else "−") + _wrap(a.args[0], PRODUCT)
        else:
            out += (" + " if out else "") + _wrap(a, PRODUCT)
    return out


def _product(args: tuple[Term, ...], op: str) -> str:
    out = ""
    for place, a in enumerate(args):
        text, level = _print(a)
        nested = isinstance(a, Call) and a.op in ("mul", "hadamard", "kron", "cross", op)
        open_ended = level == OPERATOR and not (isinstance(a, Call) and a.op == "div")
        if level < PRODUCT or nested or (open_ended and place < len(args) - 1):
            text = f"({text})"
        if not out:
            out = text
        elif text[0].isdigit() or (text[0] == "(" and out[-1] != ")"):
            out += "·" + text
        else:
            out += ("" if text[0] == "(" or (out[-1].isdigit() and len(out) < 4 and out.isdigit()) else " ") + text
    return out


def _applied(t: Apply) -> str:
    orders = "′" * t.orders[0] if len(t.args) == 1 else f"^({','.join(map(str, t.orders))})" if any(t.orders) else ""
    if t.function.name == r"\cdot" and len(t.args) == 3:
        return f"({_wrap(t.args[0], PRODUCT)} · {_wrap(t.args[1], PRODUCT)})"
    if r"\cdot" in t.function.name and (t.function.sort.opaque or t.function.name.endswith((")", "]"))):
        shown = name_text(t.function.name).replace("(", f"{orders}(", 1)
        own = max(0, shown.count("·") - len(t.args))  # dots of the name itself, n_{· k}(x), stand before those of the arguments
        rest = iter(["·"] * own + [to_text(a) for a in t.args])
        return re.sub("·", lambda _: next(rest), shown)
    return f"{name_text(t.function.name)}{orders}({_list(t.args)})"


def _bound(t: Bind) -> tuple[str, int]:
    from symbolic.latex.printer import readable

    if (inside := undifferentiated(t)) is not None:
        return f"d({to_text(inside)})", POWER
    t = readable(t)
    var, body = name_text(t.var.name), _wrap(t.body, PRODUCT)
    match t.op, t.bounds:
        case "partial", (upto, *_):  # the formal sums of the normal form, from wherever they start
            return f"Σ_{{{var} ≤ {to_text(upto)}}} {body}", OPERATOR
        case ("sum" | "prod"), (lo, hi):
            return f"{'Σ' if t.op == 'sum' else 'Π'}_{{{var}={to_text(lo)}}}^{{{to_text(hi)}}} {body}", OPERATOR
        case "integral", (lo, hi):
            return f"∫_{{{to_text(lo)}}}^{{{to_text(hi)}}} {body} d{var}", OPERATOR
        case "integral", _:
            return f"∫ {body} d{var}", OPERATOR
        case ("limit" | "limit+" | "limit-"), (point,):
            return f"lim_{{{var}→{to_text(point)}{t.op[5:]}}} {body}", OPERATOR
        case "at", (value,):
            return f"[{to_text(t.body)}] at {var}={to_text(value)}", OPERATOR
        case "forall", (lo, hi):
            return f"{to_text(t.body)} for all {var} ∈ {{{to_text(lo)}, …, {to_text(hi)}}}", RELATION
        case "forall", _:
            return f"{to_text(t.body)} for all {var}", RELATION
    span = f" in {to_text(t.bounds[0])}..{to_text(t.bounds[1])}" if len(t.bounds) == 2 else ""
    return f"{EXTREMES.get(t.op, t.op)}_{{{var}{span}}} {body}", OPERATOR


def _derivative(body: Term, var: Term, order: Term) -> tuple[str, int]:
    power = "" if order is ONE else _exponent(order)
    if isinstance(body, (Sym, Elem)):
        return f"∂{power}{to_text(body)}/∂{to_text(var)}{power}", OPERATOR
    return f"∂{power}/∂{to_text(var)}{power} {_wrap(body, ATOM)}", OPERATOR
