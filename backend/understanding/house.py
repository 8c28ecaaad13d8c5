"""The catalogue of the house that runs on this home, for commands beside it."""

from collections.abc import Callable

import httpx

from backend.domain.catalogue import Catalogue, CatalogueError
from backend.kit.running import part_url
from backend.kit.settings import Settings
from backend.understanding.training import catalogue as shipped

_PATIENCE = httpx.Timeout(2.0, connect=0.5)


async def catalogue_in_force(settings: Settings, say: Callable[[str], None]) -> Catalogue:
    """What the live gateway reads by: the catalogue with what was changed in the console.

    Without a house, or with one that does not answer at once, it is the shipped one; in the second case that is said.
    """
    url = part_url(settings, "backend")
    if url is None:
        return shipped()
    headers = {"Authorization": f"Bearer {settings.service_token}"}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=_PATIENCE) as http:
            answer = await http.get("/api/v1/configuration")
            answer.raise_for_status()
            return Catalogue.from_mapping(answer.json()["catalogue"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError, CatalogueError) as error:
        say(f"The running house does not tell its catalogue ({type(error).__name__}); going by the shipped one.")
        return shipped()
