r"""Signs that only an open reading knows: the empty set, unions over a range, counts, and words that stand as a name.

Nothing is computed with them; see :mod:`symbolic.latex.names.open_names`.
"""

from __future__ import annotations

from symbolic.latex.names.open_names import (
    BIG,
    EMPTY,
    counts_something,
    inside_brackets,
    is_worded_member,
    is_worded_operand,
    open_operator,
    open_symbol,
)
from symbolic.latex.names.usage import spelled
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import after_group, group_range
from symbolic.terms import Term

SHORTEST_WORD = 4


def at_open_sign(r: Reader) -> bool:
    """Whether such a sign begins here."""
    if not r.scope.open:
        return False
    token = r.peek()
    if token.kind == "text":
        return counts_something(token) or is_worded_member(r.tokens, r.position) or is_worded_operand(r.tokens, r.position)
    return token.text in EMPTY or token.text in BIG or token.text == r"\#" or bool(_word(r))


def open_sign(r: Reader) -> Term:
    """What stands there, of which nothing is known."""
    word = _word(r)
    if word:
        from symbolic.latex.calls.applying import opaque

        first = r.position
        r.position += len(word)
        if r.skip("_"):
            word += f"_{{{spelled(r.tokens[slice(*group_range(r.tokens, r.position, r.close))])}}}"
            r.position = after_group(r.tokens, r.position, r.close)
        return opaque(r, word, first)
    token = r.take()
    if token.kind == "text":
        return open_symbol(rf"\text{{{token.arg.strip()}}}")
    if token.text in EMPTY:
        return open_symbol(token.text)
    if token.text == r"\#":
        return open_operator(r"\#", r.factor())
    written = token.text
    while r.at("_", "^"):
        mark = r.take().text
        written += f"{mark}{{{spelled(r.tokens[slice(*group_range(r.tokens, r.position, r.close))])}}}"
        r.position = after_group(r.tokens, r.position, r.close)
    return open_operator(written, r.product())


def _word(r: Reader) -> str:
    """``Score(G, D)``, ``cost(u, v)``: a run of letters of which none is known, directly before brackets."""
    token, end = r.peek(), r.position
    if token.kind != "letter" or (end and token.glued and r.tokens[end - 1].kind == "letter"):
        return ""
    while end < r.limit and r.tokens[end].kind == "letter" and (end == r.position or r.tokens[end].glued):
        end += 1
    run = [t.text for t in r.tokens[r.position : end]]
    known = any(r.symbol(x) is not None for x in run)
    long = len(run) >= SHORTEST_WORD or (len(run) == SHORTEST_WORD - 1 and run[0].isupper())
    spoken = long and "".join(run[1:]).islower() and not known
    if spoken and r.tokens[end].text == "_" and r.tokens[end + 1].kind != "end":
        end = after_group(r.tokens, end + 1, r.close)
    return "".join(run) if spoken and r.tokens[end].text == "(" and inside_brackets(r, end) is not None else ""
