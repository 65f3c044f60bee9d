java -jar jmh/target/benchmarks.jar "ListpackBenchmark.(find|findField|walkByHand|scanByHand)" -wi 2 -i 4 -w 1 -r 1 -f 1 2>&1 | grep -A12 "^Benchmark"
java -Xmx3g -jar jmh/target/benchmarks.jar "MembersBenchmark.get" -p fields=1000000 -wi 2 -i 4 -w 1 -r 1 -f 2 2>&1 | grep -A6 "^Benchmark"
