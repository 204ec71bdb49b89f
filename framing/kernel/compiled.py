"""Compilation: machine code made once, kept on disk for the next process, free of the GIL."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from framing.kernel.kept import folder, is_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["compiled", "inlined", "offset", "pointer", "prefetch"]

_config: Any = numba.config
_njit = partial(numba.njit, nogil=True, error_model="numpy")

_MAY_KEEP = is_safe()
"""Whether code from the disk may be run."""


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function that Python calls, when it is first called; keep the code on disk.

    Floating point keeps the order that is written (no ``fastmath``), so that the kernel's
    sums are those of the reference path to the last bit.
    """
    with _keeping():
        try:
            made: Callable[..., Any] = _njit(cache=_MAY_KEEP)(function)
        except RuntimeError:  # no folder can be written: compile in each process
            made = _njit()(function)
    return made


@contextmanager
def _keeping() -> Iterator[None]:
    """Point Numba to our folder while it looks for one."""
    before = _config.CACHE_DIR
    _config.CACHE_DIR = str(folder())
    try:
        yield
    finally:
        _config.CACHE_DIR = before


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function that only compiled functions call."""
    made: Callable[..., Any] = _njit()(function)
    return made


@intrinsic
def pointer(_, array):
    """Return the address of an array's first entry, which is indexed like the array.

    Arrays are counted by reference wherever they are named, which costs more than what the
    kernel does to a byte; addresses are not. They are only good for arguments of the function
    that Python calls: an array made by compiled code would be freed at once.
    """

    def generate(context, builder, signature, arguments):
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return types.CPointer(array.dtype)(array), generate


@intrinsic
def offset(_, address, entries):  # noqa: ARG001 - Numba passes types by these names
    """Return the address some entries on, so that loops count from nought and are vectorised."""

    def generate(_context, builder, _signature, arguments):
        return builder.gep(arguments[0], [arguments[1]])

    return address(address, types.intp), generate


_FOR_READING, _TO_KEEP, _DATA = 0, 3, 1


@intrinsic
def prefetch(_, address, entry):  # noqa: ARG001 - Numba passes types by these names
    """Ask for the cache line of an entry that will be read soon."""

    def generate(_context, builder, _signature, arguments):
        byte = ir.IntType(8).as_pointer()
        number = ir.IntType(32)
        wanted = builder.bitcast(builder.gep(arguments[0], [arguments[1]]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        builder.call(ask, [wanted, *(number(n) for n in (_FOR_READING, _TO_KEEP, _DATA))])

    return types.void(address, types.intp), generate
