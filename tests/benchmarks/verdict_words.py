"""The verdicts on a document as a list of words, which is what most tests of documents compare."""

from __future__ import annotations

from derivations import check_text


def words(markdown: str) -> list[str]:
    """The word of each verdict, definitions and equations that are set up among them."""
    return [r.verdict.word for r in check_text(markdown)]
