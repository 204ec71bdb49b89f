"""The student: a table of rows and three small heads, fitted to soft labels.

Texts are tokenised once; a training run then only adds rows. Each known word owns a row, shares
the rows of its pieces, and shares with all words a map from what a pretrained encoder makes of
the word alone; all three are one row by the time a model is written, so that only unknown words
pay for their pieces when scoring, and none for the encoder.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from framing import cues
from framing.codebook import OUTPUTS, SCALES
from framing.fold import fold
from framing.predict import HEADLINE_LIMIT, LEAD_LIMIT
from framing.style import headline_span, lead_span
from framing.tokens import LETTERS, Tokens, key, piece_keys, tokenise
from framing.vectors import pairs, sounded, without_acronyms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

__all__ = ["Corpus", "Documents", "Settings", "Student", "arrays", "fit", "read_corpus"]

log = logging.getLogger(__name__)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_CHUNK = 20_000
_HEADS = {"headline": (0, 3), "lead": (3, 5), "article": (5, len(OUTPUTS))}
"""Which outputs each head gives: a slice of ``OUTPUTS``."""


@dataclass(frozen=True)
class Settings:
    """What was explored on the calibration outlets, by one or two runs each.

    What mattered, in falling order: the encoder's vectors of words, more hidden units, and for the
    rows higher rates and more steps than the first prototypes had. Width, more rows, more
    dropout (of words, own rows or pairs), a squared loss, heavier heightened headlines and more
    than two passes moved figures by no more than runs differ. Of the heads, the smallest that
    holds the accuracy, as they take a third of the time that scoring takes.
    """

    width: int = 64
    hidden: int = 128
    article_hidden: int = 96
    least_word: int = 3
    least_pair: int = 6
    most_rows: int = 110_000
    pieces: int = 1 << 15
    word_dropout: float = 0.1
    dropout: float = 0.1
    start: float = 0.01
    rate: float = 5e-3
    head_rate: float = 2e-3
    meaning_rate: float = 5e-4
    decay: float = 1e-4
    size: int = 256
    passes: int = 3
    scale_weight: float = 4.0
    seed: int = 0


@dataclass(frozen=True)
class Corpus:
    """Tokenised texts: ragged arrays of word and pair ids with bounds, cue sums and sizes.

    ``word_row`` and ``pair_row`` are rows of the table, -1 for words outside the vocabulary;
    ``word`` numbers the distinct words of the corpus, whose piece ids are ``piece``.
    ``spoken`` are the words that have rows, by row, as an encoder can read them.
    """

    keys: npt.NDArray[np.uint64]
    word: Ints
    word_quoted: npt.NDArray[np.bool_]
    word_bounds: Ints
    pair: Ints
    pair_quoted: npt.NDArray[np.bool_]
    pair_bounds: Ints
    word_row: Ints
    piece: Ints
    piece_bounds: Ints
    cues: npt.NDArray[np.float32]
    size: Ints
    acronyms: npt.NDArray[np.uint64]
    spoken: Mapping[int, str]


@dataclass(frozen=True)
class Documents:
    """Training documents: text numbers (-1 for none), soft labels and weights by output."""

    headline: Ints
    lead: Ints
    target: npt.NDArray[np.float32]
    weight: npt.NDArray[np.float32]

    def take(self, index: Ints) -> Documents:
        """Return the documents at ``index``."""
        return Documents(
            self.headline[index], self.lead[index], self.target[index], self.weight[index]
        )


def prepared(text: str, kind: str) -> str:
    """Fold and trim a text exactly as scoring does."""
    plain = fold(text).text
    span, limit = (headline_span, HEADLINE_LIMIT) if kind == "headline" else (lead_span, LEAD_LIMIT)
    start, end = span(plain)
    return plain[start:end][:limit]


def read_corpus(
    texts: Sequence[str],
    settings: Settings,
    *,
    banned: Collection[str] = (),
    acronyms: Collection[str] = (),
) -> Corpus:
    """Tokenise prepared texts and choose the vocabulary: frequent words and pairs.

    ``banned`` words (names of outlets) get neither row nor pieces; ``acronyms`` are words
    that do not count as shouted.
    """
    upper = np.unique(np.array([key(w) for w in acronyms], np.uint64))
    parts = (texts[i : i + _CHUNK] for i in range(0, len(texts), _CHUNK))
    chunks = [_chunk(without_acronyms(tokenise(part), upper)) for part in parts]
    names, forms = ({k: w for c in chunks for k, w in c.pop(n).items()} for n in _NAMED)
    joined = {k: np.concatenate([c[k] for c in chunks]) for k in chunks[0]}
    barred = np.array([key(w) for w in banned], np.uint64)
    keep = ~np.isin(joined["key"], barred)
    bounds = _bounds(joined["count"])
    bounds = np.concatenate([[0], np.cumsum(keep)])[bounds]
    distinct, word = np.unique(joined["key"][keep], return_inverse=True)
    vocabulary = _vocabulary(joined["key"][keep], joined["pair"], settings)
    pair = _rows(vocabulary, joined["pair"])
    known = pair >= 0
    piece, piece_bounds = _pieces(distinct, names, settings.pieces)
    return Corpus(
        keys=vocabulary,
        word=word.astype(np.int64),
        word_quoted=joined["quoted"][keep],
        word_bounds=bounds,
        pair=pair[known],
        pair_quoted=joined["pair_quoted"][known],
        pair_bounds=np.concatenate([[0], np.cumsum(known)])[_bounds(joined["pair_count"])],
        word_row=_rows(vocabulary, distinct),
        piece=piece,
        piece_bounds=piece_bounds,
        cues=joined["cues"].astype(np.float32),
        size=joined["size"],
        acronyms=upper,
        spoken=_spoken(vocabulary, forms),
    )


_NAMED = ("names", "forms")


def _chunk(tokens: Tokens) -> dict[str, Any]:
    heard = sounded(tokens)
    keys, second, _ = pairs(tokens, heard)
    size = np.bincount(tokens.text[heard], minlength=tokens.count)
    cue = np.stack(
        [np.bincount(tokens.text[m], minlength=tokens.count) for m in cues.marks(tokens)], axis=1
    )
    letters = heard[tokens.kind[heard] == LETTERS]
    return {
        "key": tokens.key[heard],
        "quoted": tokens.quoted[heard],
        "count": size,
        "pair": keys,
        "pair_quoted": tokens.quoted[second],
        "pair_count": np.bincount(tokens.text[second], minlength=tokens.count),
        "cues": cue,
        "size": size,
        "names": {int(tokens.key[i]): tokens.words[i] for i in letters},
        "forms": {int(tokens.key[i]): tokens.words[i] for i in heard},
    }


def _bounds(counts: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _vocabulary(words: Any, neighbours: Any, settings: Settings) -> npt.NDArray[np.uint64]:
    """Return the sorted keys that get rows: frequent words first, pairs as room is left."""
    kept, room = [], settings.most_rows
    for found, least in ((words, settings.least_word), (neighbours, settings.least_pair)):
        keys, counts = np.unique(found, return_counts=True)
        keys, counts = keys[counts >= least], counts[counts >= least]
        kept.append(keys[np.argsort(-counts, kind="stable")[:room]])
        room -= len(kept[-1])
    return np.unique(np.concatenate(kept))


def _rows(vocabulary: npt.NDArray[np.uint64], keys: npt.NDArray[np.uint64]) -> Ints:
    place = np.minimum(np.searchsorted(vocabulary, keys), len(vocabulary) - 1)
    return np.where(vocabulary[place] == keys, place, -1).astype(np.int64)


def _pieces(distinct: Any, names: Mapping[int, str], buckets: int) -> tuple[Ints, Ints]:
    """Return the piece ids of each distinct word (none for numbers and marks), with bounds."""
    ids = [piece_keys(names[k]) if (k := int(value)) in names else [] for value in distinct]
    flat = [p & (buckets - 1) for pieces in ids for p in pieces]
    return np.array(flat, np.int64), _bounds(np.array([len(p) for p in ids], np.int64))


_SPOKEN = {"<year>": "2019", "<0>": "5", "<00>": "12", "<000>": "300", "<0000>": "20,000"}
"""Numbers that stand for the shapes of numbers where an encoder reads them."""


def _spoken(vocabulary: npt.NDArray[np.uint64], forms: Mapping[int, str]) -> dict[int, str]:
    words = ((row, forms.get(key)) for row, key in enumerate(vocabulary.tolist()))
    return {row: _SPOKEN.get(word, word) for row, word in words if word is not None}


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
                    nn.Linear(sizes[name][1], end - start),
                )
                for name, (start, end) in _HEADS.items()
            }
        )

    def forward(self, head: torch.Tensor, lead: torch.Tensor) -> torch.Tensor:
        """Return logits for text vectors of headlines and leads."""
        both = torch.cat([head, lead], 1)
        return torch.cat(
            [self.heads["headline"](head), self.heads["lead"](lead), self.heads["article"](both)], 1
        )

    def vectors(self, corpus: Corpus, texts: Ints, dropped: float) -> torch.Tensor:
        """Return the vectors of texts by number; -1 is the empty text.

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


def _ragged(flat: Ints, quoted: Any, bounds: Ints, texts: Ints) -> tuple[Ints, Ints, Ints, Any]:
    """Gather the items of some texts: distinct items, inverse, counts by text, quoted."""
    start, length = bounds[texts], bounds[texts + 1] - bounds[texts]
    ends = np.cumsum(length)
    index = np.arange(ends[-1] if len(ends) else 0) + np.repeat(start - (ends - length), length)
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
    start, length = corpus.piece_bounds[words], np.diff(corpus.piece_bounds)[words]
    ends = np.cumsum(length)
    index = np.arange(ends[-1]) + np.repeat(start - (ends - length), length)
    weight = np.repeat(1 / np.sqrt(np.maximum(length, 1)), length).astype(np.float32)
    return (
        torch.from_numpy(corpus.piece[index]),
        torch.from_numpy(weight),
        torch.from_numpy(ends - length),
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
    for name in _HEADS:
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
