#!/usr/bin/env bash
# mongodb.sh PORT [FILE]: run a database in the foreground that speaks MongoDB's protocol, its data in FILE or, without
# one, in memory. It is ready when it has printed "Database started".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jars=$("$here/maven.sh" mongodb)
exec java -Xmx"${MONGODB_HEAP:-4g}" -cp "$jars/*" "$here/mongodb/Server.java" "$@"
