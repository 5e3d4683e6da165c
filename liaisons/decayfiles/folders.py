"""The decay files in a folder or an archive, with everything that is not one left aside."""

from __future__ import annotations

import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from liaisons.decayfiles.headers import KINDS
from liaisons.decayfiles.texts import LARGEST_FILE
from portal.importing import SourceError

MOST_FILES = 20_000
MOST_BYTES = 200_000_000
"""Of all files together; an archive may say less of itself than it holds."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file by its path in the folder or archive. Of one that is too large, the bytes end after the limit."""

    path: str
    raw: bytes

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name


def files_in(source: Path) -> Iterator[Found]:
    """Every decay file in a folder, a zip or tar archive, or the one file that `source` is. Raises SourceError."""
    count = size = 0
    for found in _members(source):
        count, size = count + 1, size + len(found.raw)
        if count > MOST_FILES or size > MOST_BYTES:
            raise SourceError(
                f"{source.name} holds more than {MOST_FILES:,} decay files or {MOST_BYTES:,} bytes; import it in parts"
            )
        yield found


def _members(source: Path) -> Iterator[Found]:
    try:
        if source.is_dir():
            yield from _of_folder(source)
        elif zipfile.is_zipfile(source):
            yield from _of_zip(source)
        elif tarfile.is_tarfile(source):
            yield from _of_tar(source)
        else:
            with source.open("rb") as file:
                yield Found(source.name, _read(file))
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, RuntimeError) as error:
        raise SourceError(f"cannot read {source.name}: {getattr(error, 'strerror', None) or error}") from error


def _is_decay_file(path: str) -> bool:
    name = PurePosixPath(path).name
    return name.lower().endswith(tuple(f".{kind}" for kind in KINDS)) and not name.startswith(".")


def _read(file: IO[bytes]) -> bytes:
    return file.read(LARGEST_FILE + 1)


def _of_folder(source: Path) -> Iterator[Found]:
    for folder, below, names in os.walk(source):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if _is_decay_file(name) and path.is_file() and not path.is_symlink():  # a link may lead out of the folder
                with path.open("rb") as file:
                    yield Found(path.relative_to(source).as_posix(), _read(file))


def _of_zip(source: Path) -> Iterator[Found]:
    with zipfile.ZipFile(source) as archive:
        for item in sorted(archive.infolist(), key=lambda item: item.filename):
            if not item.is_dir() and _is_decay_file(item.filename):
                with archive.open(item) as file:
                    yield Found(item.filename, _read(file))


def _of_tar(source: Path) -> Iterator[Found]:
    with tarfile.open(source) as archive:
        for item in archive:
            if item.isfile() and _is_decay_file(item.name) and (file := archive.extractfile(item)) is not None:
                yield Found(item.name, _read(file))
