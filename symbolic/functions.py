"""The table of functions: the mathematics of each operator in one row.

Everything that the engine, the printers and the NumPy compiler know about ``exp`` or ``softplus``
stands here; adding a function is adding one row, and no other module changes.  What a function can do without: a row with its
definition ``expand`` is proved, differentiated, bounded, evaluated and refuted by it, but has to say where that has kinks or jumps
and under which conditions it has a value; one without is known by its derivative, its range and its ball.  Other modules know single
functions by name only for theorems about them (the addition theorem of sines, limits of ``erf``).

A row holds

``derivative``  ∂/∂(argument i) as a term in the arguments (a tuple of rules, one an argument);
``defined``     conditions under which the value exists, beyond those of the arguments;
``smooth``      conditions under which it is differentiable, beyond being defined; one of the form ``≠`` says where it has a kink;
``jumps``       whether it is not continuous on its domain; ``odd`` whether f(−x) = −f(x); ``increasing`` whether strictly, on its domain;
``ends``        its limits for x → −∞ and for x → +∞ (None where it is not defined, or has none);
``expand``      the definition by more primitive rows, used by the normal form (None: primitive);
``ball``        an enclosure of the value from enclosures of the arguments (python-flint ``arb`` or ``acb``);
``lower``, ``upper``, ``strict``  the range over the reals, used for signs;
``latex``       how it is written, ``text`` its name in plain text where that is another one; ``sympy`` its SymPy name;
``numpy``       how it is computed (read only by ``numeric``); ``rational`` whether its values at rational numbers are rational;
``inverse``     the function that takes it back, also written ``f^{-1}``; ``activation`` whether words such as *ReLU* name it, which are
                defined in one way, but for parameters: with them the author's own is defined.

Functions of the reals are principal real functions: ``log`` needs a positive argument, ``sqrt`` a
non-negative one.  Where conventions matter (``sign(0)=0``, ``0⁰=1``) they are those of notes/conventions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from operator import methodcaller
from typing import Any

from symbolic.terms import MINUS_ONE, ONE, PI, TWO, ZERO, Call, Term, add, call, div, exp, log, mul, neg, num, operators, power, sub, sym

Rule = Callable[..., Term]
Conditions = Callable[..., tuple[Term, ...]]
Ball = Any  # flint.arb or flint.acb; the package ships no types


@dataclass(frozen=True, slots=True)
class Function:
    """One row of the table; see the module docstring for the fields."""

    name: str
    arity: int | None = 1
    derivative: tuple[Rule, ...] = ()
    defined: Conditions | None = None
    smooth: Conditions | None = None
    expand: Rule | None = None
    ball: Callable[..., Ball] | None = None
    lower: Fraction | None = None
    upper: Fraction | None = None
    strict: bool = True
    latex: str = ""
    numpy: str = ""
    sympy: str = ""
    text: str = ""
    rational: bool = False
    inverse: str = ""
    activation: bool = False
    jumps: bool = False
    odd: bool = False
    increasing: bool = False
    ends: tuple[Term | None, Term | None] = (None, None)
    elementwise: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def has_kinks(self) -> bool:
        """Whether it has a jump or a kink inside its domain: one where ``smooth`` says ≠."""
        return self.jumps or bool(self.kinks(*(sym(f"x_{k}") for k in range(self.arity or 0))))

    @property
    def is_smooth(self) -> bool:
        """Whether it is a function of numbers that has all derivatives wherever it is defined."""
        return bool(self.derivative or self.ball) and self.smooth is None and not self.jumps

    @property
    def keeps_signs(self) -> bool:
        """Whether it is defined everywhere and has the sign of its argument."""
        return self.odd and self.increasing and self.defined is None

    def kinks(self, *args: Term) -> tuple[Term, ...]:
        """What is 0 at an argument where it has a kink or a jump between two of its pieces."""
        conditions = self.smooth(*args) if self.smooth is not None else ()
        return tuple(c.args[0] if c.args[1] is ZERO else sub(*c.args) for c in conditions if isinstance(c, Call) and c.op == "ne")


FUNCTIONS: dict[str, Function] = {}
ALIASES: dict[str, str] = {}
"""Names under which an author may write a function, to its row."""
JUMPS: set[str] = set()
"""The functions that are not continuous on their domains."""
KINKED: set[str] = {"max", "min"}
"""The functions with a jump or a kink inside their domains: where two arguments are equal, or where ``smooth`` says ≠."""


def enter(row: Function) -> None:
    """Put a row into the table, under its name and its aliases; ValueError if its definition has kinks of which the row says nothing."""
    if row.expand is not None and row.arity and row.smooth is None and not row.jumps:
        inside = operators(row.expand(*(sym(f"x_{k}") for k in range(row.arity)))) & (KINKED | {"cases"})
        if inside:
            raise ValueError(f"{row.name} is made of {', '.join(sorted(inside))}: say where it has kinks (smooth), or that it jumps")
    FUNCTIONS[row.name] = row
    ALIASES.update(dict.fromkeys((*row.aliases, row.name), row.name))
    if row.jumps:
        JUMPS.add(row.name)
    if row.has_kinks:
        KINKED.add(row.name)


def is_activation(name: str | None) -> bool:
    """Whether a word names an activation."""
    return name in FUNCTIONS and FUNCTIONS[name].activation


def row_of(t: Term) -> Function | None:
    """The row of a call."""
    return FUNCTIONS.get(t.op) if isinstance(t, Call) else None


def smooth_in(names: Iterable[str]) -> bool:
    """Whether what is put together with such operators has all derivatives wherever it is defined, ``pow`` left out."""
    return all(op in ARITHMETIC or ((row := FUNCTIONS.get(op)) is not None and row.is_smooth) for op in names)


def _row(name: str, **fields: Any) -> None:
    enter(Function(name, **fields))


def gt(a: Term, b: Term = ZERO) -> Term:
    """a > b, or a > 0."""
    return call("gt", a, b)


def ge(a: Term, b: Term = ZERO) -> Term:
    """a ≥ b, or a ≥ 0."""
    return call("ge", a, b)


def lt(a: Term, b: Term = ZERO) -> Term:
    """a < b, or a < 0."""
    return call("lt", a, b)


def le(a: Term, b: Term = ZERO) -> Term:
    """a ≤ b, or a ≤ 0."""
    return call("le", a, b)


def ne(a: Term, b: Term = ZERO) -> Term:
    """a ≠ b, or a ≠ 0."""
    return call("ne", a, b)


def cases(*parts: Term) -> Term:
    """``cases(c1, v1, c2, v2, …, otherwise)``: the value of the first condition that holds."""
    return call("cases", *parts)


def _square(x: Term) -> Term:
    return power(x, TWO)


def _sigmoid(x: Term) -> Term:
    return call("sigmoid", x)


F0, F1 = Fraction(0), Fraction(1)
UP = call("infinity")
DOWN = neg(UP)
ARITHMETIC = frozenset({"add", "mul", "neg", "div"})

# --- arithmetic (structure known to every part of the engine) ------------------------------------

_row("add", arity=None, latex="+", numpy="+", sympy="Add")
_row("mul", arity=None, latex=r"\,", numpy="*", sympy="Mul")
_row("neg", latex="-", numpy="-{0}", derivative=(lambda x: MINUS_ONE,), ball=lambda x: -x)
_row("div", arity=2, latex=r"\frac", numpy="({0})/({1})", defined=lambda a, b: (ne(b),), ball=lambda a, b: a / b,
     derivative=(lambda a, b: div(ONE, b), lambda a, b: neg(div(a, _square(b)))))
_row("pow", arity=2, latex="^", numpy="({0})**({1})", sympy="Pow")  # domain depends on the exponent: proving.domains

# --- constants -----------------------------------------------------------------------------------

_row("pi", text="π", arity=0, latex=r"\pi", numpy="np.pi", sympy="pi")
_row("infinity", text="∞", arity=0, latex=r"\infty", numpy="np.inf", sympy="oo")
_row("imaginary", text="i", arity=0, latex=r"i", numpy="1j", sympy="I")
_row("euler_gamma", text="γ", arity=0, latex=r"\gamma_E", numpy="np.euler_gamma", sympy="EulerGamma")

# --- exponential, logarithm, roots ---------------------------------------------------------------

_row("exp", latex=r"\exp", numpy="np.exp({0})", sympy="exp", derivative=(exp,), lower=F0, ball=methodcaller("exp"),
     increasing=True, ends=(ZERO, UP))
_row("log", latex=r"\log", numpy="np.log({0})", sympy="log", aliases=("ln",), derivative=(lambda x: div(ONE, x),),
     defined=lambda x: (gt(x),), ball=methodcaller("log"), increasing=True, ends=(None, UP))
_row("sqrt", latex=r"\sqrt", numpy="np.sqrt({0})", sympy="sqrt", derivative=(lambda x: div(ONE, mul(TWO, call("sqrt", x))),),
     defined=lambda x: (ge(x),), smooth=lambda x: (gt(x),), lower=F0, strict=False, ball=methodcaller("sqrt"),
     increasing=True, ends=(None, UP))
# the real n-th root for a positive integer n: of a negative number for odd n
_row("root", arity=2, latex=r"\sqrt", numpy="np.sign({0})*np.abs({0})**(1/({1}))", sympy="real_root",
     smooth=lambda x, n: (ne(x),))
_row("log2", text="log₂", latex=r"\log_2", numpy="np.log2({0})", expand=lambda x: div(log(x), log(TWO)), defined=lambda x: (gt(x),),
     ball=lambda x: x.log() / _ball(x, 2).log(), derivative=(lambda x: div(ONE, mul(x, log(TWO))),), increasing=True, ends=(None, UP))
_row("log10", text="log₁₀", latex=r"\log_{10}", numpy="np.log10({0})", expand=lambda x: div(log(x), log(num(10))), aliases=("lg",),
     defined=lambda x: (gt(x),), ball=lambda x: x.log() / _ball(x, 10).log(), derivative=(lambda x: div(ONE, mul(x, log(num(10)))),),
     increasing=True, ends=(None, UP))

# --- trigonometric -------------------------------------------------------------------------------


def _ball(like: Ball, value: int) -> Ball:
    return like * 0 + value


def _sin(x: Term) -> Term:
    return call("sin", x)


def _cos(x: Term) -> Term:
    return call("cos", x)


_row("sin", inverse="asin", latex=r"\sin", numpy="np.sin({0})", sympy="sin", derivative=(_cos,), lower=-F1, upper=F1, strict=False,
     ball=methodcaller("sin"), odd=True)
_row("cos", inverse="acos", latex=r"\cos", numpy="np.cos({0})", sympy="cos", derivative=(lambda x: neg(_sin(x)),), lower=-F1, upper=F1,
     strict=False, ball=methodcaller("cos"))
_row("tan", inverse="atan", latex=r"\tan", numpy="np.tan({0})", sympy="tan", derivative=(lambda x: add(ONE, _square(call("tan", x))),),
     defined=lambda x: (ne(_cos(x)),), expand=lambda x: div(_sin(x), _cos(x)), ball=methodcaller("tan"), odd=True)
_row("cot", latex=r"\cot", numpy="1/np.tan({0})", sympy="cot", derivative=(lambda x: neg(add(ONE, _square(call("cot", x)))),),
     defined=lambda x: (ne(_sin(x)),), expand=lambda x: div(_cos(x), _sin(x)), ball=lambda x: x.cos() / x.sin(), odd=True)
_row("sec", latex=r"\sec", numpy="1/np.cos({0})", sympy="sec", derivative=(lambda x: mul(call("sec", x), call("tan", x)),),
     defined=lambda x: (ne(_cos(x)),), expand=lambda x: div(ONE, _cos(x)), ball=lambda x: 1 / x.cos())
_row("csc", latex=r"\csc", numpy="1/np.sin({0})", sympy="csc", derivative=(lambda x: neg(mul(call("csc", x), call("cot", x))),),
     defined=lambda x: (ne(_sin(x)),), expand=lambda x: div(ONE, _sin(x)), ball=lambda x: 1 / x.sin(), odd=True)
_row("asin", latex=r"\arcsin", numpy="np.arcsin({0})", sympy="asin", aliases=("arcsin",),
     derivative=(lambda x: div(ONE, call("sqrt", sub(ONE, _square(x)))),),
     defined=lambda x: (ge(add(ONE, x)), ge(sub(ONE, x))), smooth=lambda x: (gt(sub(ONE, _square(x))),), odd=True,
     ball=methodcaller("asin"), increasing=True)
_row("acos", latex=r"\arccos", numpy="np.arccos({0})", sympy="acos", aliases=("arccos",),
     derivative=(lambda x: neg(div(ONE, call("sqrt", sub(ONE, _square(x))))),), expand=lambda x: sub(div(PI, TWO), call("asin", x)),
     defined=lambda x: (ge(add(ONE, x)), ge(sub(ONE, x))), smooth=lambda x: (gt(sub(ONE, _square(x))),), lower=F0, strict=False,
     ball=methodcaller("acos"))
_row("atan", latex=r"\arctan", numpy="np.arctan({0})", sympy="atan", aliases=("arctan",),
     derivative=(lambda x: div(ONE, add(ONE, _square(x))),), odd=True, ball=methodcaller("atan"),
     increasing=True, ends=(neg(div(PI, TWO)), div(PI, TWO)))

# --- hyperbolic ----------------------------------------------------------------------------------


def _sinh(x: Term) -> Term:
    return div(sub(exp(x), exp(neg(x))), TWO)


def _cosh(x: Term) -> Term:
    return div(add(exp(x), exp(neg(x))), TWO)


_row("sinh", inverse="asinh", latex=r"\sinh", numpy="np.sinh({0})", sympy="sinh", derivative=(lambda x: call("cosh", x),), expand=_sinh,
     ball=methodcaller("sinh"), odd=True, increasing=True, ends=(DOWN, UP))
_row("cosh", inverse="acosh", latex=r"\cosh", numpy="np.cosh({0})", sympy="cosh", derivative=(lambda x: call("sinh", x),), expand=_cosh,
     lower=F1, strict=False,
     ball=methodcaller("cosh"), ends=(UP, UP))
_row("tanh", inverse="atanh", latex=r"\tanh", numpy="np.tanh({0})", sympy="tanh",
     derivative=(lambda x: sub(ONE, _square(call("tanh", x))),),
     expand=lambda x: div(sub(exp(x), exp(neg(x))), add(exp(x), exp(neg(x)))), lower=-F1, upper=F1, ball=methodcaller("tanh"),
     odd=True, increasing=True, ends=(MINUS_ONE, ONE))
_row("coth", latex=r"\coth", numpy="1/np.tanh({0})", sympy="coth", defined=lambda x: (ne(x),),
     derivative=(lambda x: sub(ONE, _square(call("coth", x))),),
     expand=lambda x: div(add(exp(x), exp(neg(x))), sub(exp(x), exp(neg(x)))), ball=lambda x: 1 / x.tanh(), odd=True, ends=(MINUS_ONE, ONE))
_row("sech", latex=r"\operatorname{sech}", numpy="1/np.cosh({0})", sympy="sech", expand=lambda x: div(TWO, add(exp(x), exp(neg(x)))),
     derivative=(lambda x: neg(mul(call("sech", x), call("tanh", x))),), lower=F0, upper=F1, strict=False, ball=lambda x: 1 / x.cosh(),
     ends=(ZERO, ZERO))
_row("csch", latex=r"\operatorname{csch}", numpy="1/np.sinh({0})", sympy="csch", defined=lambda x: (ne(x),),
     expand=lambda x: div(TWO, sub(exp(x), exp(neg(x)))), derivative=(lambda x: neg(mul(call("csch", x), call("coth", x))),),
     ball=lambda x: 1 / x.sinh(), odd=True, ends=(ZERO, ZERO))
_row("asinh", latex=r"\operatorname{arsinh}", numpy="np.arcsinh({0})", sympy="asinh", aliases=("arcsinh", "arsinh"),
     expand=lambda x: log(add(x, call("sqrt", add(_square(x), ONE)))),
     derivative=(lambda x: div(ONE, call("sqrt", add(_square(x), ONE))),), ball=methodcaller("asinh"),
     odd=True, increasing=True, ends=(DOWN, UP))
_row("acosh", latex=r"\operatorname{arcosh}", numpy="np.arccosh({0})", sympy="acosh", aliases=("arccosh", "arcosh"),
     expand=lambda x: log(add(x, call("sqrt", sub(_square(x), ONE)))), defined=lambda x: (ge(x, ONE),), smooth=lambda x: (gt(x, ONE),),
     derivative=(lambda x: div(ONE, call("sqrt", sub(_square(x), ONE))),), lower=F0, strict=False, ball=methodcaller("acosh"),
     increasing=True, ends=(None, UP))
_row("atanh", latex=r"\operatorname{artanh}", numpy="np.arctanh({0})", sympy="atanh", aliases=("arctanh", "artanh"),
     expand=lambda x: div(log(div(add(ONE, x), sub(ONE, x))), TWO), defined=lambda x: (gt(sub(ONE, x)), gt(add(ONE, x))),
     derivative=(lambda x: div(ONE, sub(ONE, _square(x))),), ball=methodcaller("atanh"), odd=True, increasing=True)

# --- pieces --------------------------------------------------------------------------------------

_row("abs", rational=True, latex=r"|", numpy="np.abs({0})", sympy="Abs", derivative=(lambda x: call("sign", x),), smooth=lambda x: (ne(x),),
     lower=F0, strict=False, ball=abs, ends=(UP, UP))
_row("sign", rational=True, latex=r"\operatorname{sign}", numpy="np.sign({0})", sympy="sign", aliases=("sgn",),
     derivative=(lambda x: ZERO,),
     smooth=lambda x: (ne(x),), jumps=True, odd=True, lower=-F1, upper=F1, strict=False, ends=(MINUS_ONE, ONE))
_row("max", arity=None, latex=r"\max", numpy="np.maximum({0}, {1})", sympy="Max")
_row("min", arity=None, latex=r"\min", numpy="np.minimum({0}, {1})", sympy="Min")
_row("cases", arity=None, latex="cases", sympy="Piecewise", jumps=True)
_row("heaviside", rational=True, latex=r"\operatorname{H}", numpy="np.where({0} > 0, 1.0, 0.0)", aliases=("Heaviside",),
     derivative=(lambda x: ZERO,), smooth=lambda x: (ne(x),), jumps=True, expand=lambda x: cases(gt(x), ONE, ZERO), lower=F0, upper=F1,
     strict=False, ends=(ZERO, ONE))
_row("indicator", rational=True, latex=r"\mathbb{1}", numpy="np.where({0}, 1.0, 0.0)", derivative=(lambda c: ZERO,), jumps=True,
     expand=lambda c: cases(c, ONE, ZERO))
_row("floor", latex=r"\lfloor", numpy="np.floor({0})", sympy="floor", derivative=(lambda x: ZERO,), jumps=True, ends=(DOWN, UP))
_row("ceil", latex=r"\lceil", numpy="np.ceil({0})", sympy="ceiling", derivative=(lambda x: ZERO,), jumps=True, ends=(DOWN, UP))
_row("delta", rational=True, arity=2, latex=r"\delta", numpy="np.equal({0}, {1}).astype(float)", sympy="KroneckerDelta", lower=F0,
     upper=F1, strict=False)

# --- activations and losses ----------------------------------------------------------------------

_row("sigmoid", activation=True, latex=r"\operatorname{sigmoid}", numpy="sigmoid({0})", aliases=("logistic", "expit"),
     derivative=(lambda x: mul(_sigmoid(x), sub(ONE, _sigmoid(x))),), expand=lambda x: div(ONE, add(ONE, exp(neg(x)))),
     lower=F0, upper=F1, ball=lambda x: 1 / (1 + (-x).exp()), increasing=True, ends=(ZERO, ONE))
_row("softplus", activation=True, latex=r"\operatorname{softplus}", numpy="np.logaddexp(0.0, {0})", derivative=(_sigmoid,),
     expand=lambda x: log(add(ONE, exp(x))), lower=F0, ball=lambda x: (1 + x.exp()).log(), increasing=True, ends=(ZERO, UP))
_row("logit", latex=r"\operatorname{logit}", numpy="np.log({0}) - np.log1p(-({0}))", defined=lambda x: (gt(x), gt(sub(ONE, x))),
     derivative=(lambda x: div(ONE, mul(x, sub(ONE, x))),), expand=lambda x: log(div(x, sub(ONE, x))), ball=lambda x: (x / (1 - x)).log(),
     increasing=True)
_row("relu", activation=True, rational=True, latex=r"\operatorname{ReLU}", numpy="np.maximum({0}, 0.0)", aliases=("ReLU", "Relu"),
     derivative=(lambda x: call("heaviside", x),), smooth=lambda x: (ne(x),), expand=lambda x: call("max", x, ZERO), lower=F0, strict=False,
     ends=(ZERO, UP))
_row("leaky_relu", rational=True, arity=2, latex=r"\operatorname{LeakyReLU}", numpy="np.where({0} > 0, {0}, {1}*{0})",
     aliases=("LeakyReLU",),
     derivative=(lambda x, a: cases(gt(x), ONE, a), lambda x, a: cases(gt(x), ZERO, x)), smooth=lambda x, a: (ne(x),),
     expand=lambda x, a: cases(gt(x), x, mul(a, x)))
_row("silu", activation=True, latex=r"\operatorname{SiLU}", numpy="({0})*sigmoid({0})", aliases=("SiLU", "swish"),
     expand=lambda x: mul(x, _sigmoid(x)),
     derivative=(lambda x: add(_sigmoid(x), mul(x, _sigmoid(x), sub(ONE, _sigmoid(x)))),), ball=lambda x: x / (1 + (-x).exp()),
     ends=(ZERO, UP))
_row("gelu", activation=True, latex=r"\operatorname{GELU}", numpy="0.5*({0})*(1.0 + erf(({0})/np.sqrt(2.0)))", aliases=("GELU",),
     expand=lambda x: div(mul(x, add(ONE, call("erf", div(x, call("sqrt", TWO))))), TWO),
     derivative=(lambda x: add(div(add(ONE, call("erf", div(x, call("sqrt", TWO)))), TWO),
                               mul(x, div(exp(neg(div(_square(x), TWO))), call("sqrt", mul(TWO, PI))))),),
     ball=lambda x: x * (1 + (x / _ball(x, 2).sqrt()).erf()) / 2, ends=(ZERO, UP))

# --- special functions ---------------------------------------------------------------------------

_row("erf", latex=r"\operatorname{erf}", numpy="erf({0})", sympy="erf",
     derivative=(lambda x: div(mul(TWO, exp(neg(_square(x)))), call("sqrt", PI)),), lower=-F1, upper=F1, odd=True,
     ball=methodcaller("erf"), increasing=True, ends=(MINUS_ONE, ONE))
_row("gamma", text="Γ", latex=r"\Gamma", numpy="gamma({0})", sympy="gamma", defined=lambda x: (gt(x),), ball=methodcaller("gamma"),
     ends=(None, UP))
_row("factorial", latex="!", numpy="gamma({0} + 1)", sympy="factorial", ball=lambda n: (n + 1).gamma(), ends=(None, UP))
_row("binomial", arity=2, latex=r"\binom", numpy="binom({0}, {1})", sympy="binomial")

# --- orders of smallness: classes of functions, not values ---------------------------------------

_row("big_o", text="O", latex="O", elementwise=False)
_row("little_o", text="o", latex="o", elementwise=False)

# --- complex -------------------------------------------------------------------------------------

_row("re", latex=r"\operatorname{Re}", numpy="np.real({0})", sympy="re")
_row("im", latex=r"\operatorname{Im}", numpy="np.imag({0})", sympy="im")
_row("conj", latex=r"\overline", numpy="np.conj({0})", sympy="conjugate")

# --- matrices (never elementwise; shapes in symbolic.shapes) --------------------------------------

for _name, _arity, _latex, _numpy in (
    ("matmul", None, r"\,", "@"), ("transpose", 1, r"^\top", "({0}).T"), ("inverse", 1, "^{-1}", "np.linalg.inv({0})"),
    ("trace", 1, r"\operatorname{tr}", "np.trace({0})"), ("det", 1, r"\det", "np.linalg.det({0})"),
    ("hadamard", None, r"\odot", "*"), ("kron", None, r"\otimes", "np.kron({0}, {1})"),
    ("cross", 2, r"\times", "np.cross({0}, {1}, axis=0)"),  # of columns of ℝ³
    ("norm", 1, r"\|", "np.linalg.norm({0})"),  # Euclidean of a vector, Frobenius of a matrix
    ("norm1", 1, r"\|", "np.abs({0}).sum()"), ("norm_inf", 1, r"\|", "np.abs({0}).max()"),
    ("inner", 2, r"\langle", "np.vdot({0}, {1})"), ("diag", 1, r"\operatorname{diag}", "np.diag(np.ravel({0}))"),
    ("vec", 1, r"\operatorname{vec}", "({0}).reshape(-1, 1, order='F')"), ("softmax", 1, r"\operatorname{softmax}", "softmax({0})"),
    ("identity", 1, "I", "np.eye({0})"), ("ones", 2, r"\mathbf{1}", "np.ones(({0}, {1}))"),
    ("zeros", 2, r"\mathbf{0}", "np.zeros(({0}, {1}))"), ("unit", 2, "e", "np.eye({1})[:, [{0} - 1]]"),
    ("gradient", 2, r"\nabla", ""), ("hessian", 2, r"\nabla^2", ""), ("jacobian", 2, r"J", ""),
    ("divergence", 2, r"\cdot", ""), ("curl", 2, r"\times", ""), ("laplacian", 2, r"\nabla^2", ""),  # of fields: symbolic.vector_operators
    ("rank", 1, r"\operatorname{rank}", "np.linalg.matrix_rank({0})"),
    ("expm", 1, r"\exp", ""),  # the sum of Aᵏ/k!
):
    _row(_name, arity=_arity, latex=_latex, numpy=_numpy, elementwise=False, text="tr" if _name == "trace" else "",
         rational=_name in ("transpose", "trace", "diag", "vec", "inner", "unit", "norm1", "norm_inf"))

BY_VARIABLES = frozenset({"gradient", "hessian", "jacobian", "divergence", "curl", "laplacian"})
"""Operators that differentiate their first argument by their second, a name or a tuple of names."""

# --- probability (random variables are names of which ``random`` is declared; see symbolic.proving.probability) -------------------

for _name, _arity, _latex in (
    ("expectation", 1, r"\mathbb{E}"), ("variance", 1, r"\operatorname{Var}"), ("covariance", 2, r"\operatorname{Cov}"),
    ("expectation_given", None, r"\mathbb{E}"),  # of the first argument, given the others
    ("probability", None, r"\mathbb{P}"),  # of an event, or of an event given another
    ("entropy", 2, "H"), ("information", 3, "I"),  # of tuples of random names, the last of them what is given
    ("random", 1, ""), ("independent", None, ""), ("identical", None, ""), ("distributed", 2, r"\sim"),  # declared facts about names
):
    _row(_name, arity=_arity, latex=_latex, elementwise=False)

# --- relations and logic -------------------------------------------------------------------------

for _name, _latex in (("eq", "="), ("ne", r"\ne"), ("lt", "<"), ("le", r"\le"), ("gt", ">"), ("ge", r"\ge"), ("approx", r"\approx"),
                      ("propto", r"\propto"), ("implies", r"\Rightarrow"), ("impliedby", r"\Leftarrow"), ("iff", r"\Leftrightarrow"),
                      ("posdef", r"\succ 0"), ("possemidef", r"\succeq 0"), ("invertible", ""), ("smooth", ""), ("element", r"\in")):
    _row(_name, arity=2, latex=_latex, elementwise=False)
for _name, _latex in (("and", r"\land"), ("or", r"\lor"), ("not", r"\lnot"), ("true", r"\top"), ("false", r"\bot"), ("tuple", "")):
    _row(_name, arity=None, latex=_latex, elementwise=False)

ORDERS = frozenset({"lt", "le", "gt", "ge"})
INEQUALITIES = ORDERS | {"ne"}
COMPARISONS = INEQUALITIES | {"eq"}
RELATIONS = COMPARISONS | {"approx", "propto", "element"}
CONNECTIVES = frozenset({"implies", "impliedby", "iff"})
TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
HYPERBOLIC = frozenset({"sinh", "cosh", "tanh", "coth", "sech", "csch"})
LIMITS = frozenset({"limit", "limit+", "limit-"})
