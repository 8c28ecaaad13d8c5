# Gateway, backend, worker, actions and simulator: one image, told by its command what to be.
FROM python:3.11-slim AS build
WORKDIR /app
# The images run as a user who may not write here: what is not compiled now would be compiled at every start.
ENV UV_COMPILE_BYTECODE=1
COPY tools tools
COPY requirements requirements
COPY pyproject.toml package.json package-lock.json .npmrc ./
COPY actions/__init__.py actions/__init__.py
COPY backend/__init__.py backend/__init__.py
COPY bot/__init__.py bot/__init__.py
RUN tools/bootstrap --only app && tools/bootstrap --only assets && rm -rf node_modules .tools

FROM python:3.11-slim
# The same numbers in both images: they share a volume.
RUN groupadd --gid 10001 lantai \
    && useradd --uid 10001 --gid lantai --home-dir /var/lib/lantai --no-create-home lantai \
    && install -d -m 700 -o lantai -g lantai /var/lib/lantai /run/lantai
WORKDIR /app
COPY --from=build /app /app
COPY docker/healthy.py docker/healthy.py
COPY actions actions
COPY backend backend
COPY bot bot
COPY nlu_data nlu_data
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANTAI_HOME=/var/lib/lantai
# Python's own library too: the official images carry none compiled, and every health check is a start.
RUN python -m compileall -q -x '/(site-packages|lib2to3|tests?)/' /usr/local/lib/python3.11 actions backend bot
# A number, so that Kubernetes too can see that it is not root.
USER 10001:10001
ENTRYPOINT ["python", "-m", "backend.supervisor.container"]
CMD ["backend"]
