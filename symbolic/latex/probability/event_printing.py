"""Events as they are written: ``A ∪ B``, ``(A ∪ B) ∩ C``, ``Aᶜ``."""

from __future__ import annotations

from collections.abc import Callable

from symbolic.terms import BOOLEAN, Call, Sym, Term, walk

MADE = frozenset({"and", "or", "not", "true", "false"})
LATEX = {"and": r" \cap ", "or": r" \cup ", "not": "^c", "true": r"\Omega", "false": r"\emptyset"}
TEXT = {"and": " ∩ ", "or": " ∪ ", "not": "ᶜ", "true": "Ω", "false": "∅"}


def is_event(t: Term) -> bool:
    """Whether a term is made of declared events alone."""
    return all(s.sort == BOOLEAN if isinstance(s, Sym) else isinstance(s, Call) and s.op in MADE for s in walk(t))


def written_event(t: Term, single: Callable[[Term], str], signs: dict[str, str]) -> str:
    """The event with the signs of one of the tables above."""
    match t:
        case Call("not", (a,)):
            inner = written_event(a, single, signs)
            return (inner if isinstance(a, Sym) else f"({inner})") + signs["not"]
        case Call(("and" | "or") as op, args):
            return signs[op].join(f"({written_event(a, single, signs)})" if isinstance(a, Call) and a.args and a.op not in ("not", op)
                                  else written_event(a, single, signs) for a in args)
    return signs[t.op] if isinstance(t, Call) and t.op in signs else single(t)
