"""What people save on the settings page: checked as at a start, resolved over the environment."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from tripl.channels.base import DeliveryError
from tripl.channels.mail import Mail, MailServer, send
from tripl.db.locks import lock
from tripl.features.audit import service as audit
from tripl.features.settings import repository
from tripl.features.settings.schemas import (
    Checked,
    InstanceSettings,
    InstanceSettingsUpdate,
    ProbeResult,
    RowLimits,
    SettingOut,
    SettingsPolicy,
    Shape,
    Source,
)
from tripl.kit.errors import Invalid
from tripl.kit.principal import Principal

NO_MAIL = "Save a mail server and a From address first"
SUBJECT = "A test of tripl's mail"
TEXT = "tripl can send mail: {who} asked for this message on the settings page of {base_url}.\n"


def read(session: Session, policy: SettingsPolicy) -> InstanceSettings:
    return _present(policy, _saved(session, policy))


def change(
    session: Session, policy: SettingsPolicy, principal: Principal, wanted: InstanceSettingsUpdate
) -> InstanceSettings:
    """Save what passes the checks of a start, or nothing; raises Invalid with the settings at fault."""
    lock(session, "settings")  # two at once would each be checked against the other's past
    before = _saved(session, policy)
    after = _changed(policy, before, wanted)
    checked = policy.check(after)
    _refuse(policy, before, checked)
    # as the checks understood them: an address without its last slash, a number out of its text
    after = {name: checked.values[name] for name in after}
    shapes = {shape.name: shape for shape in policy.shapes}
    gone = before.keys() - after.keys()
    kept = {name: value for name, value in after.items() if name not in before or before[name] != value}
    if gone:
        repository.drop(session, gone)
    for name, value in kept.items():
        secret = shapes[name].kind == "secret"
        repository.save(session, name, **({"secret": value} if secret else {"value": value}))
    if gone or kept:
        payload = {"changed": sorted(kept), "taken_away": sorted(gone)}
        audit.record(
            session,
            principal,
            action="settings.update",
            target_type="settings",
            target_id=None,
            target_name=", ".join(sorted({shapes[name].section for name in (*gone, *kept)})),
            payload=payload,
        )
    return _present(policy, after)


def row_limits(session: Session, policy: SettingsPolicy) -> RowLimits:
    """What a scan without caps of its own may find and read."""
    values = policy.check({} if policy.ignored else _saved(session, policy)).values
    return RowLimits(**{name: values[name] for name in RowLimits.model_fields})


def test_email(server: MailServer | None, base_url: str, principal: Principal) -> ProbeResult:
    """One message to whoever asks, with what is saved, and the relay's own answer."""
    if server is None:
        return ProbeResult(ok=False, message=NO_MAIL)
    mail = Mail(principal.email, SUBJECT, TEXT.format(who=principal.email, base_url=base_url or "tripl"))
    try:
        answer = send(server, mail, aloud=True)
    except DeliveryError as error:
        return ProbeResult(ok=False, message=error.message)
    return ProbeResult(ok=True, message=f"{server.host}:{server.port} took the message for {principal.email}: {answer}")


def _saved(session: Session, policy: SettingsPolicy) -> dict[str, Any]:
    """Rows of settings that this version does not have, or no longer lets people change, count for nothing."""
    found = repository.saved(session)
    return {shape.name: found[shape.name] for shape in policy.shapes if shape.name in found}


def _changed(policy: SettingsPolicy, before: Mapping[str, Any], wanted: InstanceSettingsUpdate) -> dict[str, Any]:
    shapes = {shape.name: shape for shape in policy.shapes}
    after = {name: value for name, value in before.items() if shapes[name].section not in wanted.reset}
    for name, (section, value) in wanted.by_name().items():
        shape = shapes.get(name)
        if shape is None or shape.section != section:
            raise Invalid(f"{section} has no setting {name} that can be changed here", name)
        if value is None:
            after.pop(name, None)
        elif not (shape.kind == "secret" and value == ""):  # a blank secret keeps what is stored
            after[name] = value
    return after


def _refuse(policy: SettingsPolicy, before: Mapping[str, Any], checked: Checked) -> None:
    """What was wrong before is no fault of this change."""
    if checked.wrong:
        name, reason = next(iter(checked.wrong.items()))
        raise Invalid(f"{name.upper()} {_lower(reason)}", name)
    known = policy.check(before).problems
    new = [line for line in checked.problems if line not in known]
    if new:
        text = "; ".join(new)
        raise Invalid(text, *(shape.name for shape in policy.shapes if shape.name.upper() in text))


def _lower(reason: str) -> str:
    return reason[:1].lower() + reason[1:]


def _present(policy: SettingsPolicy, saved: Mapping[str, Any]) -> InstanceSettings:
    checked = policy.check(saved)
    fields = [_field(policy, shape, saved, checked) for shape in policy.shapes]
    sections: dict[str, dict[str, Any]] = {}
    for shape in policy.shapes:
        shown = None if shape.kind == "secret" else checked.values[shape.name]
        sections.setdefault(shape.section, {})[shape.name] = shown
    return InstanceSettings(
        **sections,
        system={name: "configured" if there else "unset" for name, there in policy.system.items()},
        overridden_fields=[field.name for field in fields if field.source == "override"],
        sources={field.name: field.source for field in fields},
        fields=fields,
        warnings=[
            *checked.problems,
            *checked.warnings,
            *(f"{n.upper()} {_lower(r)}" for n, r in checked.wrong.items()),
        ],
        ignored=policy.ignored,
    )


def _field(policy: SettingsPolicy, shape: Shape, saved: Mapping[str, Any], checked: Checked) -> SettingOut:
    value, given = checked.values[shape.name], policy.environment[shape.name]
    secret = shape.kind == "secret"
    return SettingOut(
        name=shape.name,
        section=shape.section,
        kind=shape.kind,
        description=shape.description,
        effect=shape.effect,
        source=_source(shape, saved, given),
        configured=value not in ("", None, []),
        fallback=None if secret else given,
        pending=shape.effect == "next_start" and not policy.ignored and value != policy.running[shape.name],
        choices=list(shape.choices),
        minimum=shape.minimum,
        maximum=shape.maximum,
        depends_on=shape.depends_on,
    )


def _source(shape: Shape, saved: Mapping[str, Any], given: Any) -> Source:
    if shape.name in saved:
        return "override"
    return "default" if given == shape.default else "env"
