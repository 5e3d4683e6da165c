"""Institutes, people, memberships, groups and authorship: who belongs, and since when."""
