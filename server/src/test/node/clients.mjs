// Drives a server with ioredis and node-redis: RESP2 and RESP3, one node and one-node cluster.
//
//   npm install ioredis redis
//   node clients.mjs PORT [CLUSTER_PORT]
//
// Prints a line for each check; ends with status 1 if one failed.

import assert from "node:assert/strict";
import { Redis, Cluster } from "ioredis";
import { createClient, createClientPool, createCluster } from "redis";

const port = Number(process.argv[2] ?? 6379);
const clusterPort = Number(process.argv[3] ?? 0);
let failed = 0;

async function check(name, body) {
  try {
    await body();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}: ${error.message}`);
  }
}

function once(emitter, event) {
  return new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));
}

// ---- ioredis -------------------------------------------------------------------------------

async function ioredis(protocol) {
  const of = `ioredis RESP${protocol}`;
  const redis = new Redis({ port, protocol, lazyConnect: true });
  await check(`${of} connects`, () => redis.connect());
  await check(`${of} types`, async () => {
    await redis.flushall();
    assert.equal(await redis.set("text", "Grüße", "EX", 100, "NX"), "OK");
    assert.equal(await redis.get("text"), "Grüße");
    assert.ok((await redis.ttl("text")) > 90);
    await redis.hset("hash", { a: "1", b: "2" });
    assert.deepEqual({ ...(await redis.hgetall("hash")) }, { a: "1", b: "2" });
    await redis.rpush("list", 1, 2, 3);
    assert.deepEqual(await redis.lrange("list", 0, -1), ["1", "2", "3"]);
    await redis.zadd("scores", 1.5, "one", 2, "two");
    assert.equal(Number(await redis.zscore("scores", "one")), 1.5);
    await redis.sadd("set", "x", "y");
    assert.deepEqual((await redis.smembers("set")).sort(), ["x", "y"]);
    assert.equal(await redis.get("missing"), null);
    await assert.rejects(redis.incr("text"), /not an integer/);
    await assert.rejects(redis.lpush("text", 1), /WRONGTYPE/);
  });
  await check(`${of} bytes`, async () => {
    const bytes = Buffer.from([...Array(256).keys()]);
    await redis.set(bytes, bytes);
    assert.deepEqual(await redis.getBuffer(bytes), bytes);
  });
  await check(`${of} pipeline`, async () => {
    const pipeline = redis.pipeline();
    for (let i = 0; i < 1000; i++) pipeline.set(`p:${i}`, i).get(`p:${i}`);
    const results = await pipeline.exec();
    assert.equal(results.length, 2000);
    assert.deepEqual(results[1999], [null, "999"]);
  });
  await check(`${of} transaction`, async () => {
    const results = await redis.multi().incr("count").incr("count").lpush("text", "x").exec();
    assert.deepEqual(results.slice(0, 2), [[null, 1], [null, 2]]);
    assert.match(results[2][0].message, /WRONGTYPE/);
    const other = redis.duplicate();
    await redis.watch("count");
    await other.incr("count");
    assert.equal(await redis.multi().incr("count").exec(), null);
    other.disconnect();
  });
  await check(`${of} scan stream`, async () => {
    let keys = 0;
    for await (const page of redis.scanStream({ match: "p:*", count: 100 })) keys += page.length;
    assert.ok(keys >= 1000);
  });
  await check(`${of} publish and subscribe`, async () => {
    const subscriber = redis.duplicate();
    await subscriber.subscribe("news");
    await subscriber.psubscribe("n*s");
    const message = once(subscriber, "message");
    const byPattern = once(subscriber, "pmessage");
    assert.equal(await redis.publish("news", "hello"), 2);
    assert.deepEqual(await message, ["news", "hello"]);
    assert.deepEqual(await byPattern, ["n*s", "news", "hello"]);
    subscriber.disconnect();
  });
  await check(`${of} blocking and streams`, async () => {
    const waiter = redis.duplicate();
    const popped = waiter.blpop("queue", 5);
    await redis.rpush("queue", "job");
    assert.deepEqual(await popped, ["queue", "job"]);
    await redis.xgroup("CREATE", "stream", "group", "$", "MKSTREAM");
    const id = await redis.xadd("stream", "*", "field", "value");
    const read = await redis.xreadgroup("GROUP", "group", "me", "COUNT", 1, "STREAMS", "stream", ">");
    assert.ok(JSON.stringify(read).includes(id));
    assert.equal(await redis.xack("stream", "group", id), 1);
    waiter.disconnect();
  });
  redis.disconnect();
}

// ---- node-redis ----------------------------------------------------------------------------

async function nodeRedis(RESP) {
  const of = `node-redis RESP${RESP}`;
  const client = createClient({ RESP, socket: { port } });
  client.on("error", (error) => console.log(`        ${of}: ${error.message}`));
  await check(`${of} connects`, () => client.connect());
  await check(`${of} types`, async () => {
    await client.flushAll();
    assert.equal(await client.set("text", "Grüße", { expiration: { type: "EX", value: 100 } }), "OK");
    assert.equal(await client.get("text"), "Grüße");
    await client.hSet("hash", { a: "1", b: "2" });
    assert.deepEqual({ ...(await client.hGetAll("hash")) }, { a: "1", b: "2" });
    await client.zAdd("scores", [{ score: 1.5, value: "one" }, { score: 2, value: "two" }]);
    assert.deepEqual(
      (await client.zRangeWithScores("scores", 0, -1)).map((m) => ({ ...m })),
      [{ value: "one", score: 1.5 }, { value: "two", score: 2 }],
    );
    assert.equal(await client.zScore("scores", "two"), 2);
    assert.equal(await client.get("missing"), null);
    await assert.rejects(client.incr("text"), /not an integer/);
    await client.geoAdd("places", { longitude: 13.4, latitude: 52.5, member: "Berlin" });
    assert.equal((await client.geoPos("places", "Berlin")).length, 1);
  });
  await check(`${of} pipeline and transaction`, async () => {
    const replies = await Promise.all([...Array(1000).keys()].map((i) => client.set(`p:${i}`, `${i}`)));
    assert.equal(replies.length, 1000);
    assert.deepEqual(await client.multi().incr("count").incr("count").get("count").exec(), [1, 2, "2"]);
  });
  await check(`${of} pool and watch`, async () => {
    const pool = await createClientPool({ RESP, socket: { port } }, { minimum: 2 }).connect();
    await assert.rejects(
      pool.execute(async (one) => {
        await one.watch("count");
        await client.incr("count");
        return one.multi().incr("count").exec();
      }),
      /watched key/i,
    );
    await pool.close();
  });
  await check(`${of} scan`, async () => {
    let keys = 0;
    for await (const page of client.scanIterator({ MATCH: "p:*", COUNT: 100 })) keys += page.length;
    assert.ok(keys >= 1000);
  });
  await check(`${of} publish and subscribe`, async () => {
    const subscriber = await client.duplicate().connect();
    const message = new Promise((resolve) => subscriber.subscribe("news", resolve));
    const byPattern = new Promise((resolve) => subscriber.pSubscribe("n*s", resolve));
    const sharded = new Promise((resolve) => subscriber.sSubscribe("shard", resolve));
    await subscriber.ping();
    await client.publish("news", "hello");
    await client.sPublish("shard", "hi");
    assert.deepEqual([await message, await byPattern, await sharded], ["hello", "hello", "hi"]);
    subscriber.destroy();
  });
  await check(`${of} blocking and streams`, async () => {
    const waiter = await client.duplicate().connect();
    const popped = waiter.blPop("queue", 5);
    await client.rPush("queue", "job");
    assert.deepEqual({ ...(await popped) }, { key: "queue", element: "job" });
    waiter.destroy();
    await client.xGroupCreate("stream", "group", "$", { MKSTREAM: true });
    const id = await client.xAdd("stream", "*", { field: "value" });
    const read = await client.xReadGroup("group", "me", { key: "stream", id: ">" });
    assert.ok(JSON.stringify(read).includes(id));
    assert.equal(await client.xAck("stream", "group", id), 1);
  });
  if (RESP === 3) {
    await check(`${of} client-side caching`, async () => {
      const cached = createClient({ RESP, socket: { port }, clientSideCache: { ttl: 0, maxEntries: 100 } });
      await cached.connect();
      await client.set("cached", "old");
      assert.equal(await cached.get("cached"), "old");
      assert.equal(await cached.get("cached"), "old");
      await client.set("cached", "new");
      await cached.ping();
      assert.equal(await cached.get("cached"), "new");
      cached.destroy();
    });
  }
  client.destroy();
}

// ---- a cluster of one node -------------------------------------------------------------------

async function clusters() {
  await check("ioredis cluster", async () => {
    const cluster = new Cluster([{ port: clusterPort, host: "127.0.0.1" }]);
    await cluster.set("{a}1", "x");
    assert.equal(await cluster.get("{a}1"), "x");
    assert.deepEqual(await cluster.mget("{a}1", "{a}2"), ["x", null]);
    const results = await cluster.pipeline().set("{a}3", 1).incr("{a}3").exec();
    assert.deepEqual(results, [[null, "OK"], [null, 2]]);
    cluster.disconnect();
  });
  for (const RESP of [2, 3]) {
    await check(`node-redis cluster RESP${RESP}`, async () => {
      const cluster = createCluster({ rootNodes: [{ socket: { port: clusterPort } }], defaults: { RESP } });
      await cluster.connect();
      await cluster.set("{b}1", "x");
      assert.equal(await cluster.get("{b}1"), "x");
      assert.deepEqual(await cluster.multi().set("{b}2", "1").incr("{b}2").exec(), ["OK", 2]);
      let listener;
      const arrived = new Promise((resolve) => (listener = resolve));
      await cluster.sSubscribe("shard", listener);
      await cluster.sPublish("shard", "hi");
      assert.equal(await arrived, "hi");
      await cluster.destroy();
    });
  }
}

for (const protocol of [2, 3]) await ioredis(protocol);
for (const protocol of [2, 3]) await nodeRedis(protocol);
if (clusterPort) await clusters();
process.exit(failed ? 1 : 0);
