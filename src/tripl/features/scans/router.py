"""Scans, their runs, previews and dry runs."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from tripl.edge.deps import EditProject, OwnProject, PrincipalDep, ReadProject, ReplayProject, SessionDep, policy
from tripl.edge.paging import Offset
from tripl.features.losses.schemas import Losses
from tripl.features.scans.hooks import ScanHooks
from tripl.features.scans.schemas.wire import (
    DryRunRequest,
    MetricsReplay,
    PreviewRequest,
    ProbeJob,
    ScanCreate,
    ScanDetail,
    ScanJobOut,
    ScanOut,
    ScanUpdate,
)
from tripl.features.scans.service import editing, jobs, presenting, probing, replaying
from tripl.features.sources.schemas import SourcePolicy

router = APIRouter(prefix="/projects/{slug}/scans", tags=["scans"])
PolicyDep = Annotated[SourcePolicy, Depends(policy(SourcePolicy))]
HooksDep = Annotated[ScanHooks, Depends(policy(ScanHooks))]


def owned(session: SessionDep, project: OwnProject, scan_id: uuid.UUID) -> uuid.UUID:
    """An unknown scan is 404 before the body is looked at."""
    return editing.found(session, project.id, scan_id).id


OwnedScan = Annotated[uuid.UUID, Depends(owned)]


def replayed(session: SessionDep, project: ReplayProject, scan_id: uuid.UUID) -> uuid.UUID:
    return editing.found(session, project.id, scan_id).id


ReplayedScan = Annotated[uuid.UUID, Depends(replayed)]


@router.get("")
def listed(session: SessionDep, project: ReadProject) -> list[ScanOut]:
    """All scans of the project, oldest first."""
    return [presenting.scan_out(each) for each in editing.listed(session, project.id)]


@router.post("", status_code=201)
def create(
    session: SessionDep, principal: PrincipalDep, project: OwnProject, limits: PolicyDep, wanted: ScanCreate
) -> ScanDetail:
    """Checked against the warehouse when it answers."""
    return presenting.scan_detail(editing.create(session, principal, project, wanted, limits))


@router.post("/preview", status_code=202)
def preview(session: SessionDep, principal: PrincipalDep, project: OwnProject, wanted: PreviewRequest) -> ProbeJob:
    """Columns, sample rows and JSON paths of a query; poll the job."""
    return presenting.probe_out(probing.ask_preview(session, principal, project, wanted))


@router.get("/preview-jobs/{job_id}")
def preview_job(session: SessionDep, project: OwnProject, job_id: uuid.UUID) -> ProbeJob:
    return presenting.probe_out(probing.probe(session, project.id, "preview", job_id))


@router.post("/dry-run", status_code=202)
def dry_run(session: SessionDep, principal: PrincipalDep, project: OwnProject, wanted: DryRunRequest) -> ProbeJob:
    """What a run would add to the plan; poll the job."""
    return presenting.probe_out(probing.ask_dry_run(session, principal, project, wanted))


@router.get("/dry-run-jobs/{job_id}")
def dry_run_job(session: SessionDep, project: OwnProject, job_id: uuid.UUID) -> ProbeJob:
    return presenting.probe_out(probing.probe(session, project.id, "dry_run", job_id))


@router.get("/newest-jobs")
def newest_jobs(
    session: SessionDep, project: ReadProject, each: Annotated[int, Query(ge=1, le=20)] = 5
) -> list[ScanJobOut]:
    """The newest runs of every scan of the project, so many of each, newest first."""
    return [presenting.job_out(job) for job in jobs.of_every_scan(session, project.id, each)]


@router.get("/{scan_id}")
def read(session: SessionDep, project: ReadProject, scan_id: uuid.UUID) -> ScanDetail:
    return presenting.scan_detail(editing.found(session, project.id, scan_id))


@router.patch("/{scan_id}")
def update(
    session: SessionDep,
    principal: PrincipalDep,
    project: OwnProject,
    scan_id: OwnedScan,
    limits: PolicyDep,
    *,
    wanted: ScanUpdate,
) -> ScanDetail:
    """Change the members sent; the whole is checked again."""
    scan = editing.found(session, project.id, scan_id)
    return presenting.scan_detail(editing.update(session, principal, project, scan, wanted=wanted, policy=limits))


@router.get("/{scan_id}/deletion")
def deletion(session: SessionDep, scan_id: OwnedScan, hooks: HooksDep) -> Losses:
    """What deleting the scan takes along, and how many rules it switches off."""
    return editing.losses(session, hooks, scan_id)


@router.delete("/{scan_id}", status_code=204)
def delete(
    session: SessionDep, principal: PrincipalDep, project: OwnProject, scan_id: OwnedScan, hooks: HooksDep
) -> None:
    """Delete a scan with its runs and series; alert rules bound to it are switched off."""
    editing.delete(session, hooks, principal, project, editing.found(session, project.id, scan_id))


@router.post("/{scan_id}/run", status_code=201)
def run(session: SessionDep, principal: PrincipalDep, project: EditProject, scan_id: uuid.UUID) -> ScanJobOut:
    """Start a run now; 409 while one is pending or running."""
    scan = editing.found(session, project.id, scan_id)
    return presenting.job_out(jobs.start_by_hand(session, principal, project, scan))


@router.post("/{scan_id}/metrics/replay", status_code=201)
def replay(
    session: SessionDep, principal: PrincipalDep, project: ReplayProject, scan_id: ReplayedScan, wanted: MetricsReplay
) -> ScanJobOut:
    """Collect a period again; 409 while a run is pending or running."""
    scan = editing.found(session, project.id, scan_id)
    return presenting.job_out(replaying.replay(session, principal, project, scan, wanted))


@router.get("/{scan_id}/jobs")
def scan_jobs(
    session: SessionDep,
    project: ReadProject,
    scan_id: uuid.UUID,
    *,
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[ScanJobOut]:
    """Runs of a scan, newest first."""
    scan = editing.found(session, project.id, scan_id)
    return [presenting.job_out(each) for each in jobs.listed(session, scan.id, limit, offset)]


@router.get("/{scan_id}/jobs/{job_id}")
def scan_job(session: SessionDep, project: ReadProject, scan_id: uuid.UUID, job_id: uuid.UUID) -> ScanJobOut:
    scan = editing.found(session, project.id, scan_id)
    return presenting.job_out(jobs.one(session, scan.id, job_id))


@router.post("/{scan_id}/jobs/{job_id}/cancel")
def cancel(
    session: SessionDep, principal: PrincipalDep, project: EditProject, scan_id: uuid.UUID, job_id: uuid.UUID
) -> ScanJobOut:
    """Stop a live run; what it committed stays."""
    scan = editing.found(session, project.id, scan_id)
    return presenting.job_out(jobs.stop_by_hand(session, principal, project, scan, job_id))
