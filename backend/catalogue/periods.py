"""The periods of the configuration that rooms work by, read once and checked."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Retention(BaseModel):
    """How long things are kept, and when a silent requester is reminded; in days."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    draft_days: int = Field(30, ge=1, le=36500)
    unfiled_attachment_days: int = Field(30, ge=1, le=36500)
    conversation_days: int = Field(180, ge=1, le=36500)
    closed_request_identity_days: int = Field(365, ge=1, le=36500)
    identity_picture_days: int = Field(90, ge=1, le=36500)
    unfollow_grace_days: int = Field(7, ge=0, le=3650)
    reminder_after_days: int = Field(3, ge=1, le=365)
    reminder_every_days: int = Field(7, ge=1, le=365)
    reminders_most: int = Field(3, ge=0, le=20)
    duplicate_window_days: int = Field(30, ge=0, le=3650)


class Quiet(BaseModel):
    """Hours in which nothing is sent that can wait."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    begins: time = Field(alias="from")
    ends: time = Field(alias="to")

    def covers(self, moment: time) -> bool:
        """Whether a local time lies in them; they may run over midnight."""
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


class Deadlines(BaseModel):
    """Promises, in working days; None where no date is promised."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    review_working_days: int | None = Field(None, ge=1, le=250)
    cut_off: time | None = None
    due_soon_working_days: int = Field(1, ge=0, le=60)
    default_working_days: int | None = Field(None, ge=1, le=250)


class Shut(BaseModel):
    """Days on which the archive is shut; only those that stop the clock move promises."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore")

    name: dict[str, str]
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    stops_clock: bool = False


class Way(BaseModel):
    """One way in which papers go out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    enabled: bool = True


class Service(BaseModel):
    """What rooms need of the service section; the rest is for the dialogue."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    retention: Retention = Retention()
    deadlines: Deadlines = Deadlines()
    quiet_hours: Quiet | None = None
    closures: tuple[Shut, ...] = ()
    delivery: dict[str, Way] = Field(default_factory=dict)

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways of delivery that are switched on."""
        return tuple(name for name, way in self.delivery.items() if way.enabled)

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> "Service":
        """Read the section; pydantic's ValidationError names what is wrong."""
        return cls.model_validate(dict(section))
