"""The command line: `portal search|show|list|diff|export`."""

from __future__ import annotations

import argparse
import os
import sys

from collab_portal_client import __version__, commands, output
from collab_portal_client.completion import SHELLS, script
from collab_portal_client.config import load
from collab_portal_client.errors import INTERRUPTED, MEANINGS, OK, PIPE_CLOSED, Failure
from collab_portal_client.http import Portal

NOUNS = ("datasets", "collections", "campaigns", "skims", "globaltags", "runs", "experiments", "people", "institutes")


def parser() -> argparse.ArgumentParser:
    """The options, which the shell completion is made of, too."""
    codes = "\n".join(f"  {code:<4} {words}" for code, words in MEANINGS.items())
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--url", default="", help="address of the portal (PORTAL_URL)")
    common.add_argument("--token", default="", help="access token (PORTAL_TOKEN; others see what is typed here)")
    common.add_argument("--config", default="", help="configuration file (~/.config/collab-portal/config.toml)")
    common.add_argument("--timeout", type=_seconds, help="seconds to wait for an answer (30)")
    shown = argparse.ArgumentParser(add_help=False, parents=[common])
    shown.add_argument("--format", choices=output.FORMATS, default="table", help="how rows are written (table)")
    rows = argparse.ArgumentParser(add_help=False)
    rows.add_argument("noun", help=f"the list: {', '.join(NOUNS)} …")
    rows.add_argument("filters", nargs="*", help="campaign=MC15rd_b, campaign!=MC15rd_b, run_from=200 …")
    rows.add_argument("-q", "--query", default="", help="text, as in the box above the list")
    rows.add_argument("--sort", default="", help="a column; with a minus in front (--sort=-events) descending")
    rows.add_argument("--columns", type=_names, help="columns with commas between")

    top = argparse.ArgumentParser(
        prog="portal",
        description="Ask a collaboration portal.",
        epilog=f"exit codes:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"collab-portal-client {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    one = verbs.add_parser("search", parents=[shown], help="what a name means, or where a text occurs")
    one.add_argument("text")
    one.set_defaults(do=commands.search)
    one = verbs.add_parser("show", parents=[shown], help="one thing: a path, name, code, number, or collections/12")
    one.add_argument("thing")
    one.set_defaults(do=commands.show)
    one = verbs.add_parser("list", parents=[rows, shown], help="the rows of a list, all pages of it")
    one.add_argument("--limit", type=_count, help="at most so many rows")
    one.set_defaults(do=commands.list_rows)
    one = verbs.add_parser("diff", parents=[shown], help="the datasets in which two collections differ")
    one.add_argument("first")
    one.add_argument("second")
    one.set_defaults(do=commands.diff)
    one = verbs.add_parser("export", parents=[rows, common], help="a list as a file, streamed")
    one.add_argument("--as", dest="kind", choices=("txt", "csv", "json", "xlsx"), default="txt", help="(txt)")
    one.add_argument("-o", "--output", help="file to write (standard output)")
    one.set_defaults(do=commands.export)
    one = verbs.add_parser("completion", help="a script that completes these commands in a shell")
    one.add_argument("shell", choices=SHELLS)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command, and return the exit code."""
    top = parser()
    asked, rest = top.parse_known_args(arguments)
    if rest and ("filters" not in asked or any(word.startswith("-") for word in rest)):
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    elif rest:
        asked.filters += rest  # filters that stand after an option
    try:
        if asked.verb == "completion":
            print(script(asked.shell, top, NOUNS), end="")
            code = OK
        else:
            code = asked.do(Portal(load(asked.url, asked.token, asked.timeout, asked.config)), asked)
        sys.stdout.flush()
    except Failure as failure:
        sys.stdout.flush()
        output.say(str(failure))
        code = failure.code
    return code


def run() -> None:
    """The program."""
    try:
        code = main()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:  # head, or a pager that was left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more to flush at the end
        code = PIPE_CLOSED
    sys.exit(code)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 3600:
        raise ValueError(text)
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


if __name__ == "__main__":
    run()
