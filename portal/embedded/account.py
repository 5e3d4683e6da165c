"""The account that the database runs as: ourselves, or an unprivileged one when we are root.

PostgreSQL refuses to run as root, so root hands the data folder and the server to another user.
"""

import os
import pwd
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from portal.embedded.errors import ClusterError


def unprivileged(*folders: Path) -> pwd.struct_passwd | None:
    """The user for the server, or None when we are not root and stay who we are.

    An existing folder keeps its owner; new ones go to `nobody`.
    """
    if os.geteuid() != 0:
        return None
    for folder in folders:
        try:
            owner = folder.stat().st_uid
            if owner != 0:
                return pwd.getpwuid(owner)
        except (FileNotFoundError, KeyError):
            continue
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise ClusterError(
            "As root the database must run as another user, and this machine has no user nobody; "
            "run the portal as an ordinary user, or set DATABASE_URL."
        ) from None


def become(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments for `subprocess` that run a child as `user`."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def require_reach(user: pwd.struct_passwd | None, folders: Iterable[Path]) -> None:
    """Raise ClusterError when `user` may not enter one of `folders` (below a home of mode 0700, say)."""
    if user is None:
        return
    for folder in folders:
        enter = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
        reach = subprocess.run(enter, check=False, stderr=subprocess.DEVNULL, **become(user))
        if reach.returncode != 0:
            raise ClusterError(
                f"As root the database runs as user {user.pw_name}, who may not enter {folder}: "
                "keep the project and PORTAL_VAR where every user may pass, or run as an ordinary user."
            )


def private_folder(folder: Path, user: pwd.struct_passwd | None) -> None:
    """Make `folder` with mode 0700 for `user`; refuse one that belongs to somebody else.

    The socket folder of a long path lies in /tmp under a name that others can foresee: hence the check.
    """
    uid = os.geteuid() if user is None else user.pw_uid
    try:
        folder.mkdir(mode=0o700)
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid, follow_symlinks=False)
    except FileExistsError:
        pass
    state = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or state.st_uid not in {uid, os.geteuid()}:
        raise ClusterError(f"{folder} belongs to another user; remove it, or set PORTAL_VAR to another folder.")
    if user is not None and state.st_uid != uid:
        os.chown(folder, user.pw_uid, user.pw_gid, follow_symlinks=False)
    folder.chmod(0o700)
