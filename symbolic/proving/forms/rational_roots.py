"""Square roots of quotients that are squares."""

from __future__ import annotations

from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.ring import Quotient
from symbolic.terms import Term, div, mul, num, power


def rational_root(s: Session, q: Quotient) -> Term | None:
    """w with w² = q, if q is the square of a quotient of polynomials."""
    parts: list[Term] = []
    for poly in (q.num, q.den):
        poly = s.ring.lift(poly)
        content, factors = poly.factor()
        root = int(int(content) ** 0.5) if int(content) > 0 else -1
        if root * root != int(content) or any(int(e) % 2 for _, e in factors):
            return None
        parts.append(mul(num(root), *(power(s.poly_term(p), num(int(e) // 2)) for p, e in factors)))
    return div(parts[0], parts[1])
