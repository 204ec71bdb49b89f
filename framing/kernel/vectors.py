"""Eight inputs times a stretch of weights, written out for vector registers.

Loops over such stretches are vectorised by the compiler too, but guarded by so many questions
(may the arrays overlap? how many columns are left?) that the guards take as long as the work.
Sums are made as ``framing.model.Head`` makes them: each eight in pairs, then added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["COLUMNS", "TEXTS", "add_eight", "add_eights"]

COLUMNS = 16
"""Columns of a stretch: one of the widest registers. With two, an input would be fetched once for
both, but the sixteen registers of their weights leave too few to work in: half as fast again is
one, measured on a processor with 32 of 512 bits."""

TEXTS = 4
"""Texts that share the weights once they are fetched; two are a fifth slower, eight no faster."""

_FLOAT = ir.FloatType()
_VECTOR = ir.VectorType(_FLOAT, COLUMNS)
_LINES = ir.Constant(ir.VectorType(ir.IntType(32), COLUMNS), [0] * COLUMNS)
_ALIGNED = 4


class _Writer:
    """Writes the arithmetic of one stretch into a function under construction."""

    def __init__(self, builder: Any) -> None:
        self._builder = builder

    def _at(self, address: Any, *steps: Any) -> Any:
        for step in steps:
            address = self._builder.gep(address, [step])
        return address

    def number(self, value: int) -> Any:
        return ir.Constant(ir.IntType(64), value)

    def times(self, value: Any, count: int) -> Any:
        return self._builder.mul(value, self.number(count))

    def _wide(self, address: Any) -> Any:
        return self._builder.bitcast(address, _VECTOR.as_pointer())

    def load(self, address: Any, *steps: Any) -> Any:
        return self._builder.load(self._wide(self._at(address, *steps)), align=_ALIGNED)

    def add_to(self, value: Any, address: Any, *steps: Any) -> None:
        place = self._wide(self._at(address, *steps))
        total = self._builder.fadd(self._builder.load(place, align=_ALIGNED), value)
        self._builder.store(total, place, align=_ALIGNED)

    def spread(self, address: Any, *steps: Any) -> Any:
        """Load one number into all lanes."""
        value = self._builder.load(self._at(address, *steps))
        none = ir.Constant(_VECTOR, ir.Undefined)
        first = self._builder.insert_element(none, value, ir.Constant(ir.IntType(32), 0))
        return self._builder.shuffle_vector(first, none, _LINES)

    def paired(self, inputs: list[Any], weights: list[Any]) -> Any:
        terms = [self._builder.fmul(x, w) for x, w in zip(inputs, weights, strict=True)]
        while len(terms) > 1:
            pairs = zip(terms[::2], terms[1::2], strict=True)
            terms = [self._builder.fadd(a, b) for a, b in pairs]
        return terms[0]


def _adder(texts: int) -> Callable[..., Any]:
    @intrinsic
    def add(_, x, between, weights, columns, total, apart):  # noqa: ARG001 - types, by these names
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            x, between, weights, columns, total, apart = arguments
            write = _Writer(builder)
            known = [write.load(weights, write.times(columns, row)) for row in range(8)]
            for text in range(texts):
                own, into = write.times(between, text), write.times(apart, text)
                inputs = [write.spread(x, own, write.number(place)) for place in range(8)]
                write.add_to(write.paired(inputs, known), total, into)

        size = types.intp
        return types.void(x, size, weights, size, total, size), generate

    made: Callable[..., Any] = add
    return made


add_eights = _adder(TEXTS)
"""``add_eights(x, between, weights, columns, total, apart)``: for ``TEXTS`` texts, whose inputs lie
``between`` numbers apart and whose totals ``apart``, add eight inputs times ``COLUMNS`` columns."""

add_eight = _adder(1)
"""The same for one text."""
