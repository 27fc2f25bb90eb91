"""From a document to its results: read the chains, judge each step, decide the expectations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from derivations.documents.items import Item, Result, with_expectations
from derivations.documents.model import Document
from symbolic.steps import Step
from symbolic.terms import Term
from symbolic.verdicts import Conditional, Proved, Refuted, Undecided, Verdict

Judge = Callable[[Sequence[Step]], Iterator[tuple[Verdict, float]]]


def judge_here(steps: Sequence[Step]) -> Iterator[tuple[Verdict, float]]:
    """Judge in this process, without a time limit."""
    from derivations.documents.workers import judge

    return map(judge, steps)


def results_of(items: Sequence[Item], judge: Judge = judge_here, progress: Callable[[], object] | None = None) -> list[Result]:
    """The results of the items of one document, in order."""
    judged = judge([step for item in items for step in (item.checked, item.instance) if step is not None])
    results = list(_results(items, judged, progress))
    return with_expectations(_with_hypotheses(_without_doubtful(results)))


def _results(items: Iterable[Item], judged: Iterator[tuple[Verdict, float]], progress: Callable[[], object] | None) -> Iterator[Result]:
    for item in items:
        if item.settled is not None:
            yield Result(item, item.settled, 0.0)
        else:
            verdict, seconds = next(judged)
            if item.instance is not None:
                case, more = next(judged)
                item, seconds = replace(item, instead=None if isinstance(case, Refuted) else item.instead), seconds + more
            yield Result(item, _under(verdict, item.provided), seconds)
        if progress is not None:
            progress()


def _under(verdict: Verdict, provided: tuple[Term, ...]) -> Verdict:
    """A verdict on a step that was checked under conditions."""
    if not provided or not isinstance(verdict, Proved | Conditional) or not _holds(verdict):
        return verdict
    conditions = verdict.conditions if isinstance(verdict, Conditional) else ()
    reason = "what is of an earlier time may depend on the variable too"
    return Conditional("hypothesis", (*provided, *conditions), verdict.by, minimal=False, reason=reason)


def _without_doubtful(results: list[Result]) -> list[Result]:
    """The results with nothing called false that may well not be meant as a claim."""
    found = {(r.item.derivation, r.item.step): r.verdict for r in results}
    done = []
    for result in results:
        item, verdict = result.item, result.verdict
        lifted = bool(item.unless) and all(key in found and _holds(found[key]) for key in item.unless)
        if item.instead is not None and item.settled is None and not lifted and not _holds(verdict) and verdict.kind != "conflict":
            result = replace(result, verdict=Undecided(item.instead))
        done.append(result)
    return done


def _with_hypotheses(results: list[Result]) -> list[Result]:
    """A step that uses a labelled equation is only as good as that equation."""
    found = {(r.item.derivation, r.item.step): r for r in results}
    done = []
    for result in results:
        weak = [found[key] for key in result.item.rests_on if key in found and not _holds(found[key].verdict)]
        if weak and _holds(result.verdict):
            line = weak[0].item.right.start.line
            result = replace(result, verdict=Undecided(f"it rests on the equation of line {line}, which is {weak[0].verdict.word}"))
        done.append(result)
    return done


def _holds(verdict: Verdict) -> bool:
    return isinstance(verdict, Proved) or (isinstance(verdict, Conditional) and verdict.kind == "definedness")


def check_document(document: Document, preamble: Sequence[Document] = (), judge: Judge = judge_here) -> list[Result]:
    """Every relation of a document with its verdict, in document order."""
    from derivations.documents.chains import items_of

    return results_of(items_of(document, preamble), judge)


def check_text(markdown: str, path: str = "text.md") -> list[Result]:
    """Check the mathematics of a Markdown text, in this process.

    Returns one :class:`~derivations.documents.items.Result` a relation, in order: ``result.verdict`` is a value of
    :mod:`symbolic.verdicts`, ``result.item`` says where it stands and how it was read.
    """
    from derivations.documents.loading import markdown_document

    return check_document(markdown_document(markdown, Path(path)))
