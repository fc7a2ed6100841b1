"""`python -m bot` is `tuner`."""

import sys

from bot.cli import main

sys.exit(main())
