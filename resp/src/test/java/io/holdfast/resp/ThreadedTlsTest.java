package io.holdfast.resp;

import io.holdfast.Holdfast;

/** All of it with I/O threads. */
class ThreadedTlsTest extends TlsTest {
  @Override
  Holdfast.Builder builder() {
    return super.builder().config("io-threads", "3");
  }
}
