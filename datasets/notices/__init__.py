"""Notices: known problems of the data, and which datasets each one affects.

A notice names datasets by a search, by paths, by ranges of runs, or by several of these; whatever one of them finds is
affected. Which datasets that are is kept in a table, and exact: it is written with the notice and again whenever
datasets or members of collections are written. Verbs: draft, edit, open, close, reopen; catch_up after what others
wrote. A notice never changes a dataset, and a closed one is shown nowhere but on its own page.
"""
