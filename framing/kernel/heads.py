"""The heads over a batch of text vectors, text by text, every sum in the written order.

A matrix product of a library would group its sums by the size of the batch, and the last
decimals of a score would hang on what it was scored with.
"""

from __future__ import annotations

from framing.kernel.compiled import compiled, inlined, pointer

__all__ = ["run"]


@inlined
def _reach(x, begin, inputs, weights, row, units, hidden):
    """Add ``x @ weights`` to ``hidden``; four inputs at once, which keeps their order."""
    place = 0
    while place + 4 <= inputs:
        a, b, c, d = x[begin], x[begin + 1], x[begin + 2], x[begin + 3]
        if a != 0 or b != 0 or c != 0 or d != 0:
            at = row * units
            for unit in range(units):
                total = hidden[unit] + a * weights[at + unit]
                total = total + b * weights[at + units + unit]
                total = total + c * weights[at + 2 * units + unit]
                hidden[unit] = total + d * weights[at + 3 * units + unit]
        begin += 4
        row += 4
        place += 4
    while place < inputs:
        for unit in range(units):
            hidden[unit] = hidden[unit] + x[begin] * weights[row * units + unit]
        begin += 1
        row += 1
        place += 1


@inlined
def _answer(hidden, units, out, shift, outputs, logits, text, texts, into):
    """Rectify the hidden units and write the logits, one row of ``logits`` an output."""
    for output in range(outputs):
        logits[output] = shift[output]
    for unit in range(units):
        if hidden[unit] > 0:
            for output in range(outputs):
                logits[output] = logits[output] + hidden[unit] * out[unit * outputs + output]
    for output in range(outputs):
        into[output * texts + text] = logits[output]


@compiled
def run(vectors, others, hidden_weights, bias, out, shift, hidden, logits, into):
    """Fill ``into`` (outputs, texts) with the logits of a head.

    The head reads ``vectors`` (texts, inputs), and behind them ``others``, which has no
    columns where it reads one side only. ``hidden`` (units) and ``logits`` (outputs) are room
    to work in.
    """
    texts, inputs = vectors.shape
    units, outputs = out.shape
    more = others.shape[1]
    x, y, weights = pointer(vectors), pointer(others), pointer(hidden_weights)
    reach, sums = pointer(hidden), pointer(logits)
    start, ends, ways, answers = pointer(bias), pointer(shift), pointer(out), pointer(into)
    for text in range(texts):
        for unit in range(units):
            reach[unit] = start[unit]
        _reach(x, text * inputs, inputs, weights, 0, units, reach)
        _reach(y, text * more, more, weights, inputs, units, reach)
        _answer(reach, units, ways, ends, outputs, sums, text, texts, answers)
