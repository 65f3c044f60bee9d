package io.holdfast.bench.sortedset;

import io.holdfast.bench.Elements;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;

/** What can hold members by score; asked by other objects than those it was filled with. */
interface Leaderboard {
  /** Adds a member that is absent. */
  void add(int asked, double score);

  /** Gives a member another score. */
  void put(int asked, double score);

  void remove(int asked);

  double score(int asked);

  int rank(int asked);

  /** Reads the first {@code count} members and scores from a score on. */
  int range(double from, int count);

  /** Takes the member with the lowest score away and adds it again with another. */
  void popMinAndPut(double score);

  /** A new one, empty; {@code members} are what it is asked for by index. */
  static Leaderboard named(String peer, byte[][] members) {
    return switch (peer) {
      case "holdfast" -> new OfSortedSet(members);
      case "jdk" -> new OfJdk(members);
      default -> throw new IllegalArgumentException("peer=" + peer);
    };
  }

  /** The large sorted set. */
  final class OfSortedSet implements Leaderboard {
    private final LargeSortedSet set = new LargeSortedSet(new Arena(), new SipHash(1, 2));
    private final byte[][] asked;

    OfSortedSet(byte[][] members) {
      asked = members;
    }

    @Override
    public void add(int index, double score) {
      put(index, score);
    }

    @Override
    public void put(int index, double score) {
      byte[] member = asked[index];
      set.put(member, 0, member.length, score);
    }

    @Override
    public void remove(int index) {
      byte[] member = asked[index];
      set.remove(member, 0, member.length);
    }

    @Override
    public double score(int index) {
      byte[] member = asked[index];
      return set.score(set.find(member, 0, member.length));
    }

    @Override
    public int rank(int index) {
      byte[] member = asked[index];
      return set.rank(set.find(member, 0, member.length));
    }

    @Override
    public int range(double from, int count) {
      int sum = 0;
      long position = set.firstFrom(from, false);
      for (int i = 0; i < count && position != LargeSortedSet.NO_POSITION; i++) {
        int handle = set.handleAt(position);
        sum += set.page(handle)[set.offset(handle) + 15] + (int) set.scoreAt(position);
        position = set.next(position);
      }
      return sum;
    }

    @Override
    public void popMinAndPut(double score) {
      int handle = set.handleAt(set.first());
      byte[] member = new byte[set.length(handle)];
      System.arraycopy(set.page(handle), set.offset(handle), member, 0, member.length);
      set.remove(handle);
      set.put(member, 0, member.length, score);
    }
  }

  /** A skip list for the order and a map for the scores. */
  final class OfJdk implements Leaderboard {
    private record Ranked(double score, String member) implements Comparable<Ranked> {
      @Override
      public int compareTo(Ranked other) {
        int compared = Double.compare(score, other.score);
        return compared == 0 ? member.compareTo(other.member) : compared;
      }
    }

    private final ConcurrentSkipListSet<Ranked> order = new ConcurrentSkipListSet<>();
    private final Map<String, Ranked> byMember = new HashMap<>();
    private final byte[][] members;
    private final String[] asked;

    OfJdk(byte[][] members) {
      this.members = members;
      asked = new String[members.length];
      for (int i = 0; i < members.length; i++) {
        asked[i] = text(i);
      }
    }

    private String text(int index) {
      return new String(members[index], StandardCharsets.ISO_8859_1);
    }

    @Override
    public void add(int index, double score) {
      put(text(index), score);
    }

    @Override
    public void put(int index, double score) {
      put(asked[index], score);
    }

    private void put(String member, double score) {
      Ranked now = new Ranked(score, member);
      Ranked before = byMember.put(member, now);
      if (before != null) {
        order.remove(before);
      }
      order.add(now);
    }

    @Override
    public void remove(int index) {
      Ranked gone = byMember.remove(asked[index]);
      if (gone != null) {
        order.remove(gone);
      }
    }

    @Override
    public double score(int index) {
      Ranked ranked = byMember.get(asked[index]);
      return ranked == null ? Double.NaN : ranked.score;
    }

    @Override
    public int rank(int index) {
      Ranked ranked = byMember.get(asked[index]);
      return ranked == null ? -1 : order.headSet(ranked).size();
    }

    @Override
    public int range(double from, int count) {
      int sum = 0;
      int left = count;
      for (Ranked ranked : order.tailSet(new Ranked(from, ""))) {
        sum += ranked.member.charAt(15) + (int) ranked.score;
        if (--left == 0) {
          break;
        }
      }
      return sum;
    }

    @Override
    public void popMinAndPut(double score) {
      Ranked gone = order.pollFirst();
      if (gone != null) {
        byMember.remove(gone.member);
        put(gone.member, score);
      }
    }
  }

  /** Fills a leaderboard: the member of each number gets a score of its own. */
  static void fill(Leaderboard board, int[] scores) {
    int[] members = Elements.shuffled(scores.length, 3);
    for (int member : members) {
      board.add(member, scores[member]);
    }
  }
}
