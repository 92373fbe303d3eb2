"""Scripts, styles and pictures: the same for everybody, kept by browsers until a new version names them anew."""

from pathlib import Path

from starlette import staticfiles
from starlette.responses import Response
from starlette.types import Scope

from cointracker_pipeline.web.version import VERSION

FOLDER = Path(__file__).with_name("static")


class StaticFiles(staticfiles.StaticFiles):
    """Serves ``static/``; a URL with ``?v=`` and this version's mark may be kept for a year."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        is_named = scope["query_string"] == f"v={VERSION}".encode()
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_named else "no-cache"
        return response
