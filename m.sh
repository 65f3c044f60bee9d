cd /tmp/h/lead
java -cp jmh/target/benchmarks.jar io.holdfast.bench.IdleBenchmark 10
for i in 1 2 3 4 5; do java -cp jmh/target/benchmarks.jar io.holdfast.bench.OpenBenchmark; done
java -jar jmh/target/benchmarks.jar OpenBenchmark 2>&1 | tail -3
java -jar server/target/holdfast-server.jar --port 7444 >/dev/null & p=$!; sleep 4; a=$(awk '{print $14+$15}' /proc/$p/stat); sleep 15; b=$(awk '{print $14+$15}' /proc/$p/stat); echo "server idle ticks in 15 s: $((b-a))"; kill $p
for i in 1 2 3 4 5 6 7; do s=$(date +%s%N); java -jar server/target/holdfast-server.jar --port 7445 >/dev/null & p=$!; until redis-cli -p 7445 ping 2>/dev/null | grep -q PONG; do :; done; e=$(date +%s%N); echo "first pong ms $(((e-s)/1000000))"; kill $p; wait $p 2>/dev/null; done
git rev-parse --short HEAD
