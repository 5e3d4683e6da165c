"""Signal-MC requests: what a working group asks to be simulated, and where it stands.

A liaison files for the own working group; the production manager accepts, or returns with a reason, starts the
production and finishes with the datasets that came of it; both see one timeline. Nouns: request, remark. Verbs: file,
edit, submit, accept, return, start, finish, cancel, stop, remark. Must never start a production by itself.
"""
