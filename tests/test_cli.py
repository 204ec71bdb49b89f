"""The command line as a user meets it: exit codes, streams, files, messages."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

import framing
from framing import tables
from framing.article import Article
from framing.cli import main
from framing.cli.messages import MOST_PROBLEMS
from framing.codebook import COLUMNS, SCALES
from framing.show import MOST_ROWS, plain
from framing.tables import Summary, batches, score_articles, score_files

GOOD = """headline,lead,source,desk
Rates rise by a quarter point,The central bank raised its rates on Thursday.,Daily,money
"You won't BELIEVE this trick, ever",,Weekly,life
"""
BROKEN = GOOD + "Too,many,fields,in,this,row\nTalks to go on next week,,Daily,world\n"
HOSTILE = "[red]Shock[/red] \x1b[2J\x1b]0;title\x07 and \u202ereversed\u202c minister"


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.csv"
    path.write_text(GOOD, "utf-8")
    return path


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text(BROKEN, "utf-8")
    return path


@pytest.fixture
def run(capsys):
    def call(*arguments):
        code = main(["score", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def csv_rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def start(*arguments, **options):
    root = str(Path(framing.__file__).parent.parent)
    command = [sys.executable, "-m", "framing", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": root}
    return subprocess.run(command, env=environment, capture_output=True, check=False, **options)


# data on standard output, messages on standard error


def test_a_pipe_gets_csv_with_the_codebooks_columns_in_order(run, good):
    code, out, err = run(good)
    assert code == 0
    assert list(csv_rows(out)[0]) == [*COLUMNS, "desk"]
    assert [row["source"] for row in csv_rows(out)] == ["Daily", "Weekly"]
    assert err == "2 articles scored\n"


def test_json_lines_on_standard_output(run, good):
    code, out, _ = run(good, "--to", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert list(rows[0]) == [*COLUMNS, "desk"]
    assert rows[1]["lead_loaded"] is None
    assert rows[1]["note"] == "no lead"


def test_standard_input_is_read_when_named_or_when_nothing_is(run, monkeypatch):
    for arguments in (["-"], []):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
        code, out, _ = run(*arguments)
        assert (code, len(csv_rows(out))) == (0, 2)


def test_a_terminal_without_input_is_misuse(run, monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    code, out, err = run()
    assert (code, out) == (2, "")
    assert "name a file or folder" in err


def test_a_folder_of_texts(run, tmp_path):
    (tmp_path / "a.txt").write_text(
        "Bank raises rates by a quarter\n\nThe central bank raised its rates on Thursday, as "
        "everybody had thought it would, and said that it may do so again.\n"
    )
    code, out, _ = run(tmp_path)
    assert code == 0
    assert csv_rows(out)[0]["headline"] == "Bank raises rates by a quarter"


def test_options_name_columns_and_source(run, tmp_path):
    path = tmp_path / "named.csv"
    path.write_text("kop,intro,nr\nRates rise by a quarter,The bank raised its rates.,7\n")
    options = ["--headline-column", "kop", "--lead-column", "intro", "--id-column", "nr"]
    code, out, _ = run(path, *options, "--source", "Het Blad")
    row = csv_rows(out)[0]
    assert code == 0
    assert (row["id"], row["source"]) == ("7", "Het Blad")
    assert (row["headline"], row["lead"]) == (
        "Rates rise by a quarter",
        "The bank raised its rates.",
    )


# files


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "ndjson", "parquet"])
def test_the_ending_says_the_format(run, good, tmp_path, ending):
    code, out, _ = run(good, "-o", tmp_path / f"out.{ending}")
    assert (code, out) == (0, "")
    assert (tmp_path / f"out.{ending}").stat().st_size > 0


def test_the_command_line_agrees_with_the_importable_call(run, broken, tmp_path):
    run(broken, "-o", tmp_path / "cli.parquet")
    summary = score_files([broken], out=tmp_path / "call.parquet", on_problem=lambda _: None)
    cli, call = (parquet.read_table(tmp_path / f"{n}.parquet") for n in ("cli", "call"))
    assert cli.equals(call)
    assert summary == Summary(articles=3, withheld=0, skipped=1, failed=0, problems=2)


def test_files_hold_what_score_gives(run, good, tmp_path):
    run(good, "-o", tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    for row in rows:
        known = framing.score(row["headline"], row["lead"], source=row["source"], id=row["id"])
        assert {name: row[name] for name in COLUMNS} == known.as_dict()


@pytest.mark.parametrize("name", ["out.xlsx", "no/out.csv"])
def test_an_output_that_cannot_be_written_is_misuse(run, good, tmp_path, name):
    code, out, err = run(good, "-o", tmp_path / name)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert list(tmp_path.iterdir()) == [good]


def test_an_output_inside_the_input_folder_is_refused(run, good):
    code, _, err = run(good.parent, "-o", good.parent / "out.csv")
    assert code == 2
    assert "read as input" in err


# bad input


def test_a_bad_row_costs_no_good_one_and_is_counted(run, broken):
    code, out, err = run(broken)
    assert code == 1
    assert len(csv_rows(out)) == 3
    assert f"warning: {broken}:4: row has 6 fields" in err
    assert err.endswith("3 articles scored, 1 row skipped (see above)\n")


def test_a_bad_file_costs_no_good_one(run, good, tmp_path):
    (tmp_path / "image.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    for arguments in ([tmp_path / "image.csv", good], [tmp_path]):
        code, out, err = run(*arguments)
        assert (code, len(csv_rows(out))) == (1, 2)
        assert "1 input not read (see above)" in err


def test_nothing_readable_keeps_the_old_output(run, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "out.csv").write_text("old")
    code, _, err = run(tmp_path / "empty.csv", "-o", tmp_path / "out.csv")
    assert code == 1
    assert "nothing is written" in err
    assert (tmp_path / "out.csv").read_text() == "old"


def test_a_path_that_is_not_there_is_misuse_and_nothing_is_scored(run, good):
    code, out, err = run(good, "nowhere.csv")
    assert (code, out) == (2, "")
    assert err == "error: nowhere.csv: no such file or folder; check the path\n"


def test_many_problems_are_cut_short_unless_all_are_wanted(run, tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text("{broken\n" * 50 + '{"headline": "Rates rise by a quarter"}\n')
    _, _, few = run(path)
    assert few.count("row skipped") == MOST_PROBLEMS
    assert "31 more problems not shown" in few
    _, _, every = run(path, "--verbose")
    assert every.count(" – row skipped") == 50


def test_a_column_that_is_not_there_names_those_that_are(run, good):
    code, _, err = run(good, "--headline-column", "kop")
    assert code == 1
    assert "'kop'" in err
    assert "'headline'" in err


def test_quiet_says_only_what_went_wrong(run, good, broken):
    assert run(good, "-q")[2] == ""
    assert "1 row skipped" in run(broken, "-q")[2]


def test_the_model_must_be_one(run, good, tmp_path):
    code, _, err = run(good, "--model", tmp_path)
    assert code == 2
    assert "no header.json" in err


# misuse


@pytest.mark.parametrize(
    "arguments",
    [
        ["FILE", "--headline", "x"],
        ["--headline", "x", "--format", "csv"],
        ["--lead", "x", "--headline-column", "y"],
        ["FILE", "-o", "out.csv", "--to", "csv"],
        ["FILE", "-o", "-", "--to", "table"],
        ["-", "-"],
        ["FILE", "--quiet", "--verbose"],
        ["FILE", "--to", "parquet"],
        ["FILE", "--no-such-option"],
    ],
)
def test_options_that_do_not_go_together(run, good, arguments):
    code, out, err = run(*(good if a == "FILE" else a for a in arguments))
    assert (code, out) == (2, "")
    assert "error: " in err


def test_no_command_is_misuse_and_help_and_version_are_not(capsys):
    assert main([]) == 2
    assert main(["--version"]) == 0
    assert framing.__version__ in capsys.readouterr().out


def test_help_has_examples_exit_codes_and_the_codebooks_meanings(capsys):
    assert main(["score", "--help"]) == 0
    out = capsys.readouterr().out
    assert "examples:" in out
    assert "exit codes:" in out
    assert all(scale.question in out for scale in SCALES)


# ends


def test_a_fault_of_the_program_is_a_sentence_and_with_debug_a_trace(run, good, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("what?")

    monkeypatch.setattr(tables, "score_table", fail)
    code, _, err = run(good)
    assert code == 70
    assert "Traceback" not in err
    assert "ZeroDivisionError: what?" in err
    assert "Traceback" in run(good, "--debug")[2]


def test_an_interruption_leaves_no_file(run, good, tmp_path, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "score_table", interrupt)
    code, _, err = run(good, "-o", tmp_path / "out.csv")
    assert code == 130
    assert "interrupted" in err
    assert list(tmp_path.iterdir()) == [good]


def test_logging_is_as_before_after_a_run(run, good):
    import logging

    before = list(logging.getLogger("framing").handlers)
    run(good)
    assert logging.getLogger("framing").handlers == before


@pytest.mark.parametrize("name", ["train", "evaluate"])
def test_a_missing_package_of_training_names_the_extra(monkeypatch, capsys, tmp_path, name):
    def missing(*_, **__):
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    module = type(sys)(f"framing.train{'.evaluate' if name == 'evaluate' else ''}")
    module.run = missing
    monkeypatch.setitem(sys.modules, module.__name__, module)
    out = ["-o", str(tmp_path / "model")] if name == "train" else []
    assert main([name, "--data", str(tmp_path), *out]) == 2
    assert "pip install 'headline-framing[train]'" in capsys.readouterr().err


def test_data_that_is_not_there_is_misuse(monkeypatch, capsys, tmp_path):
    def missing(*_, **__):
        raise FileNotFoundError(2, "No such file or directory", "ratings.parquet")

    module = type(sys)("framing.train.evaluate")
    module.run = missing
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert main(["evaluate", "--data", str(tmp_path)]) == 2
    assert "'ratings.parquet'; check the path" in capsys.readouterr().err


# for people


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_the_terminal(run, good, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    code, out, _ = run(good, "--to", "table")
    assert code == 0
    assert max(map(len, out.splitlines())) <= width
    assert "–" in out
    assert "no lead" in " ".join(out.split())
    assert framing.load_model().label.split()[-1] in out


def test_many_articles_show_the_most_sensational_and_say_how_to_get_all(run, tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text('{"headline": "Rates rise by a quarter"}\n' * (MOST_ROWS + 1_000))
    _, out, _ = run(path, "--to", "table")
    assert out.count("Rates rise") == MOST_ROWS
    assert "1,000 more" in out
    assert "-o scores.csv" in out


def test_a_hostile_headline_steers_nothing(run, tmp_path):
    path = tmp_path / "hostile.jsonl"
    path.write_text(json.dumps({"headline": HOSTILE, "source": HOSTILE}))
    for arguments in ([path], ["--headline", HOSTILE]):
        _, out, _ = run(*arguments, "--to", "table")
        assert "[red]Shock[/red]" in out
        assert not set("\x1b\x07\u202e\u202c") & set(out)


def test_files_carry_a_hostile_headline_as_it_is(run, tmp_path):
    path = tmp_path / "hostile.jsonl"
    path.write_text(json.dumps({"headline": HOSTILE}))
    _, out, _ = run(path, "--to", "jsonl")
    assert json.loads(out)["headline"] == HOSTILE


@pytest.mark.parametrize("text", ["", "\0\x7f\x9b", "\u200b\u2066\ufeff"])
def test_plain_takes_out_what_is_not_seen(text):
    assert plain(f"a{text}b\r\n c") == "ab c"


def test_one_headline_gives_a_card(run):
    code, out, err = run("--headline", "Fury as ministers axe rail line", "--to", "table")
    assert (code, err) == (0, "")
    assert "80 % interval" in out
    assert "withheld" in out
    assert "policy frames" in out


def test_one_headline_gives_a_row_to_a_pipe(run):
    code, out, _ = run("--headline", "Fury as ministers axe rail line", "--source", "Daily")
    row = csv_rows(out)[0]
    assert code == 0
    assert (row["id"], row["source"], row["note"]) == ("1", "Daily", "no lead")


# tables


def test_an_input_column_named_like_a_score_is_kept_under_another_name():
    article = Article("1", "s", "Rates rise", extra={"tone": "x", "tone.input": "y", "n": 3})
    row = next(batches([article])).to_pylist()[0]
    assert row["tone.input"] == "x"
    assert row["tone.input.input"] == "y"
    assert row["n"] == "3"


def test_late_columns_reach_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "BATCH", 2)
    articles = [Article(str(n), "s", "Rates rise by a quarter") for n in range(3)]
    articles.append(Article("3", "s", "Talks go on", url="http://x", extra={"late": "yes"}))
    counted = []
    summary = score_articles(articles, out=tmp_path / "out.parquet", on_scored=counted.append)
    table = parquet.read_table(tmp_path / "out.parquet")
    assert summary.articles == table.num_rows == 4
    assert counted == [2, 4]
    assert table.column_names == [*COLUMNS, "url", "late"]
    assert table["late"].to_pylist() == [None, None, None, "yes"]


def test_no_article_gives_a_file_with_a_header(tmp_path):
    assert score_articles([], out=tmp_path / "out.csv") == Summary()
    written = (tmp_path / "out.csv").read_text("utf-8")
    assert list(csv.reader(io.StringIO(written))) == [list(COLUMNS)]


def test_one_path_instead_of_several_is_said():
    with pytest.raises(TypeError, match="several paths"):
        score_files("articles.csv")


def test_withheld_articles_are_counted():
    summary = score_articles([Article("1", "s", "Rates rise by a quarter"), Article("2", "s")])
    assert (summary.articles, summary.withheld) == (2, 1)


# the real program


def test_the_program_reads_a_pipe_and_writes_one():
    done = start("score", "-", input=GOOD.encode())
    assert done.returncode == 0
    assert len(csv_rows(done.stdout.decode())) == 2
    assert done.stderr.decode().strip() == "2 articles scored"


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_closed_pipe_ends_quietly(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text('{"headline": "Rates rise by a quarter"}\n' * 3_000)
    reading, writing = os.pipe()
    os.close(reading)
    root = str(Path(framing.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-m", "framing", "score", str(path)],
        env={**os.environ, "PYTHONPATH": root},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(int(pa.__version__.split(".")[0]) < 18, reason="Arrow looks again each time")
def test_scoring_from_the_shell_starts_without_pandas(tmp_path):
    pytest.importorskip("pandas")
    (tmp_path / "a.csv").write_text("headline\nFury as ministers axe ferry\n")
    code = (
        "import sys; from framing.cli import main\n"
        "sys.argv[1:] = ['score', 'a.csv', '-o', 'b.csv']\n"
        "code = main(); assert 'pandas' not in sys.modules; import pyarrow as pa\n"
        "assert pa.table({'a': [1]}).to_pandas().shape == (1, 1); sys.exit(code)"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(framing.__file__).parent.parent)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, env=environment)


def test_completion_knows_commands_and_options(capsys):
    pytest.importorskip("shtab")
    assert main(["--print-completion", "bash"]) == 0
    script = capsys.readouterr().out
    assert "compare" in script
    assert "--without-quotes" in script


def test_completion_without_its_package_says_what_to_install(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["--print-completion", "bash"]) == 2
    assert "pip install 'headline-framing[completion]'" in capsys.readouterr().err
