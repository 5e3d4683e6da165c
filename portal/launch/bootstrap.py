"""`make run` begins here: an environment in .venv with hash-locked packages, then the launcher in it.

    python3 portal/launch/bootstrap.py [--also LOCK]... [--try LOCK]... COMMAND...

Runs `.venv/bin/python COMMAND...` with everything of requirements/base.lock and postgres.lock installed, and the
named locks on top; one to try may fail. Knows nothing but the standard library, and reads on any Python, if only
to say which one is needed.
"""

import hashlib
import os
import subprocess
import sys

OLDEST = (3, 11)
NEWEST_TRIED = 16
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")


def main(argv):
    """Prepare the environment and become COMMAND in it; exit 1 with one sentence when that is impossible."""
    extra, command = [], list(argv)
    while command[0] in ("--also", "--try"):
        extra.append((command[1], command[0] == "--try"))
        command = command[2:]
    require_python()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each start would compile two thousand modules anew
    os.umask(0o022)  # the database may run as another user, who must be able to read the programs
    lock = lock_folder()
    if run([PYTHON, "-c", "import sys; sys.exit(sys.version_info < %r)" % (OLDEST,)], quiet=True) != 0:
        make_venv()
    install(["base", "postgres"], enough=["base"])
    for name, optional in extra:
        install([name], enough=[] if optional else [name])
    os.close(lock)
    os.chdir(ROOT)
    os.execv(PYTHON, [PYTHON] + command)


def require_python():
    """Go on in a newer Python of this machine when this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(NEWEST_TRIED, OLDEST[1] - 1, -1):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            other = os.path.join(folder, "python3.%d" % minor)
            if run([other, "-c", "import venv, ensurepip"], quiet=True) == 0:
                os.execv(other, [other] + sys.argv)
    have = ".".join(str(number) for number in sys.version_info[:3])
    sys.exit("The portal needs Python %d.%d or newer, and this is Python %s." % (OLDEST[0], OLDEST[1], have))


def lock_folder():
    """Let one process at a time install; two first starts side by side do not meet."""
    import fcntl

    try:
        descriptor = os.open(ROOT, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        sys.exit("The project folder cannot be locked: %s: %s." % (ROOT, error.strerror))
    return descriptor


def make_venv():
    """Make .venv from this Python, over the rest of one that does not run."""
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError as error:
        package = "python%d.%d-venv" % sys.version_info[:2]
        sys.exit("This Python lacks the module %s; on Debian and Ubuntu: apt install %s" % (error.name, package))
    say("Making .venv")
    try:
        venv.EnvBuilder(clear=True, with_pip=True, symlinks=True).create(VENV)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        sys.exit("The environment .venv cannot be made in %s: %s" % (ROOT, error))


def install(locks, enough):
    """Install `locks`, or at least `enough` of them, unless a stamp says that this has been done; exit 1 if not."""
    stamp = os.path.join(VENV, "installed-" + "-".join(locks))
    state = hashlib.sha256(b"".join(open(lock_file(lock), "rb").read() for lock in locks)).hexdigest()
    if os.path.exists(stamp) and open(stamp).read() == state:
        return
    say("Installing the packages of " + " and ".join("requirements/%s.lock" % lock for lock in locks))
    if not install_files(locks):
        if enough == locks or (enough and not install_files(enough)):
            sys.exit("The packages could not be installed (see .venv/install.log); is the package index reachable?")
        say("Not all of them could be installed (see .venv/install.log); going on without.")
        if not enough:
            return
    with open(stamp, "w") as file:
        file.write(state)


def install_files(locks):
    """Install locked files with uv, else with pip, which reads the same files; whether it worked."""
    arguments = ["install", "--quiet", "--require-hashes"]
    for lock in locks:
        arguments += ["-r", lock_file(lock)]
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    uv = [PYTHON, "-m", "uv", "--no-python-downloads", "pip"]
    if run(uv + ["--version"], quiet=True) != 0:
        run(pip + ["install", "--quiet", "--require-hashes", "-r", lock_file("installer")], quiet=True)
    return run(uv + arguments, quiet=True, VIRTUAL_ENV=VENV) == 0 or run(pip + arguments, quiet=True) == 0


def lock_file(lock):
    """The path of requirements/LOCK.lock."""
    return os.path.join(ROOT, "requirements", lock + ".lock")


def run(command, quiet=False, **environment):
    """The exit status of `command`, 127 when it does not exist. Quiet: what it says goes to .venv/install.log."""
    writable = os.path.isdir(VENV) and os.access(VENV, os.W_OK)
    with open(os.path.join(VENV, "install.log") if writable else os.devnull, "a") as file:
        output = file if quiet else None
        try:
            return subprocess.call(command, env=dict(os.environ, **environment), stdout=output, stderr=output)
        except OSError:
            return 127


def say(words):
    """Progress for the user."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
