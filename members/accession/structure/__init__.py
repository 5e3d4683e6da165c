"""Institutes merge and split; their people go on, and the past stays as it was."""
