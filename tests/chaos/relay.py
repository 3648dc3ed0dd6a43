"""`python -m tests.chaos.relay HERE THERE PORT...`: what is asked of a port here is asked there."""

import asyncio
import sys
from contextlib import suppress


async def main() -> None:
    here, there, *ports = sys.argv[1:]

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while some := await source.read(65536):
                sink.write(some)
                await sink.drain()
        with suppress(OSError):
            sink.close()

    async def listen(port: int) -> asyncio.Server:
        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            theirs, ours = await asyncio.open_connection(there, port)
            await asyncio.gather(pump(reader, ours), pump(theirs, writer))

        return await asyncio.start_server(one, here, port)

    servers = [await listen(int(port)) for port in ports]
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main())
