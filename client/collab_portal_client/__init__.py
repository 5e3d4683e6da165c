"""A command-line client of the collaboration portal.

Only the standard library and `requests`. It asks the REST resources and the exports, and keeps nothing.
"""

__version__ = "0.1.0"
