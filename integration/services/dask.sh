#!/usr/bin/env bash
# dask.sh: have an environment with Dask's distributed in the cache and print its interpreter. Python's venv is needed.
set -euo pipefail
packages=('distributed==2025.11.0')

cache=${FLOWCEPT_SERVICES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/flowcept-services}
mkdir -p "$cache"
exec 9>"$cache/dask-lock" # two that start at once install once
flock 9

venv=$cache/dask-$(cksum <<<"${packages[*]}" | tr -d ' ')
if [[ ! -f $venv/complete ]]; then
	rm -rf "$venv"
	python3 -m venv "$venv" >&2
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${packages[@]}" >&2
	touch "$venv/complete"
fi
echo "$venv/bin/python"
