"""The compiled path from texts to logits; see ``framing.kernel.engine``."""
