"""``python -m bot`` is the ``studyhall`` command; what is interrupted, even while it is being loaded, says so in a line."""

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line; exit code 130 after Ctrl-C."""
    try:
        from bot.cli import main as command

        command()
    except (KeyboardInterrupt, SystemExit) as end:
        if isinstance(end, SystemExit) and end.code != INTERRUPTED:
            raise
        sys.stderr.write("studyhall: stopped\n")
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
