# `make pin-images` gives the two images by digest (docs/ops.md).
ARG NODE_IMAGE=node:22.23.3-bookworm-slim
ARG PYTHON_IMAGE=python:3.11.17-slim-trixie

# Front-end assets, locked by package-lock.json
FROM ${NODE_IMAGE} AS assets
WORKDIR /assets
COPY package.json package-lock.json .npmrc ./
RUN npm ci --silent

FROM ${PYTHON_IMAGE}
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LC_ALL=C.UTF-8 VAR_DIR=/var/portal
RUN useradd --system --uid 10001 portal && install -d -o portal /var/portal /var/portal/media /var/portal/static /var/portal/metrics
WORKDIR /portal
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
COPY --from=assets /assets/node_modules/bootstrap/dist/css/bootstrap-reboot.min.css node_modules/bootstrap/dist/css/
USER portal
EXPOSE 8000
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", "credit_portal.wsgi"]
