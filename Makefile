# The commands that contributors type. `make` lists them; CONTRIBUTING.md explains them.
#
#   MODULE=webhook     one module: certs, webhook, migrator-image or e2e
#   TEST=CasesTest     one test class, or several with commas between them
#   ARGS=-Dseed=1      anything else for Maven

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAVEN := ./mvnw -B -ntp

modules := $(if $(MODULE),-pl $(MODULE) -am)
tests := $(if $(TEST),-Dtest=$(TEST) -Dsurefire.failIfNoSpecifiedTests=false)
# Tests of e2e start the jars, so these have to be packaged first.
phase := $(if $(filter certs webhook migrator-image,$(MODULE)),test,verify)
# The test classes of the module that can rewrite the files they compare with.
refreshing = $(if $(MODULE),$(shell grep -rl 'getProperty("refresh")' $(MODULE)/src/test/java --include='*Test.java' \
  | xargs -r -n1 basename -s .java | paste -sd,))

.PHONY: help build test format refresh render demo
.DEFAULT_GOAL := help

help: ## list these commands
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## package the runnable jars, without tests
	$(MAVEN) -DskipTests $(modules) package $(ARGS)

test: ## run all tests, or some: make test MODULE=webhook TEST=CasesTest
	$(MAVEN) $(modules) $(phase) $(tests) $(ARGS)

format: ## format the Java files
	$(MAVEN) -q -N verify -Dformat=apply $(ARGS)

refresh: ## rewrite the golden files of a module: make refresh MODULE=webhook; read the diff
	@[ -d "$(MODULE)/src/test/java" ] || { echo "set MODULE, for example: make refresh MODULE=webhook" >&2; exit 2; }
	$(MAVEN) $(modules) $(phase) -Dtest=$(or $(TEST),$(refreshing)) -Dsurefire.failIfNoSpecifiedTests=false -Drefresh=1 $(ARGS)
	@git status --short -- $(MODULE) charts docs manifests README.md

render: ## render manifests/base to manifests/install.yaml, and copy files of the manifests to the chart
	{ echo "# The whole installation, written by: kubectl kustomize manifests/base"; kubectl kustomize manifests/base; } >manifests/install.yaml.new
	mv manifests/install.yaml.new manifests/install.yaml
	cp manifests/base/crds/*.yaml charts/migrate-io/files/crds
	cp manifests/overlays/monitoring/rules.yaml manifests/overlays/monitoring/dashboard.json charts/migrate-io/files

demo: ## walk an annotated Pod through webhook, migrator and PostgreSQL, without a cluster
	./demo
