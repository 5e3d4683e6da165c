"""Fixtures that every test may ask for. Loaded before Django: import models inside the fixtures."""
