# Gateway, backend, worker, actions and simulator: one image, told by its command what to be.
FROM python:3.11-slim AS build
WORKDIR /app
COPY tools tools
COPY requirements requirements
COPY pyproject.toml package.json package-lock.json .npmrc ./
COPY actions/__init__.py actions/__init__.py
COPY backend/__init__.py backend/__init__.py
COPY bot/__init__.py bot/__init__.py
RUN tools/bootstrap --only app && tools/bootstrap --only assets && rm -rf node_modules .tools

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/lantai --create-home lantai \
    && install -d -o lantai -g lantai /run/lantai
WORKDIR /app
COPY --from=build /app /app
COPY docker/healthy.py docker/healthy.py
COPY actions actions
COPY backend backend
COPY bot bot
COPY nlu_data nlu_data
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANTAI_HOME=/var/lib/lantai
USER lantai
ENTRYPOINT ["python", "-m", "backend.supervisor.container"]
CMD ["backend"]
