"""Signal-MC requests: what a working group asks to be simulated, and where it stands.

A liaison files for the own working group, the production manager accepts or returns with a reason;
both see one timeline.
"""
