STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
INTEGRATION = ./integration/... ./internal/doctest ./cmd/flowcept-sink ./runtime/kafka ./runtime/prov
PLATFORMS   = darwin/arm64 windows/amd64

# Examples whose dependencies are nobody else's are modules of their own.
EXAMPLES = examples/agent examples/model

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## train the digits example with capture on and show what was recorded
	@examples/digits/demo.sh

.PHONY: test
test: ## run the quick tests; needs no network once the modules are there
	go test ./...
	@for m in $(EXAMPLES); do (cd $$m && go test ./...) || exit 1; done

.PHONY: race
race: ## run the quick tests under the race detector; needs a C compiler
	go test -race ./...

.PHONY: narrow
narrow: ## run the capture tests with words of 32 bits, on amd64
	CGO_ENABLED=0 GOARCH=386 go test ./runtime/capture ./runtime/spool ./runtime/publish ./runtime/prov

.PHONY: integration
integration: ## run the tests that need services, against a Kafka and a database that it starts and Flowcept for Python; MONGODB_URI for a real MongoDB
	FLOWCEPT_REQUIRE_SERVICES=1 integration/services/with.sh kafka mongodb python mlflow dask mosquitto -- go test -timeout 30m $(INTEGRATION)
	cd integration/deploy/check && go test ./...

.PHONY: crash
crash: ## kill capturing and recovering processes, KILLS (100) times each, and look for what was lost or doubled
	FLOWCEPT_KILLS=$(or $(KILLS),100) go test -run Kill -v ./runtime

.PHONY: flood
flood: ## push RECORDS (10000000) records through a spool of 8 MiB and watch memory and losses
	FLOWCEPT_RECORDS=$(or $(RECORDS),10000000) go test -run Bounded -v ./runtime

.PHONY: faults
faults: ## kill brokers, programs, sinks and database connections, and count the records
	FLOWCEPT_REQUIRE_SERVICES=1 integration/services/with.sh kafka mongodb python -- go test -count=1 -v ./integration/faults

.PHONY: load
load: ## send RECORDS (1000000) records from four programs through Kafka to the database and watch memory and losses
	FLOWCEPT_RECORDS=$(or $(RECORDS),1000000) FLOWCEPT_REQUIRE_SERVICES=1 integration/services/with.sh kafka mongodb python -- go test -count=1 -timeout 60m -run Load -v ./integration/faults

.PHONY: report
report: ## report on and validate a file of RECORDS (1000000) records and watch memory
	FLOWCEPT_RECORDS=$(or $(RECORDS),1000000) go test -count=1 -run Bounded -v ./cmd/flowcept

.PHONY: crowd
crowd: ## hold GOROUTINES (1000000) goroutines within captured calls at once; takes some gigabytes
	FLOWCEPT_GOROUTINES=$(or $(GOROUTINES),1000000) go test -run Crowd -v ./runtime

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (10s)
	@scripts/fuzz.sh $(or $(FUZZTIME),10s)

.PHONY: thirdparty
thirdparty: ## run other people's tests plainly and with every function captured, and compare; MODULES=conc,gjson chooses
	go test -tags thirdparty -timeout 4h -v ./integration/thirdparty

.PHONY: bench
bench: ## measure what capture and the sink cost beside what others cost; PYTHON=1 installs Flowcept for Python to compare with
	integration/services/with.sh $(if $(shell command -v mvn),mongodb) -- sh -c 'cd integration/bench && go run . $(if $(PYTHON),-python)'

.PHONY: generate
generate: ## write the instrumented siblings of the examples anew
	go generate ./examples/...
	@for m in $(EXAMPLES); do (cd $$m && go generate ./...) || exit 1; done

.PHONY: check
check: fmt vet lint tidy generated ## everything that must hold before a commit, tests aside

.PHONY: fmt
fmt: ## fail on files that are not gofmt'd
	@bad=$$(find . -name '*.go' -not -path '*/testdata/*' | xargs gofmt -l); test -z "$$bad" || { echo "not gofmt'd:"; echo "$$bad"; exit 1; }

.PHONY: vet
vet: ## go vet, plain and captured, and for the other systems
	go vet ./...
	go vet -tags flowcept ./...
	@for m in $(EXAMPLES); do (cd $$m && go vet ./... && go vet -tags flowcept ./...) || exit 1; done
	@for p in $(PLATFORMS); do echo "go vet for $$p"; CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} go vet ./... || exit 1; done

.PHONY: lint
lint: ## staticcheck
	go run $(STATICCHECK) ./...
	go run $(STATICCHECK) -tags flowcept ./examples/...
	@for m in $(EXAMPLES); do (cd $$m && go run $(STATICCHECK) ./... && go run $(STATICCHECK) -tags flowcept ./...) || exit 1; done

.PHONY: tidy
tidy: ## fail on a go.mod that is not tidy
	go mod tidy -diff
	@for m in $(EXAMPLES); do (cd $$m && go mod tidy -diff) || exit 1; done

.PHONY: generated
generated: ## fail on examples whose siblings are stale
	go tool flowcept-gen -check ./examples/...
	@for m in $(EXAMPLES); do (cd $$m && go tool flowcept-gen -check ./...) || exit 1; done
