"""Campaigns: a processing of data or a simulation effort that datasets belong to.

Owns: campaigns. Verbs: begin, edit. What a campaign has is counted from the datasets, never typed.
"""
