"""Queries of configuration versions."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.configuration import ConfigurationVersion


async def newest_id(session: AsyncSession) -> int:
    """Number of the newest change; 0 when nothing was changed."""
    return int(await session.scalar(select(func.max(ConfigurationVersion.id))) or 0)


async def overlays(session: AsyncSession) -> dict[str, dict[str, Any]]:
    """The newest overlay of each section."""
    newest = select(func.max(ConfigurationVersion.id)).group_by(ConfigurationVersion.section)
    rows = await session.scalars(select(ConfigurationVersion).where(ConfigurationVersion.id.in_(newest)))
    return {row.section: row.value for row in rows}


async def versions(session: AsyncSession, section: str, limit: int) -> list[ConfigurationVersion]:
    """The newest versions of a section."""
    query = select(ConfigurationVersion).where(ConfigurationVersion.section == section)
    return list(await session.scalars(query.order_by(ConfigurationVersion.id.desc()).limit(limit)))
