"""Serving the pages: a uvicorn server around the app."""

import uvicorn

from api.app import Web, create_app
from service.context import Context


def server(context: Context, host: str, port: int) -> uvicorn.Server:
    """A server that has not been started."""
    chosen = context.settings
    app = create_app(
        context.engine,
        Web(
            secret_key=chosen.secret_key,
            public_url=chosen.public_url,
            municipality=chosen.municipality,
            now=context.clock,
            sample=context.sample,
            contact_keys=chosen.vault_keys,
            retired_keys=chosen.retired_keys,
        ),
    )
    return uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False))


def serve(context: Context, host: str, port: int) -> None:
    """Serve until stopped."""
    server(context, host, port).run()
