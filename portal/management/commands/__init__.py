"""Commands of the kernel, by name."""
