"""How Tuner reaches Slack, and how Bolt knows whom a request is for."""

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

SLACK_TIMEOUT = 10  # seconds


def make_bolt(slack: WebClient, bot: SlackResponse) -> App:
    """Make the Bolt app of the one workspace that *bot*, an answer of `auth.test`, is in."""

    def authorize() -> AuthorizeResult:  # Bolt's own way asks Slack again at each request
        return AuthorizeResult.from_auth_test_response(
            bot_token=slack.token, auth_test_response=bot
        )

    # Requests carry a client of their own, made after this one, with the token from above. It
    # has none itself, since Bolt complains of two.
    client = WebClient(base_url=slack.base_url, timeout=slack.timeout, retry_handlers=[])
    return App(process_before_response=True, authorize=authorize, client=client)
