"""Data frames: the numbers of ``score_table`` beside the frame's own index and columns."""

from __future__ import annotations

import pyarrow as pa
import pytest

import framing
from framing.codebook import COLUMNS
from framing.errors import ColumnError

pytest.importorskip("narwhals")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")

HEADLINES = [
    "Council approves the budget for the new harbour",
    None,
    "You will never believe what the baker hid!",
    "",
]
LEADS = ["The council said on Monday that work begins in May.", "The lead alone is here.", None, ""]
DATA = {"headline": HEADLINES, "lead": LEADS, "desk": ["city", "city", "life", "life"]}
SAME = ["sensationalism", "lead_loaded", "tone", "frame_economic", "note"]


@pytest.fixture(scope="module")
def expected():
    return framing.score_table(pa.table(DATA))


def rows(frame):
    """Rows of any frame, missing values as ``None``."""
    table = frame if isinstance(frame, pa.Table) else None
    if isinstance(frame, pd.DataFrame):
        table = pa.Table.from_pandas(frame, preserve_index=False)
    return (table if table is not None else frame.to_arrow()).to_pylist()


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_the_same_kind_of_frame_with_the_numbers_of_a_table(make, expected):
    frame = make(DATA)
    scored = framing.score_frame(frame)
    assert type(scored) is type(frame)
    assert rows(scored) == expected.to_pylist()
    assert list(scored.columns if make is not pa.table else scored.column_names) == [
        *COLUMNS,
        "desk",
    ]


@pytest.mark.parametrize(
    "index",
    [
        [7, 7, 3, 3],
        list("abcd"),
        pd.MultiIndex.from_tuples([(1, "a"), (1, "a"), (2, "b"), (0, "c")], names=["n", "c"]),
        pd.date_range("2025-03-01", periods=4, name="day"),
    ],
)
def test_the_index_is_kept(index, expected):
    frame = pd.DataFrame(DATA, index=index)
    scored = framing.score_frame(frame)
    assert scored.index.equals(frame.index)
    assert scored.index.names == frame.index.names
    assert scored["desk"].tolist() == DATA["desk"]
    assert rows(scored[SAME]) == expected.select(SAME).to_pylist()


@pytest.mark.parametrize("kind", ["object", "category", "string", "string[pyarrow]"])
@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_every_way_to_hold_texts_and_to_lack_them(kind, missing, expected):
    texts = [missing if text is None else text for text in HEADLINES]
    frame = pd.DataFrame(DATA).assign(headline=pd.Series(texts, dtype=kind))
    assert rows(framing.score_frame(frame)[SAME]) == expected.select(SAME).to_pylist()


@pytest.mark.parametrize("kind", ["Categorical", "String"])
def test_texts_of_polars(kind, expected):
    frame = pl.DataFrame(DATA).with_columns(pl.col("headline").cast(getattr(pl, kind)))
    assert rows(framing.score_frame(frame)[SAME]) == expected.select(SAME).to_pylist()


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_a_frame_without_rows_and_one_without_leads(make):
    empty = framing.score_frame(make({"headline": [], "desk": []}))
    assert (len(empty), list(empty.columns)) == (0, [*COLUMNS, "desk"])
    scored = framing.score_frame(make({"headline": HEADLINES[:1], "lead": [float("nan")]}))
    assert rows(scored)[0]["note"] == "no lead"


def test_own_columns_keep_their_types_and_give_way_to_ours():
    day = pd.Timestamp("2025-03-01")
    frame = pd.DataFrame({"kop": HEADLINES[:1], "tone": [3], "day": [day], 5: [[1, 2]]})
    scored = framing.score_frame(frame, headline="kop")
    assert list(scored.columns[-3:]) == ["tone.input", "day", 5]
    assert (scored["tone.input"][0], scored["day"][0], scored[5][0]) == (3, day, [1, 2])
    assert "kop" not in scored
    assert scored["headline"][0] == HEADLINES[0]


def test_a_frame_is_left_as_it_was():
    frame = pd.DataFrame(DATA, index=[9, 8, 7, 6])
    before = frame.copy(deep=True)
    framing.score_frame(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_a_number_among_texts_costs_itself_only(caplog):
    frame = pd.DataFrame({"headline": [HEADLINES[0], 3.5], "source": ["Bugle", 4]})
    scored = framing.score_frame(frame)
    assert scored["sensationalism"].isna().tolist() == [False, True]
    assert scored["source"].tolist() == ["Bugle", "4"]
    assert "column 'headline': 1 values are no text (row 2: float)" in caplog.text
    assert "source" not in caplog.text


@pytest.mark.parametrize(
    ("frame", "names", "said"),
    [
        (pd.DataFrame({"kop": ["x"], "b": [1]}), {}, "the columns are kop, b: name them with"),
        (pd.DataFrame(), {}, "the columns are none at all"),
        (pd.DataFrame(DATA), {"lead": "lede"}, "no column 'lede' for the lead; the columns are h"),
        (pd.DataFrame({"headline": [1, 2]}), {}, "column 'headline' holds int64, not text"),
        (pd.DataFrame([["x", "y"]], columns=["headline"] * 2), {}, "'headline' 2 times; rename"),
        (pl.DataFrame({"title": ["x"]}), {}, "the columns are title"),
    ],
)
def test_a_column_that_is_not_there_names_those_that_are(frame, names, said):
    with pytest.raises(ColumnError, match=said):
        framing.score_frame(frame, **names)


def test_what_is_no_frame_or_not_yet_is_refused():
    with pytest.raises(TypeError, match="a lazy frame holds no rows yet: collect it"):
        framing.score_frame(pl.LazyFrame(DATA))
    with pytest.raises(TypeError, match="takes a data frame, not list"):
        framing.score_frame(["Council approves the budget"])
