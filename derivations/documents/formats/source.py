"""The text of a file: UTF-8, or the code that a LaTeX file names for itself; nothing is guessed."""

from __future__ import annotations

import re
from pathlib import Path

from derivations.documents.model import DocumentError

SAID = re.compile(rb"^[^%\n]*\\(?:usepackage|RequirePackage)\s*\[(\w+)\]\s*\{inputenc\}", re.MULTILINE)
CODES = {"latin1": "latin-1", "latin9": "iso8859-15", "ansinew": "cp1252", "cp1252": "cp1252", "cp1250": "cp1250", "latin2": "iso8859-2",
         "applemac": "mac-roman"}
"""What LaTeX files call the codes in which they are written."""


def read_source(path: Path, otherwise: str = "") -> str:
    r"""The text of a file, line ends as ``\n``; ``otherwise``: the code of a file that is not UTF-8 and says no other."""
    try:
        return _decoded(path.read_bytes(), otherwise).replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise DocumentError(f"{path}: no such file") from None
    except UnicodeDecodeError as error:
        rows = error.object[: error.start].decode("utf-8").split("\n")
        raise DocumentError(f"{path}:{len(rows)}:{len(rows[-1]) + 1}: not UTF-8 (byte 0x{error.object[error.start]:02x}); "
                            "save the file as UTF-8") from None
    except OSError as error:
        raise DocumentError(f"{path}: {error.strerror or error}") from None


def _decoded(written: bytes, otherwise: str) -> str:
    """UTF-8, or the code that the text names for itself."""
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = SAID.search(written)
        code = CODES.get(said[1].decode("ascii"), "") if said is not None else otherwise
        if not code:
            raise
        return written.decode(code)
