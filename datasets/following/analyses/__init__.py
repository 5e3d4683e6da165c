"""Analyses declare which samples they use, and end."""
