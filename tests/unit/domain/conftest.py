"""The shipped configuration and calendar, as the rules see them."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.domain.calendar import WorkCalendar
from backend.domain.catalogue import Catalogue
from backend.domain.service_info import ServiceInfo

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = yaml.safe_load((ROOT / "backend/catalogue/defaults.yaml").read_text(encoding="utf-8"))
HOLIDAYS = yaml.safe_load((ROOT / "backend/domain/data/holidays.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def shipped() -> dict[str, Any]:
    """A copy of the shipped configuration that a test may spoil."""
    return deepcopy(SHIPPED)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.from_mapping(deepcopy(SHIPPED["catalogue"]))


@pytest.fixture(scope="session")
def service() -> ServiceInfo:
    return ServiceInfo.from_mapping(deepcopy(SHIPPED["service"]))


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return WorkCalendar.from_mapping(deepcopy(HOLIDAYS))
