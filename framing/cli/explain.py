"""``framing explain``: the words that made a score what it is."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from framing.cli.inputs import add_model, typed_text
from framing.codebook import FRAMES, OUTPUTS, SCALES
from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse

    from framing.explain import Explanation
    from framing.model import Model
    from framing.scoring import Score

__all__ = ["ABOUT", "add_arguments", "run"]

ABOUT = "Show the words that made a score what it is."

_EXAMPLES = """\
examples:
  framing explain "You won't BELIEVE what the mayor hid!"
  framing explain "Mayor calls plan “sick joke”" --scale loaded --scale sensationalism
  framing explain "Markets tumble" --lead "Shares fell on Monday." --scale frame_economic
  framing explain "Markets tumble" --json | jq .spans

output:
  The score, the headline (and the lead, where the scale reads it) in colours on a terminal:
  red raises the score, blue lowers it; on tone, green raises it and red lowers it. Then the
  words, neighbour pairs and named cues that raised and lowered it most. What all of them add
  to the empty text's log-odds is the score exactly. A headline with quotation marks also has
  its score without the quoted words. With --json one object a scale, with every span.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``framing explain``."""
    parser.epilog = f"{_names()}\n\n{_EXAMPLES}"
    parser.add_argument(
        "headline", nargs="?", type=typed_text, metavar="HEADLINE", help="the headline"
    )
    parser.add_argument("--lead", type=typed_text, metavar="TEXT", help="its lead, or a lead alone")
    parser.add_argument(
        "--scale",
        action="append",
        metavar="NAME",
        help="scale or frame column to explain, again for more (default: sensationalism, or yours)",
    )
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    add_model(parser)


def _names() -> str:
    scales = ", ".join(scale.name for scale in SCALES)
    frames = "\n".join(f"  {frame.column}" for frame in FRAMES)
    return f"scales:\n  {scales}\n\nframes:\n{frames}"


def run(options: argparse.Namespace) -> int:
    """Explain what the options name."""
    from framing.model import load_model
    from framing.scoring import score

    model = load_model(options.model)
    outputs = _outputs(options, model)
    scored = score(options.headline, options.lead, model=model)
    for output in outputs:
        found = scored.explain(output, model=model)
        _print(scored, found, model, as_json=options.json)
    return 0


def _outputs(options: argparse.Namespace, model: Model) -> list[str]:
    if options.headline is None and options.lead is None:
        raise FramingError("nothing to explain: give a headline, or --lead TEXT")
    usual = "sensationalism" if options.headline is not None else "lead_sensationalism"
    own = model.layer.outputs if model.layer else ()
    outputs: list[str] = options.scale or list(own[:1]) or [usual]
    for output in outputs:
        if output not in OUTPUTS and output not in own:
            known = ", ".join([*OUTPUTS, *own])
            raise FramingError(f"no scale {output!r}; --scale takes {known}")
    return outputs


def _print(score: Score, found: Explanation, model: Model, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(_record(score, found, model), ensure_ascii=False) + "\n")
        return
    from rich.console import Console

    from framing.show_words import show_explanation

    show_explanation(Console(), score, found)


def _record(score: Score, found: Explanation, model: Model) -> dict[str, Any]:
    """Return the score, its interval and note, the explanation, and the model."""
    from framing.show_words import published

    has = found.output in score.intervals or f"{found.output}_low" in (score.own or {})
    low, high = (score.interval(found.output) if has else None) or (None, None)
    about = {"output": found.output, "score": published(score, found.output)}
    about |= {"low": low, "high": high, "note": score.note}
    return about | asdict(found) | {"model": model.label}
