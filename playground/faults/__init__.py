"""Trouble on order, in one language for both local services: which call, what, how often.

A rule is an object: *method* is a shell pattern of methods (``chat.postMessage``,
``*.GetTunedModel``, ``oauth2.Token``, ``files.download``, ``response_url``, ``socket.*``), and
*kind* is what happens to a call that fits it:

* a status, as ``429`` or ``503``: that is answered; ``retry_after`` goes with it if it is given;
* ``reset``: the connection breaks; ``hang``: nothing is answered for *seconds*, then it breaks;
* ``drip``: the answer comes in small pieces, over *seconds*; ``half``: half of it, and no more;
* ``html``: a web page, with status 200;
* any other word: the service's own name of an error. In Slack that comes with status 200
  (``ratelimited``, ``invalid_auth``, ``token_expired``, ``hash_conflict``, ``is_archived``,
  ``internal_error``, …); at Google ``RESOURCE_EXHAUSTED``, ``UNAUTHENTICATED``,
  ``invalid_grant``, …

With *after* the call takes effect first, and only then is there trouble. *first* is the number
of the first call that is hit, of those that fit; *times* how many are, 0: all. *share* is the part
of them that is hit, drawn with *seed*; then *times* is 0 if it is not given.

``socket.slash_commands``, ``socket.interactive`` and ``socket.events_api`` are what is sent to the
app through Socket Mode. There ``reset`` breaks the connection when it should be sent, ``lost``
sends nothing, ``again`` sends it a second time when it is acked; ``link_disabled``, ``warning`` and
``refresh_requested`` announce first that the connection will be closed, which is a second later.

``POST /faults`` takes a rule, and ``{"clock": SECONDS}`` puts the service's clock forward by so
much, or back; ``GET /faults`` shows the rules, the clock and what has happened; ``DELETE
/faults`` takes all of it back. ``--fault METHOD:KIND[,after][,NAME=VALUE…]`` is the same from the
command line.
"""

from playground.faults.answers import befall
from playground.faults.clock import ShiftedClock
from playground.faults.options import add_fault_options, rules_of
from playground.faults.routes import faults_route
from playground.faults.rules import BadRule, Faults, Rule

__all__ = [
    "BadRule",
    "Faults",
    "Rule",
    "ShiftedClock",
    "add_fault_options",
    "befall",
    "faults_route",
    "rules_of",
]
