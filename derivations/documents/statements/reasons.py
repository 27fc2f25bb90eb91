"""Reasons that a sentence gives: ``… = y² + c, since $x = y$``.

What is false without its reason is judged under it, and what is not shown with the help of it, if it holds.  A reason that is computed
of nothing known is taken as given: it is never called false.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from derivations.documents.formulas import statement_term
from derivations.documents.items import Item, Premise
from derivations.documents.model import Math
from derivations.documents.scopes.cues import GIVING_REASONS, RELATION

TAKEN_AS_GIVEN = "a reason is taken as given; for a claim put it in a display, or <!-- claim --> before it"


def reasons_among(maths: Sequence[Math], words: Sequence[str]) -> frozenset[int]:
    """The formulas of a sentence that stand right after *since*, *from*, … or after what is done with them: *squaring ⟦k⟧ gives*."""
    return frozenset(n for n, math in enumerate(maths) if not math.display and RELATION.search(math.text.source)
                     and _gives_reason(words[: words.index(f"⟦{n}⟧")]))


def _gives_reason(before: Sequence[str]) -> bool:
    if not before:
        return False
    opening = "," not in before and not any(word.startswith("⟦") for word in before)  # "completing the square, ⟦0⟧" is a claim
    led = (before[-1] in ("from", "by") and len(before) < 3) or (before[0].endswith("ing") and len(before) < LED)
    return tuple(before[-2:]) in REASONS or before[-1] in GIVING_REASONS or (opening and led)


REASONS = frozenset({("because", "of"), ("due", "to"), ("owing", "to"), ("follows", "from"), ("from", "equation"), ("by", "equation")})
LED = 5
"""So many words and no more stand before a formula of which a sentence begins to say what is done with it."""


def with_reasons(items: Sequence[Item], reasons: Collection[int], premises: Iterable[Premise]) -> list[Item]:
    """The items of one sentence, those at the places ``reasons`` given to the others; ``premises`` hold what is set up."""
    set_up = tuple(premises)
    done = list(items)
    for number in reasons:
        item, step = items[number], items[number].checked
        if step is not None and not step.definitions and item.instead is None:
            done[number] = replace(item, instead=TAKEN_AS_GIVEN)
        key = (item.derivation, item.step)
        facts = [replace(p, reason=True) for p in set_up if p.place == key]
        if not facts and step is not None:
            facts = [Premise(statement_term(step.relation, step.left, step.right), item.right.start.line, key, reason=True)]
        for other, claim in enumerate(done):
            if other not in reasons and claim.checked is not None:
                hint = f"line {item.right.start.line} gives its reason"
                done[other] = replace(claim, premises=tuple(dict.fromkeys((*claim.premises, *facts))), hints=(hint, *claim.hints))
    return done
