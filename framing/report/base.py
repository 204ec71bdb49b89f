"""What every page has: its look, its security policy, the codebook and the model."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from framing import codebook
from framing.errors import ModelError
from framing.model import built_in
from framing.report.text import clean, narrow, number, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from framing.model import Model

__all__ = ["check_model", "rendered"]

_HERE = Path(__file__).parent


def check_model(labels: Iterable[str], model: Model) -> None:
    """Raise a ``ModelError`` where scores were made by another model than the page names."""
    others = sorted(set(labels) - {model.label})
    if others:
        raise ModelError(f"scored by {others[0]}, not by {model.label}; pass its model (--model)")


def rendered(template: str, content: Mapping[str, Any], model: Model) -> str:
    """Return a page as HTML: a template that extends ``base.html``, filled."""
    style, script = (Markup((_HERE / f"page.{end}").read_text("utf-8")) for end in ("css", "js"))  # noqa: S704 - our own files
    return (
        _environment()
        .get_template(template)
        .render(
            {**_common(model), **content},
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": number,
        "words": words,
        "narrow": narrow,
        "count": "{:,}".format,
    }
    return environment


def _hash(text: str) -> str:
    """Return what the page's security policy says of a script or style that may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _common(model: Model) -> dict[str, Any]:
    return {
        "date": datetime.now(tz=timezone.utc).date().isoformat(),
        "model": clean(model.label),
        "card": _card(model),
        "scales": codebook.SCALES,
        "frames": codebook.FRAMES,
        "notes": codebook.NOTES,
        "level": f"{100 * codebook.INTERVAL_LEVEL:.0f}",
    }


def _card(model: Model) -> dict[str, Any]:
    """Return what the model says of itself: its making, its data, and the built-in one's card."""
    header = model.header
    path = built_in() / "card.md"
    card = path.read_text("utf-8") if path.exists() else ""
    return {
        "making": header.get("making", ""),
        "encoders": ", ".join(header.get("encoders", ())),
        "trained_on": dict(header.get("trained_on", {})),
        "text": card if model.label in card else "",
    }
