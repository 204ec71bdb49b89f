"""Completion of commands, options and file names in shells."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SHELLS", "PrintCompletion"]

SHELLS = ("bash", "zsh", "tcsh")
"""Shells that shtab writes completions for."""


class PrintCompletion(argparse.Action):
    """Print the shell's script for completion and end; say so where shtab is not installed."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Print and end."""
        del namespace, option_string
        try:
            import shtab
        except ModuleNotFoundError:
            parser.error(
                "--print-completion needs shtab: pip install 'headline-framing[completion]'"
            )
        sys.stdout.write(shtab.complete(parser, str(values)) + "\n")
        parser.exit()
