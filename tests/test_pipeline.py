"""Reading, scoring and writing at once: in order, in bounds, the same for any number of threads."""

import os
import threading

import pyarrow as pa
import pytest
from pyarrow import parquet

import framing
from framing.pipeline import behind, cores, overlapped
from framing.scoring import BATCH
from framing.tables import score_files


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_order(threads):
    assert list(overlapped(range(50), lambda x: -x, threads)) == [-x for x in range(50)]


def test_no_more_than_a_few_items_are_taken_ahead():
    taken = []

    def items():
        for item in range(100):
            taken.append(item)
            yield item

    results = overlapped(items(), lambda x: x, 2)
    next(results)
    assert len(taken) <= 6
    results.close()


def test_an_error_of_the_work_is_raised_in_its_turn():
    results = overlapped([1, 0, 1], lambda x: 1 // x, 2)
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_work_is_done_in_other_threads():
    names = set(overlapped(range(3), lambda _: threading.current_thread().name, 1))
    assert threading.current_thread().name not in names


def test_what_is_handed_over_is_taken_in_order_and_by_one_thread():
    taken, threads = [], set()

    def take(item):
        taken.append(item)
        threads.add(threading.current_thread().name)

    with behind(take) as hand:
        for item in range(100):
            hand(item)
    assert taken == list(range(100))
    assert len(threads) == 1
    assert threading.current_thread().name not in threads


def test_an_error_of_who_takes_ends_the_handing_over():
    def take(item):
        if item == 3:
            raise OSError(28, "full")

    handed = []

    def hand_over():
        with behind(take) as hand:
            for item in range(10_000):
                hand(item)
                handed.append(item)

    with pytest.raises(OSError, match="full"):
        hand_over()
    assert len(handed) < 100


@pytest.mark.parametrize("wrong", [0, -2])
def test_numbers_of_threads_that_are_none(wrong):
    with pytest.raises(ValueError, match="n_jobs must be 1 or more, or -1"):
        cores(wrong)


def test_all_cores():
    assert 1 <= cores(-1) <= (os.cpu_count() or 1)


def headlines(count):
    return [
        f"Storm number {i} hits {'sleepy ' * (i % 3)}coast{'!' * (i % 2)}" for i in range(count)
    ]


def test_a_table_has_the_same_scores_for_any_number_of_threads():
    table = pa.table({"headline": headlines(3 * BATCH + 5)})
    assert framing.score_table(table, n_jobs=3).equals(framing.score_table(table))


def test_score_and_score_table_say_the_same():
    rows = headlines(50)
    table = framing.score_table(pa.table({"headline": rows}))
    alone = [framing.score(row) for row in rows]
    assert table["sensationalism"].to_pylist() == [s.sensationalism for s in alone]
    assert table["note"].to_pylist() == [s.note for s in alone]
    assert table["frame_political"].to_pylist() == [s.frames["frame_political"] for s in alone]


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".jsonl.zst", ".parquet"])
@pytest.mark.parametrize("threads", [1, 2])
def test_what_was_written_can_be_scored_again(tmp_path, ending, threads):
    first, again = tmp_path / f"first{ending}", tmp_path / "again.parquet"
    (tmp_path / "in.csv").write_text("headline\n" + "\n".join(headlines(30)), "utf-8")
    score_files([tmp_path / "in.csv"], out=first)
    counted = score_files([first], out=again, n_jobs=threads)
    assert (counted.articles, counted.problems) == (30, 0)
    table = parquet.read_table(again)
    assert table["headline"].to_pylist() == headlines(30)
    assert "sensationalism.input" in table.column_names
