"""Runs and their luminosity: what was recorded, how well it is known, and which runs are good.

Owns experiments, runs, the luminosity of a run by (run, processing, kind), values quoted elsewhere (reference values),
the ranges of beam energy with their labels, and good-run lists. Verbs: the imports; make, change and remove a
good-run list. Must never add up two processings or two kinds (the same runs would count twice), nor mix units: numbers
leave and enter as `units.Luminosity`, and a column that holds one has the unit in its name.
"""
