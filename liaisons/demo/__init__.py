"""The signal-MC requests of the demo collaboration and the decay files they ask for, from a seed.

Owns frozen records whose people, campaigns and datasets are those of `members.demo` and `datasets.demo`. The decay
files are valid EvtGen input of invented channels, some with the disorder in the header that real ones have. Verb:
`requests.generate`. Must never write to the database.
"""
