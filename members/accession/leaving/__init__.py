"""An institute leaves: announced, settled person by person, reminded of, and carried out on the day."""
