"""Sources elsewhere that are asked by schedule: fetched whole, planned and written as any import.

Owns: how each configured source stands (`Feed`). Verbs: `sync`, `tick`, `run_now`. Must never: write the record by
itself (an importer does), show a credential, or take a file that is not whole.
"""
