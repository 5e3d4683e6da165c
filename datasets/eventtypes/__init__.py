"""Generic event types of simulated data: what is generated under a name such as `uubar`, and at which cross section.

Owns: event types. They come from the production guide by import. Signal event types are numbers and have decay files.
"""
