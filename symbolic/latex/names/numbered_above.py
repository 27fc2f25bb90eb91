r"""Letters that number what they stand above: the t of ``h^t(x)`` and of ``w_i^t``, so that ``\epsilon^t`` is hardly a power.

Guarantee: nothing is read by this; a letter above another name of the same section is asked about.
"""

from __future__ import annotations

from symbolic.latex.source.spelling import NameAt
from symbolic.latex.source.tokens import Token

STEPS = frozenset("tijks")
"""Letters that count steps, examples or classes."""
FUNCTIONS = frozenset("fgh") | {r"\phi", r"\psi", r"\hat{f}", r"\hat{h}"}


def numbering_above(tokens: list[Token], names: list[NameAt]) -> frozenset[str]:
    """The letters, and their names, above names with an index, ``w_i^t``, ``w_i^{t+1}``, and above functions, ``h^t(x)``."""
    found: set[str] = set()
    for name in names:
        called = name.name in FUNCTIONS and name.end < len(tokens) and tokens[name.end].text == "("
        indexed = any(b == a + 1 and tokens[a].kind == "letter" for a, b in name.subscripts)
        for a, b in name.powers if called or indexed else ():
            letter = shifted_letter(tokens, a, b)
            if letter in STEPS and (called or letter == "t"):
                found |= {letter, marked(name)}
    found |= _iterated(tokens, names)
    powers = {tokens[k].text for k in range(2, len(tokens)) if tokens[k - 1].text == "^" and tokens[k - 2].text in (")", "]", "e")}
    return frozenset(found if found.isdisjoint(powers) else ())


ITERATED = frozenset("kltn")
GIVEN = frozenset({"=", ":=", r"\coloneqq", r"\leftarrow", r"\gets", r"\le", "&"})


def _iterated(tokens: list[Token], names: list[NameAt]) -> set[str]:
    r"""The letter above the name that a rule carries on, and that name: ``V^{k+1} \le V^k - S^k``, ``a^l = f(W^l a^{l-1})``."""
    head = next(iter(names), None)
    if head is None or head.start or head.subscripts or len(head.powers) != 1 or tokens[head.end : head.end + 1] == []:
        return set()
    letter = shifted_letter(tokens, *head.powers[0])
    same = [n for n in names if n.name == head.name and not n.subscripts]
    marks = {"".join(t.text for t in tokens[a:b]) for n in same for a, b in n.powers if shifted_letter(tokens, a, b) == letter}
    if letter not in ITERATED or tokens[head.end].text not in GIVEN or len(marks) < 2 or not all(n.powers for n in same):
        return set()
    return {letter, marked(head)}


def marked(name: NameAt) -> str:
    r"""How a name that has such a letter above is kept beside the letters: ``\theta^2`` beside ``\theta_k^t`` is hardly its square."""
    return name.name + "^"


def shifted_letter(tokens: list[Token], a: int, b: int) -> str:
    """The letter of ``t`` or ``t+1``."""
    shift = b == a + 3 and tokens[a + 1].text in ("+", "-") and tokens[b - 1].kind == "number"
    return tokens[a].text if b > a and tokens[a].kind == "letter" and (b == a + 1 or shift) else ""
