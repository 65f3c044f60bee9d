package io.holdfast.core.sortedset;

import io.holdfast.core.codec.ReplyWriter;

/**
 * Writes members, with or without their scores.
 *
 * <pre>
 *  RESP2, and scores side by side      [member, score, member, score]
 *  RESP3, and scores in pairs          [[member, score], [member, score]]
 *  without scores                      [member, member]
 * </pre>
 */
final class MembersReply implements ScoredMembers.Visitor {
  private final ReplyWriter reply;
  private final boolean withScores;
  private final boolean inPairs;

  private MembersReply(ReplyWriter reply, boolean withScores, boolean inPairs) {
    this.reply = reply;
    this.withScores = withScores;
    this.inPairs = inPairs;
  }

  /** Members in an array; scores, if wanted, in pairs with them in RESP3. */
  static MembersReply of(ReplyWriter reply, boolean withScores) {
    return new MembersReply(reply, withScores, withScores && reply.isResp3());
  }

  /** Members and scores side by side in either protocol. */
  static MembersReply flat(ReplyWriter reply) {
    return new MembersReply(reply, true, false);
  }

  /** Members and scores in pairs in either protocol. */
  static MembersReply pairs(ReplyWriter reply) {
    return new MembersReply(reply, true, true);
  }

  /** Begins the reply; so many members follow. */
  void header(long members) {
    long elements = withScores && !inPairs ? 2 * members : members;
    reply.arrayHeader(Math.toIntExact(elements));
  }

  @Override
  public void visit(byte[] bytes, int offset, int length, double score) {
    if (inPairs) {
      reply.arrayHeader(2);
    }
    reply.bulk(bytes, offset, length);
    if (withScores) {
      reply.doubleValue(score);
    }
  }
}
