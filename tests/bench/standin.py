"""The sandbox as a program, with the same switches for every account."""

import asyncio
import json
import sys

from adapters.sandbox.app import Sandbox
from adapters.sandbox.switches import Switches


async def serve(switches: Switches) -> None:
    """Serve until stopped."""
    async with Sandbox(switches=switches, log_size=20_000).serve() as url:
        print(url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Switches(**json.loads(sys.argv[1]))))
