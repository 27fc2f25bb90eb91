r"""Labels, tags, references and alignment marks: what stands in a formula and is no part of it."""

from __future__ import annotations

from dataclasses import dataclass

from symbolic.latex.reader import Reader
from symbolic.latex.relations.signs import CLOSING, OPENING, PUNCTUATION, RELATIONS, SPACES
from symbolic.latex.source.tokens import Token

SIGNS = frozenset({"+", "-", r"\pm", r"\mp", r"\cdot", r"\times", ":", r"\odot", r"\in", r"\to"})


JOINING = frozenset({"+", "-", r"\cdot", r"\times", r"\odot"})
OPERATORS = frozenset({r"\int", r"\iint", r"\sum", r"\prod"})


@dataclass(slots=True)
class Marks:
    label: str | None = None
    tag: str | None = None
    comment: str = ""
    references: tuple[str, ...] = ()


def _take_mark(token: Token, marks: Marks) -> bool:
    """Labels, tags, references and alignment are no part of the formula."""
    if token.kind == "text":
        match token.text:
            case r"\label":
                marks.label = token.arg.strip()
            case r"\tag" | r"\tag*":
                marks.tag = token.arg.strip()
            case r"\ref" | r"\eqref":
                marks.references += (token.arg.strip(),)
            case r"\intertext" | r"\shortintertext":
                marks.comment += token.arg
            case _:
                return False
        return True
    return False


def take_marks(r: Reader, marks: Marks) -> None:
    """Labels and the like, and alignment marks outside environments, are taken out of the tokens."""
    depth, kept = 0, list[Token]()
    tokens = [t for t in r.tokens[: r.limit] if not _take_mark(t, marks)]
    for place, token in enumerate(tokens):
        depth += (token.text == r"\begin") - (token.text == r"\end")
        if depth == 0 and token.text in ("&", r"\\"):
            beside = (kept[-1] if kept else None, tokens[place + 1] if place + 1 < len(tokens) else None)
            if not _aligns(*beside) and not _after_operator(kept) and not (token.text == r"\\" and _goes_on(*beside)):
                kept.append(token._replace(kind="command", text=r"\quad"))
        else:
            kept.append(token)
    kept = _without_end_of_proof(kept)
    r.reset([t for place, t in enumerate(kept) if not (t.text in SPACES and _beside_relation(kept, place))])


ENDS_OF_PROOF = frozenset({r"\blacksquare", r"\qedsymbol"})
BOXES = ENDS_OF_PROOF | {r"\square", r"\Box"}
"""An empty box, which is an operator as well, ends a proof where a space stands before it."""


def _without_end_of_proof(tokens: list[Token]) -> list[Token]:
    """A formula without the mark after it that says that a proof ends here."""
    end = len(tokens) - 1
    while end > 0 and tokens[end].text in (*SPACES, *PUNCTUATION):
        end -= 1
    if end < 1 or tokens[end].text not in BOXES:
        return tokens
    before = next((t for t in reversed(tokens[:end]) if t.text not in SPACES), None)
    apart = tokens[end].text in ENDS_OF_PROOF or tokens[end - 1].text in (*SPACES, *PUNCTUATION)
    if not apart or before is None or (before.kind != "text" and before.text in (*RELATIONS, *SIGNS, *OPENING)):
        return tokens
    return tokens[:end]


def _beside_relation(tokens: list[Token], place: int) -> bool:
    """Whether a space stands between a formula and a relation, where it parts no statements."""
    before = next((t for t in reversed(tokens[:place]) if t.text not in SPACES), None)
    after = next((t for t in tokens[place + 1 :] if t.text not in SPACES), None)
    if before is None or after is None or "text" in (before.kind, after.kind):
        return before is not None and before.kind != "text" and before.text in RELATIONS
    if before.text in JOINING or after.text in JOINING - {"-"} or (after.text == "-" and not _states(tokens[place + 1 :])):
        return before.text not in PUNCTUATION
    relates = [t is not None and t.kind != "text" and t.text in RELATIONS for t in (before, after)]
    return relates[0] or (relates[1] and before is not None and before.kind != "text" and before.text not in PUNCTUATION)


def _states(tokens: list[Token]) -> bool:
    """Whether a relation stands before the next space or comma: ``x = 1 \\quad -x = 2`` against ``x = a \\quad - b``."""
    depth = 0
    for token in tokens:
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth == 0 and token.kind != "text" and token.text in (*RELATIONS, *PUNCTUATION):
            return token.text in RELATIONS
    return False


def _goes_on(before: Token | None, after: Token | None) -> bool:
    """Whether a formula goes on after a new line: inside brackets, or after a comma."""
    return before is not None and after is not None and (before.text in (*OPENING, ",") or after.text in (*CLOSING, ","))


def _after_operator(kept: list[Token]) -> bool:
    r"""Whether an integral or a sum with its bounds stands before the mark: ``\int_0^1 & x\,dx``."""
    place = len(kept) - 1
    while place > 0 and kept[place].text not in OPERATORS:
        opening = place
        if kept[place].text == "}":
            depth = 0
            while opening >= 0:
                depth += (kept[opening].text == "}") - (kept[opening].text == "{")
                if depth == 0:
                    break
                opening -= 1
        if opening < 1 or kept[opening - 1].text not in ("_", "^"):
            return False
        place = opening - 2
    return place >= 0 and kept[place].text in OPERATORS


def _aligns(before: Token | None, after: Token | None) -> bool:
    """Whether ``&`` only aligns: beside a relation or a sign; otherwise it parts two columns."""
    if before is None or after is None or before.text == r"\quad":
        return True
    return any(t.kind != "text" and (t.text in RELATIONS or t.text in SIGNS) for t in (before, after))
