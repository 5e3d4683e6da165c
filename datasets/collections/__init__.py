"""Collections: named sets of datasets that physicists run on.

The name is opaque; what a collection is stands in its columns. A published one never changes.
"""
