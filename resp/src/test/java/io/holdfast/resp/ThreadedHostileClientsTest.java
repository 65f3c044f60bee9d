package io.holdfast.resp;

import io.holdfast.Holdfast;

/** All of it with I/O threads. */
class ThreadedHostileClientsTest extends HostileClientsTest {
  @Override
  Holdfast.Builder builder() {
    return super.builder().config("io-threads", "3");
  }
}
