"""One box over everything.

What was typed is first tried as the name of exactly one thing (a path, a code, a number: the
`goto` entries of the registry), then looked for in every list that the viewer may see.
"""
