"""``python -m frontol_desk`` is the same program as the ``frontol-desk`` command."""

from frontol_desk.cli.main import main

if __name__ == "__main__":
    main()
