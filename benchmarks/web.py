"""A web server for the benchmarks, set up like the launcher's: `python -m benchmarks.web APPLICATION PORT`."""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

if __name__ == "__main__":
    Granian(
        sys.argv[1], address="127.0.0.1", port=int(sys.argv[2]), interface=Interfaces.WSGI,
        workers=1, blocking_threads=4, log_level=LogLevels.error,
    ).serve()  # fmt: skip
