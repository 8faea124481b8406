"""The command blocks of docs/runbook.md, and what runs each of them. The order is that of the page."""

from dataclasses import dataclass

ENGINE = "needs a container engine"
MACHINE = "needs a server of its own"
SAID = {ENGINE: "*(engine)*", MACHINE: "*(machine)*"}
"""What a page says beside a block that no test runs."""


@dataclass(frozen=True)
class Block:
    """`shown_by` names a test of this folder, as file::test; or why there is none, as the page says too."""

    text: str
    shown_by: str
    by_hand: tuple[str, ...] = ("a test uses the block itself",)
    """Words of the commands, where the test gives them one by one."""


def block(text: str, shown_by: str = ENGINE, *by_hand: str) -> Block:
    words = (by_hand,) if by_hand else ()
    return Block(text.strip("\n") + "\n", shown_by, *words)


DUMP = block(
    r"""
docker compose exec -T postgres \
  pg_dump -U tripl -Fc tripl > tripl-$(date +%F).dump
""",
    "conftest::filled",
)
PLAIN_DUMP = block(
    r"""
docker compose exec -T postgres \
  pg_dump -U tripl tripl | gzip > tripl-$(date +%F).sql.gz
""",
    "conftest::filled",
)
FILES = block(
    "tar czf tripl-files-$(date +%F).tar.gz -C /srv/tripl/files .",
    "test_files_back::test_dropped_files_come_back_with_their_rows",
)
STOP = block("docker compose stop app celery-worker celery-beat")
RESTORE = block(
    r"""
docker compose exec -T postgres \
  pg_restore -U tripl -d tripl --clean --if-exists --no-owner < tripl-2026-06-27.dump
""",
    "test_backup::test_a_custom_dump_restored_twice_is_what_it_was",
)
START = block("docker compose start app celery-worker celery-beat")
FILES_BACK = block(
    """
tar xzf tripl-files-2026-06-27.tar.gz -C /srv/tripl/files
chown -R 1000:1000 /srv/tripl/files/uploads
""",
    "test_files_back::test_dropped_files_come_back_with_their_rows",
)
EMPTY = block(
    """
docker compose exec -T postgres dropdb -U tripl --force tripl
docker compose exec -T postgres createdb -U tripl tripl
""",
    "test_backup::test_a_dump_of_an_older_schema_needs_an_empty_database",
)
PLAIN_RESTORE = block(
    r"""
gunzip -c tripl-2026-06-27.sql.gz | \
  docker compose exec -T postgres psql -U tripl -d tripl
""",
    "test_backup::test_a_plain_dump_goes_into_an_empty_database",
)
PLAIN_OR_NOTHING = block(
    r"""
gunzip -c tripl-2026-06-27.sql.gz | \
  docker compose exec -T postgres psql -U tripl -d tripl -v ON_ERROR_STOP=1 --single-transaction
""",
    "test_backup::test_a_plain_dump_into_a_full_database_changes_nothing",
)
WHO_MADE_IT = block(
    r"""
docker compose exec -T postgres \
  pg_restore --data-only -t schema_history -f - < tripl-2026-06-27.dump
""",
    "test_backup::test_a_dump_tells_which_version_made_it",
)
WHO_MADE_THE_DATABASE = block(
    r"""
docker compose exec -T postgres psql -U tripl -d tripl -c \
  "select app_version, revision, at from schema_history order by at desc limit 1"
""",
    "test_backup::test_a_dump_tells_which_version_made_it",
)
BACKUP = block(
    """
tripl backup
tripl restore tripl-2026-06-27.dump
""",
    "test_restore::test_a_backup_comes_back_whole",
    "'backup'",
    "'restore'",
)
COLD = block(
    r"""
docker compose stop postgres
docker run --rm \
  -v tripl_pgdata18:/var/lib/postgresql \
  -v "$PWD":/backup alpine \
  tar czf /backup/pgdata18-$(date +%F).tar.gz -C /var/lib/postgresql .
docker compose start postgres
"""
)
FRESH_HOST = block(
    r"""
# 1. Put .env (POSTGRES_PASSWORD, RABBITMQ_PASSWORD, ENCRYPTION_KEY, SECRET_KEY, APP_BASE_URL) and compose.yaml back,
#    with TRIPL_VERSION at the version that made the dump.
# 2. The image of that version.
docker compose pull
# 3. PostgreSQL alone, until it is healthy, and the dump into it.
docker compose up -d --wait postgres
docker compose exec -T postgres \
  pg_restore -U tripl -d tripl --clean --if-exists --no-owner < tripl-LATEST.dump
# 4. The rest: migrate brings the schema to this version, then app, worker and beat start.
docker compose up -d
""",
    "test_backup::test_a_fresh_host_has_everything_back",
)
ROTATE = block(
    """
docker compose run --rm migrate tripl secrets rotate --dry-run
docker compose run --rm migrate tripl secrets rotate
""",
    "test_backup::test_the_key_is_replaced_as_the_page_says",
)
SCALE = block("docker compose up -d --scale celery-worker=3")
HEALTH = block(
    """
curl -fsS http://localhost:8000/health
""",
    "test_verify_deploy::test_the_probe_of_the_page_answers",
)
LOGS = block(
    """
docker compose logs --tail=50 celery-worker
docker compose logs --tail=50 celery-beat
"""
)
ROLLBACK = block(
    """
# .env
TRIPL_VERSION=1.3.0
"""
)
ROLLBACK_UP = block(
    """
docker compose pull
docker compose up -d
"""
)
DOWNGRADE = block(
    "docker compose run --rm migrate alembic downgrade TARGET_REVISION",
    "test_backup::test_a_schema_goes_back_by_command",
)
VERIFY = block(
    "docker compose run --rm migrate tripl verify-deploy --url http://app:8000",
    "test_verify_deploy::test_a_good_deploy_passes_every_check",
    "deploy.verify()",
)
CHECK_MIGRATION = block(
    """
docker compose ps -a migrate   # Exited (0)
docker compose logs migrate    # ends with the output of the upgrade
"""
)
CHECK_SERVICES = block("docker compose ps")
CHECK_WORKERS = block(
    """
docker compose logs --tail=30 celery-worker   # "celery@… ready"
docker compose logs --tail=30 celery-beat     # "Scheduler: Sending due task …"
"""
)
CHECK_LOGS = block("docker compose logs --tail=50 app")

PAGE = (
    *(DUMP, PLAIN_DUMP, FILES, STOP, RESTORE, FILES_BACK, START, EMPTY, PLAIN_RESTORE, PLAIN_OR_NOTHING),
    *(
        WHO_MADE_IT,
        WHO_MADE_THE_DATABASE,
        BACKUP,
        COLD,
        FRESH_HOST,
        ROTATE,
        SCALE,
        HEALTH,
        LOGS,
        ROLLBACK,
        ROLLBACK_UP,
        DOWNGRADE,
    ),
    *(VERIFY, CHECK_MIGRATION, CHECK_SERVICES, HEALTH, CHECK_WORKERS, CHECK_LOGS),
)
