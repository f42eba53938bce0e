"""Runs the sandbox alone: ``python -m adapters.sandbox --port 8042``."""

import argparse

from adapters.sandbox.app import run


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m adapters.sandbox",
        description="A stand-in for ActivitySmith. Every ask_ key is an account of its own.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8042, help="port to listen on; 0 takes any")
    chosen = parser.parse_args()
    run(chosen.host, chosen.port)


if __name__ == "__main__":
    main()
