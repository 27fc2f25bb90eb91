"""A plan as loops that numba compiles: whole runs without a return to Python.

The examples go through the layers in blocks that stay in the processor's nearest memory; within a block the innermost loops run over
the examples, so that they become vector instructions.  Sums over examples are taken in another order than NumPy's: the results agree
to rounding.  Sums may be reassociated (``fastmath``), NaN and infinity are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from pprint import pformat

from numeric.elementwise import primitive
from numeric.emitting import CompileError
from numeric.planning import A, Plan, Y, Z
from symbolic.terms import ONE, Call, Num, Sym, Term, mul, sym

MATH = {"log": "log", "sqrt": "sqrt", "tanh": "tanh", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh",
        "cosh": "cosh", "abs": "fabs", "log1p": "log1p", "expm1": "expm1", "atan": "atan", "erf": "erf", "asinh": "asinh"}
OWN = {"exp": "exponential", "softplus": "softly"}
"""Functions of the module itself, which become vector instructions."""
SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "==", "ne": "!="}

LOOPS = '''
@njit(fastmath=EXACT, error_model="numpy", cache=KEPT)
def exponential(x):
    """e^x to one unit in the last place, without a call, so that loops over it become vector instructions."""
    c = -708.0 if x < -708.0 else (709.0 if x > 709.0 else x)
    k = np.floor(c*1.4426950408889634 + 0.5)
    r = (c - k*0.693147180369123816490) - k*1.90821492927058770002e-10
    p = 1/479001600 + r*(1/6227020800)
    p = 1/3628800 + r*(1/39916800 + r*p)
    p = 1/40320 + r*(1/362880 + r*p)
    p = 1/720 + r*(1/5040 + r*p)
    p = 1/24 + r*(1/120 + r*p)
    p = 1.0 + r*(1.0 + r*(1/2 + r*(1/6 + r*p)))
    power = np.int64((np.int64(k) + 1023) << 52).view(np.float64)
    return np.inf if x > 709.0 else (0.0 if x < -708.0 else p*power)


@njit(fastmath=EXACT, error_model="numpy", cache=KEPT)
def logarithm(x):
    """log x of a positive normal number to a few units in the last place, without a call."""
    bits = np.float64(x).view(np.int64)
    k = (bits >> 52) - 1023
    m = np.int64((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000).view(np.float64)
    large = m > 1.4142135623730951
    m = 0.5*m if large else m
    e = np.float64(k + 1) if large else np.float64(k)
    s = (m - 1.0)/(m + 1.0)
    q = s*s
    p = 1/15 + q*(1/17 + q*(1/19 + q*(1/21 + q*(1/23))))
    p = 1/3 + q*(1/5 + q*(1/7 + q*(1/9 + q*(1/11 + q*(1/13 + q*p)))))
    return e*0.693147180369123816490 + (e*1.90821492927058770002e-10 + 2.0*s*(1.0 + q*p))


@njit(fastmath=EXACT, error_model="numpy", cache=KEPT)
def softly(x):
    """log(1 + e^x)."""
    u = exponential(-x if x > 0.0 else x)
    y = 1.0 + u
    return (x if x > 0.0 else 0.0) + (logarithm(y) + (u - (y - 1.0))/y)


@njit(fastmath=FLAGS, error_model="numpy", cache=KEPT)
def product(W, A, Z, n):
    """Z = W A, on the first n examples."""
    units, inputs = W.shape
    for j in range(units):
        first = inputs % 3
        for i in range(n):
            Z[j, i] = 0.0
        for k in range(first):
            w = W[j, k]
            for i in range(n):
                Z[j, i] += w*A[k, i]
        for k in range(first, inputs, 3):
            u, v, w = W[j, k], W[j, k + 1], W[j, k + 2]
            for i in range(n):
                Z[j, i] += u*A[k, i] + v*A[k + 1, i] + w*A[k + 2, i]


@njit(fastmath=FLAGS, error_model="numpy", cache=KEPT)
def back(W, D, E, n):
    """E = W^T D without the row of the biases, on the first n examples."""
    units, inputs = W.shape
    for k in range(inputs - 1):
        first = units % 2
        for i in range(n):
            E[k, i] = 0.0
        for j in range(first):
            w = W[j, k]
            for i in range(n):
                E[k, i] += w*D[j, i]
        for j in range(first, units, 2):
            v, w = W[j, k], W[j + 1, k]
            for i in range(n):
                E[k, i] += v*D[j, i] + w*D[j + 1, i]


@njit(fastmath=FLAGS, error_model="numpy", cache=KEPT)
def outer(D, A, G, n):
    """G grows by D A^T, over the first n examples."""
    units, inputs = G.shape
    for j in range(units):
        first = inputs % 2
        for k in range(first):
            u = 0.0
            for i in range(n):
                u += D[j, i]*A[k, i]
            G[j, k] += u
        for k in range(first, inputs, 2):
            u, v = 0.0, 0.0
            for i in range(n):
                u += D[j, i]*A[k, i]
                v += D[j, i]*A[k + 1, i]
            G[j, k] += u
            G[j, k + 1] += v
'''


def scalar(term: Term, names: Mapping[Sym, str]) -> str:
    """Python source of a scalar term, every part in parentheses."""
    match term:
        case Num(value):
            return repr(float(value))
        case Sym():
            return names[term]
        case Call("pi", ()):
            return repr(3.141592653589793)
        case Call("cases", args) if len(args) % 2:
            code = scalar(args[-1], names)
            for k in range(len(args) - 3, -1, -2):
                code = f"({scalar(args[k + 1], names)} if {scalar(args[k], names)} else {code})"
            return code
        case Call(op, args):
            return _call(op, [scalar(a, names) for a in args])
    raise CompileError(f"no scalar form of {term!r}")


def _call(op: str, parts: list[str]) -> str:
    if op in SIGNS:
        return f"({parts[0]} {SIGNS[op]} {parts[1]})"
    if op in OWN:
        return f"{OWN[op]}({parts[0]})"
    if op in MATH:
        return f"math.{MATH[op]}({parts[0]})"
    match op:
        case "add":
            return f"({' + '.join(parts)})"
        case "mul":
            return f"({'*'.join(parts)})"
        case "neg":
            return f"(-{parts[0]})"
        case "div":
            return f"({parts[0]}/{parts[1]})"
        case "pow":
            return f"({parts[0]}*{parts[0]})" if parts[1] == "2.0" else f"({parts[0]}**{parts[1]})"
        case "max" | "min":
            return f"{op}({', '.join(parts)})"
    raise CompileError(f"{op} has no scalar form")


def generate_loops(plan: Plan, title: str) -> str:
    """The text of the module: ``train`` runs whole epochs."""
    claims = f"CLAIMS = {pformat([c.record() for c in plan.claims], width=140, sort_dicts=False)}"
    flags = 'FLAGS = {"reassoc", "contract", "nsz", "arcp"}\nEXACT = {"contract"}'
    head = f'"""{title}\n\nGenerated from formulas as loops; CLAIMS lists what was proved of them.\n"""'
    imports = "import math\n\nimport numpy as np\nfrom numba import njit"
    parts = [f"{head}\n\n{imports}\n\n{claims}\n\n{flags}\nBLOCK = 128", LOOPS, _slopes(plan), _update(plan), _train(plan)]
    return "\n\n\n".join(p.strip("\n") for p in parts) + "\n"


def _lines(lines: list[str], depth: int = 1) -> str:
    return "\n".join("    " * depth + line if line else "" for line in lines)


def _function(head: str, lines: list[str]) -> str:
    return f'@njit(fastmath=FLAGS, error_model="numpy", cache=KEPT)\n{head}\n{_lines(lines)}'


def _over(units: str, body: list[str]) -> list[str]:
    """A loop over units and the examples of the block."""
    return [f"for j in range({units}):", "    for i in range(n):", *("        " + line for line in body)]


def _slopes(plan: Plan) -> str:
    """Gradient and summed loss of the chosen examples."""
    last = len(plan.hidden) + 1
    sizes = ", ".join(f"n{k}" for k in range(last + 1))
    factor = float(plan.layer.weight)
    opening = [f"{sizes} = sizes", "gradient[:] = 0.0", "end = 0"]
    for k in range(1, last + 1):
        opening += ["start = end", f"end = start + n{k}*(n{k - 1} + 1)"]
        opening += [f"{w}{k} = {array}[start:end].reshape(n{k}, n{k - 1} + 1)" for w, array in (("W", "theta"), ("G", "gradient"))]
    opening += ["A0 = np.empty((n0 + 1, BLOCK), theta.dtype)"]
    for k in range(1, last + 1):
        opening += [f"Z{k} = np.empty((n{k}, BLOCK), theta.dtype)", f"D{k} = np.empty((n{k}, BLOCK), theta.dtype)",
                    f"A{k} = np.full((n{k} + 1, BLOCK), {float(plan.layer.bias / plan.layer.weight)!r}, theta.dtype)"]
    opening += [f"Y = np.empty((n{last}, BLOCK), theta.dtype)", "loss = 0.0", "for low in range(0, len(chosen), BLOCK):"]
    block = ["n = min(BLOCK, len(chosen) - low)"]
    block += ["for k in range(n0 + 1):", "    for i in range(n):", "        A0[k, i] = X[k, chosen[low + i]]",
              f"for k in range(n{last}):", "    for i in range(n):", "        Y[k, i] = T[k, chosen[low + i]]"]
    scaled = [] if factor == 1 else [f"Z *= {factor!r}"]
    for k in range(1, last + 1):
        block += [f"product(W{k}, A{k - 1}, Z{k}, n)", *(s.replace("Z", f"Z{k}") for s in scaled)]
        value = plan.hidden[k - 1].value if k < last else plan.output.value
        block += _shares(last) if k == last and plan.output.shares else _over(f"n{k}", [f"z = Z{k}[j, i]", f"A{k}[j, i] = " + _code(value)])
    delta = _code(mul(sym("scale"), plan.output.slope))
    block += _over(f"n{last}", [f"z, a, y = Z{last}[j, i], A{last}[j, i], Y[j, i]", f"D{last}[j, i] = {delta}",
                                f"loss += {_code(plan.output.loss)}"])
    for k in range(last, 0, -1):
        block += [f"outer(D{k}, A{k - 1}, G{k}, n)"]
        if k > 1:
            slope = plan.hidden[k - 2].slope
            block += [f"back(W{k}, D{k}, D{k - 1}, n)", *(s.replace("Z", f"D{k - 1}") for s in scaled)]
            if slope is not ONE:
                block += _over(f"n{k - 1}", [f"z, a = Z{k - 1}[j, i], A{k - 1}[j, i]", f"D{k - 1}[j, i] *= {_code(slope)}"])
    closing = [] if factor == 1 else [f"gradient *= {factor!r}"]
    return _function("def slopes(theta, gradient, sizes, X, T, chosen, scale):",
                     ['"""Write scale times the gradient of the summed loss of the chosen examples; give that loss."""', *opening,
                      *("    " + line for line in block), *closing, "return loss"])


def _shares(last: int) -> list[str]:
    """The softmax of each example, and what its scores add to the loss."""
    z, a = f"Z{last}", f"A{last}"
    return ["for i in range(n):", f"    top = {z}[0, i]", f"    for j in range(n{last}):", f"        top = max(top, {z}[j, i])",
            "    total = 0.0", f"    for j in range(n{last}):", f"        {a}[j, i] = exponential({z}[j, i] - top)",
            f"        total += {a}[j, i]",
            f"    for j in range(n{last}):", f"        {a}[j, i] /= total", "    loss += math.log(total) + top"]


def _code(term: Term) -> str:
    return scalar(primitive(term, OWN), {Z: "z", A: "a", Y: "y", sym("scale"): "scale"})


def _update(plan: Plan) -> str:
    """The update rule, one parameter after the other."""
    memory = [t for t, _, _ in plan.rules if t != "theta"]
    settings = [n for n in dict.fromkeys(v for _, _, arguments in plan.rules for v in arguments.values())
                if n not in ("theta", "g", "eta", "t", *memory)]
    opening = [f"{', '.join(settings)}{',' if len(settings) == 1 else ''} = settings"] if settings else []
    body = [f"{name} = memory[{k}, i]" for k, name in enumerate(memory)] + ["g = gradient[i]", "theta = parameters[i]"]
    for target, rule, arguments in plan.rules:
        names = {p: arguments[p.name] for p in rule.params}
        if plan.folded:
            names |= {p: "1.0" for p in rule.params if arguments[p.name] == "eta"}
        body.append(f"{target} = {scalar(primitive(rule.term, OWN), names)}")
    body += [f"memory[{k}, i] = {name}" for k, name in enumerate(memory)] + ["parameters[i] = theta"]
    return _function("def update(parameters, gradient, memory, eta, t, settings):",
                     ['"""Step t, counted from 1, at the learning rate eta."""', *opening, "for i in range(len(parameters)):",
                      *("    " + line for line in body)])


def _train(plan: Plan) -> str:
    scale = "eta/n" if plan.folded else "1/n"
    return _function(
        "def train(theta, gradient, memory, sizes, X, T, orders, size, eta, t, settings, losses):",
        ['"""One epoch for each entry of losses, in the given orders of the examples; t steps were done before."""',
         "m = X.shape[1]", "for epoch in range(len(losses)):", "    order = orders[epoch % len(orders)]", "    total = 0.0",
         "    for low in range(0, m, size):", "        n = min(size, m - low)",
         f"        total += slopes(theta, gradient, sizes, X, T, order[low:low + n], {scale})", "        t += 1",
         "        update(theta, gradient, memory, eta, float(t), settings)", "    losses[epoch] = total/m"])
