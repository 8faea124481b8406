"""The uvicorn target."""

from tripl.api.factory import create_app

app = create_app()
