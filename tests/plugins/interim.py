"""Stands in for bootstrap while features are missing."""

from typing import Any

from tripl.features.accounts.schemas import AccountPolicy
from tripl.features.accounts.service import AccountsAuthenticator
from tripl.features.overview.service import ProjectSummaries
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.projects.ports import ProjectPorts
from tripl.features.projects.service import ProjectsGate
from tripl.models.plan import PlanBranch
from tripl.models.signals import AnomalySettings


class Main:
    def resolve(self, session: Any, project: Any, branch: Any, *, write: bool) -> Any:
        return project.main_branch_id


def created(session: Any, project_id: Any) -> None:
    session.add(PlanBranch(project_id=project_id, name="main", kind="main", status="merged"))
    session.add(AnomalySettings(project_id=project_id))
    session.flush()


def bound(settings: Any, cache: Any) -> Any:
    bindings: dict[str, Any] = {
        "authenticator": AccountsAuthenticator(settings.secret_key),
        "gate": ProjectsGate(),
        "branches": Main(),
    }
    policies: dict[type, Any] = {
        AccountPolicy: AccountPolicy(
            secret_key=settings.secret_key,
            registration_mode=settings.registration_mode,
            session_hours=settings.session_ttl_hours,
            cookie_name=settings.session_cookie_name,
            cookie_secure=settings.session_cookie_secure,
        ),
        ProjectHooks: ProjectHooks(created=(created,)),
        ProjectPorts: ProjectPorts(summaries=ProjectSummaries(cache)),
    }
    for module, name in (("sources", "SourcePolicy"), ("scans", "ScanPolicy"), ("alerts", "AlertPolicy")):
        try:
            kind = getattr(__import__(f"tripl.features.{module}.schemas", fromlist=[name]), name)
            policies[kind] = kind()
        except (ImportError, AttributeError, TypeError):
            continue
    return bindings, policies
