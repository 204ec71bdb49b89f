"""Dask: a scheduler and two worker processes of its own, one of which is killed."""

import os
import signal
import time

import dask
import joblib
import pyarrow as pa
import pytest
from dask import bag, dataframe

import framing
from framing.engines.dask import connect, score, spread
from framing.errors import FramingError
from framing.shards import Manifest, score_folder
from framing.shards.work import score_shard
from tests.engines.processes import wait_for
from tests.engines.texts import articles, write_shards

pytestmark = pytest.mark.loopback

ROWS = 9_000
LIMIT = 60


@pytest.fixture(scope="module")
def workers():
    """Worker processes, started once: a test that kills one gets another in its place."""
    with connect(workers=2) as client:
        yield client


@pytest.fixture
def client(workers):
    workers.wait_for_workers(2, LIMIT)
    return workers


@pytest.fixture
def table():
    return articles(ROWS)


@pytest.fixture
def frame(table):
    return dataframe.from_pandas(table.to_pandas(), npartitions=4)


def as_table(frame, expected):
    return pa.Table.from_pandas(frame, preserve_index=False).cast(expected.schema)


def test_a_frame_gives_what_one_table_gives(client, frame, table):
    scored = score(frame)
    expected = framing.score_table(table)
    found = client.compute(scored).result()
    assert as_table(found, expected).equals(expected)
    assert list(scored.columns) == expected.column_names
    assert found.dtypes.equals(scored.dtypes)
    assert found.index.equals(client.compute(frame).result().index)


@pytest.mark.usefixtures("client")
def test_one_table_goes_to_the_workers_by_joblibs_switch(table):
    with (
        joblib.parallel_config(backend="dask"),
        pytest.warns(UserWarning, match="large graph"),  # the model has gone with the call
    ):
        found = framing.score_table(table, n_jobs=2)
    assert found.equals(framing.score_table(table))


def test_a_model_of_ones_own_goes_to_the_workers(client, frame, table, tiny_folder):
    scored = score(frame, model=tiny_folder)
    expected = framing.score_table(table, model=framing.load_model(tiny_folder))
    for path in tiny_folder.iterdir():  # the workers do not need it where it was
        path.unlink()
    found = client.compute(scored).result()
    assert as_table(found, expected).equals(expected)


def test_ids_are_there_once(client, frame):
    found = client.compute(score(frame.drop(columns="id"))).result()
    assert found["id"].is_unique
    assert found["id"].iloc[0] == "0:1"
    assert found["id"].iloc[-1] == f"3:{ROWS // 4}"


def test_a_bag_of_articles(client):
    items = [{"headline": "Shock on road 5", "lead": "It was calm.", "id": "x"}, "Plain news today"]
    found = client.compute(score(bag.from_sequence(items, npartitions=2))).result()
    scores = list(framing.score_many(items))
    assert found["sensationalism"].tolist() == [s.sensationalism for s in scores]
    assert found["id"].tolist() == ["x", ""]


def test_shards_are_those_of_a_run_without_an_engine(client, tmp_path, tiny_folder):
    write_shards(tmp_path / "in", 4, 50)
    (tmp_path / "in" / "bad.parquet").write_bytes(b"PAR1 no footer")
    problems = []
    runs = [
        score_folder(
            tmp_path / "in", tmp_path / name, model=tiny_folder, on_problem=problems.append, **how
        )
        for name, how in (("here", {}), ("there", {"spread": spread(client)}))
    ]
    assert runs[0] == runs[1]
    assert (runs[0].failed, runs[0].articles) == (1, 200)
    assert [problem.message for problem in problems] == [problems[0].message] * 2
    digests = [
        {name: entry.output and entry.output.sha256 for name, entry in manifest.shards.items()}
        for manifest in (Manifest.load(tmp_path / "here"), Manifest.load(tmp_path / "there"))
    ]
    assert digests[0] == digests[1]


def slow_shard(shard):
    time.sleep(0.2)
    done = score_shard(shard)
    (shard.out / f".done-{os.getpid()}-{time.time_ns()}").touch()
    return done


def test_a_worker_that_is_killed_costs_no_row_and_no_bit(client, tmp_path):
    write_shards(tmp_path / "in", 20, 40)
    once = score_folder(tmp_path / "in", tmp_path / "once")
    nannies = client.run(os.getpid)
    killed = []

    def kill_one(*_):
        if not killed:
            killed.append(next(iter(nannies.values())))
            os.kill(killed[0], signal.SIGKILL)

    def slowly(_, shards):
        return spread(client)(slow_shard, shards)

    run = score_folder(tmp_path / "in", tmp_path / "killed", on_progress=kill_one, spread=slowly)
    assert run == once
    whole = [Manifest.load(tmp_path / name).shards for name in ("once", "killed")]
    assert {n: e.output.sha256 for n, e in whole[0].items()} == {
        n: e.output.sha256 for n, e in whole[1].items()
    }
    marks = {path.name.split("-")[1] for path in (tmp_path / "killed").glob(".done-*")}
    assert len(marks) > 1
    wait_for(lambda: killed[0] not in client.run(os.getpid).values(), LIMIT)


def fatal_shard(shard):
    if shard.name == "001.parquet":
        os.kill(os.getpid(), signal.SIGKILL)
    return score_shard(shard)


def test_a_shard_that_kills_its_workers_costs_only_itself(client, tmp_path):
    write_shards(tmp_path / "in", 3, 10)
    problems = []
    run = score_folder(
        tmp_path / "in",
        tmp_path / "out",
        on_problem=problems.append,
        spread=lambda _, shards: spread(client)(fatal_shard, shards),
    )
    assert (run.failed, run.articles) == (1, 20)
    assert "took its worker down" in problems[0].message
    assert not (tmp_path / "out" / "001.parquet.parquet").exists()


def test_a_scheduler_that_does_not_answer_is_named():
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "0.2s"}),
        pytest.raises(FramingError, match=r"tcp://127.0.0.1:9: no scheduler answers"),
        connect("tcp://127.0.0.1:9"),
    ):
        pytest.fail("must not get here")
