r"""Brackets after a factor that may hold arguments, or a point: ``\frac{\partial f}{\partial x}(3, 4)``, ``(Tv)(x)``, ``(f + g)(x)``."""

from __future__ import annotations

from symbolic.latex.names.primed import CALLED_BY_HABIT
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import GREEK
from symbolic.latex.source.tokens import Token
from symbolic.terms import Apply, Deriv, Matrix, Num, Sym, Term


def refuse_list(r: Reader, before: Term, following: Term, start: int) -> None:
    r"""``\frac{\partial f}{\partial x}(3, 4)`` is no product with a column, and ``\frac{df}{dx}(3)`` no product with 3."""
    if r.tokens[start].text != "(":
        return
    if isinstance(following, Matrix):
        raise r.error("a list in brackets after a factor: the arguments of a function?", start, r"write \left.…\right|_{x=3, y=4}")
    if isinstance(before, Deriv) and isinstance(following, Num | Sym) and r.tokens[start - 1].text == "}":
        raise r.error("a derivative at a point, or a product?", start, r"write \left.…\right|_{x=3}, or \cdot for a product")
    if isinstance(before, Apply) and isinstance(following, Sym) and r.tokens[start - 1].text in (")", "]", r"\}"):
        raise r.error("a second list of arguments, or a product?", start, r"write \cdot for a product, or f(x, y)")
    if isinstance(following, Sym) and r.tokens[start - 1].text == ")" and _is_applied(r, start - 1):
        raise r.error("a value of what stands in brackets, or a product?", start, r"write \cdot for a product, or name the function")


def _is_applied(r: Reader, close: int) -> bool:
    """``(T v)(x)``: letters side by side in brackets before a lone argument."""
    opening, depth = close, 0
    while opening >= 0:
        depth += (r.tokens[opening].text == ")") - (r.tokens[opening].text == "(")
        if depth == 0:
            break
        opening -= 1
    inside = _without_policies(r.tokens[opening + 1 : close])
    letters = [t for t in inside if t.kind == "letter" or t.text in GREEK]
    if len(letters) > 1 and all(t.text in CALLED_BY_HABIT or t.text in ("+", "-") for t in inside):
        return True
    if any(t.kind == "number" or t.text in ("/", "^", r"\frac", r"\cdot", r"\times") for t in inside) or len(letters) < 2:
        return False
    return not any(t.text in ("+", "-") for t in inside)


def _without_policies(tokens: list[Token]) -> list[Token]:
    r"""``T^\pi V``, ``T^* V`` as ``T V``: an operator that a policy or a star names."""
    marks = {k for k, t in enumerate(tokens[:-1]) if t.text == "^" and tokens[k + 1].text in (r"\pi", "*", r"\star")}
    return [t for k, t in enumerate(tokens) if k not in marks and k - 1 not in marks]
