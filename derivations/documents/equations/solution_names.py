r"""Names for the solution of an equation: in ``f'(x) = 0 \\Rightarrow x^* = 3`` and ``… \\Rightarrow \\hat{x} = 3`` it is x that is meant.

The mark says no more than that the letter has its value at the solution, so what is claimed is ``f'(x) = 0 \\Rightarrow x = 3``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from derivations.documents.spelling import STAR
from symbolic.terms import Call, Definition, Sym, Term, free_symbols, substitute

MARKED = re.compile(
    r"\\(?:hat|widehat|tilde|widetilde|bar|overline)\{(?P<hatted>[^{}]+)\}(?:_\{.*\})?"
    rf"|(?P<starred>.+?){STAR}"
    r"|(?P<labelled>.+?)_\{(?:\\(?:text|mathrm|textrm)\{)?\\?(?:ML|MLE|MAP|LS|OLS|opt|max|min|ml|mle|map|ss|eq|\*)\}?\}")
HATTED_MEMBER = re.compile(r"\\(?:hat|widehat|tilde|widetilde|bar|overline)\{(?P<letter>[^{}]+)\}(?P<subscript>_\{.*\})")


def unmarked(name: str) -> str | None:
    r"""``\\mu`` for ``\\hat{\\mu}``, ``x`` for ``x^*``; None for a name without a mark."""
    found = MARKED.fullmatch(name)
    return next(filter(None, found.groups()), None) if found is not None else None


ROOT = re.compile(r"(?P<letter>[^_]+)_\{(?:[12mg]|1,2|\+|-)\}")


def letters_of(name: str, numbered: bool = False) -> tuple[str, ...]:
    r"""The names that a name may give the value of: itself, its letter without the mark, ``\\beta_{1}`` for ``\\hat{\\beta}_{1}``.

    numbered: and x for the root ``x_{1}``.
    """
    member, root = HATTED_MEMBER.fullmatch(name), ROOT.fullmatch(name) if numbered else None
    found = (name, member["letter"] + member["subscript"] if member else None, unmarked(name), root["letter"] if root else None)
    return tuple(dict.fromkeys(filter(None, found)))


@dataclass(frozen=True, slots=True)
class Solved:
    """What follows, with the letters in place of their marked names; the values of those that are new; ``wider`` than what is said.

    It is wider where a marked name that is known already became its letter, or belongs to a letter of the equation, whose other
    values are not meant then: ``\\hat{\\mu} = \\bar{x}`` before ``… \\Rightarrow \\hat{\\sigma}^2 = …``.  Then a proof counts, but no
    counterexample.
    """

    statement: Term
    values: tuple[Definition, ...]
    wider: bool


def solved(relation: str, left: Term, right: Term, known: Collection[str]) -> Solved | None:
    """What follows from an equation; None where it gives no marked name a value.  ``known``: names that have a meaning already."""
    if relation not in ("implies", "iff"):
        return None
    plain = {s.name: s for s in free_symbols(left)}
    letters: dict[Sym, Term] = {s: plain[base] for s in free_symbols(right) if s.name not in plain
                                and (base := unmarked(s.name)) in plain and plain[base].sort == s.sort}
    new = {s for s in letters if s.name not in known}
    if not new:
        return Solved(right, (), True) if letters else None
    at_solution = any(unmarked(name) in plain for name in known)
    return Solved(substitute(right, letters), tuple(_values(right, letters, new)), at_solution or len(new) < len(letters))


def _values(statement: Term, letters: Mapping[Sym, Term], new: Collection[Sym]) -> list[Definition]:
    match statement:
        case Call("and", parts):
            return [d for part in parts for d in _values(part, letters, new)]
        case Call("eq", (Sym() as name, value)) if name in new and not free_symbols(value) & {name, letters[name]}:
            return [Definition(name, (), value)]
    return []
