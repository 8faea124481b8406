"""The imaginary subscription app of the demo: what it sends, how much, and which faults are planted in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

VERSION = "2026.11.3"
"""Changes with every change of the traffic or of the project that is built on it."""

PLATFORMS: Mapping[str, float] = {"ios": 0.42, "android": 0.38, "web": 0.20}
HISTORY_DAYS, FIRST_HOUR = 62, 3
"""Traffic begins on the day this long before the demo was made, at that hour (UTC), while it rises."""
RELEASE_EVERY = timedelta(days=14)
NEWEST_RELEASE_AGE = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Event:
    """`hourly` is the mean number of rows an hour, averaged over a week."""

    type_name: str
    name: str
    hourly: float
    sells: bool = False
    """Its rows name a product."""
    ended: timedelta | None = None
    """How long before the demo was made it stopped for good."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Multiplies an event's rows from `begins` to `ends`, both counted from the hour the demo was made in."""

    key: str
    event: str
    begins: timedelta
    ends: timedelta
    factor: float
    direction: str
    platform: str | None = None
    untold: bool = False
    """The first message about it did not arrive."""
    marker: str | None = None
    """Its name on the chart of its event, for those who look for what was planted."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """Multiplies an event's rows like a fault, but was planned: its type expects it for just that time."""

    label: str
    words: str
    event: str
    begins: timedelta
    ends: timedelta
    factor: float
    platform: str | None = None


PRODUCTS = ("prod_weekly", "prod_monthly", "prod_yearly")

EVENTS: tuple[Event, ...] = (
    Event("screen_view", "Home View", 640),
    Event("screen_view", "Product View", 460),
    Event("screen_view", "Search Results View", 120),
    Event("screen_view", "Paywall View", 60, sells=True),
    Event("screen_view", "Checkout View", 60, sells=True),
    Event("screen_view", "Settings View", 50),
    Event("action", "Item Tapped", 560),
    Event("action", "Push Opened", 60),
    Event("action", "Share Tapped", 40),
    Event("purchase", "Trial Started", 70, sells=True),
    Event("purchase", "Purchase Completed", 60, sells=True),
    Event("purchase", "Subscription Renewed", 50, sells=True),
    Event("purchase", "Subscription Cancelled", 2.5, sells=True, ended=timedelta(days=45)),
)

_HOUR = timedelta(hours=1)

FAULTS: tuple[Fault, ...] = (
    Fault("spike", "Paywall View", -3 * _HOUR, 2 * _HOUR, 2.8, "spike", marker="Injected demo spike"),
    Fault("silence", "Push Opened", -9 * _HOUR, 36 * _HOUR, 0.0, "drop"),
    Fault("platform", "Search Results View", -7 * _HOUR, 36 * _HOUR, 0.0, "drop", platform="android", untold=True),
)

CAMPAIGNS: tuple[Campaign, ...] = (
    Campaign(
        "Spring promo (planned)",
        "A discount for some hours. It was announced here, so nobody is told that more people buy.",
        "Purchase Completed",
        -55 * _HOUR,
        -49 * _HOUR,
        2.5,
    ),
)
