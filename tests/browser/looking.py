"""Screenshots for whoever wants to look at the pages."""

import os
from pathlib import Path

from playwright.async_api import Page


async def shot(page: Page, name: str) -> None:
    """A screenshot: LANTAI_SCREENSHOTS names the folder. The page never runs sideways."""
    over = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0, f"{name} runs {over} px out of the window"
    folder = os.environ.get("LANTAI_SCREENSHOTS")
    if folder:
        await page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
