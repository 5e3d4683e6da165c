"""Decay files: what a signal-MC request generates.

A decay file is kept verbatim. Its header is read whatever its order and spelling, and every irregularity becomes a
finding with a line, never a refusal to read. Nouns: decay file, header, event type, finding, working group.
Verbs: read, check. This slice never repairs a file and never runs a generator.
"""
