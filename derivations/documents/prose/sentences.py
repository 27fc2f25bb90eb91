"""Sentences: the pieces of a document grouped as a reader of English groups them.

A paragraph that begins with a number or *Theorem* in bold type, or with *Exercise 3*, begins a section of its own: the letters of one
exercise are not those of the next.

A display does not end the sentence that it stands in, unless it ends with a full stop: the words after it belong to
it if they go on in lower case ("… where $x > 0$"), even in a new paragraph, and never if they begin with a capital letter.
Headings, list items and full stops end a sentence; instructions do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derivations.documents.model import Break, Heading, Instruction, Math, Piece, Words

ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|resp|w\.r\.t|vs|viz|approx|eq|eqs|eqn|fig|sec|thm|def|ex|no|dr|prof|etc|s\.t|i\.i\.d)|\b(?-i:[A-Z]))\.$",
    re.IGNORECASE)
EXERCISE = re.compile(
    r"\s*(?:\*\*|__)?\s*(?:(?:Exercise|Problem|Question|Task)\s+(?:\d+(?:\.\d+)*|\w)\b|(?<=[*_])\s*\(?\d+(?:\.\d+)*[.):]"
    r"|(?<=[*_])(?:Theorem|Lemma|Proposition|Claim|Example)\b)")
ITEM = 9
"""The level of an exercise that begins inside a paragraph: below every heading."""
ENDING = re.compile(r"(?:\s|\}|\\(?:label|tag\*?|end)\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])|\\\\)*$")
"""What may follow the last mark of a display."""
THEN = re.compile(r"\s*then\b")
"""What a new paragraph begins with that goes on from a comma: ``given $f(x) = 1/x$,`` and then ``then $f'(x) = …$``."""
FULL_STOP = re.compile(r"[.!?][)\"'”*_]*(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, formulas and instructions in order; ``first``: it begins a paragraph."""

    parts: tuple[Words | Math | Instruction, ...]
    first: bool = False


GLUED = re.compile(r"[/*+=^×·]$")


def fragments_of(sentence: Sentence) -> frozenset[int]:
    """The numbers of the formulas that only end one whose beginning stands in words: ``SE = sd/$\\sqrt{40} \\approx 0.36$``."""
    found, number, glued = set[int](), 0, False
    for part in sentence.parts:
        if isinstance(part, Math):
            found |= {number} if glued and not part.display else set()
            number += 1
        glued = isinstance(part, Words) and GLUED.search(part.text.source) is not None
    return frozenset(found)


def goes_on_in_display(sentence: Sentence, following: Sentence) -> bool:
    """Whether a sentence ends with a display, and the next one begins with another."""
    ends = [next((p for p in parts if not isinstance(p, Instruction)), None) for parts in (reversed(sentence.parts), following.parts)]
    return all(isinstance(p, Math) and p.display for p in ends)


def sentences(pieces: Iterable[Piece]) -> Iterator[Heading | Sentence]:
    """Headings and sentences in document order."""
    grouper = _Grouper()
    for piece in pieces:
        yield from grouper.take(piece)
    yield from grouper.flush()


class _Grouper:
    """The sentence being built, and whether a paragraph has ended since its last part."""

    def __init__(self) -> None:
        self.parts: list[Words | Math | Instruction] = []
        self.broken = False
        self.closed = False
        self.title = False
        self.first = False

    def flush(self) -> Iterator[Sentence]:
        if self.parts:
            yield Sentence(tuple(self.parts), self.first)
        self.first = (self.first and not self.parts) or self.broken
        self.parts = []
        self.broken = self.closed = False

    def take(self, piece: Piece) -> Iterator[Heading | Sentence]:
        match piece:
            case Heading():
                yield from self.flush()
                self.title = True
                yield piece
            case Break():
                if self.title:
                    yield from self.flush()
                self.broken, self.title = True, False
            case Instruction():
                self.parts.append(piece)
            case Math():
                if self.closed or (self.broken and not (piece.display and self._open_words())):
                    yield from self.flush()
                self.broken = False
                self.parts.append(piece)
                self.closed = ENDING.sub("", piece.text.source).endswith((".", r".\]"))
            case Words():
                yield from self._words(piece)

    def _words(self, piece: Words) -> Iterator[Heading | Sentence]:
        source = piece.text.source
        if (self.broken or self.title or not self.parts) and EXERCISE.match(source):
            yield from self.flush()
            yield Heading(ITEM, piece.text.cut(0, 0))
        begins = source.lstrip()[:1]
        if source.strip() in (".", "!", "?"):
            self.closed = True
            return
        goes_on = self._after_display() and (begins.islower() or begins in ",;")
        goes_on = goes_on or (self._after_comma() and THEN.match(source) is not None)
        if self.closed or (self.broken and not goes_on) or (self._after_display() and begins.isupper()):
            yield from self.flush()
        self.broken = False
        start = 0
        for stop in FULL_STOP.finditer(source):
            if ABBREVIATION.search(source, start, stop.end()) and stop.group() == ".":
                continue
            self.parts.append(Words(piece.text.cut(start, stop.end())))
            yield from self.flush()
            start = stop.end()
        if source[start:].strip():
            self.parts.append(Words(piece.text.cut(start, len(source))))

    def _after_comma(self) -> bool:
        last = self._last()
        return isinstance(last, Words) and last.text.source.rstrip().endswith(",")

    def _last(self) -> Words | Math | None:
        return next((p for p in reversed(self.parts) if not isinstance(p, Instruction)), None)

    def _open_words(self) -> bool:
        """Whether words, or a formula among them, lead up to a display: ``Then for $i \\ne k$``."""
        return self._last() is not None and not self._after_display()

    def _after_display(self) -> bool:
        last = self._last()
        return isinstance(last, Math) and last.display
