#!/usr/bin/env bash
# with.sh SERVICE… -- COMMAND…: start the services (kafka, mongodb, python, mlflow, dask, mosquitto), run the command with
# KAFKA_BOOTSTRAP (host:port), MONGODB_URI, FLOWCEPT_PYTHON, FLOWCEPT_MLFLOW and FLOWCEPT_DASK (interpreters that have them)
# and FLOWCEPT_MOSQUITTO (that broker's program) in its environment, and stop them. A service whose variable is set already is
# used as it is. Without a command the variables are printed, and the services run until Ctrl-C.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/ports.sh"

services=()
while (($#)) && [[ $1 != -- ]]; do
	services+=("$1")
	shift
done
(($# == 0)) || shift

dir=$(mktemp -d "${TMPDIR:-/tmp}/flowcept-services.XXXXXX")
pids=() child=
stop() {
	trap '' INT TERM
	if [[ $child ]]; then kill -TERM -- "-$child" 2>/dev/null || true; fi
	for pid in "${pids[@]}"; do kill -KILL -- "-$pid" 2>/dev/null || true; done # their data goes with them
	wait 2>/dev/null || true
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
set -m # each in a process group of its own, so that all of it can be ended

# start NAME READY COMMAND…: run the command until it has printed READY.
start() {
	local name=$1 ready=$2 i
	shift 2
	: >"$dir/$name.out"
	"$@" >"$dir/$name.out" 2>&1 </dev/null &
	pids+=($!)
	for ((i = 0; i < 1200; i++)); do
		if grep -q "$ready" "$dir/$name.out"; then return; fi
		kill -0 "${pids[-1]}" 2>/dev/null || break
		sleep 0.1
	done
	echo "$name did not start:" >&2
	cat "$dir/$name.out" >&2
	exit 1
}

for service in "${services[@]}"; do
	case $service in
	kafka)
		[[ ${KAFKA_BOOTSTRAP:-} ]] && continue
		"$here/maven.sh" kafka >/dev/null # may take minutes; not within start's deadline
		port=$(free_port)
		start kafka 'Kafka Server started' "$here/kafka.sh" "$dir/kafka" "$port"
		export KAFKA_BOOTSTRAP=127.0.0.1:$port
		;;
	mongodb)
		[[ ${MONGODB_URI:-} ]] && continue
		"$here/maven.sh" mongodb >/dev/null
		port=$(free_port)
		start mongodb 'Database started' "$here/mongodb.sh" "$port"
		export MONGODB_URI=mongodb://127.0.0.1:$port
		;;
	python)
		[[ ${FLOWCEPT_PYTHON:-} ]] && continue
		FLOWCEPT_PYTHON=$("$here/python.sh")
		export FLOWCEPT_PYTHON
		;;
	mlflow)
		[[ ${FLOWCEPT_MLFLOW:-} ]] && continue
		FLOWCEPT_MLFLOW=$("$here/python.sh" mlflow)
		export FLOWCEPT_MLFLOW
		;;
	dask)
		[[ ${FLOWCEPT_DASK:-} ]] && continue
		FLOWCEPT_DASK=$("$here/dask.sh")
		export FLOWCEPT_DASK
		;;
	mosquitto)
		[[ ${FLOWCEPT_MOSQUITTO:-} ]] && continue
		FLOWCEPT_MOSQUITTO=$("$here/mosquitto.sh")
		export FLOWCEPT_MOSQUITTO
		;;
	*)
		echo "no service $service; there are kafka, mongodb, python, mlflow, dask and mosquitto" >&2
		exit 2
		;;
	esac
done

if (($# == 0)); then
	for name in KAFKA_BOOTSTRAP MONGODB_URI FLOWCEPT_PYTHON FLOWCEPT_MLFLOW FLOWCEPT_DASK FLOWCEPT_MOSQUITTO; do
		if [[ ${!name:-} ]]; then echo "export $name=${!name}"; fi
	done
	sleep infinity & # not in the foreground: a signal is to end it at once
	pids+=($!)
	wait $!
fi
"$@" </dev/null &
child=$!
status=0
wait "$child" || status=$?
child=
exit "$status"
