"""Outlets: the sums, the intervals' arithmetic, shrinkage, ranks, periods, inputs, the command."""

import json
import math
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from scipy import stats

import framing
from framing import outlets
from framing.cli import main
from framing.codebook import FRAMES, SCALES
from framing.errors import ColumnError, InputError
from framing.outlets import ERROR, LEAST_RANKED
from framing.outlets.estimates import mean_interval, share_interval, t_quantile
from framing.outlets.shrink import shrunken
from framing.outlets.tally import THRESHOLDS, Tally
from framing.period import period_of


def row(source="Daily", sensationalism=0.2, **others):
    scores = {scale.name: 0.2 for scale in SCALES} | {"sensationalism": sensationalism}
    frames = {frame.column: 0.1 for frame in FRAMES}
    return {"source": source, **scores, "gap": 0.0, **frames, "model": "tiny 1"} | others


def rows(**counts):
    """``Daily=(0.1, 3)`` is three articles of that sensationalism."""
    return [row(name, value) for name, (value, n) in counts.items() for _ in range(n)]


def test_means_shares_and_counts_of_one_outlet_by_hand():
    scores = [0.1, 0.2, 0.6]
    found = framing.sources([row(sensationalism=s) for s in scores])
    assert len(found) == 1
    outlet = found["Daily"]
    level = outlet.scales["sensationalism"]
    assert outlet.n == 3
    assert level.mean.value == pytest.approx(0.3)
    assert level.above.value == pytest.approx(1 / 3)
    assert outlet.note == "too few"
    assert level.rank is None
    assert outlet.frames["frame_economic"].value == pytest.approx(0.1)


def test_the_interval_of_a_mean_is_the_sum_on_paper():
    found = mean_interval((3, 0.9, 0.41), (0.0, 1.0), spread=0.1, error=0.0)
    variance = (4 * 0.1 * 0.3 * 0.7 + (0.41 - 0.27)) / 6
    t = stats.t.ppf(0.975, 6)
    skew = 0.7 * 2 * 0.4 * math.sqrt(variance) / (0.21 + variance) / math.sqrt(3)
    shift = skew * (2 * t * t + 1) / 6
    se = math.sqrt(variance / 3)
    assert found.se == pytest.approx(se)
    assert found.high95 == pytest.approx(0.3 + se * (t + shift), abs=1e-3)
    assert found.low95 == pytest.approx(0.3 - se * (t - shift), abs=1e-3)


def test_a_range_with_two_ends_is_the_range_of_shares_stretched():
    share = mean_interval((2, 1.0, 0.5), (0.0, 1.0), spread=0.1, error=0.05)
    tone = mean_interval((2, 0.0, 0.0), (-1.0, 1.0), spread=0.1, error=0.05)
    assert tone.low95 == pytest.approx(2 * share.low95 - 1)
    assert tone.se == pytest.approx(2 * share.se)


def test_the_models_error_stays_however_many_the_headlines():
    many = mean_interval((10**6, 5 * 10**5, 3 * 10**5), (0.0, 1.0), spread=0.1, error=0.045)
    assert many.high95 - many.value == pytest.approx(1.96 * 0.045, rel=0.01)


def test_one_headline_has_an_interval_and_none_has_nothing():
    one = mean_interval((1, 0.2, 0.04), (0.0, 1.0), spread=0.1, error=0.0)
    assert one.low95 < 0.2 < one.high95
    assert mean_interval((0, 0.0, 0.0), (0.0, 1.0), spread=0.1, error=0.0) is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_intervals_nest_hold_the_mean_and_stay_in_range(scores):
    sums = (len(scores), sum(scores), sum(s * s for s in scores))
    e = mean_interval(sums, (0.0, 1.0), spread=0.1, error=0.02)
    ends = [0, e.low95, e.low80, e.value, e.high80, e.high95, 1]
    assert all(a <= b + 1e-9 for a, b in pairwise(ends))


@pytest.mark.parametrize("df", [4, 5.5, 8, 30, 1000])
def test_t_quantiles_are_those_of_scipy(df):
    for level in (0.9, 0.975):
        assert t_quantile(stats.norm.ppf(level), df) == pytest.approx(
            stats.t.ppf(level, df), abs=0.01
        )


def test_wilson_interval_by_hand():
    none = share_interval(0, 4)
    z2 = 1.959964**2
    assert none.low95 == 0.0
    assert none.high95 == pytest.approx(z2 / (4 + z2), abs=1e-6)


def test_plus_and_minus_cancel_in_the_mean_tone_only():
    found = framing.sources([row(tone=-0.8), row(tone=0.8), row(tone=0.1), row(tone=-0.1)])[0]
    assert found.scales["tone"].mean.value == pytest.approx(0.0)
    assert found.tone_intensity.value == pytest.approx(0.45)
    assert found.tone_sign.value == pytest.approx(0.0)
    assert found.scales["tone"].above.value == found.scales["tone"].below.value == 0.25
    assert found.scales["sensationalism"].below is None


def test_withheld_scores_count_for_nothing():
    found = framing.sources([row(lead_loaded=None, gap=None), row(lead_loaded=0.6, gap=0.2)])[0]
    assert found.scales["lead_loaded"].mean.n == 1
    assert found.scales["lead_loaded"].above.value == 1.0
    assert found.gap.n == 1
    empty = framing.sources([row(**dict.fromkeys([s.name for s in SCALES]), gap=None)])[0]
    assert empty.n == 1
    assert set(empty.scales.values()) == {None}


def test_shrinkage_by_hand():
    """Equal errors: the factor is (k − 3) V / (the sum of squares), as James and Stein have it."""
    means, error = [0.1, 0.2, 0.3, 0.4, 0.5], 0.1
    values, widths = shrunken(means, [error] * 5)
    factor = 2 / 4 * 0.01 / 0.025
    assert values == pytest.approx([m + factor * (0.3 - m) for m in means])
    assert widths[2] == pytest.approx(math.sqrt(0.01 * (1 - 4 / 5 * factor)))
    assert widths[0] == pytest.approx(math.sqrt(widths[2] ** 2 + factor**2 * 0.2**2))


def test_few_headlines_are_shrunk_more_and_too_few_outlets_not_at_all():
    known = rows(A=(0.1, 40), B=(0.2, 40), C=(0.3, 40), D=(0.6, 2), E=(0.6, 40))
    found = framing.sources(known)
    d, e = (found[name].scales["sensationalism"] for name in "DE")
    assert d.shrunk.value < e.shrunk.value < 0.6
    three = framing.sources(rows(A=(0.1, 40), B=(0.2, 40), C=(0.6, 2)))
    assert three["C"].scales["sensationalism"].shrunk.value == pytest.approx(0.6)


def test_ranks_are_for_enough_scores():
    enough = {"A": (0.1, LEAST_RANKED), "B": (0.5, LEAST_RANKED), "C": (0.9, LEAST_RANKED - 1)}
    found = framing.sources(rows(**enough))
    ranks = {o.source: o.scales["sensationalism"].rank for o in found}
    assert ranks == {"A": 2, "B": 1, "C": None}
    assert [o.note for o in found] == [None, None, "too few"]
    assert "too few" in str(found)


def test_equals_share_a_rank_and_the_next_is_passed_over():
    means = {"A": 0.5, "B": 0.1, "C": 0.5, "D": 0.9}
    found = framing.sources(rows(**{name: (mean, LEAST_RANKED) for name, mean in means.items()}))
    ranks = {o.source: o.scales["sensationalism"].rank for o in found}
    assert ranks == {"A": 2, "B": 4, "C": 2, "D": 1}


def test_periods_are_rows_and_pools_of_their_own():
    days = ["2024-01-30", "2024-02-01T10:00:00Z", "2024-02-02", None]
    table = pa.Table.from_pylist([row(published=day) for day in days])
    found = framing.sources(table, over="month")
    assert [(o.period, o.n) for o in found] == [(None, 1), ("2024-01", 1), ("2024-02", 2)]
    assert found.to_arrow()["period"].to_pylist() == [None, "2024-01", "2024-02"]
    assert period_of("2024-02-31", "week") is None
    assert period_of("2024-02", "day") is None


def test_scores_have_no_date_and_say_so():
    with pytest.raises(ColumnError, match=r"'published'.*score the articles first"):
        framing.sources(framing.score_many(["Rates rise by a quarter point"]), over="month")


def test_an_unknown_period_names_the_known_ones():
    with pytest.raises(ValueError, match="year, month, week, day"):
        framing.sources([], over="decade")


def test_by_another_column():
    found = framing.sources([row(desk="money"), row(desk="world"), row(desk="money")], by="desk")
    assert {o.source: o.n for o in found} == {"money": 2, "world": 1}
    assert found.to_arrow().column_names[:2] == ["desk", "n"]
    with pytest.raises(ColumnError, match="'colour'"):
        framing.sources([row()], by="colour")


def test_records_tables_frames_and_files_say_the_same(tmp_path):
    articles = [framing.Article(str(n), "AB"[n % 2], f"Storm hits town {n}") for n in range(6)]
    records = list(framing.score_many(articles))
    dicts = [score.as_dict() for score in records]
    table = pa.Table.from_pylist(dicts)
    parquet.write_table(table, tmp_path / "s.parquet")
    (tmp_path / "s.jsonl").write_text("".join(json.dumps(d) + "\n" for d in dicts), "utf-8")
    from framing.write import open_file

    with open_file(tmp_path / "s.csv") as out:
        out.write(table)
    ways = [iter(records), dicts, table, table.to_batches(), table.to_pandas()]
    ways += [tmp_path / "s.parquet", str(tmp_path / "s.jsonl"), tmp_path / "s.csv"]
    for way in ways:
        assert framing.sources(way) == framing.sources(records)


def test_articles_are_scored_first(tmp_path):
    text = "headline,source,desk\nStorm hits town,A,x\nStorm hits port,A,y\n"
    (tmp_path / "a.csv").write_text(text, "utf-8")
    assert framing.sources(tmp_path / "a.csv")["A"].n == 2
    assert len(framing.sources(tmp_path / "a.csv", by="desk")) == 2
    parquet.write_table(pa.table({"headline": ["Storm hits town"]}), tmp_path / "a.parquet")
    assert framing.sources(tmp_path / "a.parquet")[0].n == 1


def test_memory_is_by_outlet_not_by_row():
    tally = Tally()
    table = pa.Table.from_pylist([row("A"), row("B")])
    for _ in range(50):
        tally.write(table)
    assert tally.sums()[("A", None)].articles == 50
    assert len(tally.sums()) == 2


@given(st.permutations(range(6)), st.integers(1, 5))
def test_batches_and_order_do_not_matter(order, cut):
    known = [row("AB"[n % 2], n / 10) for n in range(6)]
    tally = Tally()
    shuffled = [known[n] for n in order]
    for part in (shuffled[:cut], shuffled[cut:]):
        tally.write(pa.Table.from_pylist(part))
    found, whole = outlets.summarise(tally), framing.sources(known)
    for name in "AB":
        one, other = (each[name].scales["sensationalism"].mean for each in (found, whole))
        assert one.value == pytest.approx(other.value)
        assert one.low95 == pytest.approx(other.low95)


def test_the_largest_outlets_are_ranked_and_shrunk_among_all():
    known = rows(A=(0.1, 40), B=(0.3, 50), C=(0.9, 35), D=(0.5, 2), E=(0.2, 50))
    tally = Tally()
    tally.write(pa.Table.from_pylist(known))
    whole, largest = outlets.summarise(tally), outlets.summarise(tally, 3)
    assert [row.source for row in largest] == ["B", "E", "A"]
    assert [row.as_dict() for row in largest] == [row.as_dict() for row in whole[:3]]
    assert [row.scales["sensationalism"].rank for row in largest] == [2, 3, 4]


def test_the_pool_is_all_articles():
    tally = Tally()
    tally.write(pa.Table.from_pylist(rows(A=(0.1, 4), B=(0.3, 2))))
    whole = tally.pooled()
    assert (len(tally), whole.articles) == (2, 6)
    assert whole.moments["sensationalism"] == pytest.approx((6, 1.0, 0.22))


def test_the_table_has_every_column_in_order_and_streams():
    found = framing.sources(rows(A=(0.1, 2), B=(0.3, 3)))
    table = found.to_arrow()
    assert table["source"].to_pylist() == ["B", "A"]
    assert table["n"].to_pylist() == [3, 2]
    assert table["sensationalism_rank"].type == pa.int64()
    assert pa.table(found) == table
    assert found.to_pandas()["frame_policy_low95"].notna().all()
    assert framing.sources([]).to_arrow().num_rows == 0


def test_outlets_are_found_by_name_place_and_slice():
    found = framing.sources(rows(A=(0.1, 2), B=(0.3, 3)))
    assert found[0] is found["B"]
    assert [o.source for o in found[1:]] == ["A"]
    with pytest.raises(KeyError, match="no outlet 'C'"):
        found["C"]


def test_mixed_models_are_said(caplog):
    framing.sources([row(), row(model="other 2")])
    assert "scores of 2 models are mixed: other 2, tiny 1" in caplog.text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("s.csv", "source,sensationalism\nA,x\n", "conversion error to double"),
        ("s.jsonl", '{"source": "A", "sensationalism": 1}\n{broken\n', "s.jsonl:2: no JSON"),
        ("s.jsonl", '{"source": "A", "sensationalism": "x"}\n', "a score is no number"),
        ("s.parquet", "PAR", "cannot be read as Parquet"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_name(tmp_path, name, text, said):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError, match=said) as caught:
        framing.sources(tmp_path / name)
    assert name in str(caught.value)


def test_what_is_no_score_is_refused():
    with pytest.raises(TypeError, match="score articles first"):
        framing.sources(["Rates rise"])
    with pytest.raises(TypeError, match="not int"):
        framing.sources(3)
    with pytest.raises(InputError, match="no such file"):
        framing.sources("nowhere.csv")


def test_thresholds_lie_half_way_between_two_wordings():
    steps = {"opinion": 0.75, "tone": 0.25, "tone_below": -0.25}
    assert {name: at for name, (_, at) in THRESHOLDS.items() if name in steps} == steps
    assert THRESHOLDS["sensationalism"][1] == 0.375
    assert 0 < ERROR < 0.1


@pytest.fixture
def scores(tmp_path):
    path = tmp_path / "scores.jsonl"
    known = [row("Daily", 0.1 + n / 1000, published="2024-01-05") for n in range(40)]
    known += [row("[red]Bugle\x1b[2J", 0.7, published="2024-02-05")]
    path.write_text("".join(json.dumps(each) + "\n" for each in known), "utf-8")
    return path


def test_the_command_shows_a_table(scores, capsys):
    assert main(["sources", str(scores), "--to", "table"]) == 0
    out = capsys.readouterr().out
    assert "Daily" in out
    assert "too few" in out
    assert "\x1b[2J" not in out
    assert "[red]Bugle" in out


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_the_command_writes_files(scores, tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    assert main(["sources", str(scores), "--over", "month", "-o", str(out)]) == 0
    if ending == "jsonl":
        written = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert [each["period"] for each in written] == ["2024-01", "2024-02"]
    assert out.stat().st_size > 100


def test_the_command_pipes_csv_and_says_what_it_read(scores, capfdbinary):
    assert main(["sources", str(scores)]) == 0
    captured = capfdbinary.readouterr()
    assert captured.out.startswith(b'"source","n","sensationalism"')
    assert b"41 articles, 2 outlets" in captured.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.csv"], 1, "no such file"),
        (["{scores}", "--by", "colour"], 1, "no column 'colour'"),
        (["{scores}", "--to", "csv", "-o", "x.csv"], 2, "--to is for standard output"),
        (["{scores}", "-o", "x.xlsx"], 2, "ending"),
    ],
)
def test_the_command_says_what_is_wrong(scores, capsys, arguments, code, said):
    given_ = [text.replace("{scores}", str(scores)) for text in arguments]
    assert main(["sources", *given_]) == code
    assert said in capsys.readouterr().err


def test_a_long_list_of_outlets_is_cut(capsys):
    found = framing.sources([row(f"outlet {n}") for n in range(70)])
    assert "10 more: write all" in str(found)
    assert np.isfinite(found.to_arrow()["tone"].to_numpy()).all()
    assert capsys.readouterr().out == ""


def test_articles_with_a_broken_row_give_the_rest_and_exit_code_1(tmp_path, capsys):
    path = tmp_path / "in.csv"
    path.write_text("headline,source\nStorm hits town,A\nStorm,hits,port\n", "utf-8")
    assert main(["sources", str(path), "--to", "csv"]) == 1
    assert "1 article, 1 outlet" in capsys.readouterr().err


def test_a_folder_of_texts_is_scored(capsys):
    assert main(["sources", "seeds", "--to", "jsonl"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5
