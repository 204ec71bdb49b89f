"""A scale or frames of one's own as people see them: card, table and page."""

import json
import re
from io import StringIO

import pyarrow as pa
import pytest
from rich.console import Console

import framing
from framing.cli import main
from framing.errors import ColumnError, ModelHeaderError
from framing.header import write_header
from framing.model import load_model
from framing.outlets.show import show_sources
from framing.report import write_report
from framing.show import Shortlist, show_card, show_table
from framing.train.own import train
from framing.train.own.labels import Question
from framing.write import open_file
from tests.test_own import rows

HEADLINES = ["Panic erupts at the old harbour", "Council approves the plan", "Fury"]
QUESTIONS = {
    "alarm": Question("alarm", ("alarm",), span=(0, 4)),
    "is_quite_alarming": Question("is_quite_alarming", ("yes",)),
    "own": Question("own", ("themes",), frames=True),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shown")
    lines = ["headline,alarm,yes,themes"]
    for headline, alarm, theme in rows():
        lines.append(f"{headline},{alarm},{alarm // 4},{theme.replace('none', 'routine')}")
    (folder / "labels.csv").write_text("\n".join(lines) + "\n", "utf-8")
    for name, question in QUESTIONS.items():
        train(folder / "labels.csv", folder / name, question)
    return folder


@pytest.fixture
def model(folder, request):
    return load_model(folder / request.param)


def card(model, headline):
    console = Console(file=StringIO(), width=120)
    show_card(console, framing.score(headline, model=model), model.layer)
    return console.file.getvalue()


def table(model):
    console = Console(file=StringIO(), width=120)
    shortlist = Shortlist(model.layer)
    shortlist.write(framing.score_table(pa.table({"headline": HEADLINES}), model=model))
    show_table(console, shortlist)
    return console.file.getvalue()


def page(model, path, headlines=HEADLINES, sources=("Daily", "Weekly", "Daily")):
    scored = framing.score_table(
        pa.table({"headline": headlines, "source": list(sources)}), model=model
    )
    write_report(path, scored, model=model)
    return scored, path.read_text("utf-8")


def row_of(text, name):
    """The cells of the row that a name heads."""
    row = next(part for part in text.split("<tr>") if f"<bdi>{name}</bdi>" in part)
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


@pytest.mark.parametrize("model", ["alarm"], indirect=True)
def test_the_card_has_a_scale_its_interval_and_its_place_among_the_labels(model):
    score = framing.score(HEADLINES[0], model=model)
    low, high = score.interval("alarm")
    line = next(line for line in card(model, HEADLINES[0]).splitlines() if "alarm (0 to 1)" in line)
    value = score.own["alarm"]
    assert f"{value:.2f} {low:.2f} to {high:.2f}" in " ".join(line.split())
    assert f"{4 * value:.1f} in labels from 0 to 4" in line


@pytest.mark.parametrize("model", ["alarm"], indirect=True)
def test_a_withheld_scale_is_said_to_be_withheld(model):
    assert re.search(r"alarm \(0 to 1\) +– +– +withheld", card(model, "Hm"))


@pytest.mark.parametrize("model", ["is_quite_alarming"], indirect=True)
def test_a_question_has_a_probability_and_no_interval(model):
    assert re.search(r"alarming \(0 to 1\) +\d\.\d\d +– +probability", card(model, HEADLINES[0]))


@pytest.mark.parametrize("model", ["own"], indirect=True)
def test_the_card_has_own_frames_beside_the_frames(model):
    own = framing.score(HEADLINES[0], model=model).own
    likely = sorted(("fear", "routine"), key=lambda name: -own[f"own_{name}"])
    said = " · ".join(f"{name} {own[f'own_{name}']:.2f}" for name in likely)
    assert f"own frames      {said}\n" in card(model, HEADLINES[0])
    assert "own frames" not in card(model, "Hm")


@pytest.mark.parametrize("model", ["alarm"], indirect=True)
def test_the_table_has_a_column_for_a_scale(model):
    head, first, *_ = (line for line in table(model).splitlines() if re.search("alarm|Panic", line))
    assert head.split()[-1] == "alarm"
    assert first.split()[-1] == f"{framing.score(HEADLINES[0], model=model).own['alarm']:.2f}"


@pytest.mark.parametrize("model", ["is_quite_alarming"], indirect=True)
def test_a_long_name_is_broken_in_the_head_and_whole_in_the_legend(model):
    lines = table(model).splitlines()
    assert [line.split()[-1] for line in lines if line.split()][:3] == ["is", "quite", "alarm…"]
    assert "is quite alarm… = is quite alarming 0 to 1" in " ".join(" ".join(lines).split())


@pytest.mark.parametrize("model", ["own"], indirect=True)
def test_the_table_names_the_likeliest_own_frame(model):
    main_frame = framing.score(HEADLINES[0], model=model).own["own_main"]
    assert main_frame is not None
    assert f"own: {main_frame}" in table(model)


@pytest.mark.parametrize("model", ["alarm"], indirect=True)
def test_the_page_has_a_scale_by_source_and_by_article(model, tmp_path):
    scored, text = page(model, tmp_path / "p.html")
    alarm = scored["alarm"].to_pylist()
    assert row_of(text, "Weekly")[-1].startswith(f"{alarm[1]:.2f}<small>")
    assert row_of(text, HEADLINES[0])[8] == f"{alarm[0]:.2f}"
    assert row_of(text, HEADLINES[2])[8] == "–"
    assert "alarm: labels from 0 to 4" in text
    assert "alarm is your own" in text


@pytest.mark.parametrize("model", ["own"], indirect=True)
def test_the_page_has_own_frames_by_source_and_by_article(model, tmp_path):
    scored, text = page(model, tmp_path / "p.html")
    heat = text.split('class="heat"')[1].split("</table>")[0]
    line = re.search(r'title="the column own_fear">fear</th>(.*?)</tr>', heat)[1]
    fear = scored["own_fear"].to_pylist()
    shown = [(fear[0] + fear[1]) / 2, fear[0], fear[1]]
    assert re.findall(r">(\d\.\d\d)<", line) == [f"{value:.2f}" for value in shown]
    assert row_of(text, HEADLINES[0])[-2:] == [scored["own_main"][0].as_py(), "no lead"]


@pytest.mark.parametrize("model", ["alarm"], indirect=True)
def test_a_page_of_batches_is_that_of_the_whole(model, tmp_path):
    scored, whole = page(model, tmp_path / "p.html")
    write_report(tmp_path / "q.html", [scored.slice(0, 1), scored.slice(1)], model=model)
    assert (tmp_path / "q.html").read_text("utf-8") == whole


@pytest.mark.parametrize("model", ["alarm"], indirect=True)
def test_a_page_of_nothing_and_of_records(model, tmp_path):
    write_report(tmp_path / "p.html", framing.score_many([], model=model), model=model)
    write_report(tmp_path / "q.html", framing.score_many(HEADLINES, model=model), model=model)
    assert row_of((tmp_path / "q.html").read_text("utf-8"), HEADLINES[2])[8] == "–"


OUTLETS = ["Herald", "Herald", "Bugle"]


def own_means(scores, model, name="alarm"):
    return {
        row.source: row.own[name] and row.own[name].value
        for row in framing.sources(scores, model=model)
    }


@pytest.mark.parametrize("model", ["alarm"], indirect=True)
def test_outlets_have_the_mean_of_a_scale_whatever_scores_come_as(model, tmp_path):
    table = pa.table({"headline": HEADLINES, "source": OUTLETS})
    scored = framing.score_table(table, model=model)
    first, second, single = scored["alarm"].to_pylist()
    assert single is None  # one word is too short
    expected = {"Herald": pytest.approx((first + second) / 2), "Bugle": None}
    assert own_means(scored, model) == expected
    assert own_means(framing.score_many(table.to_pylist(), model=model), model) == expected
    for ending in ("csv", "jsonl", "parquet"):
        with open_file(tmp_path / f"scores.{ending}") as writer:
            writer.write(scored)
        assert own_means(tmp_path / f"scores.{ending}", model) == expected
    names = framing.sources(scored, model=model).to_arrow().column_names
    assert names[-6:] == ["note", *("alarm" + end for end in ENDS)]


ENDS = ("", "_low80", "_high80", "_low95", "_high95")


@pytest.mark.parametrize("model", ["own"], indirect=True)
def test_outlets_have_the_mean_of_each_own_frame(model):
    table = pa.table({"headline": HEADLINES, "source": OUTLETS, "published": ["2024-05-01"] * 3})
    scored = framing.score_table(table, model=model)
    (herald,) = (
        row for row in framing.sources(scored, over="month", model=model) if row.source == "Herald"
    )
    assert set(herald.own) == {"own_fear", "own_routine"}
    assert herald.own["own_fear"].value == pytest.approx(
        sum(scored["own_fear"].to_pylist()[:2]) / 2
    )
    assert herald.own["own_fear"].low95 < herald.own["own_fear"].value


@pytest.mark.parametrize("name", ["n", "tone_sign", "x_rank"])
def test_a_scale_that_is_called_as_a_column_of_ours_takes_none_of_its_place(folder, tmp_path, name):
    train(folder / "labels.csv", tmp_path / "m", Question(name, ("alarm",), span=(0, 4)))
    model = load_model(tmp_path / "m")
    scored = framing.score_table(pa.table({"headline": HEADLINES}), model=model)
    found = framing.sources(scored.append_column("desk", pa.array(OUTLETS)), "desk", model=model)
    table = found.to_arrow()
    plain = framing.sources(framing.score_many(HEADLINES)).to_arrow()
    assert table.column_names[1 : plain.num_columns] == plain.column_names[1:]
    assert table["n"].to_pylist() == [2, 1]
    own = name if name == "x_rank" else f"own_{name}"
    assert table[own].to_pylist()[0] == pytest.approx(found["Herald"].own[name].value)


@pytest.mark.parametrize("model", ["own"], indirect=True)
def test_a_page_of_no_article_has_own_frames_too(model, tmp_path):
    nothing = framing.score_table(pa.table({"headline": HEADLINES}), model=model).slice(0, 0)
    write_report(tmp_path / "p.html", nothing, model=model)
    assert "fear" in (tmp_path / "p.html").read_text("utf-8")


@pytest.mark.parametrize("model", ["own"], indirect=True)
def test_own_frames_leave_a_narrow_terminal_its_numbers(model):
    scored = framing.score_table(pa.table({"headline": HEADLINES}), model=model)
    console = Console(file=StringIO(), width=80)
    show_sources(console, framing.sources(scored, model=model))
    assert "…" not in console.file.getvalue().partition("mean and")[0]


@pytest.mark.parametrize("model", ["alarm"], indirect=True)
def test_outlets_of_scores_without_the_layer_are_refused(model):
    with pytest.raises(ColumnError, match="no column 'alarm'"):
        framing.sources(framing.score_many(HEADLINES), model=model)


def test_the_command_tells_outlets_their_own_scale(folder, tmp_path, capsys):
    path = tmp_path / "news.csv"
    path.write_text("headline,source\n" + "".join(f"{h},Herald\n" for h in HEADLINES), "utf-8")
    assert main(["sources", str(path), "--model", str(folder / "alarm"), "--to", "table"]) == 0
    assert "alarm" in capsys.readouterr().out
    assert main(["sources", str(path), "--model", str(folder / "alarm"), "--to", "csv"]) == 0
    assert '"alarm","alarm_low80"' in capsys.readouterr().out


@pytest.mark.parametrize("model", ["alarm"], indirect=True)
def test_a_page_of_scores_without_the_layer_is_refused(model, tmp_path):
    with pytest.raises(ColumnError, match="'alarm'"):
        write_report(tmp_path / "p.html", framing.score_many(HEADLINES), model=model)


def test_the_command_shows_them(folder, tmp_path, capsys):
    named = ["--model", str(folder / "alarm")]
    assert main(["score", "--headline", HEADLINES[0], "--to", "table", *named]) == 0
    assert "in labels from 0 to 4" in " ".join(capsys.readouterr().out.split())
    report = str(tmp_path / "p.html")
    assert main(["score", str(folder / "labels.csv"), *named, "--report", report]) == 0
    assert main(["score", str(folder / "labels.csv"), *named, "--to", "table"]) == 0
    assert "alarm 0 to 1" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("span", [[4, 0], [0], "0 to 4", [0, "4"], [0, 10**400], None])
def test_a_range_that_is_none_is_refused(folder, tmp_path, span):
    for path in (folder / "alarm").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    header = json.loads((tmp_path / "layer.json").read_text())
    write_header(tmp_path / "layer.json", header | {"range": span})
    with pytest.raises(ModelHeaderError, match="range"):
        load_model(tmp_path)
