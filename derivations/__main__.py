"""``python -m derivations``: the same as the command ``derivations``."""

import sys

from derivations.cli import main

sys.exit(main())
