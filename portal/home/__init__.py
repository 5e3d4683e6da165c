"""The home page: what waits for me, what I follow, what changed. Cards come from the packages."""
