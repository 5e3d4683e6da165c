"""Numbers for people; sizes in decimal units (1 GB = 10⁹ bytes)."""


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


def digits(value: float) -> str:
    """A measured number with three digits that mean something and never an exponent: `1,240`, `3.20`, `0.0412`."""
    if abs(value) >= 100 or not value:
        return f"{value:,.0f}"
    return f"{value:#.3g}" if abs(value) >= 0.0001 else f"{value:.6f}"
