r"""Functions of the table written in a formula: ``\log x``, ``\sin^2(x)``, ``\operatorname{sigmoid}(z)``, ``\max\{0, x\}``.

Without brackets the argument is a numeral and names up to the next bracket, function or sign.  For the trigonometric
functions it may be a product of coefficients and one variable (``\sin 2\pi n x``), which an exponential ends
(``\sin x e^x``).  Two variables side by side (``\sin x y``), and two names after another function (``\log x y``), are not
read, because they are written for both; so is ``\sin x\, y`` with its thin space.
"""

from __future__ import annotations

import re

from symbolic.functions import ALIASES, BY_VARIABLES, FUNCTIONS, HYPERBOLIC, TRIGONOMETRIC, is_activation
from symbolic.latex.build import agree, is_array, multiply
from symbolic.latex.calculus.differentials import at_differential_name
from symbolic.latex.calculus.primes import count_primes, of_function
from symbolic.latex.calls.matrix_functions import MATRIX_FUNCTIONS, exponential, whole_matrix
from symbolic.latex.calls.strokes import Bare
from symbolic.latex.errors import ReadingError
from symbolic.latex.names.open_names import inside_brackets, open_operator, opened
from symbolic.latex.ranges.extrema import argmax, extremum, open_extremum
from symbolic.latex.reader import Reader
from symbolic.latex.shapes.operands import array_wanted
from symbolic.latex.source.spelling import GREEK, after_group, group_range
from symbolic.latex.source.tokens import Token
from symbolic.shapes import ShapeError
from symbolic.terms import ONE, REAL, Apply, Call, Matrix, Num, Sort, Sym, Term, call, div, free_symbols, log, neg, num, power, sym

COMMAND_NAMES = """exp log ln lg sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth det max min Gamma Re Im"""
COMMANDS_OF_FUNCTIONS = frozenset("\\" + name for name in COMMAND_NAMES.split())
MATRIX = {"tr": "trace", "Tr": "trace", "trace": "trace", "Trace": "trace", "det": "det", "Det": "det",
          "diag": "diag", "Diag": "diag", "vec": "vec",
          "rank": "rank", "rk": "rank", "inv": "inverse"}
OTHERS = {"Re": "re", "Im": "im", "abs": "abs", "sgn": "sign", "Softmax": "softmax", "Sigmoid": "sigmoid", "logsigmoid": "logsigmoid",
          "sigm": "sigmoid", "heaviside": "heaviside", "H": "H", "unit": "unit", "conj": "conj"}
SPECIAL_WORDS = {**MATRIX, **OTHERS}
NOT_CALLED = frozenset({"add", "mul", "neg", "div", "pow", "matmul", "cases", "indicator", "tuple", "identity", "ones", "zeros", "eq", "ne",
                        "lt", "le", "gt", "ge", "approx", "propto", "implies", "impliedby", "iff", "and", "or", "not", "true", "false",
                        "posdef", "possemidef", "element", "pi", "infinity", "imaginary", "euler_gamma", "H", "delta", "transpose",
                        "logsigmoid", "root", "smooth", "invertible", "kron", "hadamard", "inner"}) | BY_VARIABLES
VARIABLES = frozenset({"x", "y", "z", "t", "u", "v", "w", "r", "s", r"\alpha", r"\beta", r"\gamma", r"\theta", r"\vartheta", r"\phi",
                       r"\varphi", r"\psi"})
SINGLE = frozenset({"{", r"\frac", r"\sqrt", "|", r"\lvert", r"\|", r"\lVert", r"\left."})
"""What is an argument by itself."""
THIN_SPACE = re.compile(r"\\(?:[,;: >]|thinspace|medspace|thickspace|enspace|quad)")
VECTORS = frozenset({r"\mathbf", r"\boldsymbol", r"\bm", r"\vec"})
SQUARE = frozenset({"trace", "det", "inverse"})
MANY = frozenset({"max", "min"})


def _row_called(word: str) -> str | None:
    """The table row of a word; a short word for a constant is none."""
    row = SPECIAL_WORDS.get(word) or ALIASES.get(word)
    return None if row is None or (len(word) <= 2 and row.startswith(("euler", "infinity", "pi", "imaginary"))) else row


def word_of(token: Token) -> str | None:
    """The table row that a command or a word names."""
    if token.kind == "command" and token.text in COMMANDS_OF_FUNCTIONS:
        name = token.text[1:]
        return {"Gamma": "gamma", "lg": "log10"}.get(name) or _row_called(name)
    if token.kind == "text":
        row = _row_called(token.arg.strip().replace(r"\,", "").replace("-", "_"))
        return row if row not in NOT_CALLED else None
    return None


def is_function_word(token: Token) -> bool:
    return token.kind == "text" and (word_of(token) is not None or _extremum(token) is not None)


def _extremum(token: Token) -> str | None:
    word = token.arg.replace(" ", "").replace(r"\,", "").lower()
    return word if word in ("argmax", "argmin") else None


def at_function(r: Reader) -> bool:
    """Whether a function of the table is applied here; a word with a scope of its own is a name."""
    token = r.peek()
    if token.kind == "letter":
        return bare_word(r) is not None
    if token.text == r"\Gamma" and (r.symbol(token.text) is not None or token.text in r.usage.quantities
                                    or not (r.peek(1).text == "(" or _holds_numeral(r))):
        return False
    row = word_of(token)
    if row is None:
        return is_function_word(token)
    word = rf"\text{{{token.arg.strip()}}}"
    if token.kind == "text" and r.head == word and is_activation(row):
        return False
    if token.kind == "text" and token.text != r"\operatorname":
        beside = r.peek(1).kind == "letter" or r.peek(1).text in (r"\frac", r"\vec", r"\mathbf", r"\boldsymbol")
        return r.symbol(word) is None and (beside or r.peek(1).text in ("(", "[", r"\{", "_", "^", "{", r"\lvert", "|", r"\,", "'"))
    return True


def _holds_numeral(r: Reader) -> bool:
    r"""``\Gamma[(n + m)/2]`` of a letter that never stands alone; ``\Gamma[\varphi]`` is something else."""
    if r.peek(1).text != "[" or r.peek().text in r.usage.bare:
        return False
    inside = inside_brackets(r, r.position + 1)
    return inside is not None and not inside.parted and any(t.kind == "number" for t in r.tokens[r.position + 2 : inside.close])


def bare_word(r: Reader) -> tuple[str, int] | None:
    r"""``log(``, ``tr(`` written without a backslash: the row and the number of letters."""
    place = r.position
    if place and r.tokens[place].glued and r.tokens[place - 1].kind == "letter":
        return None
    end = place
    while end < r.limit and r.tokens[end].kind == "letter" and (r.tokens[end].glued or end == place):
        end += 1
    word = "".join(t.text for t in r.tokens[place:end])
    if end - place < 2 or end >= r.limit or not (r.tokens[end].text == "(" or (word in SPELLED and _begins_argument(r.tokens[end]))):
        return None
    row = _row_called(word)
    if row is None or row in NOT_CALLED or word in r.scope.names or (len(word) == 2 and all(t.text in r.scope.names
                                                                                            for t in r.tokens[place:end])):
        return None
    return row, end - place


SPELLED = frozenset({"log", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh"})
"""Functions that may stand without a backslash before what is no bracket: nobody multiplies the letters of their names."""


def _begins_argument(token: Token) -> bool:
    """``log_2 x``, ``sin^2 x``, ``log \\frac{a}{b}``, ``exp[x]``; but ``log2`` may be the logarithm to the base 2."""
    apart = token.kind in ("letter", "number") and not token.glued
    return apart or token.text in ("_", "^", "[", r"\frac", r"\sqrt", r"\lvert") or token.text in GREEK


def applied(r: Reader) -> Term:
    """The function at the position with its power and argument."""
    first = r.position
    token = r.peek()
    found = bare_word(r) if token.kind == "letter" else None
    if found is not None:
        row, letters = found
        r.position += letters
    else:
        r.take()
        place_of = _extremum(token) if token.kind == "text" else None
        if place_of is not None:
            return argmax(r, place_of, first)
        named = word_of(token)
        assert named is not None
        row = named
    if r.scope.open and row in MANY and r.at("_"):
        return _over_range(r, row)
    if row in MANY and r.at("_"):
        return extremum(r, row, first)
    base = _subscript(r, row, first)
    exponent = _power(r, row, first)
    if isinstance(exponent, Call) and exponent.op == "neg" and exponent is not neg(ONE):
        raise r.error("a negative power before the argument", first, "put the power after the brackets")
    if exponent is neg(ONE):
        if not FUNCTIONS[row].inverse:
            raise r.error(f"{token.text}^{{-1}}: an inverse function or a reciprocal?", first,
                          r"write \frac{1}{…} or the name of the inverse")
        row, exponent = FUNCTIONS[row].inverse, None
    term = _at_arguments(r, row, base, first)
    if exponent is None:
        return term
    if exponent is num(2) and is_array(term) and FUNCTIONS[row].elementwise:
        return call("hadamard", term, term)
    return power(term, exponent)


def _over_range(r: Reader, row: str) -> Term:
    """``\\max_x f(x)``, of which nothing is known."""
    r.take()
    return open_extremum(r, row, *group_range(r.tokens, r.position, r.close), after_group(r.tokens, r.position, r.close))


def _subscript(r: Reader, row: str, first: int) -> Term | None:
    """The base of a logarithm."""
    if not r.at("_"):
        return None
    r.take()
    if row == "log":
        return r.argument(r.expression)
    raise r.error(f"a subscript on {row}", first, "remove the subscript")


def _power(r: Reader, row: str, first: int) -> Term | None:
    if not r.at("^"):
        return None
    if row in ("max", "min", "softmax", "diag", "vec"):
        raise r.error(f"a power on {row} before its argument", first, "put the power after the brackets")
    r.take()
    return r.argument(r.expression)


def _at_arguments(r: Reader, row: str, base: Term | None, first: int) -> Term:
    if r.at("'"):
        return _derivative_at(r, row, base, first)
    arguments = _with_factorial(r, row, _arguments(r, row, first), first)
    if row == "diag" and len(arguments) > 1 and not any(map(is_array, arguments)):
        return open_operator("diag", *arguments) if r.scope.open else call("diag", Matrix(tuple((a,) for a in arguments)))
    if r.scope.open and (row in SQUARE or row in ("diag", "vec", "rank", "softmax")):
        arguments = tuple(opened(r, a) for a in arguments)
    if row in SQUARE or row in ("diag", "vec", "rank", "softmax"):
        for a in arguments:
            array_wanted(r, a, f"a {row}" if row != "det" else "a determinant", first)
    if row == "log" and base is None and "log base 10" in r.scope.conventions and _is_log(r, first):
        row = "log10"
    if base is not None:
        return _logarithm(base, arguments[0])
    arity = FUNCTIONS[row].arity
    if arity is not None and len(arguments) == arity - 1 and r.tokens[first].kind == "text":
        return _with_own_arguments(r, arguments, first)
    if arity is not None and len(arguments) != arity:
        raise r.error(f"{row} takes {arity} argument{'s' * (arity != 1)}, not {len(arguments)}", first, "write all the arguments")
    if row in ("re", "im", "conj") or (row in MANY and len(arguments) == 1):
        if row in MANY:
            raise r.error(f"{row} of one value", first, "list the values, separated by commas")
        return call(row, *arguments)
    if row == "exp":
        return exponential(r, arguments[0], row, first)
    if row in MATRIX_FUNCTIONS:
        whole_matrix(r, arguments[0], row, first)
    try:
        term = call(row, *(agree(arguments) if row in MANY else arguments))
    except ShapeError as problem:
        raise r.shape_error(problem, first) from None
    r.shape_of(term, first)
    return term


def _with_factorial(r: Reader, row: str, arguments: tuple[Term, ...], first: int) -> tuple[Term, ...]:
    """``\\log (n - 1)!``, the logarithm of a factorial; of other functions it is not plain what the mark belongs to."""
    if not r.at("!") or r.tokens[r.position - 1].text != ")":
        return arguments
    if row != "log" or len(arguments) != 1 or r.peek(1).text == "!":
        raise r.error("a factorial of the argument, or of the value?", first, "add brackets")
    r.take()
    return (call("factorial", arguments[0]),)


def _is_log(r: Reader, first: int) -> bool:
    return r.tokens[first].text == r"\log" or [t.text for t in r.tokens[first : first + 2]] == ["l", "o"]


def _with_own_arguments(r: Reader, arguments: tuple[Term, ...], first: int) -> Term:
    r"""``\operatorname{LeakyReLU}(x)``, whose slope is fixed: another function under the name of one that takes it as an argument."""
    name = rf"\text{{{r.tokens[first].arg.strip()}}}"
    sort = r.head_sort.get(name) or Sort(domain=(REAL,) * len(arguments), opaque=name != r.head)
    return Apply(sym(name, sort), arguments, (0,) * len(arguments))


def _derivative_at(r: Reader, row: str, base: Term | None, first: int) -> Term:
    r"""``\tanh'(t)``: the derivative of a function of one number, at its argument."""
    count = count_primes(r)
    if not r.at("(") or base is not None or FUNCTIONS[row].arity != 1 or not FUNCTIONS[row].elementwise:
        raise r.error(f"a prime on {row}", first, rf"write \{row}'(x), or \frac{{d}}{{dx}} with the variable")
    at = _at_arguments(r, row, None, first)
    assert isinstance(at, Call)
    if r.shape_of(at.args[0], first):
        raise r.error(f"a prime on {row} of an array", first, "write it for the entries")
    slot = sym("u")
    return of_function(r, count, call(at.op, slot), slot, at.args[0])


def _logarithm(base: Term, argument: Term) -> Term:
    if base is num(2):
        return call("log2", argument)
    if base is num(10):
        return call("log10", argument)
    return log(argument) if base is Call("exp", (ONE,)) else div(log(argument), log(base))


def _arguments(r: Reader, row: str, first: int) -> tuple[Term, ...]:
    closing = {"(": ")", "[": "]", r"\{": r"\}"}.get(r.peek().text)
    if r.at("{") and r.peek(1).text in (r"\{", "(", "[") and (inside := inside_brackets(r, r.position + 1)) is not None and (
            inside.close + 1 == r.close[r.position]):
        after = r.close[r.position] + 1
        r.take()
        braced = _arguments(r, row, first)
        r.position = after
        return braced
    if closing is not None:
        saved, r.bars = r.bars, 0
        opening = r.take()
        arguments = [r.expression()]
        while r.skip(","):
            arguments.append(r.expression())
        if r.peek().text != closing:
            if r.peek().kind == "end":
                raise ReadingError(f"{opening.text} is opened and never closed", opening.start, opening.end, f"add the missing {closing}")
            raise r.unexpected(f"{closing} was expected")
        r.take()
        r.bars = saved
        return tuple(arguments)
    return (_unbracketed(r, row, first),)


def _unbracketed(r: Reader, row: str, first: int) -> Term:
    """A numeral, names, one fraction or root; no bracket."""
    from symbolic.latex.grammar import starts_factor

    token = r.peek()
    if token.kind == "end" or not starts_factor(r):
        raise r.unexpected(f"the argument of {row} was expected")
    factors = [r.factor()]
    stretched = row in TRIGONOMETRIC and token.text in (r"\frac", r"\sqrt") and _stretches(r, factors[0], first)
    single = (not stretched and token.text in SINGLE) or at_word_function(token)
    while not single and r.peek().text not in ("(", "[", r"\{", r"\left.", "|", r"\lvert", r"\|", r"\lVert", r"\sum", r"\int", r"\prod") \
            and starts_factor(r) and not at_function(r):
        start = r.position
        if at_differential_name(r) or (r.scope.open and r.peek().text in (r"\nabla", r"\partial") and isinstance(factors[-1], Apply)):
            break
        apart = THIN_SPACE.search(r.source, r.tokens[start - 1].end, r.tokens[start].start)
        if row in TRIGONOMETRIC and token.text not in VECTORS and r.peek().text in VECTORS and (apart or _names_axis(r)):
            break  # ``\cos t\,\mathbf{i}``
        if _at_exponential(r) and not all(map(_constant_like, factors)) and (apart or row in TRIGONOMETRIC | HYPERBOLIC):
            break
        if apart:
            raise r.error(f"where does the argument of {row} end?", first, rf"write \{row}(…) with brackets")
        if r.peek().kind == "number":
            raise r.error("a number directly after a factor", start, r"write \cdot between them")
        following = r.factor()
        before = factors[stretched:]
        if not all(_constant_like(f) or (row in TRIGONOMETRIC | HYPERBOLIC and _coefficient_like(f)) for f in before):
            raise r.error(f"where does the argument of {row} end?", first, rf"write \{row}(…) with brackets")
        factors.append(following)
    if r.at("(") and r.tokens[r.position - 1].text != ")" and ((row == "log" and _is_likelihood(factors[-1])) or _goes_on(r, factors[-1])):
        raise r.error(f"where does the argument of {row} end?", first, rf"write \{row}(…) with brackets")
    try:
        argument = multiply(factors)
    except ShapeError as problem:
        raise r.shape_error(problem, first) from None
    r.bare = Bare(row, argument, r.position) if token.text not in ("{", r"\frac", r"\sqrt") else None
    return argument


def _is_likelihood(factor: Term) -> bool:
    r"""``\log \mu^y (1-\mu)^{1-y}``: the logarithm of a power, of which nobody would take y out of it, goes on."""
    return isinstance(factor, Call) and factor.op == "pow" and not isinstance(factor.args[1], Num)


def _goes_on(r: Reader, factor: Term) -> bool:
    r"""``\log x(1-x)``, ``\sin x(x+1)``: brackets with the argument itself, and no function, are part of the argument or a factor."""
    inside = inside_brackets(r, r.position) if isinstance(factor, Sym) else None
    within = r.tokens[r.position + 1 : inside.close] if inside is not None else []
    return any(t.text == r.tokens[r.position - 1].text for t in within) and not any(at_word_function(t) or t.text == "e" for t in within)


def _names_axis(r: Reader) -> bool:
    name = r.name_at(r.position)
    return name is not None and name.end == r.position + 4 and r.peek(2).text in ("i", "j", "k")


def _stretches(r: Reader, factor: Term, first: int) -> bool:
    r"""``\sin\frac{n\pi}{L}x``: a quotient without a variable before one.

    Refused are ``\sin\frac{x}{2}y`` and ``\sin\frac{\pi}{2}(x+1)``."""
    from symbolic.latex.grammar import starts_factor

    if not starts_factor(r):
        return False
    constant = all(_coefficient_like(s) for s in free_symbols(factor))
    inside = inside_brackets(r, r.position) if r.at("(") else None
    named = r.name_at(r.position) is not None and not at_function(r) and not at_differential_name(r) and not _at_exponential(r)
    held = inside is not None and constant and any(t.text in VARIABLES for t in r.tokens[r.position : inside.close])
    if held or (named and not constant):
        raise r.error("where does the argument of the function end?", first, "put all of it in brackets")
    return named and constant


def _at_exponential(r: Reader) -> bool:
    r"""``e^{…}`` is the function exp: it ends an argument as ``\exp`` does."""
    return (r.at("e") or (r.peek().kind == "text" and r.peek().arg == "e")) and r.peek(1).text == "^" and r.symbol("e") is None


def _constant_like(f: Term) -> bool:
    return isinstance(f, Num) or f is call("pi")


def _coefficient_like(f: Term) -> bool:
    """A name that is usually no angle or variable itself: the k of ``\\sin kx``, the ω of ``\\sin ωt``."""
    return isinstance(f, Sym) and f.name.split("_")[0] not in VARIABLES


def at_word_function(token: Token) -> bool:
    return word_of(token) is not None
