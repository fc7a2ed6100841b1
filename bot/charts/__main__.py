"""Draw what stands in standard input as JSON, and write the PNG to standard output."""

import json
import sys

from bot.charts.drawing import draw

order = json.load(sys.stdin.buffer)
sys.stdout.buffer.write(draw(order["points"], order["title"], order["total_steps"]))
