"""The command line. `lockstep --help` imports nothing that a command does not need."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.adapter import Platform

Run = Callable[[argparse.Namespace], int]

_ABOUT = "Keeps iPhone Lock Screens in step with the channel, through ActivitySmith."


def main(arguments: Sequence[str] | None = None) -> int:
    """The `lockstep` command: its exit code is 0, 1 (it went wrong) or 2 (it was said wrong)."""
    given = _parser().parse_args(arguments)
    from bot.errors import LockstepError, SettingsInvalid  # Only now, so that --help is quick.

    run: Run = given.run
    try:
        code = run(given)
        sys.stdout.flush()
        return code
    except SettingsInvalid as exc:
        return _complain(str(exc), 2)
    except LockstepError as exc:
        return _complain(str(exc), 1)
    except BrokenPipeError:
        # Whoever read has read enough; the interpreter would complain of what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as exc:
        where = f": {exc.filename}" if exc.filename else ""
        return _complain(f"{exc.strerror or exc}{where}.", 1)


def _complain(sentence: str, code: int) -> int:
    print(f"lockstep: {sentence}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lockstep", description=_ABOUT)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, about: str, run: Run) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(run=run)
        return added

    command("run", "Everything in one process: web and reconciler.", _run)
    command("web", "The web part alone: it stores, and shows nothing.", _web)
    command("reconcile", "The reconciler alone: it shows what is due.", _reconcile)
    discord = command("discord", "Discord alone, and the reconciler: no web, no Slack.", _discord)
    discord.add_argument("--sync", action="store_true", help="register the commands where Discord "
                         "has other ones, and end: a step of each deploy")  # fmt: skip

    command("demo", "A chat and a Lock Screen in one page; needs no account.", _demo)

    sandbox = command("sandbox", "A stand-in for ActivitySmith, for anybody's tests.", _sandbox)
    sandbox.add_argument("--host", default="127.0.0.1", help="where to listen (127.0.0.1)")
    sandbox.add_argument("--port", type=_port, default=8787, help="the port under /api (8787)")

    say = command("say", "Speak into a console channel; prints what the card shows.", _say)
    say.add_argument("channel", help="such as ops or '#ops'")
    say.add_argument("words", nargs="+", help="what would follow /live, such as: start Build fails")
    say.add_argument("--as", dest="speaker", default="", metavar="NAME", help="who speaks (you)")

    key = command("key", "A key for POST /say, for a script or CI.", _key)
    key.add_argument("name", help="who will hold it")

    listing = command("list", "What is live; with --all, what has ended too.", _list)
    listing.add_argument("--all", action="store_true", help="the latest 100, ended ones too")

    show = command("show", "One activity: its card and what the phones show.", _show)
    show.add_argument("name", help="as in `lockstep list`, or an id")

    export = command("export", "An activity's timeline, for a report.", _export)
    export.add_argument("name", help="as in `lockstep list`, or an id")
    export.add_argument("--format", choices=["json", "csv", "md"], default="json")

    doctor = command("doctor", "Checks everything, and names a fix for each finding.", _doctor)
    doctor.add_argument("--channel", default="", metavar="ID", help="post one message to this "
                        "channel of Slack or Discord, and delete it again")  # fmt: skip

    manifest = command(
        "manifest", "What a platform makes the app of this Lockstep from.", _manifest
    )
    manifest.add_argument("platform", choices=["slack", "discord"], help="a manifest for Slack, "
                          "an invite link for Discord")  # fmt: skip
    manifest.add_argument("--socket", action="store_true", help="hear Slack by a connection that "
                          "Lockstep opens: no public address is needed")  # fmt: skip
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 65_535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _run(given: argparse.Namespace) -> int:
    return _serve(site=True, reconcile=True)


def _web(given: argparse.Namespace) -> int:
    return _serve(site=True, reconcile=False)


def _reconcile(given: argparse.Namespace) -> int:
    return _serve(site=False, reconcile=True)


def _discord(given: argparse.Namespace) -> int:
    if given.sync:
        return _sync()
    from adapters.discord import alone

    return _serve(site=False, reconcile=True, platforms=(alone,))


def _sync() -> int:
    import asyncio
    import logging

    from adapters import discord, logs

    logs.set_up(level=logging.ERROR)  # What it prints is what it did.
    print(asyncio.run(discord.register()))
    return 0


def _serve(*, site: bool, reconcile: bool, platforms: Sequence["Platform"] | None = None) -> int:
    with _stoppable():
        import asyncio

        from adapters import logs
        from adapters.serve import serve
        from bot.settings import read_settings

        logs.set_up()
        parts = {} if platforms is None else {"platforms": platforms}
        asyncio.run(serve(read_settings(), site=site, reconcile=reconcile, **parts))
    return 0


def _demo(given: argparse.Namespace) -> int:
    with _stoppable():
        import asyncio
        import logging

        from adapters import logs
        from adapters.demo.demo import run

        logs.set_up(level=logging.ERROR)  # What goes wrong at ActivitySmith, the page shows.
        asyncio.run(run())
    return 0


@contextmanager
def _stoppable() -> Iterator[None]:
    """A signal is a way to end, from before the first import to after the last line."""
    import signal

    # Until somebody listens for signals, nothing has begun that must be finished. Not by an
    # exception: one that is raised amid an import comes out as another, and as a traceback.
    numbers = (signal.SIGTERM, signal.SIGINT)
    for number in numbers:
        signal.signal(number, lambda *_: os._exit(0))
    try:
        yield
    finally:
        for number in numbers:  # All is over but the interpreter's own end.
            signal.signal(number, signal.SIG_IGN)


def _sandbox(given: argparse.Namespace) -> int:
    from adapters import logs, sandbox

    logs.set_up()
    sandbox.run(given.host, given.port)
    return 0


def _say(given: argparse.Namespace) -> int:
    import asyncio
    import logging

    from adapters import logs
    from adapters.speak import as_typed, speak
    from bot.settings import read_settings

    logs.set_up(level=logging.ERROR)  # What it prints is the card, or one sentence.
    words = as_typed(given.words)
    print(asyncio.run(speak(read_settings(), given.channel, words, speaker=given.speaker)))
    return 0


def _key(given: argparse.Namespace) -> int:
    from adapters import keys
    from bot.settings import read_settings

    print(keys.make(keys.secret_of(read_settings()), given.name))
    return 0


def _list(given: argparse.Namespace) -> int:
    return _look("everything", everything=given.all)


def _show(given: argparse.Namespace) -> int:
    return _look("one", name=given.name)


def _export(given: argparse.Namespace) -> int:
    return _look("timeline", name=given.name, form=given.format)


def _look(what: str, **particulars: object) -> int:
    import asyncio

    from adapters import looks
    from bot.settings import read_settings

    print(asyncio.run(getattr(looks, what)(read_settings(), **particulars)))
    return 0


def _doctor(given: argparse.Namespace) -> int:
    import asyncio

    from adapters.doctor import examine

    return asyncio.run(examine(given.channel))


def _manifest(given: argparse.Namespace) -> int:
    if given.platform == "discord":
        if given.socket:
            return _complain("--socket is for Slack; with Discord it is never otherwise.", 2)
        import asyncio

        from adapters import discord

        print(asyncio.run(discord.invite()))
        return 0
    import json

    from adapters import slack

    print(json.dumps(slack.app_manifest(is_socket=given.socket), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
