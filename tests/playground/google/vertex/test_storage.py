"""Cloud Storage, as far as it is here."""

import requests

from tests.playground.google.local import BEN, Google
from tests.playground.google.vertex.local import CLOUD, lines, upload

BUCKET = f"/storage/v1/b/{CLOUD.bucket}"
UPLOAD = f"/upload/storage/v1/b/{CLOUD.bucket}/o"
UNIT = 256 * 1024


def test_an_object_is_uploaded_read_listed_and_deleted(google: Google) -> None:
    told = upload(google, "tuner/a b.jsonl", lines()).json()
    assert (told["name"], told["bucket"]) == ("tuner/a b.jsonl", CLOUD.bucket)
    assert told["size"] == str(len(lines()))
    assert told["generation"].isdigit()
    path = f"{BUCKET}/o/tuner%2Fa%20b.jsonl"
    assert google.call("GET", path).json() == told
    assert google.call("GET", f"{path}?alt=media").text == lines()
    upload(google, "other.jsonl", "")
    listed = google.call("GET", f"{BUCKET}/o", params={"prefix": "tuner/"}).json()
    assert listed["items"] == [told]
    first = google.call("GET", f"{BUCKET}/o", params={"maxResults": "1"}).json()
    query = {"pageToken": first["nextPageToken"]}
    rest = google.call("GET", f"{BUCKET}/o", params=query).json()
    assert [it["name"] for it in (*first["items"], *rest["items"])] == ["other.jsonl", told["name"]]
    assert google.call("DELETE", path).status_code == 204
    assert google.call("GET", path).status_code == 404
    assert google.call("DELETE", path).status_code == 404


def test_what_must_not_be_there_yet_is_refused_with_412(google: Google) -> None:
    assert upload(google, "it.jsonl", "one", ifGenerationMatch="0").status_code == 200
    again = upload(google, "it.jsonl", "two", ifGenerationMatch="0")
    assert again.status_code == 412
    assert again.json()["error"]["errors"][0]["reason"] == "conditionNotMet"
    assert google.call("GET", f"{BUCKET}/o/it.jsonl?alt=media").text == "one"
    assert upload(google, "it.jsonl", "three").status_code == 200
    assert google.call("GET", f"{BUCKET}/o/it.jsonl?alt=media").text == "three"


def begun(google: Google, name: str) -> requests.Response:
    query = {"uploadType": "resumable", "name": name, "ifGenerationMatch": "0"}
    return google.call("POST", UPLOAD, {"name": name}, params=query)


def part(google: Google, where: str, content: bytes, said: str) -> requests.Response:
    headers = {"Content-Range": f"bytes {said}"}
    path = where.removeprefix(google.url)
    return google.call("PUT", path, content, headers=headers, allow_redirects=False)


def test_a_large_object_comes_in_parts(google: Google) -> None:
    content = b"x" * (2 * UNIT + 5)
    where = begun(google, "large.jsonl").headers["Location"]
    size = len(content)
    more = part(google, where, content[:UNIT], f"0-{UNIT - 1}/{size}")
    assert (more.status_code, more.headers["Range"]) == (308, f"bytes=0-{UNIT - 1}")
    asked = part(google, where, b"", f"*/{size}")
    assert (asked.status_code, asked.headers["Range"]) == (308, f"bytes=0-{UNIT - 1}")
    again = part(google, where, content[:UNIT], f"0-{UNIT - 1}/{size}")
    assert again.headers["Range"] == f"bytes=0-{UNIT - 1}", "a part that is there is not added"
    odd = part(google, where, content[UNIT : UNIT + 7], f"{UNIT}-{UNIT + 6}/{size}")
    assert odd.status_code == 400
    done = part(google, where, content[UNIT:], f"{UNIT}-{size - 1}/{size}")
    assert (done.status_code, done.json()["size"]) == (200, str(size))
    assert part(google, where, b"", f"*/{size}").json() == done.json()
    assert google.call("GET", f"{BUCKET}/o/large.jsonl?alt=media").content == content
    assert begun(google, "large.jsonl").status_code == 412
    assert part(google, f"{where}x", b"", "*/1").status_code == 404


def test_the_bucket_says_where_it_is_and_what_one_may(google: Google) -> None:
    assert google.call("GET", BUCKET).json()["location"] == "US-CENTRAL1"
    query = {"permissions": ["storage.objects.create", "storage.objects.get"]}
    told = google.call("GET", f"{BUCKET}/iam/testPermissions", params=query).json()
    assert told["permissions"] == query["permissions"]


def test_refusals_are_worded_as_cloud_storage_words_them(google: Google) -> None:
    elsewhere = upload(google, "it.jsonl", "x", bucket="elsewhere")
    assert elsewhere.status_code == 404
    assert elsewhere.json()["error"]["message"] == "The specified bucket does not exist."
    assert upload(google, "", "x").status_code == 400
    assert upload(google, "x", "x", uploadType="multipart").status_code == 400
    assert upload(google, "x", "x", ifGenerationMatch="y").status_code == 400
    assert google.call("GET", BUCKET, headers={"Authorization": "Bearer x"}).status_code == 401
    token = google.token(BEN, ("openid",))
    headers = {"Authorization": f"Bearer {token}"}
    told = google.call("GET", BUCKET, headers=headers)
    assert told.status_code == 403
    assert told.json()["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
