"""Spark: a master and two workers of its own, one of which is killed."""

import re
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from pyarrow import parquet

import framing
from tests.engines.processes import kill, started, wait_for
from tests.engines.texts import write_shards

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, which is not installed", allow_module_level=True)

HOME = Path(pyspark.__file__).parent
JOB = Path(__file__).parent / "spark_job.py"
HOST = "127.0.0.1"
SMALL = {"SPARK_DAEMON_MEMORY": "256m", "SPARK_LOCAL_IP": HOST, "SPARK_HOME": str(HOME)}
LIMIT = 120


class Cluster:
    """A standalone master and two workers of one core each, on loopback."""

    def __init__(self, stack, folder):
        self.folder = folder
        self._stack = stack
        self.start("master", "Master", "--port", 0)
        self.address = self._address()
        self.workers = [
            self.start(f"worker{n}", "Worker", "--cores", 1, "--memory", "1g", self.address)
            for n in range(2)
        ]

    def start(self, name, kind, *arguments):
        command = [HOME / "bin" / "spark-class", f"org.apache.spark.deploy.{kind.lower()}.{kind}"]
        command += ["--host", HOST, "--webui-port", 0, *arguments]
        work = {"SPARK_WORKER_DIR": str(self.folder / name)}
        log = self.folder / f"{name}.log"
        return self._stack.enter_context(started(command, log, **SMALL, **work))

    def _address(self):
        def found():
            return re.search(r"Starting Spark master at (\S+)", self.said("master"))

        wait_for(found, LIMIT)
        return found()[1]

    def said(self, name):
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")

    def submit(self, *arguments):
        sizes = ["--driver-memory", "512m", "--executor-memory", "512m"]
        kept = {
            "spark.ui.enabled": "false",
            "spark.driver.host": HOST,
            "spark.sql.files.maxPartitionBytes": "1m",  # a task for each file
        }
        options = [part for pair in kept.items() for part in ("--conf", "=".join(pair))]
        command = [HOME / "bin" / "spark-submit", "--master", self.address, *sizes, *options]
        python = {"PYSPARK_PYTHON": sys.executable}
        log = self.folder / "job.log"
        return self._stack.enter_context(
            started([*command, JOB, *arguments], log, **SMALL, **python)
        )


@pytest.fixture
def cluster(tmp_path):
    with ExitStack() as stack:
        yield Cluster(stack, tmp_path)


def executors(marks):
    return [path.name.rpartition(".")[0] for path in marks.iterdir()]


def test_a_worker_that_is_killed_costs_no_row_and_no_bit(cluster, tmp_path, tiny_folder):
    articles = write_shards(tmp_path / "in", 24, 50)
    marks, out = tmp_path / "marks", tmp_path / "out"
    marks.mkdir()
    job = cluster.submit(tmp_path / "in", out, marks, tiny_folder)
    wait_for(lambda: len(set(executors(marks))) == 2 or job.poll() is not None, LIMIT)
    assert not list(out.glob("_SUCCESS"))
    kill(cluster.workers[1])
    assert job.wait(LIMIT) == 0, cluster.said("job")
    assert "Lost executor" in cluster.said("job")

    expected = framing.score_table(articles, model=framing.load_model(tiny_folder))
    found = parquet.read_table(out).sort_by("id")
    assert found.equals(expected.cast(found.schema))
    built_in = parquet.read_table(f"{out}-built-in").sort_by("id")
    assert built_in.num_rows == 10
    of = articles.filter([row in built_in["id"].to_pylist() for row in articles["id"].to_pylist()])
    assert built_in.equals(framing.score_table(of).cast(built_in.schema))
