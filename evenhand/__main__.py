"""The command `evenhand`, which `python -m evenhand` is, too."""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Runs the command line. Ctrl-C is no fault of ours to tell, neither while it runs nor while it is still loaded."""
    try:
        from evenhand.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
