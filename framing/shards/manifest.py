"""The manifest of a folder of shards: what each was made of, by what, and what became of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from framing.errors import FramingError
from framing.read import Problem
from framing.write import open_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from framing.shards.settings import Settings

__all__ = ["MANIFEST", "Entry", "Identity", "Manifest", "is_run", "outputs"]

MANIFEST = "_manifest.json"
"""Its name: engines that read the folder as one table leave out what begins with ``_``."""

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Identity:
    """A file as it was: bytes, time of its last change in nanoseconds, SHA-256 in hex."""

    size: int
    modified: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one input.

    ``input`` is ``None`` where it could not even be opened, ``output`` where there is none as
    nothing could be read. ``rows`` were met, ``articles`` of them scored and written,
    ``withheld`` of these without a score on any scale; ``skipped`` rows could not be read.
    ``failed`` tells that the file could not be read to its end. ``noted`` counts all problems,
    of which ``problems`` holds the first and those that cost the file.
    """

    input: Identity | None
    output: Identity | None
    settings: str
    model: str
    rows: int
    articles: int
    withheld: int
    skipped: int
    failed: bool
    noted: int
    problems: tuple[Problem, ...]
    seconds: float

    @classmethod
    def of(cls, said: dict[str, Any]) -> Entry:
        """Return an entry from what JSON holds of it."""
        files = {name: said[name] and Identity(**said[name]) for name in ("input", "output")}
        problems = tuple(Problem(**problem) for problem in said["problems"])
        return cls(**said | files | {"problems": problems})


@dataclass(slots=True)
class Manifest:
    """The entries of a folder by the names of their inputs in it, and the last settings."""

    settings: dict[str, Any]
    shards: dict[str, Entry] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Manifest | None:
        """Load the manifest of a folder, ``None`` where there is none.

        Raises:
            FramingError: It is there and is none of ours.
        """
        path = folder / MANIFEST
        try:
            return cls.of(json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise FramingError(
                f"{path}: cannot be read as a manifest ({error}); score into an empty folder"
            ) from error

    @classmethod
    def of(cls, said: dict[str, Any]) -> Manifest:
        """Return a manifest from what JSON holds of it; ``ValueError`` for another format."""
        if said["format"] != _FORMAT:
            raise ValueError(f"format {said['format']!r}, not {_FORMAT}")
        shards = {name: Entry.of(entry) for name, entry in said["shards"].items()}
        return cls(said["settings"], shards)

    def save(self, folder: Path, settings: Settings) -> None:
        """Write the manifest, whole or not at all.

        Raises:
            OutputError: It cannot be written; one that was there is as it was.
        """
        self.settings = settings.as_dict()
        shards = {name: asdict(entry) for name, entry in sorted(self.shards.items())}
        whole = {"format": _FORMAT, "settings": self.settings, "shards": shards}
        with open_whole(folder / MANIFEST) as stream:
            stream.write((json.dumps(whole, indent=1) + "\n").encode())


def is_run(folder: Path) -> bool:
    """Tell whether a folder is one of scores, with a manifest."""
    return (folder / MANIFEST).is_file()


def outputs(folder: Path) -> Iterator[Path]:
    """Yield the files of scores that a folder's manifest names, in the order of their inputs.

    Raises:
        FramingError: The manifest is none of ours.
    """
    found = Manifest.load(folder) or Manifest({})
    for name, entry in sorted(found.shards.items()):
        if entry.output is not None:
            yield folder / f"{name}.{found.settings['kind']}"
