#!/usr/bin/env bash
# mosquitto.sh: have the MQTT broker mosquitto and print where its program lies. As root on a system with apt-get it is
# installed where it is missing; else this says so and fails.
set -euo pipefail
PATH=$PATH:/usr/sbin:/usr/local/sbin
if ! command -v mosquitto >/dev/null || ! command -v mosquitto_passwd >/dev/null; then
	if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
		echo "the tests with mosquitto need that broker and mosquitto_passwd" >&2
		exit 1
	fi
	{
		apt-get update -qq
		RUNLEVEL=1 apt-get -o DPkg::Lock::Timeout=300 install -qq --no-install-recommends mosquitto # tests start their own
	} >&2
fi
command -v mosquitto
