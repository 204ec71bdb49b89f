"""Floors: what a model's figures must not fall below, with the data that they were met on."""

from __future__ import annotations

import json
from math import nan
from statistics import fmean
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["check", "gated", "set_floors"]

_TOLERANCE = 0.005
"""How far a figure may fall below its floor: other builds of numpy round differently."""

_PLAIN = 0.3
"""Sensationalism below which a headline told plainly must stay."""


def gated(found: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures that have floors; every one is better when higher."""
    out = {f"r {name}": s["r"]["value"] for name, s in found["scales"].items()}
    out |= {f"frames {n}": found["frames"][n] for n in ("main_right", "policy_auc", "generic_auc")}
    out["contrast"] = found["contrast"]["plain < heightened"]
    for name in ("precision", "recall"):
        dated = found["events"]["with dates"].values()
        out[f"events {name}"] = min(mixture[name] for mixture in dated)
    out["webis r"] = found["webis"]["r"]["value"]
    out["plain headlines below .3"] = fmean(v < _PLAIN for v in found["plain"].values())
    caught = "foreign headlines caught, of others"
    out[caught] = found["notes"][caught]
    moved = [
        v["sensationalism"] for k, v in found["invariance"].items() if not k.startswith("name")
    ]
    out["style moves sensationalism by at most, negative"] = -max(moved)
    if unseen := found["invariance"].get("name swapped, unseen names"):
        out["names move loaded by, negative"] = -unseen["loaded"]
    return out


def check(found: Mapping[str, Any], floors: Path) -> list[str]:
    """Return one line for each figure below its floor; none if all are met."""
    said = json.loads(floors.read_text("utf-8"))
    if said["data"] != found["data"]:
        return [f"floors were set on data {said['data']}, this is {found['data']}: set them again"]
    have = dict.fromkeys(said["floors"], nan) | gated(found)
    return [
        f"{name}: {have[name]:.4f} is below its floor {floor:.4f}"
        for name, floor in said["floors"].items()
        if not have[name] >= floor - _TOLERANCE
    ]


def set_floors(found: Mapping[str, Any], floors: Path) -> None:
    """Write the figures as the new floors."""
    whole = {"data": found["data"], "model": found["model"], "floors": gated(found)}
    floors.write_text(json.dumps(whole, indent=1) + "\n", "utf-8")
