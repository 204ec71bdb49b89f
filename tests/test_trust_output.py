"""Full disks, closed pipes, signals and kills: a message, whole rows, nothing half-written."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path

import pytest

import framing
from framing.cli.ending import TerminatedError, ended_by_signals
from framing.kernel.kept import is_kept, is_safe
from framing.replace import open_whole
from framing.write import OutputError

ROOT = str(Path(framing.__file__).parent.parent)
ENVIRONMENT = {**os.environ, "PYTHONPATH": ROOT}
PROGRAM = [sys.executable, "-m", "framing"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "in" / "table.csv"
    path.parent.mkdir()
    rows = (f"Harbour bridge {number} reopens,It was closed.\n" for number in range(900))
    path.write_text("headline,lead\n" + "".join(rows))
    return path


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def run(*arguments, **options):
    command = [*PROGRAM, *map(str, arguments)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run(command, env=ENVIRONMENT, check=False, timeout=60, **options)


def small_files():
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))


@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl.gz"])
def test_a_file_that_finds_no_room_is_said_and_leaves_nothing(table, out, ending):
    old = out / f"scores.{ending}"
    old.write_text("old")
    done = run("score", table, "-o", old, preexec_fn=small_files)
    assert done.returncode == 2
    assert b"cannot be written (File too large)" in done.stderr
    assert b"Traceback" not in done.stderr
    assert [path.name for path in out.iterdir()] == [old.name]
    assert old.read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_a_full_standard_output_is_said():
    with Path("/dev/full").open("wb") as full:
        done = run("score", "--headline", "Bridge reopens after repairs", stdout=full)
    assert done.returncode == 2
    assert b"standard output: cannot be written (No space left on device)" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_closed_streams_are_no_faults(table, out):
    shell = f"{sys.executable} -m framing score {table} -o {out}/scores.csv >&- 2>&-"
    assert subprocess.run(shell, shell=True, env=ENVIRONMENT, check=False).returncode == 0  # noqa: S602
    assert len((out / "scores.csv").read_text().splitlines()) == 901
    done = subprocess.run(  # noqa: S602
        f"{sys.executable} -m framing score {table} >&-",
        shell=True, env=ENVIRONMENT, check=False, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"standard output: cannot be written" in done.stderr


def started(out, name="scores.csv"):
    """Start a run that has begun to write, and waits for more to read."""
    process = subprocess.Popen(
        [*PROGRAM, "score", "-", "-o", str(out / name)],
        env=ENVIRONMENT, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    rows = "".join(f"Harbour bridge {number} reopens,It was closed.\n" for number in range(20_000))
    feeder = threading.Thread(
        target=lambda: process.stdin.write(b"headline,lead\n" + rows.encode()), daemon=True
    )
    feeder.start()
    feeder.join()
    time.sleep(0.3)
    return process


@pytest.mark.usefixtures("_heeded")
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, b"interrupted"),
        (signal.SIGTERM, 143, b"terminated"),
        (signal.SIGHUP, 129, b"terminated"),
    ],
)
def test_a_signal_ends_in_a_sentence_and_leaves_nothing(out, number, code, said):
    process = started(out)
    process.send_signal(number)
    assert process.wait(30) == code
    errors = process.stderr.read()
    process.stdin.close()
    process.stderr.close()
    assert said in errors
    assert b"Traceback" not in errors
    assert not list(out.iterdir())


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="the system names every file")
def test_a_kill_leaves_nothing_behind(out):
    (out / "scores.csv").write_text("old")
    process = started(out)
    process.kill()
    process.wait(30)
    process.stdin.close()
    process.stderr.close()
    assert [path.name for path in out.iterdir()] == ["scores.csv"]
    assert (out / "scores.csv").read_text() == "old"


def test_two_processes_that_write_one_file_do_not_mix(tmp_path, out):
    target, processes = out / "scores.csv", []
    for source in ("First", "Second"):
        rows = (f"Harbour bridge {number} reopens\n" for number in range(900))
        path = tmp_path / f"{source}.csv"
        path.write_text("headline\n" + "".join(rows))
        command = [*PROGRAM, "score", str(path), "--source", source, "-o", str(target), "-q"]
        processes.append(subprocess.Popen(command, env=ENVIRONMENT))
    assert [process.wait(60) for process in processes] == [0, 0]
    with target.open(newline="") as file:
        sources = [row["source"] for row in csv.DictReader(file)]
    assert len(sources) == 900
    assert len(set(sources)) == 1
    assert [path.name for path in out.iterdir()] == ["scores.csv"]


def test_what_cannot_be_named_is_copied(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with open_whole(tmp_path / "page.html") as stream:
        stream.write(b"whole")
    assert (tmp_path / "page.html").read_bytes() == b"whole"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_error_of_the_system_while_writing_is_of_the_output(tmp_path):
    with (
        pytest.raises(OutputError, match="cannot be written"),
        open_whole(tmp_path / "page.html"),
    ):
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("arguments", [("--debug", "score"), ("score", "--debug")])
def test_the_trace_is_shown_before_and_behind_the_command(arguments):
    done = run(*arguments, "nowhere.csv")
    assert done.returncode == 2
    assert b"Traceback" in done.stderr


_NO_NETWORK = """
import sys
def refuse(event, _):
    if event.startswith("socket."):
        sys.stderr.write("a socket was used: " + event)
        sys.stderr.flush()
        __import__("os")._exit(99)
sys.addaudithook(refuse)
"""


def test_no_command_opens_a_socket(table, out, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(_NO_NETWORK)
    environment = {**ENVIRONMENT, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    scores = out / "scores.parquet"
    for arguments in (
        ["score", str(table), "-o", str(scores)],
        ["sources", str(scores)],
        ["compare", str(table)],
        ["check", str(table)],
        ["explain", "You won't BELIEVE this bridge"],
    ):
        command = [*PROGRAM, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    probe = "import socket; socket.socket()"
    done = subprocess.run([sys.executable, "-c", probe], env=environment, check=False)
    assert done.returncode == 99  # the hook is there


@pytest.mark.parametrize("spoil", ["folder", "file", "link"])
def test_compiled_code_that_others_can_write_is_not_run(tmp_path, monkeypatch, spoil):
    place = tmp_path / "cache" / "kernel-0"
    place.mkdir(parents=True, mode=0o700)
    (tmp_path / "cache").chmod(0o700)
    kept = place / "sums.nbi"
    kept.write_bytes(b"")
    kept.chmod(0o600)
    place.chmod(0o755)
    monkeypatch.setattr("framing.kernel.kept.folder", lambda: place)
    assert is_safe()
    assert is_kept()
    if spoil == "link":
        (place / "more.nbi").symlink_to(kept)
    else:
        (place if spoil == "folder" else kept).chmod(0o777)
    assert not is_safe()
    assert not is_kept()


def lose(number):
    """Send a signal while a callback runs, as that of an import that lets go of a module's lock."""
    module = threading.Event()
    watch = weakref.ref(module, lambda _: signal.raise_signal(number))
    del module
    assert watch() is None
    time.sleep(60)


@pytest.mark.parametrize(
    ("number", "handler", "raised"),
    [
        (signal.SIGTERM, signal.SIG_DFL, TerminatedError),
        (signal.SIGINT, signal.default_int_handler, KeyboardInterrupt),
    ],
)
def test_a_signal_is_not_lost_where_nothing_can_be_raised(number, handler, raised):
    hook, before = sys.unraisablehook, signal.signal(number, handler)
    try:
        with pytest.raises(raised), ended_by_signals():
            lose(number)
        assert sys.unraisablehook is hook
        assert signal.getsignal(number) == handler
    finally:
        signal.signal(number, before)
