r"""A formula in braces, which are not printed: what stands in them may not be what they show.

``{a+b}^2`` shows a+b², and ``a {+ b}`` shows a sum; neither is read as what the braces hold, raised to a power or multiplied.
"""

from __future__ import annotations

from symbolic.latex.names.variables import factor_follows
from symbolic.latex.reader import Reader
from symbolic.terms import Call, Elem, Matrix, Num, Sym, Term


def loose(r: Reader, inner: Term, first: int) -> Term:
    """A formula in braces, which are not printed: ``{a+b}^2`` shows a+b² and is not read as a power of the sum."""
    before = r.tokens[first - 1].text if first else ""
    last = r.position - 1
    if r.tokens[first + 1].text == "+" and (before in (")", "]", "}") or _factor_before(r, first)):
        raise r.error("a sum in braces, which are not printed, inside a product", first, "use round brackets")
    bracketed = r.tokens[last - 1].text in (")", "]", "|") and r.tokens[first + 1].text in ("(", "[", "|")
    if bracketed or isinstance(inner, (Sym, Elem, Num, Matrix)):
        return inner
    op = inner.op if isinstance(inner, Call) else "binder"
    if r.at("^", "_", "!", "'") and op not in ("div", "sqrt", "abs", "norm", "binomial"):
        raise r.error("a power of braces, which are not printed", first, "use round brackets")
    if op in ("add", "neg") and (r.at("/", r"\cdot", r"\times", "*", r"\odot") or before in ("-", "/", r"\cdot", r"\times", "*", r"\odot",
                                                                                             "}", ")")
                                 or _factor_before(r, first) or factor_follows(r)):
        raise r.error("a sum in braces, which are not printed, inside a product", first, "use round brackets")
    return inner


def _factor_before(r: Reader, first: int) -> bool:
    return bool(first) and r.tokens[first - 1].kind in ("letter", "number")
