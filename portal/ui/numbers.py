"""Sizes for people, in decimal units (1 GB = 10⁹ bytes)."""


def bytes_text(value: int) -> str:
    """Bytes with three digits that mean something: `412 TB`, `38.0 GB`, `512 B`."""
    size = float(value)
    for unit in ("B", "kB", "MB", "GB", "TB", "PB"):
        if abs(size) < 999.5 or unit == "PB":
            break
        size /= 1000
    if unit == "B":
        return f"{value} B"
    return f"{size:.1f} {unit}" if abs(size) < 99.95 else f"{size:.0f} {unit}"
