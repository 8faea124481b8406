"""`/docs`: a reference page from files of this package; no script inside the page, nothing from elsewhere."""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "docs"


def install(app: FastAPI) -> None:
    @app.get("/docs", include_in_schema=False)
    async def reference() -> FileResponse:
        return FileResponse(FOLDER / "index.html", headers={"Cache-Control": "no-cache"})

    app.mount("/docs", StaticFiles(directory=FOLDER), name="docs")
