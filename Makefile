# demo · test · lint · fix · lock · bench · chaos · simulate · fuzz · screenshots · demo-reset      CI runs the same targets
# secrets · pin-images · backup · restore · rehearse-upgrade      for the services of docker-compose.yml (docs/ops.md)

.DEFAULT_GOAL := help
.PHONY: help charts demo demo-reset test lint fix lock bench chaos simulate fuzz screenshots secrets pin-images backup restore rehearse-upgrade clean

PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
RUN := $(BIN)/python
PIP := $(RUN) -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes
LOCK := $(BIN)/uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet
CHARTS := static/charts/echarts.js
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

help:
	@echo "make demo         启动演示 (start the demo; PORT=8001 chooses the port)"
	@echo "make demo-reset   清空演示数据后重新开始 (delete the demo's data and start again)"
	@echo "make test         运行全部测试 (run every test; FULL=1 every case, COVERAGE=1 with branch coverage)"
	@echo "make chaos        随机中断各服务，核对比对结果 (kill processes at random moments and compare the results)"
	@echo "make simulate     模拟多年的使用，与独立的模型核对 (simulate years and compare with a model; SEEDS=200)"
	@echo "make fuzz         发送随机的恶意请求，不得出错 (send hostile requests, none may fail; REQUESTS=200000)"
	@echo "make secrets      生成正式部署的密钥和口令，已有的不变 (write keys and passwords of a city; existing ones stay)"
	@echo "make pin-images   按镜像仓库写入各镜像的摘要 (write the digests of the images; REGISTRY=https://…)"
	@echo "make backup       备份数据库和上传的文件 (back up; make restore FROM=folder loads a backup into an empty portal)"
	@echo "make rehearse-upgrade BACKUP=folder   用备份演练升级到本版本，不动正在使用的数据 (try the upgrade on a backup)"
	@echo "make lint | fix | lock | screenshots | bench BENCH=name"

demo: .venv/demo $(CATALOGUES) charts
	@exec $(RUN) -m demo

demo-reset: .venv/demo $(CATALOGUES) charts
	@exec $(RUN) -m demo --reset

# FULL=1 runs every case instead of a sample (tests/depth.py); COVERAGE=1 measures branch coverage (docs/testing.md).
# The processes of a run compile each module once, not each process again.
PYTEST := pytest -n 3 --durations=30
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/dev $(CATALOGUES) charts
ifdef COVERAGE
	rm -rf var/coverage
	FULL=$(FULL) $(BIN)/coverage run -m $(PYTEST)
	-$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
else
	FULL=$(FULL) $(RUN) -m $(PYTEST)
endif

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	SECRET_KEY=lint DATABASE_URL=postgresql://nowhere/lint $(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/djlint templates --check --quiet
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	@test ! -e .git || git config core.hooksPath .githooks || true
	$(RUN) .ci/commit_subjects.py

fix: .venv/dev
	-$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djlint templates --reformat --quiet

lock: .venv/dev
	$(LOCK) --upgrade --extra demo --extra dev --output-file requirements-dev.txt
	$(LOCK) --extra demo --constraints requirements-dev.txt --output-file requirements-demo.txt
	$(LOCK) --constraints requirements-dev.txt --output-file requirements.txt

bench: .venv/dev $(CATALOGUES)
	@test -f "benchmarks/$(BENCH).py" || { echo "用法 (usage): make bench BENCH=name"; grep -l __main__ benchmarks/*.py | sed -n 's,^benchmarks/\(.*\)\.py$$,  \1,p'; exit 1; }
	@test ! -f "benchmarks/requirements-$(BENCH).txt" || $(PIP) -r "benchmarks/requirements-$(BENCH).txt"
	$(RUN) -m benchmarks.$(BENCH)

chaos: .venv/dev $(CATALOGUES)
	$(RUN) -m tests.chaos --rounds 20 --kills 100

# FIRST=94 goes on where an earlier run has stopped.
SEEDS := 200
FIRST := 0
simulate: .venv/dev $(CATALOGUES)
	SEEDS=$(SEEDS) FIRST=$(FIRST) $(RUN) -m pytest -n 2 tests/simulation/test_simulation.py

REQUESTS := 200000
SEED := 1
fuzz: .venv/dev $(CATALOGUES)
	FULL=1 FUZZ=$(REQUESTS) SEED=$(SEED) $(RUN) -m pytest -n 0 -s tests/fuzz/test_fuzz.py

screenshots: .venv/dev $(CATALOGUES) charts
	SCREENSHOTS=1 $(RUN) -m pytest -n 0 tests/story/test_screenshots.py

secrets:
	@sh docker/secrets.sh secrets

# REGISTRY is the address of a registry or mirror that has the images: https://registry.example.gov.cn
pin-images:
	@test -n "$(REGISTRY)" || { echo "用法 (usage): make pin-images REGISTRY=https://…"; exit 1; }
	@$(PYTHON) docker/pin_images.py "$(REGISTRY)" docker-compose.pins.yml

backup:
	docker compose run --rm backup sh /docker/backup.sh /backups/$$(date +%Y%m%d-%H%M%S)

# Into an empty database and an empty media volume, which the roles of the database exist for.
restore:
	@test -d "backups/$(FROM)" -a -n "$(FROM)" || { echo "用法 (usage): make restore FROM=folder"; ls backups 2>/dev/null; exit 1; }
	docker compose run --rm roles
	docker compose run --rm backup sh /docker/restore.sh "/backups/$(FROM)"
	docker compose run --rm migrate
	docker compose run --rm web python manage.py check_invariants

# In a database of its own, which is dropped afterwards.
rehearse-upgrade:
	@test -d "backups/$(BACKUP)" -a -n "$(BACKUP)" || { echo "用法 (usage): make rehearse-upgrade BACKUP=folder"; ls backups 2>/dev/null; exit 1; }
	@sh docker/rehearse.sh "$(BACKUP)"

clean:
	rm -rf .venv node_modules var screenshots $(CHARTS)

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更高版本 (Python 3.11 or newer is needed)"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "请先安装 venv：apt install python3-venv (the venv module is missing)"; exit 1; }

.venv/demo: requirements-demo.txt | .venv/bin/python
	@echo "安装运行所需的软件包… (installing)"
	@$(PIP) -r requirements-demo.txt
	@touch $@

.venv/dev: requirements-dev.txt | .venv/bin/python
	@echo "安装运行和测试所需的软件包… (installing)"
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/demo

# ECharts, from npm by its hash. Without it a dashboard shows its tables alone, so the demo needs no npm (docs/adr/0020).
charts:
	@command -v npm >/dev/null && $(MAKE) --no-print-directory $(CHARTS) \
		|| echo "没有安装图表：看板只显示表格，需要图表请安装npm (no charts: dashboards show tables only)"

$(CHARTS): package.json package-lock.json .npmrc
	@npm ci --silent
	@install -D -m 644 node_modules/echarts/dist/echarts.common.min.js $@

# The catalogues of messages, in the form that Django reads.
locale/%.mo: locale/%.po | .venv/bin/python
	@test -e .venv/demo || $(MAKE) --no-print-directory .venv/demo
	@$(RUN) -m credit_portal.catalogues
