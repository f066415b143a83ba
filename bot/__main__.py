"""``python -m bot`` is the ``studyhall`` command."""

from bot.cli import main

if __name__ == "__main__":
    main()
