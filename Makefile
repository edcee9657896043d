# Short names for long commands. Everything here can be run by hand.
RFCS ?= /usr/share/doc/RFC

.PHONY: build test golden noise speed ci

build:
	go build -trimpath -o rightsreview ./cmd/rightsreview

test:
	go test ./...

# Rewrite the reviews of the sample drafts; read the difference before committing it.
golden:
	go test ./fixtures -update

# A folder of RFC texts: make noise RFCS=~/rfc
noise:
	go run ./cmd/rightsreview eval noise $(RFCS)

speed: build
	go run ./.ci/measure -binary ./rightsreview -documents $(RFCS)

ci:
	.ci/run
