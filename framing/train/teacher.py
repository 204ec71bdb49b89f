"""The teacher: a pretrained encoder fine-tuned on ratings, which then labels unrated text.

One encoding of a text feeds every head; which heads a text teaches is said by its mask.
Headline heads learn from the headline alone, lead heads from the lead alone, article
heads from headline and lead as a pair (and, at a lower weight, from each alone, since a
document may lack either). Loss is cross-entropy on ratings rescaled to 0–1.
"""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import torch
from torch import nn

from framing.codebook import ARTICLE_SCALES, FRAMES, HEADLINE_SCALES, LEAD_SCALES, OUTPUTS
from framing.train.corpora import MAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

__all__ = [
    "HEADS",
    "LARGE",
    "SMALL",
    "Recipe",
    "Teacher",
    "examples",
    "fit",
    "label",
    "load",
    "marked",
    "recipe",
    "restore",
    "save",
    "vectors",
]

log = logging.getLogger(__name__)

HEADS: tuple[str, ...] = (*OUTPUTS, *MAIN, "webis")
"""Outputs of the teacher: the codebook's, the main frames, and people's clickbait mean."""

_HEADLINE = [HEADS.index(s.name) for s in HEADLINE_SCALES]
_LEAD = [HEADS.index(s.name) for s in LEAD_SCALES]
_ARTICLE = [HEADS.index(s.name) for s in ARTICLE_SCALES]
_ARTICLE += [HEADS.index(f.column) for f in FRAMES] + [HEADS.index(m) for m in MAIN]

_MAX_PIECES = 96
"""Pieces of a text, or of a headline and its lead, that are read."""

_AT_ONCE = 64
"""Texts read at once where nothing is learned."""

_ALONE_WEIGHT = 0.4
"""Weight of article heads on a headline or a lead alone where the pair exists."""

_SCALE_WEIGHT = 4.0
"""Weight of the rated scales against the 33 frame outputs, so that frames do not drown them."""


def marked(text: str, acronyms: frozenset[str]) -> str:
    """Set ``^`` before shouted words, since the encoders fold case.

    >>> marked("You WON'T guess what NASA found", frozenset({"nasa"}))
    "You ^ WON'T guess what NASA found"
    """
    letters = [c for c in text if c.isalpha()]
    if sum(c.isupper() for c in letters) > 0.5 * len(letters):
        return text

    def mark(match: re.Match[str]) -> str:
        word = match.group()
        return word if word.lower() in acronyms else "^ " + word

    return re.sub(r"\b[A-Z]{3,}(?:'[A-Z]+)?\b", mark, text)


class Teacher(nn.Module):
    """A mean-pooled encoder with one linear head for each of ``HEADS``."""

    def __init__(self, encoder: nn.Module, width: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = nn.Linear(width, len(HEADS))

    def forward(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return logits, shape (texts, heads)."""
        logits: torch.Tensor = self.heads(self.pooled(batch))
        return logits

    def pooled(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return the mean of the encoder's last layer over each text, shape (texts, width)."""
        hidden = self.encoder(**batch).last_hidden_state.float()
        mask = batch["attention_mask"].unsqueeze(-1).float()
        mean: torch.Tensor = (hidden * mask).sum(1) / mask.sum(1)
        return mean


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an encoder is fine-tuned: passes over the data, highest rates, texts a batch."""

    epochs: int
    rate: float
    head_rate: float
    size: int = 32


SMALL, LARGE = Recipe(4, 8e-5, 2e-3), Recipe(3, 4e-5, 1e-3)
"""The small one is that of the first prototypes; larger encoders want lower rates."""

_LARGE_WIDTH = 768


def recipe(encoder: str) -> Recipe:
    """Return the recipe for an encoder by its width."""
    from transformers import AutoConfig

    width: int = AutoConfig.from_pretrained(encoder).hidden_size
    return LARGE if width >= _LARGE_WIDTH else SMALL


def load(encoder: str, seed: int = 0) -> tuple[Teacher, Any]:
    """Return an untrained teacher on ``encoder`` (a folder or name) and its tokeniser.

    ``seed`` is that of the new heads.
    """
    from transformers import AutoModel, AutoTokenizer

    torch.manual_seed(seed)
    model = AutoModel.from_pretrained(encoder)
    return Teacher(model, model.config.hidden_size), AutoTokenizer.from_pretrained(encoder)


def save(teacher: Teacher, folder: Path) -> None:
    """Write the weights of a trained teacher as half-precision tensors."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.to(torch.bfloat16).contiguous() for k, v in teacher.state_dict().items()}
    save_file(state, folder / "teacher.safetensors")


def restore(teacher: Teacher, folder: Path) -> None:
    """Load what ``save`` wrote into a teacher on the same encoder."""
    from safetensors.torch import load_file

    state = load_file(folder / "teacher.safetensors")
    teacher.load_state_dict({k: v.float() for k, v in state.items()})


def examples(items: pd.DataFrame, posts: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return training texts: ``first second target weight`` (arrays over ``HEADS``).

    An item gives its headline, its lead and the pair of both, each with the heads it teaches;
    a post (``post mean``) teaches people's clickbait mean.
    """
    rows: list[tuple[str, str, np.ndarray, np.ndarray]] = []
    targets = items[[*OUTPUTS, *MAIN]].to_numpy(np.float32)
    targets = np.hstack([targets, np.zeros((len(items), 1), np.float32)])
    for headline, lead, target in zip(items["headline"], items["lead"], targets, strict=True):
        alone = _ALONE_WEIGHT if lead else 1.0
        rows.append((headline, "", target, _weights(headline=1.0, article=alone)))
        if lead:
            rows.append((headline, lead, target, _weights(article=1.0)))
            rows.append((lead, "", target, _weights(lead=1.0, article=_ALONE_WEIGHT)))
    if posts is not None:
        weight = np.zeros(len(HEADS), np.float32)
        weight[HEADS.index("webis")] = _SCALE_WEIGHT / 2
        for post, mean in zip(posts["post"], posts["mean"], strict=True):
            rows.append((post, "", np.full(len(HEADS), mean, np.float32), weight))
    return pd.DataFrame(rows, columns=["first", "second", "target", "weight"])


def _weights(headline: float = 0.0, lead: float = 0.0, article: float = 0.0) -> np.ndarray:
    weight = np.zeros(len(HEADS), np.float32)
    weight[_HEADLINE] = headline * _SCALE_WEIGHT
    weight[_LEAD] = lead * _SCALE_WEIGHT
    weight[_ARTICLE] = article
    weight[_ARTICLE[: len(ARTICLE_SCALES)]] *= _SCALE_WEIGHT
    return weight


def _batches(
    lengths: np.ndarray, size: int, rng: np.random.Generator | None
) -> Iterator[np.ndarray]:
    """Yield index batches of texts of like length; shuffled where ``rng`` is given."""
    noise = rng.uniform(0.85, 1.15, len(lengths)) if rng is not None else 1.0
    order = np.argsort(lengths * noise, kind="stable")
    batches = [order[i : i + size] for i in range(0, len(order), size)]
    if rng is not None:
        rng.shuffle(batches)
    yield from batches


def _encode(tokeniser: Any, first: Sequence[str], second: Sequence[str]) -> dict[str, torch.Tensor]:
    encoded = [
        tokeniser(a, b or None, truncation=True, max_length=_MAX_PIECES)
        for a, b in zip(first, second, strict=True)
    ]
    padded = tokeniser.pad(encoded, return_tensors="pt")
    return {k: padded[k].to(_device()) for k in ("input_ids", "attention_mask")}


def _device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def fit(
    teacher: Teacher,
    tokeniser: Any,
    data: pd.DataFrame,
    recipe: Recipe,
    *,
    seed: int = 0,
    after: Callable[[int], None] | None = None,
) -> Teacher:
    """Fine-tune on ``examples``: AdamW, one-cycle rate, batches of texts of like length.

    ``after`` is called with the number of passes done whenever one ends.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    lengths = (data["first"].str.len() + data["second"].str.len()).to_numpy()
    descent = _descent(teacher, recipe, len(data))
    teacher.to(_device())
    for epoch in range(recipe.epochs):
        batches = [data.iloc[index] for index in _batches(lengths, recipe.size, rng)]
        teacher.train()
        _pass(teacher, tokeniser, batches, *descent)
        if after is not None:
            after(epoch + 1)
    return teacher.eval()


_LOG_EVERY = 50


def _pass(
    teacher: Teacher, tokeniser: Any, batches: Sequence[pd.DataFrame], optimiser: Any, schedule: Any
) -> None:
    losses: list[float] = []
    started = time.time()
    for batch in batches:
        losses.append(_step(teacher, tokeniser, batch))
        nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        schedule.step()
        if len(losses) % _LOG_EVERY == 0:
            loss, spent = np.mean(losses[-_LOG_EVERY:]), time.time() - started
            log.info("step %d of %d loss %.4f %.0f s", len(losses), len(batches), loss, spent)


def _descent(teacher: Teacher, recipe: Recipe, texts: int) -> tuple[Any, Any]:
    """Return the optimiser, with a higher rate for the new heads, and its one-cycle schedule."""
    optimiser = torch.optim.AdamW(
        [
            {"params": teacher.encoder.parameters(), "lr": recipe.rate},
            {"params": teacher.heads.parameters(), "lr": recipe.head_rate},
        ],
        weight_decay=0.01,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        [recipe.rate, recipe.head_rate],
        total_steps=recipe.epochs * -(-texts // recipe.size),
        pct_start=0.1,
    )
    return optimiser, schedule


def _step(teacher: Teacher, tokeniser: Any, part: pd.DataFrame) -> float:
    target = torch.tensor(np.stack(part["target"].to_list())).to(_device())
    weight = torch.tensor(np.stack(part["weight"].to_list())).to(_device()) * ~torch.isnan(target)
    with torch.autocast(_device(), dtype=torch.bfloat16):
        logits = teacher(_encode(tokeniser, part["first"].tolist(), part["second"].tolist()))
    total = nn.functional.binary_cross_entropy_with_logits(
        logits, torch.nan_to_num(target), weight=weight, reduction="sum"
    )
    loss: Any = total / (_SCALE_WEIGHT * 3 * len(part))
    loss.backward()
    return float(loss.detach())


def label(
    teacher: Teacher, tokeniser: Any, first: Sequence[str], second: Sequence[str]
) -> np.ndarray:
    """Return the teacher's logits, shape (texts, heads), float16."""
    return _read(teacher, teacher, tokeniser, first, second)


def vectors(teacher: Teacher, tokeniser: Any, texts: Sequence[str]) -> np.ndarray:
    """Return the encoder's vectors of texts, shape (texts, width), float16."""
    return _read(teacher, teacher.pooled, tokeniser, texts, [""] * len(texts))


@torch.inference_mode()
def _read(
    teacher: Teacher,
    what: Callable[[dict[str, torch.Tensor]], torch.Tensor],
    tokeniser: Any,
    first: Sequence[str],
    second: Sequence[str],
) -> np.ndarray:
    """Return what ``what`` makes of texts, in their order; batches are of like length."""
    teacher.to(_device()).eval()
    lengths = np.array([len(a) + len(b) for a, b in zip(first, second, strict=True)])
    parts, order = [], []
    for index in _batches(lengths, _AT_ONCE, None):
        batch = _encode(tokeniser, [first[i] for i in index], [second[i] for i in index])
        with torch.autocast(_device(), dtype=torch.bfloat16):
            parts.append(what(batch).float().cpu().numpy().astype(np.float16))
        order.append(index)
    return np.concatenate(parts)[np.argsort(np.concatenate(order))]
