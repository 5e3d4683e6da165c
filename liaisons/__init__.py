"""Liaisons: decay files, and the signal MC that working groups ask for."""
