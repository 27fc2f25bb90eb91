r"""Names that stand beside the sum, limit or integral that binds them: ``\sum_i x_i + y_i``.

Whoever writes so means all of it under the sign, or another name: neither is read.
"""

from __future__ import annotations

from symbolic.latex.ranges.sums import refuse_shared
from symbolic.latex.reader import Reader
from symbolic.latex.source.stacked import OPERATORS
from symbolic.terms import Bind, Call, Term, free_symbols

LEADING = {"sum": "sum", "prod": "product", "limit": "limit", "limit+": "limit", "limit-": "limit", "argmax": "maximum",
           "argmin": "minimum", "maximum": "maximum", "minimum": "minimum", "supremum": "supremum", "infimum": "infimum"}
GROUPS = frozenset({"(", "[", r"\{", "{", r"\lvert", r"\lVert", r"\|", r"\langle", r"\lfloor", r"\lceil", r"\left.", "|"})


def refuse_escaping(r: Reader, before: list[Term], term: Term, begins: list[int]) -> None:
    r"""``\sum_i x_i + y_i``, ``\lim_{x \to 0} f(x) + g(x)``, ``\int x dx + dx``: the bound name is used beside the sum or the limit."""
    if not before:
        return
    last: Term = before[-1]
    while isinstance(last, Call) and last.op in ("neg", "mul", "matmul"):
        last = last.args[-1]
    if isinstance(last, Bind) and last.op == "integral" and any(s.name == f"d{last.var.name}" for s in free_symbols(term)):
        raise r.error(f"d{last.var.name} stands a second time, beside the integral", begins[0], "put all that is integrated in brackets")
    refuse_shared(r, last, term, begins[-2])
    if not isinstance(last, Bind) or last.op not in LEADING or last.var.name in r.bound or not _open_operator(r, begins[-2], begins[-1]):
        return
    name = last.var.name
    if (name not in r.scope.names or last.op not in ("sum", "prod")) and any(s.name == name for s in free_symbols(term)):
        what = LEADING[last.op]
        raise r.error(f"{name} is used beside the {what} that binds it", begins[0], f"put the terms of the {what} in brackets")


def _open_operator(r: Reader, a: int, b: int) -> bool:
    """Whether a sum, a product or a limit stands outside all brackets between two places."""
    depth = 0
    for token in r.tokens[a:b]:
        depth += (token.text in GROUPS) - (token.text in (")", "]", r"\}", "}"))
        if depth == 0 and (token.text in OPERATORS or token.kind == "text"):
            return True
    return False
