# One image for every role of compose.yaml; only the command differs. Builds for linux/amd64 and linux/arm64.

# ---- the pages: the same files on every platform ----
# hadolint ignore=DL3029
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS pages
WORKDIR /build
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --loglevel=error --no-audit --no-fund
COPY web ./
RUN npx --no-install vite build

# ---- the packages, exactly those of the lock ----
FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
COPY requirements/build.txt requirements/image.txt requirements/
# pip and the build backend stay behind in /opt/build
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes -r requirements/build.txt \
    && python -m venv --without-pip .venv \
    && /opt/build/bin/pip --python .venv/bin/python install --require-hashes -r requirements/image.txt
COPY pyproject.toml hatch_build.py README.md LICENSE THIRD_PARTY.md alembic.ini ./
COPY src src
# The mode of a file in somebody's checkout decides nothing here.
RUN chmod -R u=rwX,go=rX alembic.ini src \
    && PYTHONPATH="$(echo /opt/build/lib/python*/site-packages)" /opt/build/bin/pip --python .venv/bin/python \
       install --no-deps --no-build-isolation --no-index --editable . \
    && .venv/bin/python -m compileall -q --invalidation-mode unchecked-hash src

# ---- the server without pages, which the development stack uses ----
FROM python:3.11-slim-bookworm AS server
LABEL org.opencontainers.image.title="tripl" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH="/app/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1
WORKDIR /app
# A new named volume takes the owner of the folder that it covers.
RUN groupadd --gid 1000 app \
    && useradd --uid 1000 --gid app --home-dir /tmp --no-create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app var/photos var/prometheus
COPY --from=packages /app/.venv .venv
COPY --from=packages /app/alembic.ini ./
COPY --from=packages /app/src src
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8000/health', timeout=4)"]

FROM server AS runtime
COPY --from=pages /build/dist frontend_dist
ENV SERVE_FRONTEND=true \
    FRONTEND_DIST_DIR=/app/frontend_dist \
    UVICORN_WORKERS=4
# uvicorn would end with 0 after a refusal, so the checks come first. Headers about the visitor are not believed.
CMD ["sh", "-c", "python -m tripl.preflight && exec uvicorn tripl.main:app --host 0.0.0.0 --port 8000 --workers ${UVICORN_WORKERS:-4} --no-proxy-headers --timeout-graceful-shutdown 5"]
