"""Forms of a side of a relation: monomials, polynomials as one solves them, derivatives.

Everything here looks at a term as it is written; nothing is computed but values of algebraic formulas at a few points.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from derivations.documents.equations.definitions import occurs
from symbolic.terms import ZERO, Apply, Bind, Call, Deriv, Elem, Num, Sym, Term, free_symbols, walk


def has_operator(term: Term) -> bool:
    """Whether an operator of calculus stands in a term: a derivative, an integral, a limit."""
    return any(isinstance(t, Deriv) or (isinstance(t, Bind) and t.op not in ("sum", "prod", "forall")) for t in walk(term))


def is_derivative(term: Term) -> bool:
    """Whether a term is the derivative of a quantity, not of a member of a sequence."""
    match term:
        case Deriv(body, _, _):
            return not isinstance(body, Elem)
        case Call("gradient", _):
            return True
        case Apply(_, _, orders):
            return any(orders)
        case Bind("at", _, body, _):
            return is_derivative(body)
    return False


def variables_of(term: Term) -> frozenset[str]:
    """The letters by which a derivative is taken, and the arguments of the function that is differentiated."""
    found: set[str] = set()
    for t in walk(term):
        match t:
            case Deriv(_, variable, _):
                found |= {s.name for s in free_symbols(variable)}
            case Apply(_, arguments, _):
                found |= {a.name for a in arguments if isinstance(a, Sym)}
    return frozenset(found)


def is_zero(term: Term) -> bool:
    match term:
        case Call("zeros" | "zero", _):
            return True
    return term is ZERO


def made_of(term: Term, operators: frozenset[str]) -> bool:
    """Whether a term is made of names, entries, values of functions and numbers by nothing but these operators."""
    match term:
        case Call(op, arguments):
            return not arguments or (op in operators and all(made_of(a, operators) for a in arguments))
        case Deriv() | Bind():
            return False
    return True


def is_plain_in_arrays(term: Term) -> bool:
    """Whether a term is a sum of products of names, their transposes, inverses and powers, and numbers: nothing is left to be done."""
    return all(_is_product_of_names(t) for t in summands(term))


def _is_product_of_names(term: Term) -> bool:
    match term:
        case Call("mul" | "matmul" | "neg" | "div", factors):
            return all(_is_product_of_names(f) for f in factors)
        case Call("transpose" | "inverse", (inner,)):
            return isinstance(inner, Sym | Elem) or (isinstance(inner, Call) and inner.op in ("transpose", "inverse")
                                                     and _is_product_of_names(inner))
        case Call("pow", (base, Num())):
            return isinstance(base, Sym | Elem)
        case Call(op, args):
            return op in ("identity", "zeros", "ones") or not args
    return isinstance(term, Sym | Elem | Num)


def is_collected(term: Term, letter: Sym) -> bool:
    """Whether a term is a polynomial as one solves it: a sum of multiples of different powers of a letter, or a product of polynomials."""
    match term:
        case Call("mul", factors):
            return all(_degree(f, letter) is not None for f in factors)
        case Call("pow", (base, Num())):
            return _degree(base, letter) is not None
    degrees = [_degree(t, letter) for t in summands(term) if occurs(letter.name, t)]
    single = [d for d in degrees if d is not None]
    return bool(degrees) and len(single) == len(degrees) == len(set(single)) and not any(_is_sum(t) for t in summands(term))


def is_expanded(term: Term, letter: Sym) -> bool:
    """Whether a term is a polynomial with numbers as coefficients in which nothing is left to be done: ``2 x^2 - x + 1``."""
    parts = summands(term)
    degrees = [_degree(t, letter) for t in parts]
    return len(set(degrees)) == len(parts) and None not in degrees and all(_is_monomial(t, letter) for t in parts)


def _is_monomial(term: Term, letter: Sym) -> bool:
    match term:
        case Num() | Sym():
            return True
        case Call("pow", (base, Num())):
            return base is letter
        case Call("mul", (Num(), factor)):
            return factor is letter or (isinstance(factor, Call) and factor.op == "pow" and _is_monomial(factor, letter))
        case Call("div", (part, Num())):
            return _is_monomial(part, letter)
    return False


def _is_sum(term: Term) -> bool:
    return isinstance(term, Call) and term.op == "pow" and isinstance(term.args[0], Call) and term.args[0].op == "add"


def summands(term: Term) -> list[Term]:
    match term:
        case Call("add", parts):
            return [s for p in parts for s in summands(p)]
        case Call("neg", (part,)):
            return summands(part)
    return [term]


def _degree(term: Term, letter: Sym) -> int | None:
    """The degree of a polynomial in the letter, as it is written; None if it is none."""
    if letter not in free_symbols(term):
        return 0
    match term:
        case Sym():
            return 1
        case Call("neg", (a,)):
            return _degree(a, letter)
        case Call("div", (a, b)):
            return _degree(a, letter) if letter not in free_symbols(b) else None
        case Call("pow", (a, Num(k))) if k.denominator == 1 and k > 0:
            inner = _degree(a, letter)
            return None if inner is None else inner * int(k)
        case Call("mul" | "add" as op, parts):
            degrees = [_degree(p, letter) for p in parts]
            known = [d for d in degrees if d is not None]
            return None if len(known) < len(degrees) else sum(known) if op == "mul" else max(known)
    return None


def is_square(term: Term) -> bool:
    """Whether a term is made of squares so that it is nowhere negative: ``s^2 \\sum_n h_n^2``."""
    match term:
        case Num(value):
            return value >= 0
        case Call("pow", (_, Num(value))):
            return value % 2 == 0
        case Call("mul" | "add" | "div", parts):
            return all(map(is_square, parts))
        case Bind("sum", _, body, _):
            return is_square(body)
    return False


POINTS = ((2, 3, 5, 7, 11), (13, 4, 9, 17, 6), (3, 19, 8, 5, 23))
"""Values that a formula is tried at."""


def varies(term: Term) -> bool:
    """Whether an algebraic formula has different values at some points; False if it has none there, or is made of anything else."""
    names = sorted((t for t in walk(term) if isinstance(t, Sym | Elem)), key=repr)
    found = [_value(term, {t: Fraction(point[k % 5] + k) for k, t in enumerate(names)}) for point in POINTS]
    return None not in found and len(set(found)) > 1


def _value(term: Term, at: Mapping[Term, Fraction]) -> Fraction | None:
    match term:
        case Num(value):
            return Fraction(value)
        case Sym() | Elem():
            return at[term]
        case Call("pow", (base, power)):
            found, exponent = _value(base, at), _value(power, at)
            whole = exponent is not None and exponent.denominator == 1 and abs(exponent) < 100
            return None if found is None or exponent is None or not whole or (found == 0 and exponent < 0) else found ** int(exponent)
        case Call("sqrt", (inner,)):
            return _value(inner, at)  # it varies as what stands below it
        case Call(op, arguments) if op in ("add", "mul", "neg", "div"):
            values = [_value(a, at) for a in arguments]
            numbers = [v for v in values if v is not None]
            if len(numbers) < len(values) or (op == "div" and not numbers[1]):
                return None
            return {"add": lambda: sum(numbers, Fraction(0)), "mul": lambda: prod(numbers, start=Fraction(1)), "neg": lambda: -numbers[0],
                    "div": lambda: numbers[0] / numbers[1]}[op]()
    return None


def is_next(left: Term, right: Term) -> bool:
    """``k = k + 1``."""
    match right:
        case Call("add", (Sym() as name, Num(step))):
            return name is left and step != 0
    return False


def is_place(left: Term, right: Term) -> bool:
    r"""``\\log \\sigma = 0``: a function of one name, and a number."""
    return isinstance(left, Call) and left.op in ("log", "exp", "sin", "cos") and isinstance(left.args[0], Sym) and isinstance(right, Num)


def puts_values_in(left: Term, right: Term) -> bool:
    """``2 x y`` and ``2 \\cdot (-1) \\cdot 2``: the same formula with numerals for its names."""
    values: dict[Term, Term] = {}

    def matches(a: Term, b: Term) -> bool:
        if isinstance(a, Sym | Elem) and not free_symbols(b):
            plain = b.args[0] if isinstance(b, Call) and b.op == "neg" else b
            return isinstance(plain, Num) and values.setdefault(a, b) is b
        if a is b:
            return True
        if not (isinstance(a, Call) and isinstance(b, Call) and a.op == b.op and len(a.args) == len(b.args)):
            return False
        return all(map(matches, a.args, b.args))

    return matches(left, right) and bool(values)
