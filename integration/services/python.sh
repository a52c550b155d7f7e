#!/usr/bin/env bash
# python.sh [mlflow]: have an environment with Flowcept for Python, or with MLflow beside it, in the cache and print its
# interpreter. Where the module venv is missing and apt-get may be used, it is installed; without it this says so and fails.
set -euo pipefail
case ${1:-} in
'') packages=('flowcept[kafka,lmdb,mongo,telemetry]==1.0.3' pandas numpy) ;;
mlflow) packages=('flowcept[mlflow]==1.0.3' redis 'mlflow==3.17.2' 'tensorboardX==2.6.5' 'tensorboard==2.21.0' 'tbparse==0.0.9') ;;
*)
	echo "no environment $1; there is mlflow" >&2
	exit 2
	;;
esac

cache=${FLOWCEPT_SERVICES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/flowcept-services}
mkdir -p "$cache"
exec 9>"$cache/python-lock" # two that start at once install once
flock 9

venv=$cache/python-$(cksum <<<"${packages[*]}" | tr -d ' ')
if [[ ! -f $venv/complete ]]; then
	if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
		if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
			{ apt-get update -qq && apt-get install -qq --no-install-recommends python3 python3-venv; } >&2
		else
			echo "the tests with Flowcept for Python need python3 with its module venv" >&2
			exit 1
		fi
	fi
	rm -rf "$venv"
	python3 -m venv "$venv" >&2
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${packages[@]}" >&2
	touch "$venv/complete"
fi
echo "$venv/bin/python"
