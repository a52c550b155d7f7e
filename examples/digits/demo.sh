#!/usr/bin/env bash
# Trains the digits example with capture on, in a directory of its own, and shows what was recorded.
set -euo pipefail
cd "$(dirname "$0")"

go generate .
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -tags flowcept -o "$work/digits" .
go build -o "$work/flowcept" ../../cmd/flowcept

echo "--- the program"
(cd "$work" && ./digits)
echo
echo "--- what was captured"
"$work/flowcept" report -task "${1:-train}" "$work/flowcept_buffer.jsonl"
