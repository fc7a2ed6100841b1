"""Write all files into a directory, to try another checker with."""

import sys
from pathlib import Path

from tests.datasets.corpus import cases

directory = Path(sys.argv[1])
directory.mkdir(parents=True, exist_ok=True)
for case in cases():
    (directory / case.name).write_bytes(case.content)
