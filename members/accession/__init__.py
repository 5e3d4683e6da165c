"""Institutes joining and leaving.

Owns applications with their documents, and departures with what happens to each member. Verbs: file, edit, attach,
remove, submit, send back, present, admit, decline, withdraw; announce departure, decide, withdraw it,
complete; merge, split. Never touches authorship, which keeps its own clock.
"""
