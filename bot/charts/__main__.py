"""Draw what stands in standard input as JSON, and write the PNG to standard output."""

import json
import sys

order = json.load(sys.stdin.buffer)
if sys.argv[1] == "histogram":
    from bot.charts.histogram import draw_lengths

    picture = draw_lengths(order["lengths"], order["title"])
else:
    from bot.charts.drawing import draw

    picture = draw(order["points"], order["title"], order["total_steps"])
sys.stdout.buffer.write(picture)
