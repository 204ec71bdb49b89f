"""Broken inputs and what happens to each: ``python -m tests.broken`` writes docs/broken.md."""
