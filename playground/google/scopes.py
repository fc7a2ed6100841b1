"""What an app may be allowed to do: each scope's words, and which calls it opens."""

BASE = "https://www.googleapis.com/auth/"

CLOUD = BASE + "cloud-platform"
GENERATIVE = BASE + "generative-language"
TUNING = BASE + "generative-language.tuning"
TUNING_READ = BASE + "generative-language.tuning.readonly"
RETRIEVER = BASE + "generative-language.retriever"
RETRIEVER_READ = BASE + "generative-language.retriever.readonly"
STORAGE = BASE + "devstorage.read_write"
SHEETS = BASE + "spreadsheets.readonly"
EMAIL = BASE + "userinfo.email"
PROFILE = BASE + "userinfo.profile"

WORDS = {
    "openid": "Know who you are on this service",
    EMAIL: "See your email address",
    PROFILE: "See your name",
    CLOUD: "See, change and delete everything of yours on this service",
    GENERATIVE: "Ask generative models as you",
    TUNING: "Create, change, share and delete your tuned models",
    TUNING_READ: "See and ask your tuned models",
    RETRIEVER: "See and change your semantic retrieval data, and ask models as you",
    STORAGE: "See and change what is in your buckets",
    SHEETS: "See your sheets",
    RETRIEVER_READ: "See your semantic retrieval data, and ask models as you",
}
SHORT = {"email": EMAIL, "profile": PROFILE}
SIGN_IN = frozenset({"openid", EMAIL, PROFILE})

CHANGE = frozenset({CLOUD, TUNING})
READ = frozenset({CLOUD, TUNING, TUNING_READ})
USE = frozenset({CLOUD, GENERATIVE, TUNING, TUNING_READ, RETRIEVER, RETRIEVER_READ})


def split(text: str) -> tuple[str, ...]:
    """Return the scopes of a request, each once, under their long names."""
    return tuple(dict.fromkeys(SHORT.get(scope, scope) for scope in text.split()))
