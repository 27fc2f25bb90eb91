"""What instructions expect of the steps of a formula: at the ends of rows, or before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivations.documents.instructions import Expectation
from derivations.documents.items import Item
from derivations.documents.statements.blocks import Block


def with_expectations(block: Block, made: Sequence[Item]) -> tuple[list[Item], dict[int, Expectation]]:
    """The items of a formula with what is expected of them, and the expectations, by line, that no step ends before."""
    items, unmet = list(made), dict[int, Expectation]()
    for line, order in block.orders.items():
        if not isinstance(order, Expectation):
            continue
        last = max((k for k, item in enumerate(items) if item.right.end.line == line), default=None)
        if last is None:
            unmet[line] = order
        else:
            items[last] = _expected(items[last], order)
    if block.marks.expect is not None:
        items = [replace(item, block=block.number, block_expect=block.marks.expect) for item in items]
    return items, unmet


def _expected(item: Item, order: Expectation) -> Item:
    """A step that is expected to be false is a claim, whatever else it may look like."""
    if order.verdict not in ("refuted", "conditional"):
        return replace(item, expect=order)
    instead, instance = item.unshown or (None, item.instance)
    return replace(item, expect=order, instead=instead, instance=instance, proves=False, premises=())
