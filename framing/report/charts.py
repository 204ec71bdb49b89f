"""The page's charts: Vega-Lite drawn once as SVG, so that the page runs no chart code.

Colours are CSS variables and follow the page into the dark and onto paper. Every chart is
drawn twice, wide and for phones, as text in a scaled drawing would be too small to read; CSS
shows one. A mark's description becomes its ``<title>``, which browsers show as a tooltip.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import vl_convert
from markupsafe import Markup

from framing.report.text import clean, signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from framing.outlets.estimates import Estimate
    from framing.report.collect import Row

__all__ = ["Line", "intervals", "scatter"]

_WIDTHS = {"wide": 760, "narrow": 330}
"""Width of a drawing by CSS class, of which the labels take a part."""

_LABELS = {"wide": 190, "narrow": 100}
_HEIGHTS = {"wide": 380, "narrow": 300}
_TICKS = {"wide": 6, "narrow": 3}
_DOTS = {"wide": 60, "narrow": 30}
_CROWD = 200
"""Dots from which they lie over each other, and are drawn faintly."""
_AXIS, _MARGIN = 40, 36
_BAR = 24
"""Height of a source's line."""

_SVG = "http://www.w3.org/2000/svg"

_LOOK = {
    # Fonts differ from the one that the labels were measured with: there is room to spare.
    "padding": {"left": 24, "right": 12, "top": 6, "bottom": 6},
    "font": "system-ui, sans-serif",
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--muted)",
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """A source in a chart: its estimate, what a pointer is told; ``faint`` for a grey dot."""

    name: str
    found: Estimate
    told: str
    faint: bool = False


def intervals(lines: Iterable[Line], label: str, axis: str) -> Markup:
    """Draw each line's value with its 95 % interval, in the order given."""
    values = [_values(place, line) for place, line in enumerate(lines)]
    return _drawn(label, values, partial(_intervals, axis))


def _values(place: int, line: Line) -> dict[str, Any]:
    name = line.name or "(no source)"
    return {
        # The number keeps apart two sources whose names look the same.
        "place": f"{place:04d} {name}",
        "value": line.found.value,
        "low": line.found.low95,
        "high": line.found.high95,
        "faint": line.faint,
        "told": f"{name}: {line.told}",
    }


def _intervals(axis: str, values: list[dict[str, Any]], size: str) -> dict[str, Any]:
    label = {"labelExpr": "substring(datum.label, 5)", "labelLimit": _LABELS[size]}
    y: dict[str, Any] = {"field": "place", "type": "ordinal", "sort": None, "title": None}
    y |= {"axis": {**label, "grid": True, "tickSize": 0}}
    x = {"type": "quantitative", "title": axis, "axis": {"tickCount": _TICKS[size]}}
    x |= {"scale": {"zero": True, "nice": True}}
    return {
        "width": _WIDTHS[size] - _LABELS[size] - _MARGIN,
        "height": {"step": _BAR},
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rule", "color": "var(--muted)"},
                "encoding": {"x": x | {"datum": 0}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 3, "color": "var(--interval)"},
                "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                "encoding": {
                    "y": y,
                    "x": x | {"field": "value"},
                    "color": _choice("datum.faint", "var(--muted)", "var(--dot)"),
                    "description": {"field": "told"},
                },
            },
        ],
    }


def _choice(test: str, one: str, other: str) -> dict[str, Any]:
    return {"condition": {"test": test, "value": one}, "value": other}


def scatter(rows: Sequence[Row], label: str) -> Markup:
    """Draw tone against sensationalism, a dot an article."""
    values = [
        {"tone": row["tone"], "sensationalism": row["sensationalism"], "told": _told(row)}
        for row in rows
        if row["tone"] is not None and row["sensationalism"] is not None
    ]
    return _drawn(label, values, _scatter)


def _told(row: Row) -> str:
    numbers = f"tone {signed(row['tone'])}, sensationalism {row['sensationalism']:.2f}"
    return f"{clean(row['headline'])} ({clean(row['source'])}): {numbers}"


def _scatter(values: list[dict[str, Any]], size: str) -> dict[str, Any]:
    return {
        "width": _WIDTHS[size] - _AXIS - _MARGIN,
        "height": _HEIGHTS[size],
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": _DOTS[size], "color": "var(--dot)"},
        "encoding": {
            "x": _axis("tone", [-1, 1], "bad news ← tone → good news"),
            "y": _axis("sensationalism", [0, 1], "sensationalism →"),
            "opacity": {"value": 0.45 if len(values) > _CROWD else 0.9},
            "description": {"field": "told"},
        },
    }


def _axis(field: str, domain: list[int], title: str) -> dict[str, Any]:
    shown = {"tickCount": 5, "title": title}
    scale = {"domain": domain}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": shown}


def _drawn(label: str, values: list[dict[str, Any]], make: Any) -> Markup:
    """Draw one chart in every width; nothing where there is nothing to draw."""
    if not values:
        return Markup()
    return Markup("").join(
        _image(make(values, size) | {"config": _LOOK}, size, label) for size in _WIDTHS
    )


def _image(spec: dict[str, Any], size: str, label: str) -> Markup:
    """Return a chart as one image that has a name; its parts are for the eye."""
    # No address is allowed: everything that is drawn is in the specification.
    drawn = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    root = ET.fromstring(drawn)  # noqa: S314 - just drawn by us, with no entity in it
    for element in root.iter():
        _quieten(element)
    root.set("role", "img")
    root.set("aria-label", label)
    root.set("class", f"chart {size}")
    ET.register_namespace("", _SVG)
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - serialised, so escaped


def _quieten(element: ET.Element) -> None:
    """Turn a mark's description into a tooltip and drop the roles of an image's inside."""
    told = element.get("aria-label")
    if told and element.get("role") == "graphics-symbol" and element.tag == f"{{{_SVG}}}path":
        ET.SubElement(element, f"{{{_SVG}}}title").text = told
    for name in ("role", "aria-label", "aria-roledescription", "aria-hidden"):
        element.attrib.pop(name, None)
