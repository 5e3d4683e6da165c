"""Speed as ratios: pages of the portal against a bare Django view, in one run on one machine.

`make bench` (or `python -m benchmarks [lists|members|sweep|dump ...] [--sizes N N] [--people N N]`) fills
throw-away databases. Pages: it serves the portal and the floor (`benchmarks.floor`) with the same web server, and asks
both in turn. Work in the background (`benchmarks.timed`): the nightly sweep, and the import of a registry dump against
a plain bulk insert. Absolute times are printed for orientation; only the ratios are promises.
"""
