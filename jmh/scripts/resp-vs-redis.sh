#!/usr/bin/env bash
# redis-benchmark against our server and a redis-server side by side, in one run.
#
#   jmh/scripts/resp-vs-redis.sh [rounds]
#
# Both servers are pinned to processor 0, the client to 1; servers alternate within each round.
# Prints, for each test, pipeline and value size, the best throughput of all rounds, the ratio, and
# the processor time a request cost the server.
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${1:-5}
ours=7391
theirs=7392
tests=${TESTS:-set,get}
out=$(mktemp)

taskset -c 0 java -jar server/target/holdfast-server.jar --port $ours > /dev/null &
ours_pid=$!
taskset -c 0 redis-server --port $theirs --save '' --appendonly no > /dev/null &
theirs_pid=$!
trap 'kill $ours_pid $theirs_pid 2> /dev/null; rm -f "$out"' EXIT
until redis-cli -p $ours ping > /dev/null 2>&1 && redis-cli -p $theirs ping > /dev/null 2>&1; do
  sleep 0.1
done

cpu_ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }

# name port pid size pipeline requests
measure() {
  local before after
  before=$(cpu_ticks "$3")
  taskset -c 1 redis-benchmark -p "$2" -t "$tests" -c 50 -r 1000000 -d "$4" -P "$5" -n "$6" \
    --csv 2> /dev/null | grep -v '^"test"' | tr -d '"' | cut -d, -f1,2 > "$out.run"
  after=$(cpu_ticks "$3")
  local lines us
  lines=$(wc -l < "$out.run")
  us=$(awk -v t=$((after - before)) -v n="$6" -v l="$lines" \
    'BEGIN { printf "%.2f", t * 10000 / (n * l) }')
  awk -F, -v s="$1" -v d="$4" -v p="$5" -v us="$us" '{print s, d, p, $1, $2, us}' "$out.run" >> "$out"
  rm -f "$out.run"
}

for round in $(seq 0 "$rounds"); do
  for size in ${SIZES:-3 1024}; do
    for pipeline in ${PIPES:-1 16 64}; do
      requests=$((pipeline == 1 ? 100000 : pipeline == 16 ? 600000 : 1200000))
      [ "$size" = 1024 ] && requests=$((requests / 2))
      measure ours $ours $ours_pid "$size" "$pipeline" "$requests"
      measure redis $theirs $theirs_pid "$size" "$pipeline" "$requests"
    done
  done
  # The first round warms both up and is not counted.
  [ "$round" = 0 ] && : > "$out"
done

printf '%-6s %-4s %-12s %12s %12s %7s %10s %10s\n' size P test ours/s redis/s ratio 'ours us' 'redis us'
awk '{ k = $2 " " $3 " " $4; seen[k] = 1
       if ($5 > best[$1, k]) best[$1, k] = $5
       if (!(($1, k) in us) || $6 < us[$1, k]) us[$1, k] = $6 }
     END { for (k in seen) { split(k, f, " ")
       printf "%-6s %-4s %-12s %12.0f %12.0f %7.2f %10s %10s\n", f[1], f[2], f[3],
         best["ours", k], best["redis", k], best["ours", k] / best["redis", k],
         us["ours", k], us["redis", k] } }' "$out" | sort -k1,1n -k2,2n -k3
