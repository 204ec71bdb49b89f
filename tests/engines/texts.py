"""Articles by template, with ids of their own: enough for two workers to share."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import parquet

HEADLINES = (
    "Council approves budget for bridge number {n}",
    "You won't BELIEVE what happened on road {n}!",
    "Minister slams rival over {n} missing files",
    "{n} tricks your plumber hides from you",
    None,
)
LEAD = "The council said on Monday that plan {n} would go ahead as agreed."


def articles(count):
    rows = range(count)
    headlines = [text and text.format(n=n) for n in rows for text in [HEADLINES[n % 5]]]
    leads = [LEAD.format(n=n) if n % 3 else None for n in rows]
    columns = {"id": [f"a{n:06}" for n in rows], "headline": headlines, "lead": leads}
    return pa.table(columns | {"desk": ["home"] * count})


def write_shards(folder, count, rows):
    """Write articles to some Parquet files; return all of them."""
    folder.mkdir()
    whole = articles(count * rows)
    for number in range(count):
        parquet.write_table(whole.slice(number * rows, rows), folder / f"{number:03}.parquet")
    return whole
