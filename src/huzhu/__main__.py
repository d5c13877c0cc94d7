"""`python -m huzhu` is the `huzhu` command."""

import sys

from huzhu.cli import main

if __name__ == "__main__":
    sys.exit(main())
