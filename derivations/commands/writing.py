"""Files that a command writes.  Guarantee: a file is there whole or not at all, also if two commands write it at once."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write(path: Path, contents: str | bytes) -> None:
    """Write a file in one go, with its folder; what was there before is replaced."""
    data = contents.encode("utf-8") if isinstance(contents, str) else contents
    target = path.resolve()
    if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
        target.write_bytes(data)  # a pipe or a device cannot be replaced; a folder or a protected file is refused here
        return
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from None
