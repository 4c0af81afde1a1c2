"""`python -m tests.botapi`: a server in a process of its own.

The first line on standard output is JSON: `{"url": …, "control": …, "token": …}`.
It runs until SIGTERM or Ctrl-C.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from .runtime import TOKEN, Runtime


async def serve(token: str, port: int, control_port: int) -> None:
    """Run until a signal comes."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runtime = Runtime(token, port, control_port)
    await runtime.start()
    assert runtime.control_http is not None
    told = {
        "url": f"http://127.0.0.1:{runtime.http.port}",
        "control": f"http://127.0.0.1:{runtime.control_http.port}",
        "token": token,
    }
    print(json.dumps(told), flush=True)
    await stop.wait()
    await runtime.stop()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.botapi", description="A Bot API server for tests.")
    parser.add_argument("--port", type=int, default=0, help="port of the Bot API; 0: any")
    parser.add_argument("--control-port", type=int, default=0, help="port of the control interface; 0: any")
    parser.add_argument("--token", default=TOKEN, help="the bot token it takes")
    options = parser.parse_args()
    asyncio.run(serve(options.token, options.port, options.control_port))


if __name__ == "__main__":
    main()
