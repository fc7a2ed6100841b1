"""A person at the sign-in page: no scripts, just links and a form."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import requests


class Browser:
    def __init__(self) -> None:
        self._session = requests.Session()

    def open(self, url: str) -> requests.Response:
        return self._session.get(url, timeout=10, allow_redirects=False)

    def pick(self, page: requests.Response, email: str) -> requests.Response:
        """Follow the link of one account."""
        links = [unescape(link) for link in re.findall(r'href="([^"]+)"', page.text)]
        [link] = [each for each in links if email in each.replace("%40", "@")]
        return self.open(_join(page.url, link))

    def press(
        self,
        page: requests.Response,
        choice: str = "allow",
        *,
        only: str | None = None,
        password: str = "",
        **instead: str,
    ) -> requests.Response:
        """Press a button of the consent form, with all boxes or only those that end with *only*."""
        [action] = re.findall(r'<form method="post" action="([^"]+)"', page.text)
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        boxes = re.findall(r'type="checkbox" name="scope" value="([^"]*)"', page.text)
        ticked = [box for box in boxes if only is None or box.endswith(only)]
        form = {name: unescape(value) for name, value in hidden} | instead
        data = [*form.items(), *(("scope", box) for box in ticked)]
        data += [("choice", choice), ("password", password)]
        url = _join(page.url, unescape(action))
        return self._session.post(url, data=data, timeout=10, allow_redirects=False)


def back(response: requests.Response) -> dict[str, str]:
    """Return what the app is told on the way back."""
    assert response.status_code == 303
    query = parse_qs(urlsplit(response.headers["location"]).query)
    return {name: value for name, [value] in query.items()}


def _join(url: str, path: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{path}"
