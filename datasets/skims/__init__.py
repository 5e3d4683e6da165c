"""Skims: selections of events, named by an eight-digit code in the path."""
