"""Posts that nobody holds: delegates of institutes and seats in groups. The office is told of each vacancy once."""
