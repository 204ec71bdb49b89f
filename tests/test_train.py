"""The parts of training that need no encoder: splits, levels, calibration, figures, the table."""

import random
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from framing.codebook import OUTPUTS, SCALES
from framing.model import load_model
from framing.scoring import score
from framing.train import augment, corpora, names
from framing.train.agreement import agreement
from framing.train.documents import Library
from framing.train.keys import near_key, outlet_key
from framing.train.measures import auc, bootstrapped, calibration_error, correlation
from framing.train.plan import Plan, Settings
from framing.train.residuals import conformal, platt
from framing.train.vocabulary import read_corpus


def ratings(batches):
    rows = []
    for batch, values in batches.items():
        for n, value in enumerate(values):
            rows.append(
                {
                    "headline": f"item {batch} {n}",
                    "lead": "",
                    "batch": batch,
                    "hs": value,
                    "tone": value - 2,
                }
            )
    return pd.DataFrame(rows)


def test_an_outlet_falls_into_one_part_by_any_of_its_names():
    names = ["The Guardian", "theguardian.com", "Guardian - Opinion", "guardian (news)"]
    assert len({corpora.part_of(outlet_key(n)) for n in names}) == 1


def test_parts_have_about_their_shares():
    parts = pd.Series([corpora.part_of(f"outlet {n}") for n in range(4000)]).value_counts(
        normalize=True
    )
    for part, share in corpora.PARTS.items():
        assert parts[part] == pytest.approx(share, abs=0.03)


def test_levelling_draws_batches_together_and_keeps_order():
    rng = np.random.default_rng(0)
    base = {f"a{n:02d}": rng.integers(0, 3, 200) * (1.0 + 0.1 * n) for n in range(6)}
    frame = ratings(base)
    levelled = corpora.levelled(frame, ["hs", "tone"])
    for code in ("hs", "tone"):
        before = frame.groupby("batch")[code].mean().std()
        after = levelled.groupby("batch")[code].mean().std()
        assert after < 0.5 * before
    one = frame["batch"] == "a03"
    assert (
        np.argsort(frame.loc[one, "hs"], kind="stable")
        == np.argsort(levelled.loc[one, "hs"], kind="stable")
    ).all()


def test_levelling_leaves_batches_alone_that_differ_by_chance():
    rng = np.random.default_rng(1)
    frame = ratings({f"a{n:02d}": rng.integers(0, 5, 200) for n in range(8)})
    moved = corpora.levelled(frame, ["hs"])["hs"] - frame["hs"]
    assert np.abs(moved).mean() < 0.05


def test_acronyms_are_found_by_their_usual_form():
    texts = [
        "NATO meets in Oslo today",
        "What NATO wants from Oslo",
        "Oslo and NATO agree",
        "A BIG day in Oslo",
        "a big day",
        "big news",
    ]
    assert corpora.acronyms(texts) == {"nato"}


def test_near_keys_ignore_case_marks_and_numbers():
    assert near_key("Bank cuts 900 jobs, says CEO") == near_key("BANK CUTS 1,000 JOBS — SAYS CEO")


def test_swaps_stay_within_their_kind_and_are_the_same_throughout():
    text = "Trump meets Macron in Paris as Trump team waits"
    other = names.swapped(text, random.Random(1))
    words = other.split()
    assert words[0] in names.SWAPS[0] or "Le Pen" in other
    assert "Trump" not in other
    assert names.swapped("TRUMP WINS", random.Random(0)).isupper()


def test_platt_recovers_a_line():
    rng = np.random.default_rng(0)
    raw = rng.normal(size=20_000)
    target = 1 / (1 + np.exp(-(0.5 * raw - 1.0)))
    assert platt(raw, target) == pytest.approx((0.5, -1.0), abs=0.02)


@pytest.mark.parametrize("floor", [0.0, 0.4])
def test_conformal_ends_cover_what_they_say(floor):
    rng = np.random.default_rng(0)
    share = rng.uniform(0.05, 0.6, 4000)
    rating = np.clip(share + rng.normal(0, 0.15, 4000), 0, 1)
    rating[rng.random(4000) < floor] = 0.0
    fit, held = slice(0, 2000), slice(2000, None)
    low, high = conformal(rating[fit], share[fit], np.full(2000, 0.1), np.arange(2000))
    ends = np.clip(share[held] + low * 0.1, 0, 1), np.clip(share[held] + high * 0.1, 0, 1)
    covered = ((rating[held] >= ends[0]) & (rating[held] <= ends[1])).mean()
    assert covered == pytest.approx(0.8, abs=0.03)


def test_conformal_ends_cover_unseen_outlets_where_one_outlet_is_large_and_easy():
    rng = np.random.default_rng(0)
    outlets = np.concatenate([np.zeros(1500, int), np.repeat(np.arange(1, 101), 5)])
    noise = rng.normal(0, np.where(outlets == 0, 0.02, 0.1))
    share = np.full(2000, 0.5)
    low, high = conformal(share + noise, share, np.full(2000, 0.1), outlets)
    unseen = rng.normal(0, 0.1, 4000)
    assert ((unseen >= low * 0.1) & (unseen <= high * 0.1)).mean() == pytest.approx(0.8, abs=0.05)


def test_agreement_is_one_for_equal_ratings_and_absent_for_single_ones():
    frame = ratings({"a00": [0, 1, 2, 3]})
    for scale in SCALES:
        frame[scale.code] = frame["hs"]
    assert agreement(frame) == {}
    again = pd.concat([frame, frame.assign(batch="a01")])
    found = agreement(again)["sensationalism"]
    assert (found.items, found.alpha, found.retest) == pytest.approx((4, 1.0, 1.0))


def test_figures_carry_their_interval():
    rng = np.random.default_rng(0)
    x = rng.normal(size=500)
    figure = bootstrapped(correlation, x, x + rng.normal(size=500))
    assert figure.low < figure.value < figure.high
    assert figure.value == pytest.approx(0.7, abs=0.06)
    assert figure.n == 500


def test_calibration_error_is_the_gap_of_the_bins():
    predicted = np.repeat([0.2, 0.8], 50)
    assert calibration_error(np.repeat([0.2, 0.8], 50), predicted, bins=2) == pytest.approx(0.0)
    assert calibration_error(np.repeat([0.3, 0.7], 50), predicted, bins=2) == pytest.approx(0.1)


def test_auc_of_one_class_is_not_a_number():
    assert np.isnan(auc(np.zeros(5), np.arange(5.0)))
    assert auc(np.array([0, 0, 1.0]), np.array([0.1, 0.2, 0.3])) == 1.0


@pytest.fixture(scope="module")
def table():
    pytest.importorskip("torch")
    from framing.train import table

    return table


def corpus_and_documents(settings):
    rng = random.Random(0)
    names = ["mayor", "bank", "school", "harbour", "court", "farm"]
    heads = [
        f"{rng.choice(names)} {rng.choice(['opens', 'outrage'])} {rng.choice(names)}"
        for _ in range(600)
    ]
    target = np.full((600, len(OUTPUTS)), np.nan, np.float32)
    target[:, 0] = [0.9 if "outrage" in h else 0.1 for h in heads]
    library = Library()
    documents = library.documents(heads, [""] * 600, target)
    return read_corpus(library.texts, settings, banned={"bank"}), documents


def test_a_table_learns_a_word_and_scores_as_it_was_trained(table, tmp_path):
    from framing.model import load_model, save_model
    from framing.predict import predict

    settings = Settings(
        width=8, hidden=8, article_hidden=8, pieces=256, passes=30, size=64, rate=0.02
    )
    corpus, documents = corpus_and_documents(settings)
    student = table.fit(corpus, documents, settings)
    arrays = table.arrays(student, corpus)
    blank = {"spread": np.zeros((7, 5), np.float32), "quantiles": np.zeros((7, 2), np.float32)}
    save_model(tmp_path / "m", {"name": "t"}, arrays | blank)
    model = load_model(tmp_path / "m")
    share = predict(["school outrage farm", "school opens farm"], [None] * 2, model).share[:, 0]
    assert share[0] > 0.7
    assert share[1] < 0.3


def test_a_word_without_labels_is_read_like_the_word_that_an_encoder_puts_beside_it(table):
    settings = Settings(
        width=8, hidden=8, article_hidden=8, pieces=256, passes=30, size=64, rate=0.02
    )
    settings = replace(settings, meaning_rate=0.02, least_pair=10**6)
    heads = [f"mayor {verb} school" for verb in ("opens", "outrage", "fury") for _ in range(100)]
    target = np.full((300, len(OUTPUTS)), np.nan, np.float32)
    target[:200, 0] = [0.1] * 100 + [0.9] * 100
    library = Library()
    documents = library.documents(heads, [""] * 300, target)
    corpus = read_corpus(library.texts * 3, settings)
    meanings = np.zeros((len(corpus.keys), 2), np.float32)
    for row, word in corpus.spoken.items():
        meanings[row] = word == "opens", word in ("outrage", "fury")
    student = table.fit(corpus, documents, settings, meanings)
    share = student(*(student.vectors(corpus, np.array(n), 0) for n in ([0, 1, 2], [-1] * 3)))[:, 0]
    assert share[0] < 0 < share[1]
    assert share[2] > 0


def test_rows_say_what_they_stand_for():
    settings = Settings(width=8, pieces=256, least_pair=3)
    corpus = read_corpus(["mayor opens 12 schools"] * 3, settings)
    assert len(corpus.keys) == 8
    assert sorted(corpus.spoken.values()) == ["12", "mayor", "opens", "schools"]


def test_a_banned_word_gets_no_row():
    from framing.tokens import key

    settings = Settings(width=8, pieces=256)
    corpus, _ = corpus_and_documents(settings)
    assert key("bank") not in set(corpus.keys.tolist())
    assert key("school") in set(corpus.keys.tolist())


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    transformers = pytest.importorskip("transformers")
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    folder = tmp_path_factory.mktemp("encoder")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "mayor", "opens", "outrage", "school", "^"]
    tokeniser = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, "[UNK]"))
    tokeniser.pre_tokenizer = pre_tokenizers.Whitespace()
    tokeniser.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokeniser, pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def test_a_teacher_learns_and_labels_the_same_after_loading(encoder, tmp_path):
    pytest.importorskip("torch")
    from framing.train import teacher

    items = pd.DataFrame(
        {"headline": ["mayor opens school", "mayor outrage school"] * 20, "lead": [""] * 40}
    )
    for name in (*OUTPUTS, *corpora.MAIN):
        items[name] = [0.0, 1.0] * 20
    model, tokeniser = teacher.load(str(encoder))
    teacher.fit(model, tokeniser, teacher.examples(items), teacher.Recipe(20, 1e-2, 1e-1))
    logits = teacher.label(
        model, tokeniser, ["mayor opens school", "mayor outrage school"], ["", ""]
    )
    assert logits[0, 0] + 1 < logits[1, 0]
    teacher.save(model, tmp_path)
    again, _ = teacher.load(str(encoder))
    teacher.restore(again, tmp_path)
    texts = ["school outrage", "opens"]
    assert teacher.label(again, tokeniser, texts, ["", ""]) == pytest.approx(
        teacher.label(model, tokeniser, texts, ["", ""]), abs=0.2
    )


def test_a_bait_raises_the_two_headline_scales_and_nothing_else():
    plain = np.full(len(OUTPUTS), 0.05, np.float32)
    for seed in range(50):
        text, raised = augment.baited("Council opens bridge.", plain, random.Random(seed))
        assert text.startswith("Council opens bridge")
        assert (raised[:2] >= plain[:2]).all()
        assert raised[1] >= 0.3
        assert (raised[2:] == plain[2:]).all()
    assert (plain == np.float32(0.05)).all()


@pytest.fixture
def data(tmp_path):
    """Corpora of our own, of forty outlets, in the columns of the real ones."""
    rng = random.Random(0)
    made = ["".join(rng.choices("abcdefghij", k=6)) for _ in range(160)]
    heads = [f"{rng.choice(['mayor opens', 'school outrage'])} {word}" for word in made]
    rated = pd.DataFrame({"headline": heads, "lead": [f"the {h}" for h in heads]})
    rated["id"] = [f"i{n}" for n in range(160)]
    rated["outlet"] = [f"outlet {n // 4}" for n in range(160)]
    rated["corpus"], rated["batch"], rated["event"], rated["version"] = "own", "a00", "", ""
    for scale in SCALES:
        rated[scale.code] = [float("outrage" in h) for h in heads]
    rated["gf"] = ["C" if "outrage" in h else "H" for h in heads]
    rated["pf"] = ["13" if "outrage" in h else "1" for h in heads]
    rated.to_parquet(tmp_path / "ratings.parquet")
    rated[:0].to_parquet(tmp_path / "contrast.parquet")
    rated[["corpus", "outlet", "headline", "lead"]].to_parquet(tmp_path / "unlabelled.parquet")
    posts = pd.DataFrame({"post": heads, "title": heads, "mean": 0.5})
    posts.to_parquet(tmp_path / "webis17.parquet")
    return tmp_path


def test_comparing_writes_a_row_for_every_run_and_is_remembered(encoder, data, monkeypatch):
    pytest.importorskip("torch")
    from framing.train import compare, teacher

    monkeypatch.setattr(teacher, "SMALL", teacher.Recipe(6, 2e-2, 2e-1))
    page, again = data / "page.md", data / "again.md"
    compare(data, page, encoders=[str(encoder)], cache=data / "cache")
    monkeypatch.setattr(teacher, "fit", None)
    compare(data, again, encoders=[str(encoder)], cache=data / "cache")
    assert page.read_text("utf-8") == again.read_text("utf-8")
    rows = [line.split(" | ") for line in page.read_text("utf-8").splitlines() if line[:3] == "| s"]
    assert [row[0] for row in rows] == [f"| seed {s}" for s in range(2) for _ in range(6)]
    assert all(float(row[2]) > 0.9 for row in rows if row[1] == "6")


def test_several_teachers_are_compared_on_the_calibration_outlets(encoder, data, monkeypatch):
    pytest.importorskip("torch")
    from framing.train import compare, teacher

    monkeypatch.setattr(teacher, "SMALL", teacher.Recipe(2, 1e-2, 1e-1))
    compare(data, data / "page.md", encoders=[str(encoder)] * 2, seeds=1, cache=data / "cache")
    folds, _, whole = (data / "page.md").read_text("utf-8").partition("## All training outlets")
    items = corpora.natural(corpora.rated(data), "calibrate")
    assert "3 folds by outlet, one seed," in folds
    assert f"(seed 0), {len(items)} items" in whole
    teachers = [line[2:].split(" | ")[0] for line in whole.splitlines() if line[:2] == "| "]
    assert teachers == ["teacher", "---", encoder.name, "mean of their logits"]


def test_a_teacher_is_kept_for_its_data_alone(encoder, data, monkeypatch):
    pytest.importorskip("torch")
    from framing.train import steps, teacher

    fitted = []
    monkeypatch.setattr(teacher, "fit", lambda model, *_, **__: fitted.append(model))
    plan = Plan(data, data / "cache", encoders=(str(encoder),))
    first, again = (steps.train_teacher(plan, str(encoder)) for _ in range(2))
    ratings = pd.read_parquet(data / "ratings.parquet")
    ratings[1:].to_parquet(data / "ratings.parquet")
    other = steps.train_teacher(plan, str(encoder))
    assert first == again != other
    assert len(fitted) == 2


def test_principal_axes_are_apart_and_centred_with_a_mean_square_of_one():
    pytest.importorskip("torch")
    from framing.train.steps import principal

    turned = principal(np.array([[1, 1], [2, 2], [3, 3], [2, 1], [2, 3]], np.float32))
    assert turned.mean(axis=0) == pytest.approx([0, 0], abs=1e-6)
    assert (turned**2).mean() == pytest.approx(1.0)
    assert turned[:, 0] @ turned[:, 1] == pytest.approx(0.0, abs=1e-5)
    # The lesser axis first: 8 in all, of which the line from (1, 1) to (3, 3) has the most.
    assert (turned**2).sum(axis=0).argmax() == 1


def test_an_encoder_named_twice_is_two_teachers_whose_logits_are_averaged(
    encoder, data, monkeypatch
):
    pytest.importorskip("torch")
    from framing.train import steps, teacher

    monkeypatch.setattr(teacher, "SMALL", teacher.Recipe(2, 1e-2, 1e-1))
    one = Plan(data, data / "cache", encoders=(str(encoder),))
    other = replace(one, seed=1)
    logits = [
        np.log(p / (1 - p)) for p in (steps.soft_labels(plan, TEXTS) for plan in (one, other))
    ]
    assert np.abs(logits[0] - logits[1]).max() > 0.01
    both = replace(one, encoders=(str(encoder),) * 2)
    for shares in ((), (3.0, 1.0)):
        mean = steps.soft_labels(replace(both, shares=shares), TEXTS)
        wanted = np.average(logits, axis=0, weights=shares or None)
        assert np.log(mean / (1 - mean)) == pytest.approx(wanted, abs=0.01)


TEXTS = ["mayor opens school", "outrage"]


@pytest.fixture
def corpora_of_our_own(data):
    """The other files that training and evaluation read, beside those of ``data``."""
    rated = pd.read_parquet(data / "ratings.parquet")
    told = rated.head(40).assign(
        event=[str(n // 2) for n in range(40)], version=[str(n % 2) for n in range(40)]
    )
    told.to_parquet(data / "contrast.parquet")
    whole = [f"{h} on a quiet street by the river, people said" for h in rated["headline"]]
    lines = pd.DataFrame({"outlet": rated["outlet"], "sentence": whole})
    lines.to_parquet(data / "sentences.parquet")
    earlier = rated.assign(corpus="allsides-baly", date="2015-01-01")
    columns = ["corpus", "outlet", "headline", "lead", "date"]
    earlier[columns].to_parquet(data / "unlabelled.parquet")
    return data


def test_a_model_is_built_from_corpora_to_its_folder(encoder, corpora_of_our_own, monkeypatch):
    pytest.importorskip("torch")
    from framing.train import plan, run, teacher

    data, quick = corpora_of_our_own, Settings(passes=6, size=32)
    monkeypatch.setattr(plan, "Plan", partial(Plan, settings=quick))
    monkeypatch.setattr(teacher, "SMALL", teacher.Recipe(12, 1e-2, 1e-1))
    run(data, data / "model", encoders=[str(encoder)], cache=data / "cache")
    model = load_model(data / "model")
    loud, plain = (
        score(f"{text} today", model=model) for text in ("school outrage", "mayor opens")
    )
    assert loud.sensationalism > plain.sensationalism + 0.2
    assert loud.loaded > plain.loaded + 0.2
    assert model.header["encoders"] == [encoder.name]
    assert set(model.header["trained_on"]) == {path.name for path in data.glob("*.parquet")}


def test_folds_part_outlets_and_never_an_outlet():
    keys = [f"outlet {n}" for n in range(300)]
    folds = np.array([corpora.fold_of(k, 3) for k in keys])
    assert (np.bincount(folds) > 70).all()
    assert folds[:6].tolist() == [0, 1, 0, 1, 1, 2]
