"""Folders scored file by file: the rows of one run, whatever stops it on the way."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pytest
from pyarrow import parquet

import framing
from framing.cli import main
from framing.errors import FramingError
from framing.exclusive import exclusive
from framing.shards import MANIFEST, Manifest, Settings, score_folder
from framing.tables import score_files
from tests.engines.processes import ROOT
from tests.engines.texts import articles, write_shards


@pytest.fixture
def folder(tmp_path):
    """Files of several kinds, with other columns each, one in a folder below."""
    place = tmp_path / "in"
    write_shards(place, 2, 30)
    (place / "below").mkdir()
    (place / "below" / "news.csv").write_text("headline,url\nRates rise,http://a.example/1\n")
    with gzip.open(place / "below" / "news.jsonl.gz", "wt") as stream:
        stream.write('{"headline": "Shock in town", "lead": "It was calm."}\n')
    return place


def outputs(out, kind="parquet"):
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob(f"*.{kind}")}


def test_the_rows_are_those_of_a_single_run(folder, tmp_path):
    score_files([folder], out=tmp_path / "single.parquet")
    run = score_folder(folder, tmp_path / "out", n_jobs=2)
    single = parquet.read_table(tmp_path / "single.parquet")
    names = Manifest.load(tmp_path / "out").shards
    parts = [parquet.read_table(tmp_path / "out" / f"{name}.parquet") for name in names]
    whole = pa.concat_tables(parts, promote_options="default")
    assert whole.select(single.column_names).to_pylist() == single.to_pylist()
    assert set(whole.column_names) == set(single.column_names)
    assert (run.shards, run.articles, run.failed) == (4, 62, 0)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_outlets_are_summed_up_over_the_files_of_a_run(folder, tmp_path, kind):
    score_files([folder], out=tmp_path / "single.parquet")
    score_folder(folder, tmp_path / "out", settings=Settings(kind))
    one, other = framing.sources(tmp_path / "single.parquet"), framing.sources(tmp_path / "out")
    assert other.to_arrow().to_pylist() == one.to_arrow().to_pylist()
    assert main(["sources", str(tmp_path / "out"), "-o", str(tmp_path / "outlets.csv")]) == 0


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_what_is_done_is_left_alone_and_what_changed_is_not(folder, tmp_path, kind):
    out, settings = tmp_path / "out", Settings(kind)
    score_folder(folder, out, settings=settings)
    before = outputs(out, kind)
    (folder / "below" / "news.csv").write_text("headline\nRates fall\nRates stay\n")
    (out / f"000.parquet.{kind}").unlink()
    run = score_folder(folder, out, settings=settings, resume=True)
    after = outputs(out, kind)
    assert (run.kept, run.articles) == (2, 63)
    assert {name for name in after if after[name] != before[name]} == {f"below/news.csv.{kind}"}


def test_a_file_that_was_only_touched_is_not_scored_again(folder, tmp_path):
    score_folder(folder, tmp_path / "out")
    os.utime(folder / "000.parquet")
    assert score_folder(folder, tmp_path / "out", resume=True).kept == 4


def test_other_settings_or_another_model_score_again(folder, tmp_path, tiny_folder):
    out = tmp_path / "out"
    score_folder(folder, out)
    settings = Settings(without_quotes=True)
    assert score_folder(folder, out, settings=settings, resume=True).kept == 0
    assert score_folder(folder, out, settings=settings, model=tiny_folder, resume=True).kept == 0
    assert {entry.model for entry in Manifest.load(out).shards.values()} != {"english"}


def test_a_poisoned_shard_is_named_and_costs_only_itself(folder, tmp_path):
    score_folder(folder, tmp_path / "good")
    whole = gzip.compress(b"headline\n" + b"Rates rise again\n" * 5_000)
    (folder / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    (folder / "noise.csv.gz").write_bytes(b"\x1f\x8b\x08\x00" + b"noise" * 20)
    good = (folder / "000.parquet").read_bytes()
    (folder / "footer.parquet").write_bytes(good[:-40] + b"\0" * 36 + b"PAR1")
    (folder / "middle.parquet").write_bytes(good[:8] + b"\xff" * 600 + good[608:])
    code = main(["score", str(folder), "-o", f"{tmp_path / 'out'}/", "--quiet"])
    shards = Manifest.load(tmp_path / "out").shards
    bad = {name for name, entry in shards.items() if entry.failed}
    assert code == 1
    assert bad == {"cut.csv.gz", "noise.csv.gz", "footer.parquet", "middle.parquet"}
    assert all(name in str(shards[name].problems[-1]) for name in bad)
    kept = outputs(tmp_path / "out")
    assert {n: kept[n] for n in outputs(tmp_path / "good")} == outputs(tmp_path / "good")


def start(folder, out):
    command = [sys.executable, "-m", "framing", "score", str(folder), "-o", f"{out}/", "--resume"]
    return subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )


def test_a_run_that_is_killed_goes_on(tmp_path):
    write_shards(tmp_path / "in", 60, 20)
    score_folder(tmp_path / "in", tmp_path / "once")
    out = tmp_path / "out"
    for shards in (1, 15, 30):
        process = start(tmp_path / "in", out)
        end = time.monotonic() + 60
        while len(list(out.glob("*.parquet"))) < shards and process.poll() is None:
            assert time.monotonic() < end
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert start(tmp_path / "in", out).wait() == 0
    assert outputs(out) == outputs(tmp_path / "once")
    left = {path.name for path in out.iterdir()} - set(outputs(out))
    assert left == {MANIFEST, ".lock"}


def test_a_folder_that_is_not_ours_is_refused(folder, tmp_path):
    out = tmp_path / "out"
    score_folder(folder, out)
    with pytest.raises(FramingError, match="holds a run already, 4 shards done"):
        score_folder(folder, out)
    with pytest.raises(FramingError, match="holds parquet, not csv"):
        score_folder(folder, out, settings=Settings("csv"), resume=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").touch()
    with pytest.raises(FramingError, match=r"holds mine.txt and no run"):
        score_folder(folder, tmp_path / "other", resume=True)
    with pytest.raises(FramingError, match="would be read as input"):
        score_folder(folder, folder / "out")


def test_two_runs_do_not_share_a_folder(folder, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with (
        exclusive(out / ".lock", wait=False),
        pytest.raises(FramingError, match="another run is writing"),
    ):
        score_folder(folder, out)


def test_a_broken_manifest_is_named(folder, tmp_path):
    out = tmp_path / "out"
    score_folder(folder, out)
    (out / MANIFEST).write_text(json.dumps({"format": 99}))
    with pytest.raises(FramingError, match=r"_manifest.json: cannot be read .*format 99"):
        score_folder(folder, out, resume=True)


def test_scores_of_an_input_that_is_gone_stay(folder, tmp_path, caplog):
    score_folder(folder, tmp_path / "out")
    (folder / "001.parquet").unlink()
    run = score_folder(folder, tmp_path / "out", resume=True)
    assert run.shards == 3
    assert (tmp_path / "out" / "001.parquet.parquet").exists()
    assert "001.parquet" in caplog.text


@pytest.mark.parametrize(
    "arguments",
    [["--resume"], ["--engine", "dask"], ["--to", "parquet"], ["--scheduler", "tcp://a:1"]],
)
def test_what_is_for_folders_is_refused_elsewhere(folder, arguments):
    assert main(["score", str(folder), *arguments]) == 2


def test_templates_have_their_ids_once():
    assert len(set(articles(100)["id"].to_pylist())) == 100
