"""What vanishing slopes and second slopes tell: minimum, maximum and saddle of quadratic forms, and where they tell nothing.

A form a x² + 2 b x y + c y² with a > 0 is a square plus (a c - b²)/a times another: the sign of the determinant decides.
"""

from __future__ import annotations

from derivations.catalogue._entries import Entry, chain

FORM = r"f(x, y) := a x^2 + 2 b x y + c y^2"
HESSIAN = (
    r"\begin{pmatrix} \frac{\partial^2 f}{\partial x^2} & \frac{\partial^2 f}{\partial x \partial y} \\"
    r" \frac{\partial^2 f}{\partial y \partial x} & \frac{\partial^2 f}{\partial y^2} \end{pmatrix}"
)
SADDLE = r"f(x, y) := x^2 - y^2"

hessian = chain(
    "the Hessian of a quadratic form is twice its matrix",
    [(HESSIAN + r" = \begin{pmatrix} 2a & 2b \\ 2b & 2c \end{pmatrix}", "each second slope")],
    where=(FORM,),
    ledger=("S000-25", "S001-09"),
)
square = chain(
    "the square completed",
    [(r"a \left(a x^2 + 2 b x y + c y^2\right) = (a x + b y)^2 + (a c - b^2) y^2", "multiplied out")],
    ledger=("S000-24",),
)
minimum = chain(
    "a positive first entry and a positive determinant $d$ make a minimum",
    [
        (r"a x^2 + 2 b x y + c y^2 = \frac{(a x + b y)^2 + d y^2}{a}", r"the square completed; $a c - b^2 = d$"),
        (r"\ge 0", "squares over a positive number"),
    ],
    given=("a > 0", "d > 0"),
    where=(r"c := \frac{b^2 + d}{a}",),
    ledger=("S000-24", "S000-28"),
)
indefinite = chain(
    "a positive first entry and a negative determinant $-d$ make a saddle: there is a direction down",
    [
        (r"f\left(-\frac{b}{a} y, y\right) = -\frac{d}{a} y^2", r"there the square vanishes; $a c - b^2 = -d$"),
        (r"< 0", "and in the direction of $x$ it goes up"),
    ],
    given=("a > 0", "d > 0", r"y \ne 0"),
    where=(r"f(x, y) := a x^2 + 2 b x y + \frac{b^2 - d}{a} y^2",),
    ledger=("S000-24", "S000-28"),
)
entries = chain(
    "positive entries of the Hessian are not enough",
    [(r"f(t, -t) = -t^2", "against the diagonal"), ("< 0", "a square with a minus")],
    given=(r"t \ne 0",),
    where=(r"f(x, y) := x^2 + 3 x y + y^2",),
    ledger=("S000-24",),
)
saddle = chain(
    "the gradient of a saddle vanishes at the origin",
    [
        (r"\nabla f = \begin{pmatrix} 2x \\ -2y \end{pmatrix}", "each slope"),
    ],
    where=(SADDLE,),
    ledger=("S000-22", "S001-12"),
)
up = chain(
    "along $x$ it goes up from there",
    [(r"f(h, 0) = h^2", "$y$ is 0"), ("> 0", "a square")],
    given=(r"h \ne 0",),
    where=(SADDLE,),
    ledger=("S000-22", "S001-12"),
)
down = chain(
    "and along $y$ down: neither a minimum nor a maximum",
    [(r"f(0, h) = -h^2", "$x$ is 0"), ("< 0", "a square with a minus")],
    given=(r"h \ne 0",),
    where=(SADDLE,),
    ledger=("S000-22", "S001-12"),
)
fourth = chain(
    "of fourth order the second slopes say nothing: those of $x^4 + y^4$ and of $x^4 - y^4$ vanish both",
    [
        (
            r"\left. \frac{\partial^2}{\partial y^2} (x^4 + y^4) \right|_{y = 0} = \left. \frac{\partial^2}{\partial y^2} (x^4 - y^4)"
            r" \right|_{y = 0}",
            "12 times a square, with either sign",
        ),
        ("= 0", "at the origin"),
    ],
    ledger=("S000-28",),
)

entry = Entry(
    "stationary_points",
    "Where the gradient vanishes",
    (),
    (hessian, square, minimum, indefinite, entries, saddle, up, down, fourth),
    sources=("J. Nocedal, S. J. Wright, Numerical Optimization, 2nd edition, 2006, chapter 2",),
)
