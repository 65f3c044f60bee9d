package io.holdfast.clients;

import java.io.IOException;

/** All of it with I/O threads. */
class ThreadedJedisTest extends JedisTest {
  @Override
  Served serve() throws IOException {
    return new Served(3);
  }
}
