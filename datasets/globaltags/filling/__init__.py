"""Fills a global tag with its payloads and intervals of validity.

Verb: import. Must never change what a final tag holds.
"""
