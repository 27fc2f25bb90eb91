"""A path becomes a document: the format is chosen by the ending, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from derivations.documents.formats.source import read_source
from derivations.documents.model import Document, DocumentError, Place, Text

ENDINGS = (".md", ".markdown", ".tex", ".ipynb")
IGNORED_FOLDERS = frozenset({"node_modules", "__pycache__", "build", "dist"})


def load(path: Path) -> Document:
    """Read one file.  Raises :class:`DocumentError` with a message that names the file."""
    if path.suffix.lower() not in ENDINGS:
        raise DocumentError(f"{path}: a document ends in {', '.join(ENDINGS)}")
    source = read_source(path)
    match path.suffix.lower():
        case ".tex":
            from derivations.documents.formats.tex import tex_document

            return tex_document(path, source)
        case ".ipynb":
            from derivations.documents.formats.notebook import notebook_document

            return notebook_document(path, source)
    return markdown_document(source, path)


def markdown_document(source: str, path: Path = Path("text.md")) -> Document:
    """A Markdown text as a document."""
    from derivations.documents.formats.expansion import with_macros_written_out
    from derivations.documents.formats.markdown import front_matter_macros, markdown_pieces

    rows = tuple(source.split("\n"))
    text = Text(source, tuple(Place(k, 1) for k in range(1, len(rows) + 1)))
    return with_macros_written_out(Document(path, tuple(markdown_pieces(text)), front_matter_macros(source), {(None, None): rows}))


def find_documents(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and the documents below the folders named, in order and without repetition."""
    seen = set()
    for path in paths:
        if not path.exists():
            raise DocumentError(f"{path}: no such file or folder")
        found = sorted(_below(path)) if path.is_dir() else [path]
        if not found:
            raise DocumentError(f"{path}: no document in this folder ({', '.join(ENDINGS)})")
        for document in found:
            if document.resolve() not in seen:
                seen.add(document.resolve())
                yield document


def without_inputs(documents: Iterable[Document]) -> list[Document]:
    r"""The documents but for those that another of them reads by ``\\input``: each formula is checked once."""
    found = list(documents)
    read = {file.resolve() for document in found for file, _ in document.lines if file is not None}
    return [document for document in found if document.path.resolve() not in read]


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        inner = path.relative_to(folder).parts
        if path.suffix.lower() in ENDINGS and path.is_file() and not any(p.startswith(".") or p in IGNORED_FOLDERS for p in inner):
            yield path


def load_all(paths: Iterable[Path]) -> tuple[list[Document], list[str]]:
    """The documents, and what is said of the files that cannot be read: one of them keeps no other from being read."""
    documents: list[Document] = []
    problems: list[str] = []
    for path in paths:
        try:
            documents.append(load(path))
        except DocumentError as error:
            problems.append(str(error))
        except OSError as error:
            problems.append(f"{error.filename or path}: {error.strerror}")
    return documents, problems
