"""Calibration of the parts of a campaign: prompt buckets, and the chunks of a reprocessing.

Owns: calibrations. Verbs: begin, edit, and the moves from planned to released. A part is calibrated before it is
processed, so the day of each state stays on record; what was done twice is in the history.
"""
