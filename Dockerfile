# `make pin-images` gives the image by digest (docs/ops.md).
ARG PYTHON_IMAGE=python:3.11.17-slim-trixie
ARG NODE_IMAGE=node:22-trixie-slim

# ECharts for the dashboards, from npm by its hash.
FROM ${NODE_IMAGE} AS charts
WORKDIR /charts
COPY package.json package-lock.json .npmrc ./
RUN npm ci --silent

FROM ${PYTHON_IMAGE}
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LC_ALL=C.UTF-8 VAR_DIR=/var/portal
RUN useradd --system --uid 10001 portal && install -d -o portal /var/portal /var/portal/media /var/portal/static /var/portal/metrics
WORKDIR /portal
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
COPY --from=charts /charts/node_modules/echarts/dist/echarts.common.min.js static/charts/echarts.js
RUN python -m credit_portal.catalogues
USER portal
EXPOSE 8000
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", "credit_portal.wsgi"]
