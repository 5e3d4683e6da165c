"""What is true of a person, not of one membership: a death, a suspension."""
