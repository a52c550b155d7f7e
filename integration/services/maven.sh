#!/usr/bin/env bash
# maven.sh NAME: have the jars of NAME/pom.xml in the cache and print their directory. Java 17 or newer and Maven are
# installed where they are missing and apt-get may be used; without them it says so and fails.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
name=$1

java_version() { # 0 without a compiler: Server.java is run from source
	javac -version 2>/dev/null | sed 's/^javac \([0-9]*\).*/\1/' | grep . || echo 0
}

cache=${FLOWCEPT_SERVICES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/flowcept-services}
mkdir -p "$cache"
exec 9>"$cache/lock" # two that start at once fetch once
flock 9

if (($(java_version) < 17)) || ! command -v mvn >/dev/null; then
	if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
		{ apt-get update -qq && apt-get install -qq --no-install-recommends default-jdk-headless maven; } >&2
	fi
	if (($(java_version) < 17)) || ! command -v mvn >/dev/null; then
		echo "the services of the tests need a JDK of version 17 or newer, and Maven (mvn)" >&2
		exit 1
	fi
fi

jars=$cache/$name-$(cksum <"$here/$name/pom.xml" | tr -d ' ') # another pom.xml, another directory
if [[ ! -d $jars ]]; then
	rm -rf "$jars.part"
	mvn -q -B -Dstyle.color=never -f "$here/$name/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
		-DoutputDirectory="$jars.part" -DincludeScope=runtime >&2
	mv "$jars.part" "$jars"
fi
echo "$jars"
