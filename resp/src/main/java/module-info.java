/** The RESP listener: sockets for a store. */
module io.holdfast.resp {
  requires static transitive org.jspecify;
  requires transitive io.holdfast.core;
  requires jdk.net;
  requires org.jctools.core.jdk11;

  exports io.holdfast.resp;
}
