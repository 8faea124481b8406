"""Settings on the wire, and what bootstrap tells of the class that holds them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SectionName = Literal["runtime", "email", "security", "observability"]
Kind = Literal["text", "number", "switch", "choice", "list", "secret"]
Effect = Literal["at_once", "next_use", "next_start"]
Source = Literal["override", "env", "default"]
LONGEST = 10_000
Text = Annotated[str, Field(max_length=LONGEST)]
Value = bool | int | Text | Annotated[list[Text], Field(max_length=200)] | None
Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of one setting beside its value."""

    name: str
    section: SectionName
    kind: Kind
    description: str
    effect: Effect
    default: Any
    choices: tuple[str, ...]
    minimum: int | None
    maximum: int | None
    depends_on: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """Saved values over the environment, checked as at a start."""

    values: Mapping[str, Any]
    wrong: Mapping[str, str]
    """By setting, why its value cannot be taken; it has the environment's then."""
    problems: tuple[str, ...]
    """Why a process with these would refuse to start, or mail would not leave."""
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingsPolicy:
    shapes: tuple[Shape, ...]
    environment: Mapping[str, Any]
    running: Mapping[str, Any]
    """What this process was started on."""
    ignored: bool
    """The environment says that saved values count for nothing."""
    check: Callable[[Mapping[str, Any]], Checked]
    system: Mapping[str, bool]
    """Settings of the environment alone: whether they are set."""


class SettingOut(BaseModel):
    """How to show and change one setting."""

    name: str
    section: SectionName
    kind: Kind
    description: str
    effect: Effect
    source: Source
    configured: bool = Field(description="Whether there is a value; all that is told of a secret")
    fallback: Value = Field(description="What holds without the saved value; null for a secret")
    pending: bool = Field(description="Saved, and waiting for the processes to start again")
    choices: list[str]
    minimum: int | None
    maximum: int | None
    depends_on: str | None = Field(description="The setting without which this one means nothing")


class InstanceSettings(BaseModel):
    """Values by section, and what each setting is."""

    runtime: Values
    email: Values
    security: Values
    observability: Values
    system: dict[str, Literal["configured", "unset"]]
    overridden_fields: list[str]
    sources: dict[str, Source]
    fields: list[SettingOut]
    warnings: list[str]
    ignored: bool = Field(description="SETTINGS_IGNORE_OVERRIDES is on: saved values count for nothing")


class InstanceSettingsUpdate(BaseModel):
    """Every section and member is optional. `null` takes the saved value away; so does `reset` for whole sections."""

    model_config = ConfigDict(extra="forbid")

    runtime: Values = {}
    email: Values = {}
    security: Values = {}
    observability: Values = {}
    reset: list[SectionName] = []

    def by_name(self) -> dict[str, tuple[str, Any]]:
        """(section, value) of each setting that was sent."""
        sections = {name: getattr(self, name) for name in type(self).model_fields if name != "reset"}
        return {name: (section, value) for section, values in sections.items() for name, value in values.items()}


class ProbeResult(BaseModel):
    ok: bool
    message: str


class RowLimits(BaseModel):
    scan_row_limit_default: int
    metrics_row_limit_default: int
