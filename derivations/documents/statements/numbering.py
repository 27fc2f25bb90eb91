"""The numbers of chains and steps: places while a document is walked, then the order of the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from derivations.documents.equations.records import Conclusion
from derivations.documents.items import Item

Place = tuple[int, int]
NOWHERE: Place = (0, 0)
"""The place of what was no relation of its own."""


def in_order(made: Sequence[Item], places: Sequence[Place]) -> list[Item]:
    """Items in the order of the document, chains and the steps of each numbered by it."""
    items = [item for _, item in sorted(zip(places, made, strict=True), key=lambda pair: pair[0])]
    chains: dict[int, int] = {}
    counts: dict[int, int] = {}
    numbers: dict[Place, Place] = {}
    for item in items:
        chain = chains.setdefault(item.derivation, len(chains) + 1)
        counts[chain] = counts.get(chain, 0) + 1
        numbers[(item.derivation, item.step)] = (chain, counts[chain])
    return [replace(item, derivation=numbers[(item.derivation, item.step)][0], step=numbers[(item.derivation, item.step)][1],
                    rests_on=tuple(numbers[key] for key in item.rests_on if key in numbers),
                    unless=tuple(numbers.get(key, NOWHERE) for key in item.unless),
                    premises=tuple(replace(p, place=numbers.get(p.place, NOWHERE)) for p in item.premises),
                    others=tuple(replace(o, place=numbers.get(o.place, NOWHERE) if o.place is not None else None) for o in item.others),
                    conclusion=_renumbered(item.conclusion, numbers)) for item in items]


def _renumbered(found: Conclusion | None, numbers: Mapping[Place, Place]) -> Conclusion | None:
    """A conclusion with the places of its equations in the order of the document."""
    return replace(found, places=tuple(numbers[p] for p in found.places if p in numbers)) if found is not None else None
