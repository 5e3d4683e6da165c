"""The project and its shared kernel. Knows no physics noun and imports no sibling package."""
