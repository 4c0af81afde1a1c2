"""``python -m bot``: the one entry point."""

from bot.commands.cli import main

if __name__ == "__main__":
    main()
