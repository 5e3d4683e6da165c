"""The five tones of a status. Each also differs by shape and word, never by colour alone."""

from enum import StrEnum


class Tone(StrEnum):
    """Good; somebody's turn; stopped or wrong; worth knowing; neutral."""

    OK = "ok"
    WAIT = "wait"
    STOP = "stop"
    INFO = "info"
    NONE = "none"
