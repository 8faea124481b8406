"""The command blocks of docs/deployment.md, and what runs each of them. The order is that of the page."""

from tests.ops.runbook import MACHINE, block

SECRETS = block(
    """
umask 077
cat > .env <<END
APP_BASE_URL=https://tripl.example.com
TRIPL_VERSION=latest
POSTGRES_PASSWORD=$(openssl rand -hex 24)
RABBITMQ_PASSWORD=$(openssl rand -hex 24)
SECRET_KEY=$(openssl rand -hex 32)
ENCRYPTION_KEY=$(openssl rand -base64 32 | tr '+/' '-_')
END
""",
    "test_deployment::test_the_file_of_the_page_is_all_that_the_stack_asks_for",
)
UP = block(
    """
docker compose pull
docker compose up -d
"""
)
CHECK = block("docker compose run --rm --no-deps migrate python -m tripl.preflight")
CADDY = block(
    "TRIPL_DOMAIN=tripl.example.com caddy validate --adapter caddyfile --config infra/proxy/Caddyfile",
    "test_deployment::test_the_sample_for_caddy_is_valid",
)
NGINX = block("nginx -t && systemctl reload nginx", MACHINE)
SCALE = block(
    """
cp compose.scale.example.yaml compose.override.yaml
docker compose up -d --scale app=3
"""
)
FIGURES = block(
    """
cp compose.metrics.example.yaml compose.override.yaml
docker compose up -d
"""
)
FROM_SOURCE = block(
    """
cp compose.override.example.yaml compose.override.yaml
docker compose up -d
"""
)
ENVIRONMENT = block(
    """
umask 077
cat > tripl.env <<END
APP_BASE_URL=https://tripl.example.com
SESSION_COOKIE_SECURE=true
SERVE_FRONTEND=true
DATABASE_URL=postgresql://tripl:PASSWORD@localhost:5432/tripl
RABBITMQ_URL=amqp://tripl:PASSWORD@localhost:5672//
REDIS_URL=redis://localhost:6379/0
SECRET_KEY=$(openssl rand -hex 32)
ENCRYPTION_KEY=$(openssl rand -base64 32 | tr '+/' '-_')
END
""",
    "test_deployment::test_the_environment_of_the_page_starts_without_containers",
)
UNITS = block(
    """
cp infra/systemd/tripl-*.service /etc/systemd/system/
systemctl daemon-reload
systemctl enable --now tripl-app tripl-worker tripl-beat
""",
    MACHINE,
)
DEVELOPMENT = block(
    """
cp .env.example .env
docker compose -f compose.dev.yaml up --build
"""
)

PAGE = (SECRETS, UP, CHECK, CADDY, NGINX, SCALE, FIGURES, FROM_SOURCE, UP, ENVIRONMENT, UNITS, DEVELOPMENT)
