"""Arrow files and streams, Feather, and workbooks, as their usual tools write them."""

from __future__ import annotations

import gzip
import io
import signal
import struct
import sys
from datetime import date, datetime, time

import pyarrow as pa
import pytest
from pyarrow import feather

from framing.errors import ColumnError, InputError
from framing.read import Columns, apart, read
from framing.read.workbook import values

TABLE = pa.table(
    {
        "title": ["Ferries stop again", None, " Rates rise "],
        "url": ["https://www.x.org/1", None, None],
        "views": [3, None, 5],
    }
)
EXPECTED = [
    ("a:1", "x.org", "Ferries stop again"),
    ("a:2", "a", None),
    ("a:3", "a", "Rates rise"),
]


def seen(path, **options):
    return [(a.id, a.source, a.headline) for a in read(path, **options)]


def ipc(table, new=pa.ipc.new_file, **options):
    out = io.BytesIO()
    with new(out, table.schema, **options) as sink:
        sink.write_table(table, max_chunksize=2)
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.arrow", "a", "a.csv"])
@pytest.mark.parametrize("new", [pa.ipc.new_file, pa.ipc.new_stream])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_arrow(tmp_path, name, new, pack):
    path = tmp_path / name
    path.write_bytes(pack(ipc(TABLE, new)))
    assert seen(path) == EXPECTED
    assert [a.extra["views"] for a in read(path)] == ["3", None, "5"]


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_feather(tmp_path, compression):
    path = tmp_path / "a.feather"
    feather.write_feather(TABLE, str(path), compression=compression)
    assert seen(path) == EXPECTED


def test_polars_writes_arrow_of_its_own_kind(tmp_path):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"title": ["Ferries stop", "Rates rise"]})
    frame.write_ipc(tmp_path / "a.arrow")
    frame.write_ipc_stream(tmp_path / "b.arrows")
    assert [headline for _, _, headline in seen(tmp_path)] == ["Ferries stop", "Rates rise"] * 2


def test_arrow_that_is_damaged_or_holds_no_text(tmp_path):
    path = tmp_path / "a.arrow"
    raw = ipc(TABLE)
    path.write_bytes(raw[:-30])
    with pytest.raises(InputError, match=r"a.arrow: not a whole Arrow file \("):
        list(read(path))
    path.write_bytes(ipc(TABLE, pa.ipc.new_stream)[:200])
    with pytest.raises(InputError, match=r"a.arrow: not a whole Arrow file \("):
        list(read(path))
    path.write_bytes(ipc(TABLE))
    with pytest.raises(InputError, match="column 'views' holds int64, not text"):
        list(read(path, columns=Columns(headline="views")))


@pytest.mark.parametrize("new", [pa.ipc.new_file, pa.ipc.new_stream])
def test_offsets_that_lie_are_refused(tmp_path, new):
    raw = ipc(TABLE.select(["title"]), new)
    offsets = b"\0\0\0\0\x12\0\0\0\x12\0\0\0"
    assert raw.count(offsets) == 1
    path = tmp_path / "a.arrow"
    path.write_bytes(raw.replace(offsets, b"\0\0\0\0\xff\xff\xff\x7f\x12\0\0\0"))
    with pytest.raises(InputError, match=r"a.arrow: not a whole Arrow file \("):
        list(read(path))


def test_long_batches_are_cut(tmp_path, monkeypatch):
    from framing.read import arrow

    monkeypatch.setattr(arrow, "BATCH", 2)
    path = tmp_path / "a.feather"
    feather.write_feather(TABLE, str(path))
    assert seen(path) == EXPECTED


FREE, END = 0xFFFFFFFF, 0xFFFFFFFE


def compound(followers):
    """Return a compound file of one table of followers, and a directory in sector 1."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<5H", head, 24, 62, 3, 0xFFFE, 9, 6)
    struct.pack_into("<9I", head, 44, 1, 1, 0, 4096, END, 0, END, 0, 0)
    struct.pack_into("<108I", head, 80, *[FREE] * 108)
    table = struct.pack("<128I", *followers, *[FREE] * (128 - len(followers)))
    return bytes(head) + table + bytes(512 * 4)


class TestWorkbooks:
    """Excel and OpenDocument through pandas, which writes them by openpyxl and others."""

    @pytest.fixture(autouse=True)
    def _tools(self):
        self.calamine = pytest.importorskip("python_calamine")
        self.openpyxl = pytest.importorskip("openpyxl")
        self.pandas = pytest.importorskip("pandas")

    def book(self, path, **sheets):
        book = self.openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(path)

    @pytest.mark.parametrize("name", ["a.xlsx", "a", "a.csv"])
    @pytest.mark.parametrize("pack", [bytes, gzip.compress])
    def test_pandas(self, tmp_path, name, pack):
        out = io.BytesIO()
        TABLE.to_pandas().to_excel(out, index=False)
        path = tmp_path / name
        path.write_bytes(pack(out.getvalue()))
        assert seen(path) == [
            ("a:2", "x.org", "Ferries stop again"),
            ("a:4", "a", "Rates rise"),
        ]
        assert [a.extra["views"] for a in read(path)] == ["3", "5"]

    def test_cells_of_all_kinds(self, tmp_path):
        path = tmp_path / "a.xlsx"
        rows = [
            ["title", "date", "n", "b", "t"],
            ["A", date(2024, 5, 1), 1.5, True, time(8, 30)],
            [7, datetime(2024, 5, 1, 8, 30), 2.0, False, None],  # noqa: DTZ001 - workbooks have no zones
        ]
        self.book(path, Sheet=rows)
        one, two = read(path)
        assert (one.headline, one.published) == ("A", "2024-05-01")
        assert dict(one.extra) == {"n": "1.5", "b": "True", "t": "08:30:00"}
        assert (two.headline, two.published) == ("7", "2024-05-01T08:30:00")
        assert two.extra["n"] == "2"

    def test_a_title_and_empty_rows_above_the_header(self, tmp_path):
        path = tmp_path / "a.xlsx"
        self.book(
            path, S=[["Search: ferries"], [], [None, "headline", "date"], [None, "A", "2024"], []]
        )
        assert seen(path) == [("a:4", "a", "A")]

    def test_several_sheets(self, tmp_path):
        path = tmp_path / "a.xlsx"
        self.book(
            path, One=[["title"], ["A"]], Notes=[["x", "y"]], Two=[["headline"], ["B"]], No=[]
        )
        problems = []
        assert seen(path, on_problem=problems.append) == [
            ("a/One:2", "a/One", "A"),
            ("a/Two:2", "a/Two", "B"),
        ]
        assert [p.message for p in problems] == [
            "sheet 'Notes' has no column for headline or lead – not read"
        ]

    def test_no_column_no_row_no_workbook(self, tmp_path):
        path = tmp_path / "a.xlsx"
        self.book(path, S=[["kop", "x"], ["A", 1]])
        with pytest.raises(
            ColumnError, match=r"a.xlsx:1: no column for headline or lead among 'kop'"
        ):
            list(read(path))
        assert seen(path, columns=Columns(headline="kop")) == [("a:2", "a", "A")]
        self.book(path, S=[])
        with pytest.raises(InputError, match="no row in any sheet"):
            list(read(path))
        path.write_bytes(path.read_bytes()[:-40])
        with pytest.raises(InputError, match=r"a.xlsx: not a workbook that can be read"):
            list(read(path))

    @pytest.mark.parametrize(
        ("followers", "message"),
        [
            ((FREE, 2, 1), "runs in a circle"),
            ((FREE, 1), "runs in a circle"),
            ((FREE, 2, 3, END), "not a workbook"),
        ],
    )
    def test_chains_of_an_old_workbook(self, tmp_path, followers, message):
        path = tmp_path / "a.xls"
        path.write_bytes(compound(followers))
        with pytest.raises(InputError, match=rf"a.xls: .*{message}"):
            list(read(path))
        path.write_bytes(compound(followers)[:100])
        with pytest.raises(InputError, match=r"a.xls: a damaged workbook"):
            list(read(path))

    def test_a_panic_of_the_library_is_an_error_like_others(self):
        class PanicException(BaseException):
            pass

        class Book:
            sheet_names = ("S",)

            def get_sheet_by_name(self, _name):
                raise PanicException("slice out of range")

        found = list(values(io.BytesIO(), lambda _stream: Book()))
        assert found == [("sheet", "S"), ("fault", "slice out of range")]
        assert list(values(io.BytesIO(), lambda _stream: Book().get_sheet_by_name(""))) == [
            ("fault", "slice out of range")
        ]

    def test_a_sheet_that_ends_its_reader_costs_none_before_it(self, tmp_path):
        path = tmp_path / "a.xlsx"
        book = self.openpyxl.Workbook()
        book.active.append(["title"])
        book.active.append(["A"])
        far = book.create_sheet("Far")
        far["A1"] = "half a terabyte of cells"
        far["XFD1048576"] = "between the two"
        book.create_sheet("Behind").append(["title"])
        book.save(path)
        articles = read(path)
        assert next(articles).headline == "A"
        with pytest.raises(InputError, match="sheet 'Far' and all behind it cannot be read"):
            next(articles)

    @pytest.mark.skipif(not hasattr(signal, "SIGXCPU"), reason="no limit on time there")
    def test_a_workbook_that_takes_too_long(self, tmp_path, monkeypatch):
        program = tmp_path / "slow.py"
        program.write_text(f"import os; os.kill(os.getpid(), {int(signal.SIGXCPU)})")
        monkeypatch.setattr(apart, "_PROGRAM", program)
        path = tmp_path / "a.xlsx"
        self.book(path, S=[["title"], ["A"]])
        with pytest.raises(InputError, match=r"not a workbook .*\(it takes too long"):
            list(read(path))

    def test_where_no_process_can_be_started(self, tmp_path, monkeypatch):
        monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
        path = tmp_path / "a.xlsx"
        self.book(path, S=[["title"], ["A"]])
        with pytest.raises(InputError, match="no process can be started: No such file"):
            list(read(path))

    def test_a_stream_that_is_no_file_of_the_system(self, tmp_path):
        path = tmp_path / "a.xlsx"
        self.book(path, S=[["title"], ["A"]])
        found = list(apart.values_apart(io.BytesIO(path.read_bytes()), self.calamine))
        assert found == [["sheet", "S"], ["row", 1, ["title"]], ["row", 2, ["A"]]]

    def test_a_reader_that_goes_away_ends_the_process(self, tmp_path):
        path = tmp_path / "a.xlsx"
        self.book(path, S=[["title"], *[["A" * 99]] * 9_999])
        with path.open("rb") as stream:
            values = apart.values_apart(stream, self.calamine)
            assert next(values) == ["sheet", "S"]
            values.close()

    def test_another_zip_is_none(self, tmp_path):
        import zipfile

        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("word/document.xml", "<x/>")
        with pytest.raises(InputError, match="binary, not text"):
            list(read(path))

    def test_without_calamine(self, tmp_path, monkeypatch):
        path = tmp_path / "a.xlsx"
        self.book(path, S=[["title"], ["A"]])
        monkeypatch.setitem(sys.modules, "python_calamine", None)
        with pytest.raises(
            InputError, match=r"a workbook .*python_calamine.*headline-framing\[excel\]"
        ):
            list(read(path))
