r"""Numbers, and what only looks like one: ``1e-5``, ``1e^{-8}``, ``0110``, and the indicator ``1\{y = k\}``."""

from __future__ import annotations

from fractions import Fraction

from symbolic.latex.names.standard import holds_relation, indicator
from symbolic.latex.reader import Reader
from symbolic.terms import Num, Term


def numeral(r: Reader) -> Term:
    """A number, or the indicator that a 1 before a relation in braces is."""
    token, first = r.peek(), r.position
    if token.text[0] == "0" and token.text[1:2].isdigit():
        raise r.error("a number that begins with 0: a string of digits?", first, r"leave it in the text")
    r.take()
    if token.text == "1" and r.at(r"\{") and holds_relation(r):
        return indicator(r, first)
    _refuse_power_of_ten(r, token.text)
    return Num(Fraction(token.text))


def _refuse_power_of_ten(r: Reader, digits: str) -> None:
    """``1e-5``; and ``1e^{-8}``, since nobody writes a 1 before a power of the number e."""
    e, sign, third = r.peek(), r.peek(1), r.peek(2)
    upright = e.kind == "text" and e.arg.strip() in ("e", "E") and (sign if sign.text != "{" else third).text in ("-", "+")
    glued = third.kind == "number" and e.glued and sign.glued and third.glued
    raised = [t.text for t in (sign, *(r.peek(k) for k in range(2, 6)))]
    of_one = digits == "1" and e.text == "e" and raised[:3] == ["^", "{", "-"] and raised[3].isdigit() and raised[4] == "}"
    if upright or of_one or (e.text in ("e", "E") and sign.text in ("-", "+") and glued):
        raise r.error("a power of ten, or the number e?", r.position - 1, r"write 10^{-5}, or 2 \cdot e - 1")
