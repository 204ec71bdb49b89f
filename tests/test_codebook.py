import importlib.util
from pathlib import Path

from framing import codebook


def test_outputs_are_the_scales_then_the_frames():
    assert codebook.OUTPUTS[:7] == (
        "sensationalism",
        "clickbait",
        "loaded",
        "lead_sensationalism",
        "lead_loaded",
        "tone",
        "opinion",
    )
    assert len([c for c in codebook.OUTPUTS if c.startswith("frame_")]) == 14
    assert len([c for c in codebook.OUTPUTS if c.startswith("generic_")]) == 5


def test_columns_stand_in_the_published_order():
    assert codebook.COLUMNS[:4] == ("id", "source", "headline", "lead")
    assert codebook.COLUMNS[11:13] == ("sensationalism_low", "sensationalism_high")
    assert codebook.COLUMNS[25:27] == ("gap", "main_frame")
    assert codebook.COLUMNS[-2:] == ("note", "model")
    assert len(set(codebook.COLUMNS)) == len(codebook.COLUMNS) == 48


def test_every_scale_anchors_every_step():
    for scale in codebook.SCALES:
        assert len(scale.anchors) == scale.highest - scale.lowest + 1


def test_tone_is_published_from_minus_one_to_one():
    tone = codebook.scale("tone")
    assert [tone.published(share) for share in (0.0, 0.5, 1.0)] == [-1.0, 0.0, 1.0]


def test_codes_are_unique_within_a_family():
    for family in (codebook.POLICY_FRAMES, codebook.GENERIC_FRAMES):
        assert len({f.code for f in family}) == len(family)


def test_the_document_is_made_from_the_code():
    folder = Path(__file__).parents[1] / "docs"
    spec = importlib.util.spec_from_file_location("build", folder / "build.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    assert (folder / "codebook.md").read_text("utf-8") == build.codebook()
