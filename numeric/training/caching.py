"""The source of a training step, generated once and kept.

A module is found by a key: the SHA-256 of the catalogue files it is made from, of the planner, of the whole engine that proved it, and
of the options.  The key is computed from the files' bytes, so that a process that finds its module imports neither SymPy nor the
catalogue.  The cache folder is ``$DERIVATIONS_CACHE``, or ``derivations`` in the user's cache folder; a file whose content is
not what was written is made anew, and without a folder that can be written to nothing is kept.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbolic.formulas import Formula

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "derivations" / "catalogue"
GROUPS = ("activations", "losses")
"""Catalogue files that hold several formulas by name; any other formula has a file of its own name."""
OTHER_NAMES = {
    "mse": "squared_error", "mean_squared_error": "squared_error", "l2": "squared_error", "bce": "binary_cross_entropy",
    "log_loss": "binary_cross_entropy", "swish": "silu", "logistic": "sigmoid", "linear": "identity", "none": "identity",
}
"""What formulas are called elsewhere."""
PLANNER = ("compiling.py", "source", "training", "backends")
"""Files and rooms of numeric that a module depends on; beside them it depends on the engine, whose verdicts it records."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a network is made from: names of the catalogue, or formulas."""

    hidden: tuple[str | Formula, ...]
    output: str | Formula
    loss: str | Formula
    optimizer: str
    unproved: tuple[str, ...] = ()

    def parts(self) -> tuple[str | Formula, ...]:
        return (*self.hidden, self.output, self.loss)


def training_module(request: Request) -> dict[str, Any]:
    """The names that the generated NumPy module defines; ``source`` is its text."""
    return _module(key(request, "numpy"), request, "numpy")


def compiled_module(request: Request) -> dict[str, Any]:
    """The same plan as loops that numba compiles."""
    return _module(key(request, "numba"), request, "numba")


@cache
def _module(digest: str, request: Request, backend: str) -> dict[str, Any]:
    text = _stored(digest)
    if text is None:
        text = generated(request, backend)
        _store(digest, text)
    path = folder() / f"{digest}.py"
    kept = path.is_file()
    module = ModuleType(f"training_{digest}")
    sys.modules[module.__name__] = module  # where numba looks for it when it loads what it has compiled before
    module.__dict__.update(source=text, KEPT=kept)
    exec(compile(f"#\n{text}", str(path) if kept else f"<training step {digest[:12]}>", "exec"), module.__dict__)
    return module.__dict__


# --- the key ------------------------------------------------------------------------------------------


def key(request: Request, backend: str = "numpy") -> str:
    """The SHA-256 of everything that the module depends on."""
    used = {home(p) for p in request.parts() if isinstance(p, str)} | {CATALOGUE / "layers.py", CATALOGUE / "update_rules.py"}
    described = {
        "files": {p.name: _digest(p) for p in sorted(used)},
        "engine": [_digest(p) for p in _engine()],
        "parts": [p if isinstance(p, str) else _described(p) for p in request.parts()],
        "optimizer": request.optimizer,
        "unproved": sorted(request.unproved),
        "backend": backend,
    }
    return sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _engine() -> list[Path]:
    rooms = [ROOT / "symbolic", *(ROOT / "numeric" / name for name in PLANNER)]
    return [path for room in rooms for path in (sorted(room.rglob("*.py")) if room.is_dir() else [room])]


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _described(formula: Formula) -> list[str]:
    parameters = [f"{p!r}: {p.sort!r}" for p in formula.params]
    return [formula.name, *parameters, repr(formula.term), repr(formula.declarations), repr(formula.definitions)]


def home(name: str) -> Path:
    """The catalogue file of a formula, found without importing it; ``ValueError`` with the nearest names."""
    if re.fullmatch(r"[a-z][a-z0-9_]*", name):
        own = CATALOGUE / f"{name}.py"
        for path in (own, *(CATALOGUE / f"{g}.py" for g in GROUPS)):
            if path.is_file() and name in _defined(path):
                return path
    from difflib import get_close_matches

    known = formula_names()
    near = OTHER_NAMES.get(name) or ", ".join(get_close_matches(name, known, 4, 0.4)) or ", ".join(known)
    raise ValueError(f"the catalogue has no formula {name!r} for a network; near it: {near}")


@cache
def _defined(path: Path) -> frozenset[str]:
    """Names that a file binds to formulas."""
    return frozenset(re.findall(r"^\s*([a-z]\w*) = Formula\b", path.read_text(encoding="utf-8"), re.MULTILINE))


def formula_names() -> tuple[str, ...]:
    """The names that :func:`home` knows."""
    found = {n for g in GROUPS for n in _defined(CATALOGUE / f"{g}.py")}
    found |= {p.stem for p in CATALOGUE.glob("[a-z]*.py") if p.stem in _defined(p)}
    return tuple(sorted(found))


# --- making -------------------------------------------------------------------------------------------


def formula_of(part: str | Formula) -> tuple[str, Formula]:
    """The name and the formula of a part."""
    if not isinstance(part, str):
        return part.name, part
    return part, getattr(import_module(f"derivations.catalogue.{home(part).stem}"), part)


def generated(request: Request, backend: str = "numpy") -> str:
    """The text of the module, from the formulas; loads the engine."""
    from derivations.catalogue.layers import affine
    from numeric.backends.numba_loops import generate_loops
    from numeric.training.generating import generate
    from numeric.training.planning import plan

    rules = import_module("derivations.catalogue.update_rules")
    found = plan(
        [formula_of(p) for p in request.hidden],
        formula_of(request.output),
        formula_of(request.loss),
        request.optimizer,
        affine,
        lambda name: getattr(rules, name),
        frozenset(request.unproved),
    )
    names = [p if isinstance(p, str) else p.name for p in request.parts()]
    hidden = ", ".join(names[:-2]) or "no hidden layer"
    title = f"A training step: {hidden}; output {names[-2]}, loss {names[-1]}, {request.optimizer.replace('_', ' ')}."
    return generate_loops(found, title) if backend == "numba" else generate(found, title)


# --- the folder ---------------------------------------------------------------------------------------


def folder() -> Path:
    """Where modules are kept."""
    chosen = os.environ.get("DERIVATIONS_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return Path(base or Path.home() / ".cache") / "derivations"


def _stored(digest: str) -> str | None:
    """The text kept under a key, if it is whole."""
    try:
        first, _, text = (folder() / f"{digest}.py").read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if first == f"# {sha256(text.encode()).hexdigest()}" else None


def _store(digest: str, text: str) -> None:
    """Write the text in one move, so that no reader sees half of it."""
    try:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=folder(), delete=False, encoding="utf-8", suffix=".tmp") as file:
            file.write(f"# {sha256(text.encode()).hexdigest()}\n{text}")
        os.replace(file.name, folder() / f"{digest}.py")
    except OSError:
        return


