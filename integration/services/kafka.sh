#!/usr/bin/env bash
# kafka.sh DIR PORT: run a broker (KRaft, one node) in the foreground, its data in DIR. Killed and run again with the same
# arguments it goes on where it was. It is ready when it has printed "Kafka Server started".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$1 port=$2
. "$here/ports.sh"
jars=$("$here/maven.sh" kafka)

mkdir -p "$dir"
if [[ ! -f $dir/server.properties ]]; then
	controller=$(free_port)
	cat >"$dir/server.properties" <<EOF
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
log.dirs=$dir/log
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
EOF
	java -cp "$jars/*" kafka.tools.StorageTool format -t flowceptAAAAAAAAAAAAAA -c "$dir/server.properties" >&2
fi
exec java -Xmx"${KAFKA_HEAP:-1g}" -Dlog4j.configuration="file:$here/kafka/log4j.properties" -cp "$jars/*" \
	kafka.Kafka "$dir/server.properties"
