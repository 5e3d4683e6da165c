"""Global tags of the conditions database: their states, payloads, intervals of validity, and the chains of campaigns.

Owns: global tags, payloads, intervals of validity, tag chains. Verbs: the moves of a tag, `set_chain`; the rest is
imported. Answers: which payload holds for a run, and how two tags differ. A dataset names a tag by number in its path.
Must never change what a published tag holds.
"""
