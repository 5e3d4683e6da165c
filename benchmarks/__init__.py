"""Speed as ratios: pages of the portal against a bare Django view, in one run on one machine.

`make bench` (or `python -m benchmarks [--people N] [--datasets N]`) fills throw-away databases, serves the portal and
the floor (`benchmarks.floor`) with the same web server, and asks both in turn. Absolute times are
printed for orientation; only the ratios are promises.
"""
