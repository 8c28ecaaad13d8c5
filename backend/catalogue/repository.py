"""Queries of configuration versions."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.configuration import ConfigurationVersion, SettledConfiguration

_SETTLED = 1
_IN_FORCE = ConfigurationVersion.section.in_(("catalogue", "service", "texts", "calendar", "notices", "menu"))
"""What lies beside it (canned replies, the rota) keeps its versions here too, and changes nobody's configuration."""


async def newest_id(session: AsyncSession) -> int:
    """Number of the newest change; 0 when nothing was changed."""
    return int(await session.scalar(select(func.max(ConfigurationVersion.id)).where(_IN_FORCE)) or 0)


async def overlays(session: AsyncSession) -> dict[str, dict[str, Any]]:
    """The newest overlay of each section."""
    newest = select(func.max(ConfigurationVersion.id)).where(_IN_FORCE).group_by(ConfigurationVersion.section)
    rows = await session.scalars(select(ConfigurationVersion).where(ConfigurationVersion.id.in_(newest)))
    return {row.section: row.value for row in rows}


async def versions(session: AsyncSession, section: str, limit: int) -> list[ConfigurationVersion]:
    """The newest versions of a section."""
    query = select(ConfigurationVersion).where(ConfigurationVersion.section == section)
    return list(await session.scalars(query.order_by(ConfigurationVersion.id.desc()).limit(limit)))


async def settled(session: AsyncSession) -> SettledConfiguration | None:
    """By which version the dates stand; None before the first was gone by."""
    return await session.get(SettledConfiguration, _SETTLED, populate_existing=True)


async def settle(session: AsyncSession, values: dict[str, object]) -> None:
    """Write down by which version the dates stand now."""
    statement = insert(SettledConfiguration).values(id=_SETTLED, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
