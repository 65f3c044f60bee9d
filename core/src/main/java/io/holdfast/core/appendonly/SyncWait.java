package io.holdfast.core.appendonly;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.Wait;

/** One client's WAITAOF: its reply is on how many disks, and replicas, what was written is. */
final class SyncWait implements Wait {
  private final Session session;
  private final Durability durability;
  private final long position;
  private final boolean wantsReplicas;
  private boolean isOver;

  SyncWait(Session session, Durability durability, boolean wantsReplicas) {
    this.session = session;
    this.durability = durability;
    this.position = durability.position();
    this.wantsReplicas = wantsReplicas;
  }

  boolean isServed() {
    return !wantsReplicas && isSynced();
  }

  boolean isSynced() {
    return durability.syncedPosition() >= position;
  }

  boolean isOver() {
    return isOver;
  }

  void end() {
    if (!isOver) {
      session.endWait(this);
    }
  }

  @Override
  public boolean serve(ByteRange key, ReplyWriter reply) {
    return false;
  }

  @Override
  public void timedOut(ReplyWriter reply) {
    isOver = true;
    reply.arrayHeader(2);
    reply.integer(isSynced() ? 1 : 0);
    reply.integer(0);
  }
}
