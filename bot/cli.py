"""The ``studyhall`` command.  Each group of subcommands is one file in ``bot/commands``."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

import typer

from bot.commands import asking, chatting, courses, operating, records, serving, upkeep
from bot.commands.failing import refused
from bot.commands.indexing import index_app
from bot.commands.libraries import library_app
from bot.env_file import load_env_file
from bot.logs import configure
from bot.ports import CannotStart, Unavailable
from index.embedding import NoEmbedder

app = typer.Typer(
    name="studyhall",
    help="A study hall in your team's chat: cited answers from your documents, quizzes, fair streaks and boards.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(index_app, name="index")
app.add_typer(library_app, name="library")
upkeep.add_to(courses.course_app)
app.add_typer(courses.course_app, name="course")
app.add_typer(operating.connect_app, name="connect")
for commands in (serving, chatting, asking, records, operating):
    commands.add_to(app)


def main() -> None:
    """Run the command line; a start that cannot succeed ends with one sentence and exit code 69."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack a sign; what is said matters more
    try:
        load_env_file()
        configure(os.environ.get("STUDYHALL_LOG", "warning").lower())
        app()
    except (CannotStart, NoEmbedder, Unavailable) as reason:
        print(f"studyhall: {reason}", file=sys.stderr)
        sys.exit(69)
    except OSError as trouble:
        if (sentence := refused(trouble)) is None:
            raise
        print(f"studyhall: {sentence}", file=sys.stderr)
        sys.exit(69)
