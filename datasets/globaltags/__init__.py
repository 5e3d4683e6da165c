"""Global tags of the conditions database. A dataset names one by number in its path."""
