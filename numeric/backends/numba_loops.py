"""A plan as loops that numba compiles: whole runs without a return to Python.

The examples go through the layers in blocks that stay in the processor's nearest memory; within a block the innermost loops run over
the examples, so that they become vector instructions.  Sums over examples are taken in another order than NumPy's: the results agree
to rounding.  Sums may be reassociated (``fastmath``), NaN and infinity are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pprint import pformat

from numeric.source.elementwise import primitive
from numeric.source.pieces import CompileError
from numeric.training.planning import A, Activation, Plan, Y, Z
from symbolic.terms import ONE, Call, Num, Sym, Term, mul, sym

MATH = {"log": "log", "sqrt": "sqrt", "tanh": "tanh", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh",
        "cosh": "cosh", "abs": "fabs", "log1p": "log1p", "expm1": "expm1", "atan": "atan", "erf": "erf", "erfc": "erfc", "asinh": "asinh",
        "asin": "asin", "acos": "acos", "acosh": "acosh", "atanh": "atanh", "floor": "floor", "ceil": "ceil", "log2": "log2",
        "log10": "log10"}
OWN = {"exp": "exponential", "softplus": "softly"}
"""Functions of the module itself, which become vector instructions."""
SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "==", "ne": "!="}

LOOPS = '''
@njit(fastmath=EXACT, error_model="numpy", forceinline=True, cache=KEPT)
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


@njit(fastmath=EXACT, error_model="numpy", forceinline=True, cache=KEPT)
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


@njit(fastmath=EXACT, error_model="numpy", forceinline=True, cache=KEPT)
def softly(x):
    """log(1 + e^x)."""
    u = exponential(-x if x > 0.0 else x)
    y = 1.0 + u
    return (x if x > 0.0 else 0.0) + (logarithm(y) + (u - (y - 1.0))/y)


@njit(cache=KEPT)
def gather(X, chosen, low, A, n):
    """The chosen columns of X from low on; where all are chosen, in their own order."""
    for k in range(X.shape[0]):
        if len(chosen) == X.shape[1]:
            for i in range(n):
                A[k, i] = X[k, low + i]
        else:
            for i in range(n):
                A[k, i] = X[k, chosen[low + i]]


@njit(fastmath=FLAGS, error_model="numpy", cache=KEPT)
def product(W, A, Z, n):
    """Z = W A, on the first n examples: two rows and up to four columns of W at a time, the first of which set Z."""
    units, inputs = W.shape
    first = inputs % 4 or 4
    for j in range(0, units - 1, 2):
        if first == 1:
            p, q = W[j, 0], W[j + 1, 0]
            for i in range(n):
                a = A[0, i]
                Z[j, i] = p*a
                Z[j + 1, i] = q*a
        elif first == 2:
            p0, p1, q0, q1 = W[j, 0], W[j, 1], W[j + 1, 0], W[j + 1, 1]
            for i in range(n):
                a, b = A[0, i], A[1, i]
                Z[j, i] = p0*a + p1*b
                Z[j + 1, i] = q0*a + q1*b
        elif first == 3:
            p0, p1, p2, q0, q1, q2 = W[j, 0], W[j, 1], W[j, 2], W[j + 1, 0], W[j + 1, 1], W[j + 1, 2]
            for i in range(n):
                a, b, c = A[0, i], A[1, i], A[2, i]
                Z[j, i] = p0*a + p1*b + p2*c
                Z[j + 1, i] = q0*a + q1*b + q2*c
        else:
            p0, p1, p2, p3 = W[j, 0], W[j, 1], W[j, 2], W[j, 3]
            q0, q1, q2, q3 = W[j + 1, 0], W[j + 1, 1], W[j + 1, 2], W[j + 1, 3]
            for i in range(n):
                a, b, c, d = A[0, i], A[1, i], A[2, i], A[3, i]
                Z[j, i] = p0*a + p1*b + p2*c + p3*d
                Z[j + 1, i] = q0*a + q1*b + q2*c + q3*d
        for k in range(first, inputs, 4):
            p0, p1, p2, p3 = W[j, k], W[j, k + 1], W[j, k + 2], W[j, k + 3]
            q0, q1, q2, q3 = W[j + 1, k], W[j + 1, k + 1], W[j + 1, k + 2], W[j + 1, k + 3]
            for i in range(n):
                a, b, c, d = A[k, i], A[k + 1, i], A[k + 2, i], A[k + 3, i]
                Z[j, i] += p0*a + p1*b + p2*c + p3*d
                Z[j + 1, i] += q0*a + q1*b + q2*c + q3*d
    if units % 2:
        j = units - 1
        for i in range(n):
            Z[j, i] = W[j, 0]*A[0, i]
        rest = (inputs - 1) % 2
        for k in range(1, 1 + rest):
            for i in range(n):
                Z[j, i] += W[j, k]*A[k, i]
        for k in range(1 + rest, inputs, 2):
            p, q = W[j, k], W[j, k + 1]
            for i in range(n):
                Z[j, i] += p*A[k, i] + q*A[k + 1, i]


@njit(fastmath=FLAGS, error_model="numpy", cache=KEPT)
def forth(W, A, Z, n):
    """Z = W A, on the first n examples; for a single one row by row."""
    if A.shape[1] > 1:
        product(W, A, Z, n)
        return
    a, z = A.reshape(A.size), Z.reshape(Z.size)
    for j in range(len(z)):
        s = 0.0
        for k in range(len(a)):
            s += W[j, k]*a[k]
        z[j] = s


@njit(fastmath=FLAGS, error_model="numpy", cache=KEPT)
def back(W, D, E, n):
    """E = W^T D without the biases, on the first n examples."""
    if D.shape[1] > 1:
        product(W[:, :E.shape[0]].T, D, E, n)
        return
    d, e = D.reshape(D.size), E.reshape(E.size)
    e[:] = 0.0
    for j in range(len(d)):
        for k in range(len(e)):
            e[k] += W[j, k]*d[j]


@njit(fastmath=FLAGS, error_model="numpy", cache=KEPT)
def outer(D, A, G, n):
    """G grows by D A^T, over the first n examples: two rows and up to four columns at a time; a single example is all there is."""
    units, inputs = G.shape
    if A.shape[1] == 1:
        d, a = D.reshape(D.size), A.reshape(A.size)
        for j in range(units):
            for k in range(inputs):
                G[j, k] = d[j]*a[k]
        return
    fours = inputs - inputs % 4
    for j in range(0, units - 1, 2):
        for k in range(0, fours, 4):
            s0, s1, s2, s3, t0, t1, t2, t3 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
            for i in range(n):
                d, e, a0, a1, a2, a3 = D[j, i], D[j + 1, i], A[k, i], A[k + 1, i], A[k + 2, i], A[k + 3, i]
                s0 += d*a0
                s1 += d*a1
                s2 += d*a2
                s3 += d*a3
                t0 += e*a0
                t1 += e*a1
                t2 += e*a2
                t3 += e*a3
            G[j, k] += s0
            G[j, k + 1] += s1
            G[j, k + 2] += s2
            G[j, k + 3] += s3
            G[j + 1, k] += t0
            G[j + 1, k + 1] += t1
            G[j + 1, k + 2] += t2
            G[j + 1, k + 3] += t3
        for k in range(fours, inputs - 1, 2):
            s, t, u, v = 0.0, 0.0, 0.0, 0.0
            for i in range(n):
                c, d, a, b = D[j, i], D[j + 1, i], A[k, i], A[k + 1, i]
                s += c*a
                t += c*b
                u += d*a
                v += d*b
            G[j, k] += s
            G[j, k + 1] += t
            G[j + 1, k] += u
            G[j + 1, k + 1] += v
        if inputs % 2:
            k = inputs - 1
            s, u = 0.0, 0.0
            for i in range(n):
                a = A[k, i]
                s += D[j, i]*a
                u += D[j + 1, i]*a
            G[j, k] += s
            G[j + 1, k] += u
    if units % 2:
        j = units - 1
        for k in range(inputs):
            s = 0.0
            for i in range(n):
                s += D[j, i]*A[k, i]
            G[j, k] += s
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
        case "sign" | "cbrt":
            return f"np.{op}({parts[0]})"
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
    constants = f"{imports}\n\n{claims}\n\n{flags}\nBLOCK = 512"
    parts = [f"{head}\n\n{constants}", LOOPS, _pieces(plan), _workspace(plan), _slopes(plan), _update(plan), _train(plan)]
    return "\n\n\n".join(p.strip("\n") for p in parts) + "\n"


def _lines(lines: list[str], depth: int = 1) -> str:
    return "\n".join("    " * depth + line if line else "" for line in lines)


def _function(head: str, lines: list[str]) -> str:
    return f'@njit(fastmath=FLAGS, error_model="numpy", cache=KEPT)\n{head}\n{_lines(lines)}'


def _over(head: str, body: list[str], first: Sequence[str] = (), last: Sequence[str] = ()) -> str:
    """A function that loops over the units of D or Z and the first n examples: small ones become vector instructions."""
    array = head.split("(")[1].split(",")[0]
    loop = [f"for j in range({array}.shape[0]):", "    for i in range(n):", *("        " + line for line in body)]
    return _function(f"def {head}:", [*first, *loop, *last])


def _pieces(plan: Plan) -> str:
    """The entry-by-entry parts: activations, slopes through them, and the end, where the loss is."""
    parts = []
    for number, activation in _numbered(plan).items():
        parts.append(_over(f"value{number}(Z, A, n)", ["z = Z[j, i]", f"A[j, i] = {_code(activation.value)}"]))
        parts.append(_over(f"through{number}(D, Z, A, n)", ["z, a = Z[j, i], A[j, i]", f"D[j, i] *= {_code(activation.slope)}"]))
    delta = _code(mul(sym("scale"), plan.output.slope))
    if plan.output.shares:
        parts.append(_function("def output(Z, A, n):", SHARES))
    else:
        parts.append(_over("output(Z, A, n)", ["z = Z[j, i]", f"A[j, i] = {_code(plan.output.value)}"], last=["return 0.0"]))
    ending = ["z, a, y = Z[j, i], A[j, i], Y[j, i]", f"D[j, i] = {delta}", f"loss += {_code(plan.output.loss)}"]
    parts.append(_over("ending(Z, A, Y, D, n, scale)", ending, first=["loss = 0.0"], last=["return loss"]))
    return "\n\n\n".join(parts)


def _numbered(plan: Plan) -> dict[int, Activation]:
    """The distinct activations of the hidden layers."""
    return dict(enumerate(dict.fromkeys(plan.hidden)))


SHARES = [
    "loss = 0.0", "for i in range(n):", "    top = Z[0, i]", "    for j in range(Z.shape[0]):", "        top = max(top, Z[j, i])",
    "    total = 0.0", "    for j in range(Z.shape[0]):", "        A[j, i] = exponential(Z[j, i] - top)", "        total += A[j, i]",
    "    for j in range(Z.shape[0]):", "        A[j, i] /= total", "    loss += math.log(total) + top", "return loss",
]
"""The softmax of each example; gives what the scores add to the loss."""


def _arrays(last: int) -> list[str]:
    """Names: inputs, scores, gradients by scores and values of each layer, labels; weights and their gradients."""
    layers = range(1, last + 1)
    return ["A0", *(f"{name}{k}" for k in layers for name in "ZDA"), "Y", *(f"{name}{k}" for k in layers for name in "WG")]


def _workspace(plan: Plan) -> str:
    """The arrays of one block of examples, and those of theta and gradient by layers; NumPy makes them, so that nothing is compiled for it.
    The last row of the values carries the biases."""
    last, ones = len(plan.hidden) + 1, float(plan.layer.bias / plan.layer.weight)
    lines = [f"{', '.join(f'n{k}' for k in range(last + 1))} = sizes", "A0 = np.empty((n0 + 1, length), theta.dtype)"]
    for k in range(1, last + 1):
        lines += [f"{name}{k} = np.empty((n{k}, length), theta.dtype)" for name in "ZD"]
        lines.append(f"A{k} = np.full((n{k} + 1, length), {ones!r}, theta.dtype)")
    lines += [f"Y = np.empty((n{last}, length), theta.dtype)", "end = 0"]
    for k in range(1, last + 1):
        lines += ["start = end", f"end = start + n{k}*(n{k - 1} + 1)"]
        lines += [f"{w}{k} = {array}[start:end].reshape(n{k}, n{k - 1} + 1)" for w, array in (("W", "theta"), ("G", "gradient"))]
    lines.append(f"return {', '.join(_arrays(last))}")
    return f"def workspace(theta, gradient, sizes, length):\n{_lines(lines)}"


def _slopes(plan: Plan) -> str:
    """Gradient and summed loss of the chosen examples."""
    last = len(plan.hidden) + 1
    numbers = {activation: k for k, activation in _numbered(plan).items()}
    factor = float(plan.layer.weight)
    opening = [f"{', '.join(_arrays(last))} = arrays", "if A0.shape[1] > 1:", "    gradient[:] = 0.0",
               "loss = 0.0", "for low in range(0, len(chosen), BLOCK):"]
    block = ["n = min(BLOCK, len(chosen) - low)", "gather(X, chosen, low, A0, n)", "gather(T, chosen, low, Y, n)"]
    for k in range(1, last + 1):
        block += [f"forth(W{k}, A{k - 1}, Z{k}, n)", *([] if factor == 1 else [f"Z{k} *= {factor!r}"])]
        block.append(f"value{numbers[plan.hidden[k - 1]]}(Z{k}, A{k}, n)" if k < last else f"loss += output(Z{k}, A{k}, n)")
    block.append(f"loss += ending(Z{last}, A{last}, Y, D{last}, n, scale)")
    for k in range(last, 0, -1):
        block += [f"outer(D{k}, A{k - 1}, G{k}, n)"]
        if k > 1:
            block += [f"back(W{k}, D{k}, D{k - 1}, n)", *([] if factor == 1 else [f"D{k - 1} *= {factor!r}"])]
            if plan.hidden[k - 2].slope is not ONE:
                block.append(f"through{numbers[plan.hidden[k - 2]]}(D{k - 1}, Z{k - 1}, A{k - 1}, n)")
    closing = [] if factor == 1 else [f"gradient *= {factor!r}"]
    return _function("def slopes(gradient, arrays, X, T, chosen, scale):",
                     ['"""Write scale times the gradient of the summed loss of the chosen examples; give that loss."""', *opening,
                      *("    " + line for line in block), *closing, "return loss"])


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
        "def train(theta, gradient, memory, arrays, X, T, orders, size, eta, t, settings, losses):",
        ['"""One epoch for each entry of losses, in the given orders of the examples; t steps were done before."""',
         "m = X.shape[1]",
         "for epoch in range(len(losses)):", "    order = orders[epoch % len(orders)]", "    total = 0.0",
         "    for low in range(0, m, size):", "        n = min(size, m - low)",
         f"        total += slopes(gradient, arrays, X, T, order[low:low + n], {scale})", "        t += 1",
         "        update(theta, gradient, memory, eta, float(t), settings)", "    losses[epoch] = total/m"])
