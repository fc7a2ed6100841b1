"""Every method that there is."""

from playground.slack.api import (
    assistant,
    chat,
    conversations,
    files,
    misc,
    oauth,
    reactions,
    streams,
    usergroups,
    users,
    views,
)
from playground.slack.api.method import Method

METHODS: dict[str, Method] = {
    **assistant.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **misc.METHODS,
    **oauth.METHODS,
    **reactions.METHODS,
    **streams.METHODS,
    **usergroups.METHODS,
    **users.METHODS,
    **views.METHODS,
}
