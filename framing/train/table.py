"""The student: a table of rows and three small heads, fitted to soft labels.

Texts are tokenised once (``framing.train.vocabulary``); a training run then only adds rows. Each
known word owns a row, shares the rows of its pieces, and shares with all words a map from what a
pretrained encoder makes of the word alone; all three are one row by the time a model is written,
so that only unknown words pay for their pieces when scoring, and none for the encoder.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from framing import cues
from framing.codebook import HEADS, SCALES
from framing.train.documents import outputs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.train.documents import Documents
    from framing.train.plan import Settings
    from framing.train.vocabulary import Corpus

__all__ = ["Student", "arrays", "fit"]

log = logging.getLogger(__name__)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


class Student(nn.Module):
    """Rows, pieces, the gain of quoted words, and the three heads."""

    meanings: torch.Tensor

    def __init__(self, rows: int, settings: Settings, meanings: Floats | None = None) -> None:
        super().__init__()
        width = settings.width
        self.rows = nn.Embedding(rows, width, sparse=True)
        self.pieces = nn.Embedding(settings.pieces, width, sparse=True)
        nn.init.normal_(self.rows.weight, std=settings.start)
        nn.init.normal_(self.pieces.weight, std=settings.start)
        known = meanings if meanings is not None else np.zeros((rows, 0), np.float32)
        self.register_buffer("meanings", torch.from_numpy(known))
        self.meant = nn.Parameter(settings.start * torch.randn(known.shape[1], width))
        self.gain = nn.Parameter(torch.full((width,), 0.7))
        reads = width + len(cues.CUES)
        sizes = {"headline": (reads, settings.hidden), "lead": (reads, settings.hidden)}
        sizes["article"] = (2 * reads, settings.article_hidden)
        self.heads = nn.ModuleDict(
            {
                name: nn.Sequential(
                    nn.Linear(*sizes[name]),
                    nn.ReLU(),
                    nn.Dropout(settings.dropout),
                    nn.Linear(sizes[name][1], int(outputs_of(name).sum())),
                )
                for name in HEADS
            }
        )

    def forward(self, head: torch.Tensor, lead: torch.Tensor) -> torch.Tensor:
        """Return logits for text vectors of headlines and leads, shape (texts, outputs)."""
        both = torch.cat([head, lead], 1)
        return torch.cat(
            [self.heads["headline"](head), self.heads["lead"](lead), self.heads["article"](both)], 1
        )

    def vectors(self, corpus: Corpus, texts: Ints, dropped: float) -> torch.Tensor:
        """Return the vectors of texts by number, -1 for the empty one, shape (texts, width + cues).

        ``dropped`` is the share of known words read by their pieces alone, so that pieces
        learn to stand in for words that scoring will not know.
        """
        out = torch.zeros(len(texts), self.gain.shape[0] + len(cues.CUES))
        real = np.flatnonzero(texts >= 0)
        if not len(real):
            return out
        own = texts[real]
        words, *bags = _ragged(corpus.word, corpus.word_quoted, corpus.word_bounds, own)
        sums = _bagged(self._words(corpus, words, dropped), *bags)
        pair, *bags = _ragged(corpus.pair, corpus.pair_quoted, corpus.pair_bounds, own)
        sums = sums + _bagged(self.own(torch.from_numpy(pair)), *bags)
        total = sums[0::2] + self.gain * sums[1::2]
        root = np.sqrt(np.maximum(corpus.size[own], 1)).astype(np.float32)
        whole = torch.cat([total, torch.from_numpy(corpus.cues[own])], 1)
        whole = whole / torch.from_numpy(root)[:, None]
        return out.index_copy(0, torch.from_numpy(real), whole)

    def own(self, rows: torch.Tensor) -> torch.Tensor:
        """Return rows without pieces: their own numbers and their part in the encoder's map."""
        whole: torch.Tensor = self.rows(rows) + self.meanings[rows] @ self.meant
        return whole

    def _words(self, corpus: Corpus, words: Ints, dropped: float) -> torch.Tensor:
        pieces, weights, offsets = _piece_bags(corpus, words)
        vectors = nn.functional.embedding_bag(
            pieces, self.pieces.weight, offsets, mode="sum", per_sample_weights=weights, sparse=True
        )
        row = corpus.word_row[words]
        use = (row >= 0) & (torch.rand(len(row)).numpy() >= dropped)
        own = self.own(torch.from_numpy(np.maximum(row, 0)))
        used: torch.Tensor = own * torch.from_numpy(use.astype(np.float32))[:, None]
        return vectors + used


def _places(bounds: Ints, which: Ints) -> tuple[Ints, Ints]:
    """Return the places that some stretches hold, one after the other, and the length of each."""
    start, length = bounds[which], bounds[which + 1] - bounds[which]
    begun = np.cumsum(length) - length
    return np.arange(length.sum()) + np.repeat(start - begun, length), length


def _ragged(flat: Ints, quoted: Any, bounds: Ints, texts: Ints) -> tuple[Ints, Ints, Ints, Any]:
    """Gather the items of some texts: distinct items, inverse, counts by text, quoted."""
    index, length = _places(bounds, texts)
    distinct, inverse = np.unique(flat[index], return_inverse=True)
    return distinct, inverse.astype(np.int64), length, quoted[index]


def _bagged(vectors: torch.Tensor, inverse: Ints, length: Ints, quoted: Any) -> torch.Tensor:
    """Sum vectors by text, its own and its quoted apart, shape (2 × texts, width)."""
    segment = 2 * np.repeat(np.arange(len(length)), length) + quoted
    out = torch.zeros(2 * len(length), vectors.shape[1])
    if not len(inverse):
        return out
    return out.index_add(0, torch.from_numpy(segment), vectors[torch.from_numpy(inverse)])


def _piece_bags(corpus: Corpus, words: Ints) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the pieces of some words, the weight of each, and where those of a word begin."""
    index, length = _places(corpus.piece_bounds, words)
    weight = np.repeat(1 / np.sqrt(np.maximum(length, 1)), length).astype(np.float32)
    return (
        torch.from_numpy(corpus.piece[index]),
        torch.from_numpy(weight),
        torch.from_numpy(np.cumsum(length) - length),
    )


def fit(
    corpus: Corpus, documents: Documents, settings: Settings, meanings: Floats | None = None
) -> Student:
    """Fit rows and heads by cross-entropy on soft labels; Adam, rates falling to nought.

    ``meanings`` are an encoder's vectors of what the rows stand for, noughts for none.
    """
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    student = Student(len(corpus.keys), settings, meanings)
    steps = settings.passes * -(-len(documents.headline) // settings.size)
    optimisers, schedules = _optimisers(student, settings, steps)
    started = time.time()
    for step, index in enumerate(_shuffled(len(documents.headline), settings, rng)):
        loss: Any = _loss(student, corpus, documents.take(index), settings)
        for optimiser in optimisers:
            optimiser.zero_grad()
        loss.backward()
        for moved in (*optimisers, *schedules):
            moved.step()
        if step % _LOG_EVERY == 0:
            spent = time.time() - started
            log.info("step %d of %d loss %.4f %.0f s", step, steps, loss.item(), spent)
    return student.eval()


_LOG_EVERY = 200


def _optimisers(student: Student, settings: Settings, steps: int) -> tuple[list[Any], list[Any]]:
    """Return the optimisers of rows, of the encoder's map and of heads, and their falling rates."""
    tables = [student.rows.weight, student.pieces.weight]
    heads = [student.gain, *student.heads.parameters()]
    each = [
        torch.optim.SparseAdam(tables, lr=settings.rate),
        torch.optim.Adam([student.meant], lr=settings.meaning_rate),
        torch.optim.AdamW(heads, lr=settings.head_rate, weight_decay=settings.decay),
    ]
    falling = [
        torch.optim.lr_scheduler.LambdaLR(o, lambda step: max(0.02, 1 - step / steps)) for o in each
    ]
    return each, falling


def _shuffled(count: int, settings: Settings, rng: np.random.Generator) -> Iterator[Ints]:
    for _ in range(settings.passes):
        order = rng.permutation(count)
        yield from (order[i : i + settings.size] for i in range(0, count, settings.size))


def _loss(student: Student, corpus: Corpus, batch: Documents, settings: Settings) -> torch.Tensor:
    head = student.vectors(corpus, batch.headline, settings.word_dropout)
    lead = student.vectors(corpus, batch.lead, settings.word_dropout)
    weight = torch.from_numpy(batch.weight).clone()
    weight[:, : len(SCALES)] *= settings.scale_weight
    loss = nn.functional.binary_cross_entropy_with_logits(
        student(head, lead), torch.from_numpy(batch.target), weight=weight, reduction="sum"
    )
    return loss / (settings.scale_weight * len(batch.headline))


@torch.inference_mode()
def arrays(student: Student, corpus: Corpus) -> dict[str, npt.NDArray[Any]]:
    """Return the model's arrays: pieces folded into the rows of known words, rows quantised."""
    rows, scale = _quantised(_whole_rows(student, corpus))
    pieces, piece_scale = _quantised(student.pieces.weight.numpy())
    out: dict[str, npt.NDArray[Any]] = {"keys": corpus.keys, "rows": rows, "scale": scale}
    out |= {"pieces": pieces, "piece_scale": piece_scale, "gain": student.gain.numpy()}
    out["acronyms"] = corpus.acronyms
    for name in HEADS:
        head: Any = student.heads[name]
        first, last = head[0], head[3]
        out[f"{name}_hidden"] = np.ascontiguousarray(first.weight.numpy().T)
        out[f"{name}_bias"] = first.bias.numpy()
        out[f"{name}_out"] = np.ascontiguousarray(last.weight.numpy().T)
        out[f"{name}_shift"] = last.bias.numpy()
    return out


def _whole_rows(student: Student, corpus: Corpus) -> npt.NDArray[np.float32]:
    """Return the rows with what the encoder's map and the pieces of known words add to them."""
    weight: Floats = student.own(torch.arange(len(corpus.keys))).numpy()
    known = np.flatnonzero(corpus.word_row >= 0)
    for some in np.array_split(known, max(1, len(known) // 5000)):
        pieces, weights, offsets = _piece_bags(corpus, some)
        folded = nn.functional.embedding_bag(
            pieces, student.pieces.weight, offsets, mode="sum", per_sample_weights=weights
        )
        weight[corpus.word_row[some]] += folded.numpy()
    return weight


def _quantised(
    weight: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Round each column to 8 bits; the largest 0.05 % are clipped to spend the bits well."""
    top = np.quantile(np.abs(weight), 0.9995, axis=0)
    scale = (np.maximum(top, 1e-6) / 127).astype(np.float32)
    return np.clip(np.round(weight / scale), -127, 127).astype(np.int8), scale
