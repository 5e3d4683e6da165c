"""Django's command line; starts the private database when a command needs it."""

import sys

if __name__ == "__main__":
    try:
        from portal.launch.commands import main
    except ModuleNotFoundError as error:
        sys.exit(f"{sys.executable} has no {error.name}: run `make run` once, then use .venv/bin/python manage.py")
    main(sys.argv)
