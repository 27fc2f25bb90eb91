r"""Signs that everybody knows and that are not read: what each says, and what can be written in its place."""

from __future__ import annotations

MODULO = "a congruence is not read", r"write a = b + n k, with k \in \mathbb{Z} declared"
SIZE = "a comparison of sizes without a definition is not read", r"write <, \le or \approx, or leave it in the text"
SETS = "sets and events are not read", "leave it in the text, or give the set a name of its own"
QUALIFIED = r"\overset"
"""What stands for a relation with a mark that changes what it says."""
UNREAD: dict[str, tuple[str, str]] = {
    **dict.fromkeys((r"\pmod", r"\bmod", r"\mod", r"\pod"), MODULO),
    **dict.fromkeys((r"\ll", r"\gg", r"\lesssim", r"\gtrsim", r"\prec", r"\preceq", r"\asymp", r"\lll", r"\ggg"), SIZE),
    **dict.fromkeys((r"\cup", r"\cap", r"\setminus", r"\subset", r"\subseteq", r"\supset", r"\supseteq", r"\emptyset"), SETS),
    r"\%": ("a percent sign is not read", r"write \frac{50}{100}, or 0.5"),
    r"\angle": ("an angle of points is not read", "give the angle a name"),
    r"\triangle": ("a triangle of points is not read", "give its sides names"),
    r"\mid": ("a bar that divides or conditions is not read here", r"write b = a k with k \in \mathbb{Z} declared, or P(A \mid B)"),
    r"\cong": ("a congruence or an isomorphism is not read", r"write = or \approx"),
    r"\parallel": ("lines that are parallel are not read", "write it with numbers"),
    r"\perp": ("what is orthogonal or independent is not read here", r"write x^\top y = 0"),
    r"\dots": ("dots without the terms around them that show what goes on", r"write \sum_{k=1}^{n} a_k, or the number with all its digits"),
    QUALIFIED: ("a relation with a mark above it: a question, a demand, or an equality of another kind?",
                "write the relation alone for a claim"),
    r"\limsup": ("an upper limit is not read", r"write \lim if it exists"),
    r"\liminf": ("a lower limit is not read", r"write \lim if it exists"),
}
