"""Two records of one person become one, and can become two again.

Owns: the list of likely pairs, the verbs `merge`, `undo_merge` and `are_two_people`. What refers to a person is
found by looking at all tables, so that no later slice is forgotten; a slice whose rows can collide says how they
settle (`rules.settles`). Must never: lose a row, or decide by itself that two records are one person.
"""
