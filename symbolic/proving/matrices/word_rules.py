"""Consequences of rewriting rules between words: a truncated non-commutative Gröbner basis.

Guarantee: every rule that is added follows from those at hand, so that a word and what it is rewritten to are equal wherever the
declared facts hold and the inverses exist.  Not completing proves nothing.

Source: T. Mora, An introduction to commutative and non-commutative Gröbner bases.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symbolic.proving.matrices.word_letters import Letter, Rule, Word, Words

if TYPE_CHECKING:
    from symbolic.proving.matrices.words import Algebra


Overlap = tuple[Rule, Rule, int]
"""Two rules, and how many letters at the end of the first lead are the beginning of the second."""
MAX_RULES = 120
MAX_OVERLAPS = 400


def complete(algebra: Algebra) -> None:
    """Add the consequences of overlapping rules, smallest first, within the budget."""
    _cancellation_rules(algebra)
    _number_rules(algebra)
    apart: list[Rule] = []
    _interreduce(algebra, apart)
    done: set[tuple[Word, Word, int]] = set()
    waiting: list[Overlap] = []
    paired: list[Rule] = []
    for _ in range(MAX_OVERLAPS):
        if len(algebra.rules) >= MAX_RULES:
            return
        places = {id(r): i for i, r in enumerate(algebra.rules)}
        waiting = [o for o in waiting if id(o[0]) in places and id(o[1]) in places]
        waiting += (o for o in _new_overlaps(algebra.rules, paired) if (o[0].lead, o[1].lead, o[2]) not in done)
        paired = list(algebra.rules)
        if not waiting:
            return
        keys = [(len(a.lead) + len(b.lead) - k, places[id(a)], places[id(b)], k) for a, b, k in waiting]
        a, b, k = waiting.pop(keys.index(min(keys)))
        done.add((a.lead, b.lead, k))
        left = algebra.plain_product(dict(a.tail), {b.lead[k:]: algebra.one()})
        right = algebra.plain_product({a.lead[: len(a.lead) - k]: algebra.one()}, dict(b.tail))
        if algebra.add_rule(algebra.minus(_tidied(algebra, left), _tidied(algebra, right))) is not None:
            _interreduce(algebra, apart)


def _tidied(algebra: Algebra, a: Words) -> Words:
    out: Words = {}
    for w, c in a.items():
        factor, word = algebra.tidy(w)
        out = algebra.plus(out, {word: algebra.session.ring.mul(factor, c)})
    return out


def _cancellation_rules(algebra: Algebra) -> None:
    """X X⁻¹ = 1 as rules, for every letter whose inverse was taken, so that they take part in overlaps."""
    for x in sorted({y for x in algebra.inverses for y in (x, algebra.flipped(x))}, key=lambda x: x[:3]):
        inverse = Letter(x.name, False, x.transposed, x.rows, x.columns)
        for pair in ((x, inverse), (inverse, x)):
            algebra.rules.append(Rule(pair, (((), algebra.one()),)))


def _number_rules(algebra: Algebra) -> None:
    """A lead that ends with the beginning of a known number uᵀAv, continued to the whole number, and its mirror."""
    for rule in list(algebra.rules):
        for form in [v for w in algebra.forms for v in (w, algebra.transposed(w))]:
            value = algebra.bilinear(form)
            for k in _overlaps(rule.lead, form):
                moved = algebra.plain_product(dict(rule.tail), {form[k:]: algebra.one()})
                algebra.add_rule(algebra.minus(_tidied(algebra, moved), {rule.lead[: len(rule.lead) - k]: value}))
            for k in _overlaps(form, rule.lead):
                moved = algebra.plain_product({form[: len(form) - k]: algebra.one()}, dict(rule.tail))
                algebra.add_rule(algebra.minus(_tidied(algebra, moved), {rule.lead[k:]: value}))


def _interreduce(algebra: Algebra, apart: list[Rule]) -> None:
    """Rules whose lead holds another's lead are taken back and reduced; of those ``apart`` none does, and in the end they are all rules."""
    old = {id(r) for r in apart}
    changed = True
    while changed:
        changed = False
        new = [r for r in algebra.rules if id(r) not in old]
        for rule in list(algebra.rules):
            others = new if id(rule) in old else algebra.rules
            if any(r is not rule and len(r.lead) <= len(rule.lead) and _contains(rule.lead, r.lead) for r in others):
                algebra.rules = [r for r in algebra.rules if r is not rule]
                algebra.add_rule(algebra.minus({rule.lead: algebra.one()}, dict(rule.tail)))
                changed = True
                break
    apart[:] = algebra.rules


def _contains(w: Word, part: Word) -> bool:
    return any(w[k : k + len(part)] == part for k in range(len(w) - len(part) + 1))


def _new_overlaps(rules: list[Rule], paired: list[Rule]) -> Iterator[Overlap]:
    """The overlaps of rules of which not both are paired yet."""
    old = {id(r) for r in paired}
    new = [r for r in rules if id(r) not in old]
    for a in rules if new else ():
        for b in new if id(a) in old else rules:
            yield from ((a, b, k) for k in _overlaps(a.lead, b.lead))


def _overlaps(a: Word, b: Word) -> Iterator[int]:
    """Lengths of proper overlaps: an end of ``a`` that is a beginning of ``b``."""
    for k in range(1, min(len(a), len(b))):
        if a[len(a) - k :] == b[:k]:
            yield k
