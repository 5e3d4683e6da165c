"""The narrow ways in which what was once written may be taken out again.

The history is append-only and an effect keeps its text; a person's right to erasure and the by-laws' days of retention
need three exceptions, which are here and nowhere else: `blank` (named columns in the events of one object), `forget`
(text and recipient of an effect) and `redact` (one value, wherever a text still holds it). Each writes a row of
`Blanking` that cannot be changed: what, how many rows, who, why; never the value itself.
Must never: decide who may (the verbs that call this do), or be used to mend the record.
"""
