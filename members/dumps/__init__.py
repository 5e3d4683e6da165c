"""Registry dumps in and out: what another registry says about members, laid against the record.

Owns how the columns of a dump are read (`ColumnMapping`), what a person decided about a conflict (`Decision`), and the
export in the same format. Verbs: map the columns, decide. It ends nobody for being absent from a dump that was not
declared complete, and never merges or renames people without a decision.
"""
