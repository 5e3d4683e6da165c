"""The data of the collaboration: datasets, collections, campaigns, skims and global tags."""
