"""The playground's processes, each started and ended from here."""

from pathlib import Path

from playground.together import Part

# Ready after a while; a child goes on to hold what it prints to, for longer.
SLOW = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(2)"])
time.sleep(1.2)
print("slow: ready")
time.sleep(60)
"""


def test_a_part_starts_again_though_the_end_of_the_one_before_is_read_late(tmp_path: Path) -> None:
    part = Part("slow", ["-c", SLOW], tmp_path / "slow.log").start()
    part.kill()

    part.start()

    assert part.process.poll() is None
    part.kill()
