"""The ledger: every formula of the sources with the verdict expected of it, the verdict found, where it lives and what shows it.

The rows (``ledger.json``) hold ids and expectations, no formulas.  What the sources wrote stands in ``notes/sources``, each formula
after a comment with its id (:mod:`derivations.ledger.written`).  The correct formulas are derivations of the catalogue that name the id
(:mod:`derivations.ledger.derived`).  A verdict found is always the engine's:

- a formula as written that is refuted is *wrong as written*;
- a formula that is proved *holds*; if it is conditional, or is no longer proved when the declared facts about its names (x ≠ 0, Σp = 1) are
  taken away, it *holds under an assumption*;
- a definition *holds* if a step that was decided rests on it;
- a second formula of the same id marked ``without`` in its comment is the first with an assumption taken away that the source does not
  name (a factor that depends on the variable after all): if the engine refutes it, the first *holds under an assumption*, and if it
  does not, nothing is found;
- a formula marked ``notation`` in its comment was understood only through a rule of notation: if it then holds it is *notation abuse*;
- a formula that the source does not have is judged by its derivation in the catalogue: *picture missing, reconstructed* if that is proved.
- a formula that cannot be read because a brace is not closed is *wrong as written* too;
- a piece of code is *wrong as written* if :mod:`derivations.ledger.texts` finds a defect in it;
- a statement about what happens, or one in words, is judged by the function of :mod:`derivations.ledger.experiments` that makes it
  happen; its outcome says which word it is;
- a figure that is missing is *reconstructed* if :mod:`numeric.figures` draws it and what it shows is what it should show.

A slope that the catalogue states is also compared with central differences and a complex step of its NumPy form; where they do not
agree nothing is found.  What nothing covers has no verdict found, which is a disagreement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from derivations.ledger.words import ABUSE, ASSUMING, HOLDS, RECONSTRUCTED, WRONG, worst

if TYPE_CHECKING:
    from derivations.ledger.derived import Derived
    from derivations.ledger.written import Sources, Written


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the ledger.  ``written``: whether the source has a ``formula``, says it in ``words``, or is ``missing`` it."""

    id: str
    source: str
    lines: tuple[int, int]
    kind: str
    expected: str
    evidence: tuple[str, ...]
    written: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A row with what was found: ``found`` is None if nothing covers it.

    opinions: of how many steps of its derivations SymPy says the same, and how many there are; it is a second opinion, no proof.
    """

    row: Row
    found: str | None
    entry: str | None
    where: str | None
    evidence: tuple[str, ...]
    opinions: tuple[int, int] = (0, 0)

    @property
    def agrees(self) -> bool:
        return self.found == self.row.expected

    @property
    def record(self) -> dict[str, object]:
        """The line of ``--output-format json``."""
        return {"id": self.row.id, "source": self.row.source, "kind": self.row.kind, "expected": self.row.expected, "found": self.found,
                "entry": self.entry, "where": self.where, "evidence": list(self.evidence),
                "second_opinion": {"agrees": self.opinions[0], "steps": self.opinions[1]}}


@cache
def rows() -> tuple[Row, ...]:
    """All rows, in order."""
    data = json.loads(Path(__file__).with_name("ledger.json").read_text(encoding="utf-8"))
    return tuple(Row(r["id"], r["source"], tuple(r["lines"]), r["kind"], r["expected"], tuple(r["evidence"]), r["written"]) for r in data)


def findings(notes: Path, opinions: bool = True, wanted: Iterable[Row] | None = None) -> list[Finding]:
    """Every row of the ledger, or those wanted, with the verdict found from the notes in a folder and the catalogue.

    opinions: whether SymPy is asked too.
    """
    from derivations.ledger.derived import derived
    from derivations.ledger.written import Sources

    sources = Sources(notes)
    return [_finding(row, sources, sources.written(row.id), derived(row.id, opinions)) for row in (rows() if wanted is None else wanted)]


def _finding(row: Row, sources: Sources, written: Sequence[Written], known: Sequence[Derived]) -> Finding:
    entry = known[0].entry if known else None
    where = f"{written[0].mention.path.as_posix()}:{written[0].mention.line}" if written else None
    opinions = (sum(d.agreeing for d in known), sum(d.count for d in known))
    shown = _experiment(row, sources)
    if shown is not None:
        word, place, evidence = shown
        return Finding(row, word, entry, where or place, evidence, opinions)
    proved = any(w.word for w in written if not w.text) or any(d.proved for d in known)
    kinds = ("symbolic",) * proved + ("finite_difference",) * any(d.confirmed for d in known)
    summed = any(w.summed for w in written) or any(d.summed for d in known)
    kinds += ("indexed_sum",) * summed + ("text_check",) * any(w.text for w in written)
    return Finding(row, found_word(row, written, known), entry, where, kinds, opinions)


def _experiment(row: Row, sources: Sources) -> tuple[str | None, str, tuple[str, ...]] | None:
    """The verdict on what happens, from the function that makes it happen, or on a figure, from what it shows."""
    from derivations.ledger.experiments import experiment_of
    from numeric.figures import figure_of

    drawn = figure_of(row.id)
    if drawn is not None:
        return (RECONSTRUCTED if drawn.shows() else None), f"figure {drawn.name}", drawn.evidence
    experiment = experiment_of(row.id)
    if experiment is None:
        return None
    outcome = experiment.outcome(sources)
    word = outcome.word
    if row.written == "missing" and word in (HOLDS, ASSUMING):
        word = RECONSTRUCTED
    return word, experiment.place, experiment.evidence or (("training_run",) if outcome.run else ("numeric",))


def found_word(row: Row, written: Sequence[Written], known: Sequence[Derived]) -> str | None:
    """The word that follows from what the notes and the catalogue say of a row."""
    own = [w.word for w in written if w.mention.mark != "without" and not w.silent]
    stripped = [w.word for w in written if w.mention.mark == "without"]
    if own and row.written != "missing":
        word = ABUSE if ABUSE in own else worst(own)
        if not stripped or word != HOLDS:
            return word
        return ASSUMING if set(stripped) == {WRONG} else None
    if row.written != "missing":
        return worst([d.word for d in known])
    held = [word in (HOLDS, ASSUMING) for word in own] + [d.proved for d in known]
    return RECONSTRUCTED if held and all(held) else None


# --- for people ---------------------------------------------------------------------------------------------


def text_line(finding: Finding, verbose: bool = False) -> str:
    """``S003-30  wrong as written        notes/sources/003.md:119``, with what was expected if it is another."""
    found = finding.found or "not covered"
    lines = [f"{'  ' if finding.agrees else '! '}{finding.row.id:8} {found:31} {finding.where or ''}".rstrip()]
    lines += [] if finding.agrees else [f"expected: {finding.row.expected}"]
    agreeing, steps = finding.opinions
    lines += [f"catalogue: {finding.entry}"] if verbose and finding.entry else []
    lines += [f"shown by: {', '.join(finding.evidence)}"] if verbose and finding.evidence else []
    lines += [f"SymPy alone: {agreeing} of {steps} steps"] if verbose and steps else []
    return "\n".join([lines[0], *(f"{'':11}{line}" for line in lines[1:])])


def summary(found: Sequence[Finding]) -> str:
    agreeing = sum(f.agrees for f in found)
    missing = sum(f.found is None for f in found)
    return f"{len(found)} rows: {agreeing} agree, {len(found) - agreeing - missing} disagree, {missing} are not covered"
