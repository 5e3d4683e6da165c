"""The catalogue: datasets, each identified by its path (LPN) and nothing else.

The columns are read from the path and rebuild it byte for byte. File-level detail stays in the
file catalogue; the portal keeps counts and sums.
"""
