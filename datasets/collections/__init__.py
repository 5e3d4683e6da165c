"""Collections: named sets of datasets that physicists run on.

The name is opaque; what a collection is stands in its columns. It is filled while it is a test, which only those see
who make it; a published one never changes. Verbs: create, publish (which supersedes the version before), withdraw.
"""
