"""What can be made to go wrong on purpose, and the rules that are uncertain on the real platform."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

AllowanceRule = Literal["max", "sum", "last"]
AccountKind = Literal["verified_service", "verified_subscription", "unverified"]
Encryption = Literal["plain", "compatible", "safe"]


class ApiFault(BaseModel):
    """The next `count` calls whose path contains `path` answer `code`, or that HTTP status, after `delay`."""

    model_config = ConfigDict(extra="forbid")

    path: str = ""
    code: int = 0
    status: int = Field(200, ge=200, le=599)
    delay: float = Field(0, ge=0, le=60)
    count: int = Field(1, ge=0, le=1_000_000)


class Knobs(BaseModel):
    """All knobs at rest: a platform that behaves. Setting some leaves the others alone."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    # pushes
    push_delay: float = Field(0, ge=0, le=60)
    duplicates: int = Field(0, ge=0, le=10)
    reorder: float = Field(0, ge=0, le=30, description="collect pushes for so many seconds, send the last first")
    drop_pushes: int = Field(0, ge=0, description="so many pushes never leave")
    drop_answers: int = Field(0, ge=0, description="so many answers get lost on the way back")
    answer_seconds: float = Field(5, gt=0, le=60)
    tries: int = Field(3, ge=1, le=5)
    retry_refusals: bool = Field(False, description="ask again after an HTTP error status as after silence")
    mark_fail: int = Field(0, ge=0, description="so many failures in a row silence the account; 0 never")
    mark_fail_seconds: float = Field(60, ge=0)
    empty_recognition: bool = False
    # the API
    api: list[ApiFault] = []
    allowed_addresses: list[str] = []
    template_ids: list[str] = Field([], description="known templates; empty knows all")
    allowance_rule: AllowanceRule = "max"
    account: AccountKind | None = None
    encryption: Encryption | None = None


class Faults:
    """The present knobs; counted ones run out by themselves."""

    def __init__(self) -> None:
        self.knobs = Knobs()

    def change(self, changes: dict[str, object]) -> Knobs:
        """Lay changes over the present knobs. Raises pydantic's ValidationError."""
        self.knobs = Knobs.model_validate(self.knobs.model_dump() | changes)
        return self.knobs

    def reset(self) -> None:
        """Everything behaves again."""
        self.knobs = Knobs()

    def take_push(self) -> bool:
        """Whether this push is to be dropped."""
        if not self.knobs.drop_pushes:
            return False
        self.knobs.drop_pushes -= 1
        return True

    def take_answer(self) -> bool:
        """Whether this answer is to be lost."""
        if not self.knobs.drop_answers:
            return False
        self.knobs.drop_answers -= 1
        return True

    def take_api(self, path: str) -> ApiFault | None:
        """The fault that this call meets, if any."""
        for fault in self.knobs.api:
            if fault.count and fault.path in path:
                fault.count -= 1
                return fault
        return None
