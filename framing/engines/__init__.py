"""Engines that spread work over processes and machines: thin adapters, one a module.

Each needs the engine itself, an extra of the same name; neither is imported here.
"""
