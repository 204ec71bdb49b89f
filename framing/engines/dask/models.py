"""A model of one's own on every worker: the built-in one is there, as the package is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from distributed import Client, WorkerPlugin, get_worker

from framing.model import load_model

__all__ = ["CarriedModel", "carry", "model_here"]


class CarriedModel(WorkerPlugin):
    """Lays a model's folder down on each worker, once, and on those that join later."""

    def __init__(self, folder: Path) -> None:
        self.name = f"framing-{load_model(folder).label.rpartition(' ')[2]}"
        paths = (path for path in folder.rglob("*") if path.is_file())
        self._files = {path.relative_to(folder): path.read_bytes() for path in paths}
        self.folder = folder

    def setup(self, worker: Any) -> None:
        """Write the files into the worker's own folder."""
        self.folder = Path(worker.local_directory) / self.name
        for name, content in self._files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(content)


def carry(client: Client, model: Path | None) -> str | None:
    """Give a model to all workers; return by which name they know it, ``None`` if built in."""
    if model is None:
        return None
    carried = CarriedModel(model)
    client.register_plugin(carried)
    return carried.name


def model_here(carried: str | None, model: Path | None) -> Path | None:
    """Return the model's folder in this process: as laid down on a worker, else where it was."""
    if carried is None:
        return model
    folder: Path = get_worker().plugins[carried].folder
    return folder
