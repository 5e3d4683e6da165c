"""Authorship: who signs papers on a given day, and the lists made of that.

Authorship keeps its own clock beside membership. A frozen list never changes.
"""
