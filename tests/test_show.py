"""What people see on a terminal: how far the work is, the outlets, a gap."""

import io
import runpy
import sys
from dataclasses import replace
from itertools import count

import pyarrow as pa
import pytest
from rich.console import Console

import framing
from framing import show
from framing.codebook import FRAMES, SCALES
from framing.outlets.show import show_sources


class Terminal(io.StringIO):
    def isatty(self):
        return True


def written(monkeypatch, calls, error, **options):
    """Return what standard error shows of work that tells of itself every half a second."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", error)
    monkeypatch.setattr(show, "monotonic", (look / 2 for look in count()).__next__)
    with show.Progress(2, **options) as progress:
        for call in range(1, calls + 1):
            progress(400 * call, 1)
    return error.getvalue()


def test_a_bar_is_shown_on_a_terminal_where_work_takes_more_than_a_second(monkeypatch):
    assert written(monkeypatch, 2, Terminal()) == ""
    assert "1,200 articles scored" in written(monkeypatch, 3, Terminal())
    assert written(monkeypatch, 3, Terminal(), wanted=False) == ""
    assert written(monkeypatch, 3, io.StringIO()) == ""


def article(source, published="2024-01-05", **others):
    numbers = dict.fromkeys((s.name for s in SCALES), 0.25) | dict.fromkeys(
        (f.column for f in FRAMES), 0.1
    )
    row = {"source": source, "published": published, "model": "tiny 1", "gap": None}
    return row | numbers | others


def shown(rows, width, **options):
    text = io.StringIO()
    show_sources(Console(file=text, width=width), framing.sources(rows, **options))
    return [line.split() for line in text.getvalue().splitlines() if line.strip()]


def test_a_wide_terminal_has_a_column_for_the_period_and_the_likeliest_frames():
    rows = [article("Herald"), article("Herald", "2024-02-05", tone=-0.5, frame_political=0.9)]
    lines = shown(pa.Table.from_pylist(rows), 140, over="month")
    january, february = (line for line in lines if "Herald" in line)
    assert [january[0], february[0]] == ["2024-01", "2024-02"]
    assert january[-2:] == ["economic", "10%"]
    assert february[-2:] == ["political", "90%"]
    assert "-.50" in february


def test_an_outlet_without_leads_has_dashes_for_them():
    (line,) = (line for line in shown([article("Herald", lead_loaded=None)], 104) if "1" in line)
    assert line.count("–") == 1


def test_a_gap_says_which_side_is_the_more_sensational():
    score = framing.score("Fury as ministers axe rail line", "The line closes on Monday, it said.")
    text = io.StringIO()
    for gap in (0.25, -0.25):
        show.show_card(Console(file=text, width=120), replace(score, gap=gap))
    assert "+0.25, the headline is more sensational than its own lead" in text.getvalue()
    assert "-0.25, the headline is less sensational than its own lead" in text.getvalue()


def test_nothing_is_shown_of_no_article():
    text = io.StringIO()
    show.show_table(Console(file=text), show.Shortlist())
    assert text.getvalue() == ""


def test_the_module_is_the_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["framing", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("framing", run_name="__main__")
    assert not ended.value.code
    assert framing.__version__ in capsys.readouterr().out
