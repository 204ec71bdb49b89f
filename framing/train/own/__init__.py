"""A researcher's own scale or frames: fitted on labels, layered on a parent model.

Needs the ``labels`` extra; scoring by the result needs nothing more than the parent does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from framing.model import Model
    from framing.read import OnProblem
    from framing.train.own.labels import Question
    from framing.train.own.report import Report

__all__ = ["train"]


def train(
    path: str | Path,
    out: str | Path,
    question: Question,
    *,
    parent: str | Path | None = None,
    on_problem: OnProblem | None = None,
) -> Report:
    """Fit a layer on a labelled file and write its folder, with ``card.md`` and ``card.json``.

    Args:
        path: The labelled file.
        out: The folder to write.
        question: What its labels answer.
        parent: The folder of the parent model; the built-in one if not given.
        on_problem: Told of each row that could not be read; the default logs a warning.

    Returns:
        What was found: agreement, figures by fold, learning curve, confusion, cautions.

    Raises:
        InputError: the labels are too few or cannot be read; the message says what to do.
        ModelError: the parent cannot be loaded, or is a layer itself.
    """
    from importlib import import_module
    from pathlib import Path

    from threadpoolctl import threadpool_limits

    from framing.model import load_model
    from framing.read.problem import log_problem
    from framing.train.own.fit import fit
    from framing.train.own.labels import read_labels
    from framing.train.own.report import reported, write

    model: Model = load_model(parent)
    labels = read_labels(path, question, on_problem or log_problem)
    for library in ("scipy.optimize", "sklearn.linear_model"):
        import_module(library)  # a limit reaches only what is loaded when it is set
    with threadpool_limits(1):  # many small products: threads would only wait for each other
        fitted = fit(labels, model)
        report = reported(fitted)
    write(Path(out), fitted, report, parent)
    return report
