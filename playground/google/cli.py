"""`python -m playground google`, and `python -m playground password EMAIL`."""

import argparse
import contextlib
import getpass
import signal
import socket
import sys
import threading
from collections.abc import Generator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from playground.faults import BadRule, add_fault_options, rules_of
from playground.google import scopes
from playground.google.app import make_app
from playground.google.people import SERVICE, People
from playground.google.service import Service
from playground.google.settings import CLIENT, Settings, is_loopback
from playground.google.store import Store
from playground.google.vertex.options import add_cloud_options, cloud_of
from playground.trainer import Trainer, TrainerError
from playground.trainer.lora import LoraTrainer
from playground.trainer.replay import ReplayTrainer

DATA = Path(".playground")
KEY = "service-account.json"
LEAST = 8  # characters of a password


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--port", type=int, default=8090, help="0 takes a free one (default: %(default)s)")
    add("--host", default="127.0.0.1", help="beyond this machine people must have passwords")
    add("--data", type=Path, default=DATA, help="what is kept (default: %(default)s)")
    add("--trainer", choices=("lora", "replay"), default="lora", help="replay: for load tests only")
    add(
        "--base",
        action="append",
        default=[],
        metavar="NAME=SOURCE",
        help="a base model: a Hugging Face id or a folder; the first is the default base",
    )
    add("--step-seconds", type=float, default=0.01, help="of the replay trainer")
    add("--client-id", default=CLIENT, help="of the one OAuth client (default: %(default)s)")
    add("--client-secret", default="", help="made up and kept if not given")
    add("--redirect-uri", action="append", default=[], help="where sign-in may lead back to")
    add("--api-key", default="", help="made up and kept if not given")
    add("--app-name", default="Tuner", help="how the sign-in page calls the app")
    add("--token-seconds", type=int, default=3599, help="how long an access token lasts")
    add("--rotate-refresh", action="store_true", help="a refresh token works once")
    add(
        "--no-tuned-streaming",
        action="store_true",
        help="answer 404 to streaming with tuned models, as Google's service did",
    )
    add_cloud_options(parser)
    add_fault_options(parser)


def add_password_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="whose; an account is made if there is none")
    parser.add_argument("--data", type=Path, default=DATA)


def run(args: argparse.Namespace) -> None:
    """Serve until told to stop by Ctrl-C or SIGTERM."""
    if not is_loopback(args.host):
        _need_passwords(args.data)
    listener = _listen(args.host, args.port)
    try:
        trainer = make_trainer(args)
    except TrainerError as error:
        sys.exit(f"google: {error}")
    try:
        _prepare(trainer)
        app = make_app(settings_of(args), trainer)
        service: Service = app.state.service
        service.robot.write(service.settings.data / KEY, url_of(listener))
        _order(service, args)
        Server(app, listener, lines_of(service, args)).serve_until_told()
    except KeyboardInterrupt:  # while the base was being prepared
        pass
    finally:
        trainer.close()
        listener.close()


def set_password(args: argparse.Namespace) -> None:
    """Ask for a password twice, or read one line where nobody is at a keyboard."""
    if sys.stdin.isatty():
        password = getpass.getpass(f"New password of {args.email}: ")
        if getpass.getpass("Again: ") != password:
            sys.exit("The two are not the same. Nothing was changed.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < LEAST:
        sys.exit(f"A password needs at least {LEAST} characters. Nothing was changed.")
    People(Store(_file(args.data))).set_password(args.email, password)
    print(f"{args.email} can sign in with this password.")  # noqa: T201


def settings_of(args: argparse.Namespace) -> Settings:
    return Settings(
        data=args.data / "google",
        client_id=args.client_id,
        client_secret=args.client_secret,
        api_key=args.api_key,
        redirect_uris=tuple(args.redirect_uri),
        app_name=args.app_name,
        access_seconds=args.token_seconds,
        rotate_refresh=args.rotate_refresh,
        stream_tuned=not args.no_tuned_streaming,
        open_sign_in=is_loopback(args.host),
        cloud=cloud_of(args),
    )


def make_trainer(args: argparse.Namespace) -> Trainer:
    folder = args.data / "trainer"
    if args.trainer == "replay":
        return ReplayTrainer(folder, step_seconds=args.step_seconds)
    pairs = [each.partition("=") for each in args.base]
    wrong = [name for name, _, source in pairs if not (name and source)]
    if wrong:
        sys.exit(f"--base is NAME=SOURCE, not {wrong[0]}.")
    bases = {name: source for name, _, source in pairs}
    return LoraTrainer(folder, bases=bases) if bases else LoraTrainer(folder)


def lines_of(service: Service, args: argparse.Namespace) -> list[str]:
    """Say what a client needs to call this service."""
    settings = service.settings
    lines = [
        f"trainer {service.trainer.label}",
        f"client-id {settings.client_id}",
        f"client-secret {service.client_secret}",
        f"api-key {service.api_key} acts as {SERVICE}",
        f"project {settings.cloud.project}",
        f"location {settings.cloud.bucket_region}",
        f"bucket {settings.cloud.bucket}",
        f"service-account {(settings.data / KEY).resolve()} acts as {service.robot.email}",
    ]
    if is_loopback(args.host):
        # Not sheets: whoever signs in later would have agreed to them already.
        every = [scope for scope in scopes.WORDS if scope != scopes.SHEETS]
        for person in service.people.all():
            token = service.tokens.hand_out(person.email, settings.client_id, every)
            lines.append(f"token {token} acts as {person.email} for {settings.access_seconds} s")
    return lines


class Server(uvicorn.Server):
    """Serve on a socket that listens already, and say so once requests are answered."""

    def __init__(self, app: Starlette, listener: socket.socket, lines: list[str]) -> None:
        config = uvicorn.Config(
            app, log_config=None, lifespan="off", timeout_graceful_shutdown=3, server_header=False
        )
        super().__init__(config)
        self._listener, self._lines = listener, lines

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"google: ready {url_of(self._listener)}")  # noqa: T201
        for line in self._lines:
            print(f"google: {line}")  # noqa: T201
        sys.stdout.flush()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Stop when told, and return: uvicorn's own way kills the process before it can tidy."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in _STOPS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def serve_until_told(self) -> None:
        super().run(sockets=[self._listener])


_STOPS = (signal.SIGINT, signal.SIGTERM)


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _order(service: Service, args: argparse.Namespace) -> None:
    try:
        for rule in rules_of(args):
            service.faults.add(rule)
    except BadRule as error:
        sys.exit(f"google: {error}")


def _need_passwords(data: Path) -> None:
    file = _file(data)
    if not file.exists() or not any(each.has_password for each in People(Store(file)).all()):
        sys.exit(
            "Beyond this machine, people need passwords to sign in. Set one first: "
            "python -m playground password EMAIL"
        )


def _file(data: Path) -> Path:
    return data / "google" / "google.db"


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=_family(host), backlog=256)
    except OSError as error:
        sys.exit(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another --port.")


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _prepare(trainer: Trainer) -> None:
    base = trainer.bases()[0]
    if not base.prepared:
        print(f"google: preparing {base.display_name}, once …", flush=True)  # noqa: T201
    try:
        trainer.prepare(base.name)
    except TrainerError as error:
        sys.exit(f"google: {error}")
