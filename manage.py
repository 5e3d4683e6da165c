"""Django's command line; starts the private database when a command needs it."""

import sys

if __name__ == "__main__":
    try:
        from portal.launch.commands import main
    except ModuleNotFoundError as error:
        sys.exit(
            f"{error.name} is not installed for {sys.executable}: run `make run` once, then .venv/bin/python manage.py"
        )
    main(sys.argv)
