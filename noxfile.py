"""Tasks, each in an environment of its own: ``nox -s NAME``; ``nox -l`` lists them."""

from __future__ import annotations

from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint", "docs"]
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]
TORCH = "torch==2.13.0"


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run tests, doctests, and the commands in the documents."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and types."""
    session.install("-e", ".[test]", TORCH, "transformers", "safetensors")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site; a warning is an error."""
    session.install("-e", ".[docs]")
    session.run("sphinx-build", "-W", "docs", "build/site")


@nox.session
def coverage(session: nox.Session) -> None:
    """Say which lines the tests do not reach."""
    session.install("-e", ".[test]", TORCH, "transformers", "safetensors", "coverage")
    session.run("coverage", "run", "-m", "pytest")
    session.run("coverage", "report", "--skip-covered")


@nox.session
def mutants(session: nox.Session) -> None:
    """Change the arithmetic in a thousand small ways and see which changes no test finds."""
    session.install("-e", ".[test]", "mutmut")
    Path("mutants/docs").mkdir(parents=True, exist_ok=True)  # mutmut makes no folder for a file
    session.run("mutmut", "run")
    session.run("mutmut", "results")
