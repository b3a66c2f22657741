# The gateway's image, also the worker's and the migrator's: the command says which.
# Every step can be repeated by hand; tests/deploy/test_gateway_image.py does.

FROM python:3.11.14-slim-trixie AS builder
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_NO_CONFIG=1 \
    UV_PYTHON_DOWNLOADS=never
WORKDIR /build

# What changes seldom comes first: the installer, the libraries, then the project.
COPY requirements/uv.lock requirements/app.lock requirements/dev.lock requirements/
RUN python -m pip install --quiet --require-hashes --target /opt/uv -r requirements/uv.lock \
    && /opt/uv/bin/uv venv --quiet --python python /opt/quintet \
    && VIRTUAL_ENV=/opt/quintet /opt/uv/bin/uv pip sync --quiet --require-hashes requirements/app.lock

COPY pyproject.toml README.md ./
COPY models models
COPY repositories repositories
COPY gql gql
COPY gateway gateway
COPY migrations migrations
# The build backend is pinned in dev.lock; nothing of it gets into the environment.
RUN VIRTUAL_ENV=/opt/quintet /opt/uv/bin/uv pip install --quiet --no-deps --build-constraints requirements/dev.lock .


FROM python:3.11.14-slim-trixie
LABEL org.opencontainers.image.title="Quintet" \
      org.opencontainers.image.description="One async GraphQL gateway over five products' PostgreSQL data" \
      org.opencontainers.image.version="0.1.0"

RUN groupadd --gid 10001 quintet \
    && useradd --uid 10001 --gid quintet --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin quintet \
    && python -m pip uninstall --quiet --root-user-action=ignore --yes pip setuptools wheel

COPY --from=builder /opt/quintet /opt/quintet
ENV PATH=/opt/quintet/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TZ=UTC \
    QUINTET_ENVIRONMENT=production \
    HOST=0.0.0.0 \
    PORT=8000

# An empty folder: the gateway would read a file .env from where it starts.
WORKDIR /srv/quintet
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=2)"]
ENTRYPOINT ["quintet"]
CMD ["serve"]
