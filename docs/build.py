"""Write the documents that are made from code: ``python docs/build.py``."""

from __future__ import annotations

from pathlib import Path

from framing.codebook import COLUMNS, FRAMES, NOTES, SCALES, Scale
from framing.quotes import UNQUOTED_COLUMNS

HERE = Path(__file__).parent


def _scale(scale: Scale) -> str:
    rated = f"rated {scale.lowest}–{scale.highest}, published {scale.low:g}–{scale.high:g}"
    steps = "\n".join(
        f"- {step}: {words}" for step, words in enumerate(scale.anchors, scale.lowest)
    )
    return f"## {scale.name}\n\nReads the {scale.reads}; {rated}. {scale.question}\n\n{steps}\n"


def codebook() -> str:
    """Return the codebook as Markdown."""
    frames = "\n".join(f"| `{f.column}` | {f.code} | {f.meaning} |" for f in FRAMES)
    notes = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in NOTES.items())
    columns, own = (", ".join(f"`{name}`" for name in each) for each in (COLUMNS, UNQUOTED_COLUMNS))
    return (
        "# Codebook\n\n"
        "Rate the wording, never the event: a massacre reported plainly is plain. Rate what\n"
        "is printed, not whether it is true. Words inside quotation marks that are attributed\n"
        "count half for sensationalism and not at all for loaded wording. Every score is a\n"
        "prediction of a rating under this codebook, by a model that learned from ratings\n"
        "made by a language model.\n\n"
        + "\n".join(_scale(scale) for scale in SCALES)
        + "\n## Frames\n\n"
        "The probability that a rater gives the frame. Generic frames: Semetko and\n"
        "Valkenburg (2000); policy frames: Boydstun et al. (2014).\n\n"
        f"| column | code | meaning |\n| --- | --- | --- |\n{frames}\n"
        f"\n## Notes\n\n| note | meaning |\n| --- | --- |\n{notes}\n"
        f"\n## Output columns, in order\n\n{columns}\n"
        f"\nWhere they are asked for ([explaining.md](explaining.md)), then {own}.\n"
    )


if __name__ == "__main__":
    (HERE / "codebook.md").write_text(codebook(), "utf-8")
