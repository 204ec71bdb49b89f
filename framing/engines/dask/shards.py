"""Each shard of a folder a task of Dask: it says who does which, and does again what is lost."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from distributed import Client, KilledWorker, LocalCluster, as_completed

from framing.engines.dask.models import carry, model_here
from framing.errors import FramingError
from framing.pipeline import cores
from framing.shards.work import Shard, lost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from framing.shards import Entry
    from framing.shards.run import Spread

__all__ = ["connect", "spread"]


@contextmanager
def connect(scheduler: str | None = None, workers: int = -1) -> Iterator[Client]:
    """Join a scheduler, or start worker processes here, -1 for one a core, while the block runs.

    Raises:
        FramingError: No scheduler answers.
    """
    with ExitStack() as stack:
        where: Any = scheduler
        if scheduler is None:
            here = LocalCluster(
                n_workers=cores(workers), threads_per_worker=1, dashboard_address=None
            )
            where = stack.enter_context(here)
        try:
            client = stack.enter_context(Client(where))
        except (OSError, ValueError) as error:
            raise FramingError(f"{scheduler}: no scheduler answers ({error}); start it") from error
        yield client


def spread(client: Client) -> Spread:
    """Return what ``framing.shards.score_folder`` takes: each shard a task of the client's.

    Workers read and write the folders by the absolute paths of this machine.
    """
    return partial(_spread, client)


def _spread(
    client: Client, work: Callable[[Shard], tuple[str, Entry]], shards: Iterable[Shard]
) -> Iterator[tuple[str, Entry]]:
    there = [replace(s, folder=s.folder.absolute(), out=s.out.absolute()) for s in shards]
    carried = carry(client, there[0].model) if there else None
    futures = client.map(partial(_shard, work, carried), there, pure=False)
    shard_of = dict(zip(futures, there, strict=True))
    try:
        for future in as_completed(futures):
            error = future.exception()
            if isinstance(error, KilledWorker):  # it costs every worker that tries it its life
                yield lost(shard_of[future], f"took its worker down ({error})")
            else:
                yield future.result()
    finally:
        client.cancel(futures)


def _shard(
    work: Callable[[Shard], tuple[str, Entry]], carried: str | None, shard: Shard
) -> tuple[str, Entry]:
    return work(replace(shard, model=model_here(carried, shard.model)))
