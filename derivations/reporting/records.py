"""A result as one JSON object on one line.

Every field is always present, and null if there is nothing to say:

``schema``  version of this format; ``file``, ``cell``, ``line``, ``column``, ``end_line``, ``end_column`` the right side
of the step, or the part that cannot be read (for a notebook the cell, and the line in it, from 1); ``derivation``, ``step``
the number of the chain in the document and of the step in the chain; ``relation``, ``left``, ``right`` what the author
wrote; ``verdict``, ``kind``, ``by``; ``conditions`` in LaTeX; ``counterexample`` ``{at, left, right}``, ``at`` mapping names
to ``"p/q"`` or nested lists of them; ``repair`` ``{words, right}``; ``reading`` ``{left, right}`` in plain text; ``expect``
and whether it was ``met``; ``reason``; ``seconds``; ``fragment`` the part of the LaTeX that cannot be read.
"""

from __future__ import annotations

import json
from typing import Any

from derivations.documents.items import Result
from derivations.reporting.values import as_latex, as_text, condition_latex, counterexample_of, point_value
from symbolic.verdicts import Counterexample, Refuted, Unreadable

SCHEMA = 1


def record(result: Result) -> dict[str, Any]:
    """The fields of a result, in the order in which they are printed."""
    item, verdict = result.item, result.verdict
    step, right = item.checked, item.right
    written_left, written_right = item.written or (item.left, right)
    point = counterexample_of(verdict)
    repair = verdict.repair if isinstance(verdict, Refuted) else None
    return {
        "schema": SCHEMA,
        "file": str(item.shown_path),
        "cell": right.start.cell,
        "line": right.start.line,
        "column": right.start.column,
        "end_line": right.end.line,
        "end_column": right.end.column,
        "derivation": item.derivation,
        "step": item.step,
        "relation": item.relation,
        "left": written_left.latex if written_left else None,
        "right": written_right.latex,
        "verdict": verdict.word,
        "kind": verdict.kind,
        "by": getattr(verdict, "by", None),
        "conditions": [condition_latex(c) for c in getattr(verdict, "conditions", ())] or None,
        "counterexample": _point(point) if point else None,
        "repair": {"words": repair.words, "right": as_latex(repair.right)} if repair else None,
        "reading": {"left": as_text(step.left), "right": as_text(step.right)} if step else None,
        "expect": str(result.expect) if result.expect else None,
        "met": result.met,
        "reason": _reason(result),
        "seconds": round(result.seconds, 6),
        "fragment": right.latex if item.written else None,
    }


def _point(point: Counterexample) -> dict[str, Any]:
    return {"at": {a.name: point_value(a.value) for a in point.at}, "left": point.left, "right": point.right}


def record_line(result: Result) -> str:
    """A result as one line of JSON, without line end."""
    return json.dumps(record(result), ensure_ascii=False)


def _reason(result: Result) -> str | None:
    verdict = result.verdict
    if isinstance(verdict, Unreadable) and verdict.remedy:
        return f"{verdict.reason}; {verdict.remedy}"
    return getattr(verdict, "reason", None) or getattr(verdict, "reading", None)
