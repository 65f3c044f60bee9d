#!/usr/bin/env bash
# How long a client of a server waits while others do their worst, for our server and a redis-server.
#
#   jmh/scripts/attacks.sh [seconds] [attack ...]
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-5}
shift || true
attacks=${*:-none pipelines slow-commands large-unread large-read large-writes many-arguments byte-by-byte connects subscribers}
ours=7393
theirs=7394
jar=${JAR:-jmh/target/benchmarks.jar}
server=${SERVER:-server/target/holdfast-server.jar}

java -Xmx4g -cp "$server" io.holdfast.server.Main --port $ours --save '' > /dev/null &
ours_pid=$!
redis-server --port $theirs --save '' --appendonly no > /dev/null &
theirs_pid=$!
trap 'kill $ours_pid $theirs_pid 2> /dev/null' EXIT
until redis-cli -p $ours ping > /dev/null 2>&1 && redis-cli -p $theirs ping > /dev/null 2>&1; do
  sleep 0.1
done

run() { java -Xmx1g -cp "$jar" io.holdfast.bench.connection.Attacks "$@"; }

for port in $ours $theirs; do
  run probe $port 2 > /dev/null # warms up
done
for attack in $attacks; do
  for port in $ours $theirs; do
    coproc run attack $port "$attack" $((seconds + 10))
    attacker=$COPROC_PID
    read -r _ <&"${COPROC[0]}"
    printf '%-15s %-12s ' "$attack" "$([ $port = $ours ] && echo Holdfast || echo redis-server)"
    run probe $port "$seconds"
    kill "$attacker" 2> /dev/null || true
    wait "$attacker" 2> /dev/null || true
  done
done
