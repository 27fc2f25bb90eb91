r"""Entropies of declared random variables: ``H(X, Y)``, ``H(Y \mid X)``, ``I(X; Y)``, ``I(X; Y \mid Z)``.

They are read so only where every name in the brackets is declared random.
"""

from __future__ import annotations

from symbolic.latex.names.usage import flat_name
from symbolic.latex.probability.chances import random_names
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import NameAt
from symbolic.terms import BOOLEAN, Sym, Term, call

NAMES = {"H": "entropy", "I": "information"}
STYLES = (r"\mathrm{", r"\mathbb{", r"\operatorname{", r"\text{", r"\mathsf{")


def entropy(r: Reader, name: NameAt) -> Term | None:
    """The entropy or the mutual information at the position; None, and nothing is taken, if it is none."""
    style = next((s for s in STYLES if name.name.startswith(s)), "")
    op = NAMES.get(name.name[len(style) : len(name.name) - bool(style)])
    if op is None or name.end != name.head_end or r.scope.symbol(name.name) is not None or r.tokens[name.end].text not in ("(", "["):
        return None
    known = {s.name: s for s in random_names(r.scope) if s.sort.is_scalar and s.sort != BOOLEAN}
    if not known:
        return None
    start, r.position = r.position, name.end
    closing = {"(": ")", "[": "]"}[r.take().text]
    groups = [_names(r, known)]
    if op == "information" and (r.skip(";") or len(groups[0]) == 2):
        groups = [groups[0][:1], groups[0][1:]] if r.tokens[r.position - 1].text != ";" else [*groups, _names(r, known)]
    given = _names(r, known) if r.skip("|", r"\mid") else []
    barred = r.tokens[r.position - 1].text in ("|", r"\mid")
    if not all(groups) or len(groups) != (1 if op == "entropy" else 2) or barred or not r.skip(closing):
        r.position = start
        return None
    return call(op, *(call("tuple", *g) for g in (*groups, given)))


def _names(r: Reader, known: dict[str, Sym]) -> list[Sym]:
    """Random names between commas; empty if one is none."""
    out: list[Sym] = []
    while True:
        name = r.name_at(r.position)
        found = known.get(flat_name(r.tokens, name)) if name is not None and not name.powers and not name.primes else None
        if name is None or found is None:
            return []
        out.append(found)
        r.position = name.end
        if not r.skip(","):
            return out
