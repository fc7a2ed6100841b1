"""Sends signed commands at a steady rate.

``python -m benchmarks.knocking URL SECRET RATE SECONDS``: a process of its own, so that it
takes nothing from whoever is measured but time of the machine.
The last line is a list: milliseconds from when each was due to its answer, -1 for what failed.
"""

import hashlib
import hmac
import http.client
import json
import sys
import threading
import time
from urllib.parse import urlencode, urlsplit

THREADS = 16


def command(number: int, text: str = "help") -> bytes:
    """Return the body of a command; each has a trigger of its own."""
    said = {
        "command": "/tune",
        "text": text,
        "trigger_id": f"1.2.{time.time_ns()}.{number}",
        "user_id": "U1",
        "team_id": "T1",
        "channel_id": "C1",
        "api_app_id": "A1",
        "token": "verification",
        "response_url": "http://127.0.0.1:9/",
    }
    return urlencode(said).encode()


def signed(body: bytes, secret: str) -> dict[str, str]:
    """Return the headers of a request, as Slack signs it."""
    stamp = str(int(time.time()))
    mac = hmac.new(secret.encode(), b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256)
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={mac.hexdigest()}",
    }


def knock(host: str, secret: str, due: list[float], took: list[float]) -> None:
    """Send one command at each time that is due, over one connection."""
    line = http.client.HTTPConnection(host, timeout=5)
    for number, at in enumerate(due):
        time.sleep(max(0.0, at - time.perf_counter()))
        body = command(number)
        try:
            line.request("POST", "/slack/events", body, signed(body, secret))
            answer = line.getresponse()
            said = answer.read()
            fine = answer.status == http.HTTPStatus.OK and said
        except OSError:
            line.close()
            fine = False
        took.append((time.perf_counter() - at) * 1000 if fine else -1.0)


def main() -> None:
    url, secret, rate, seconds = sys.argv[1:]
    pause, begin = 1 / float(rate), time.perf_counter() + 0.2
    times = [begin + number * pause for number in range(int(float(rate) * float(seconds)))]
    took = list[float]()
    host = urlsplit(url).netloc
    threads = [
        threading.Thread(target=knock, args=(host, secret, times[first::THREADS], took))
        for first in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps([round(it, 3) for it in took]))


if __name__ == "__main__":
    main()
