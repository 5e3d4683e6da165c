"""The data of the demo collaboration: runs, campaigns, skims, global tags, datasets and collections, from a seed.

Owns frozen records with the path as their key, built by the real grammar of dataset paths (`datasets.catalogue.paths`)
with plausible sizes; none of these data exist. Verb: `catalogue.generate`. Must never write to the database.
"""
