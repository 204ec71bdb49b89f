"""What a workbook holds, as lines of JSON: a program of its own, run by ``framing.read.apart``.

The library that reads workbooks trusts what they say of themselves: one cell in the farthest
corner has it ask for 550 GB, and when that fails it ends its process. So it runs here, where
nothing else is lost, and within limits. Only Python's own modules are imported beside it, so
that starting costs little.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["MEMORY", "SECONDS", "values"]

MEMORY = 4 << 30
"""Bytes of addresses: a million rows of twenty columns, a sheet's most rows, take some 3 GiB."""

SECONDS = 5
"""Of computing, and as many again for each MiB of the file, which takes two at most."""

_MIB = 1 << 20


def main() -> None:
    """Write what the workbook on standard input holds; the argument is the library's folder."""
    sys.path.append(sys.argv[1])
    book = sys.stdin.buffer
    _limit(SECONDS * (1 + book.seek(0, 2) // _MIB))
    book.seek(0)
    from python_calamine import CalamineWorkbook

    for value in values(book, CalamineWorkbook.from_filelike):
        # A sheet that ends the process must not take those before it along.
        print(json.dumps(value), flush=value[0] == "sheet")  # noqa: T201 - the output


def values(stream: BinaryIO, opened: Callable[[BinaryIO], Any]) -> Iterator[tuple[Any, ...]]:
    """Yield ``("sheet", name)`` for each sheet, and ``("row", number, texts)`` for its rows.

    What the library raises is ``("fault", why)``: where no sheet was named before, the workbook
    cannot be read, else its last sheet. Libraries written in Rust panic, which Python sees as an
    exception that is no ``Exception``.
    """
    try:
        book = opened(stream)
        names = book.sheet_names
    except BaseException as error:  # noqa: BLE001 - as said above
        yield "fault", _why(error)
        return
    for name in names:
        yield "sheet", name
        try:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except BaseException as error:  # noqa: BLE001 - as said above
            yield "fault", _why(error)
            continue
        for number, row in enumerate(rows, 1):
            if any(cell != "" for cell in row):
                yield "row", number, list(map(_text, row))


def _why(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _text(cell: Any) -> str:
    """Write a cell as a table of text would."""
    if isinstance(cell, (datetime, date, time)):
        midnight = isinstance(cell, datetime) and cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat()  # type: ignore[union-attr]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _limit(seconds: int) -> None:
    """Hold this process to its limits, where the system has them, and leave no trace of its end."""
    with suppress(ImportError):
        import resource

        limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, seconds))
        for limit, most in (*limits, (resource.RLIMIT_CORE, 0)):
            hard = resource.getrlimit(limit)[1]
            lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
            with suppress(ValueError, OSError):  # systems know limits that they do not set
                resource.setrlimit(limit, (lower, hard))


if __name__ == "__main__":
    main()
