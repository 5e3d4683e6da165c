"""Campaigns: a processing of data or a simulation effort that datasets belong to."""
