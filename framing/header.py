"""The JSON header of a model folder: sealed, small, every member once, nothing but data.

The seal is the SHA-256 digest of the header's own bytes with noughts where the seal stands, so
that a byte that changes anywhere in it is found. It guards against damage, not against a
forger, who can seal anew: whom to trust is said by the digest that the model's label ends in.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from framing.bounded import read_bounded
from framing.errors import ModelDamageError, ModelFormatError, ModelHeaderError
from framing.replace import open_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

__all__ = ["FILE", "MAX_HEADER", "Header", "read_header", "write_header"]

FILE = "header.json"

MAX_HEADER = 1 << 20
"""Bytes of a header, 1 MiB: two hundred times the built-in model's."""

_NO_SEAL = "0" * 64
_SEAL = re.compile(rb'"seal": "([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says, and the first twelve digits of its file's SHA-256 digest."""

    fields: Mapping[str, Any]
    digest: str


def read_header(
    path: Path,
    formats: Collection[int],
    *,
    unsealed: Collection[int] = (),
    sealed: bool = True,
    links: bool = False,
) -> Header:
    """Read a header of one of ``formats``.

    Args:
        path: The file.
        formats: Numbers of the formats that the caller reads.
        unsealed: Those of them that were written before headers were sealed.
        sealed: Ask for the seal; without, a header that was changed by hand is read too.
        links: Follow a link, as in ``framing.bounded``.

    Raises:
        ModelError: As the names say: ``ModelMissingError``, ``ModelPathError``,
            ``ModelSizeError``, ``ModelHeaderError``, ``ModelFormatError``, ``ModelDamageError``.
    """
    raw = read_bounded(path, MAX_HEADER, links=links).tobytes()
    fields = _parsed(path, raw)
    found = fields.get("format")
    if type(found) is not int or found not in formats:
        known = " or ".join(map(str, sorted(formats)))
        raise ModelFormatError(
            f"{path}: format {found!r}, but this version reads format {known}; "
            "install the matching version of headline-framing"
        )
    # A seal is held to even in a format that had none: its number may be what was damaged.
    if sealed and (found not in unsealed or "seal" in fields):
        _check_seal(path, raw)
    return Header(fields, hashlib.sha256(raw).hexdigest()[:12])


def _parsed(path: Path, raw: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_refuse
        )
    except (ValueError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else error
        raise ModelHeaderError(
            f"{path}: cannot be read as JSON ({why}); fetch or train it again"
        ) from None
    if not isinstance(fields, dict):
        raise ModelHeaderError(f"{path}: holds no JSON object; fetch or train it again")
    return fields


def _each_once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f"{name!r} is said twice")
        members[name] = value
    return members


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _check_seal(path: Path, raw: bytes) -> None:
    found = _SEAL.search(raw)
    if found is None:
        raise ModelDamageError(f"{path}: its seal is missing or broken; fetch or train it again")
    start, end = found.span(1)
    blank = raw[:start] + _NO_SEAL.encode() + raw[end:]
    if hashlib.sha256(blank).hexdigest().encode() != found[1]:
        raise ModelDamageError(
            f"{path}: its digest differs from its seal; fetch or train it again, or, if you "
            "changed it yourself, seal it with framing.model.renew_model"
        )


def write_header(path: Path, fields: Mapping[str, Any]) -> None:
    """Write ``fields``, ``format`` among them, with their seal behind it; whole or not at all."""
    members = {"format": fields["format"], "seal": _NO_SEAL, **fields} | {"seal": _NO_SEAL}
    blank = (json.dumps(members, indent=1, allow_nan=False) + "\n").encode()
    seal = hashlib.sha256(blank).hexdigest()
    with open_whole(path) as stream:
        stream.write(blank.replace(_NO_SEAL.encode(), seal.encode(), 1))
