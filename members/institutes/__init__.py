"""Institutes: the places that members belong to.

Owns names, addresses and identifiers of institutes and the period of their membership.
Never decides about people.
"""
