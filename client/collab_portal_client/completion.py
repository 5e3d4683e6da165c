"""Scripts that complete the commands in a shell, made of the parser: they know what it knows."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

SHELLS = ("bash", "zsh", "fish")
_BASH = """\
_portal() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} words=
    case "$before" in
{values}
    esac
    if [ -z "$words" ]; then
        case "$COMP_CWORD:${{COMP_WORDS[1]}}" in
            1:*) words="{verbs}" ;;
{options}
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$word"))
}}
complete -o default -F _portal portal
"""
_ZSH = "#compdef portal\nautoload -U +X bashcompinit && bashcompinit\n"


def script(shell: str, top: argparse.ArgumentParser, nouns: Sequence[str]) -> str:
    """The script for a shell."""
    verbs = _verbs(top)
    if shell == "fish":
        return _fish(verbs, nouns)
    values, options = {}, []
    for verb, parser in verbs.items():
        words = _options(parser)
        for action in parser._actions:
            for option in action.option_strings:
                if action.choices:
                    values[option] = " ".join(map(str, action.choices))
        if _takes_noun(parser):
            options.append(f'            2:{verb}) words="{" ".join(nouns)}" ;;')
        if verb == "completion":
            options.append(f'            2:{verb}) words="{" ".join(SHELLS)}" ;;')
        options.append(f'            *:{verb}) words="{" ".join(words)}" ;;')
    cases = "\n".join(f'        {option}) words="{words}" ;;' for option, words in sorted(values.items()))
    text = _BASH.format(values=cases, verbs=" ".join(verbs), options="\n".join(options))
    return (_ZSH if shell == "zsh" else "") + text


def _fish(verbs: dict[str, argparse.ArgumentParser], nouns: Sequence[str]) -> str:
    lines = [f"complete -c portal -n __fish_use_subcommand -f -a '{' '.join(verbs)}'"]
    for verb, parser in verbs.items():
        when = f"complete -c portal -n '__fish_seen_subcommand_from {verb}'"
        if _takes_noun(parser):
            lines.append(f"{when} -f -a '{' '.join(nouns)}'")
        if verb == "completion":
            lines.append(f"{when} -f -a '{' '.join(SHELLS)}'")
        for action in parser._actions:
            for option in action.option_strings:
                flag = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
                choices = f" -x -a '{' '.join(map(str, action.choices))}'" if action.choices else ""
                lines.append(f"{when} {flag}{choices}")
    return "\n".join(lines) + "\n"


def _verbs(top: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found: dict[str, argparse.ArgumentParser] = {}
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


def _options(parser: argparse.ArgumentParser) -> list[str]:
    return [option for action in parser._actions for option in action.option_strings]


def _takes_noun(parser: argparse.ArgumentParser) -> bool:
    return any(action.dest == "noun" for action in parser._actions)
