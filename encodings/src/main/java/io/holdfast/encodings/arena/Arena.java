package io.holdfast.encodings.arena;

import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.Arrays;

/**
 * A heap of byte blocks inside a few large {@code byte[]} pages, each block named by an {@code
 * int}.
 *
 * <pre>
 *  handle  | page number, 17 bits | unit within the page, 15 bits |     a unit is 8 bytes; 0 = no block
 *
 *  page    | block | block | free -&gt; next free | block | ... | never used |    blocks of one size class
 *            ^0                                                ^fresh
 *  large   | one block of its own length |                                       above 64 KiB
 * </pre>
 *
 * A page belongs to one size class while it holds a block. Its freed blocks form a list through
 * their own first four bytes (block number + 1; 0 ends it); behind {@code fresh} no block was ever
 * handed out, so a new page needs no preparation. The first page of a class is 16 KiB and each
 * further one as long as the class's pages so far, up to 256 KiB: half of G1's smallest region is
 * 512 KiB, so a page is never humongous. A page that empties is dropped if its class has another
 * with room; if not it may be wanted again at once, and is kept until eight others were kept after
 * it: a value that grows through every class leaves no page behind in each.
 *
 * <p>Invariants: used + free-listed = fresh for every page; a page stands in its class's list
 * exactly if it has room; {@link #allocatedBytes()} is the sum of the live blocks' capacities.
 *
 * <p>Blocks are not cleared: a new block holds whatever was there. Access goes through {@link
 * #page(int)} and {@link #offset(int)}, so every read and write is bounds-checked by the page
 * array.
 *
 * <p>While an {@link UndoLog} is active, a block that is freed stays as it is until the log is
 * committed, and who changes one in its place says so before: {@link #beforeChange}.
 *
 * <p>Thread: one owner at a time. Cost: allocate and free O(1); a new page is the only step that
 * takes longer (it is cleared by the JVM). Memory: 28 bytes a page, and the rounding of {@code
 * SizeClasses}.
 */
public final class Arena implements Undoable {
  /** Bytes a handle's unit stands for; every block starts at a multiple of it. */
  public static final int UNIT_BYTES = 8;

  /** Length of a full-grown page. */
  public static final int PAGE_BYTES = 256 * 1024;

  /** The longest block that can be asked for. */
  public static final int MAX_BLOCK_BYTES = Integer.MAX_VALUE - 64;

  private static final int UNIT_SHIFT = 3;
  private static final int PAGE_SHIFT = 15;
  private static final int UNIT_MASK = (1 << PAGE_SHIFT) - 1;
  private static final int MAX_PAGES = 1 << (Integer.SIZE - PAGE_SHIFT);
  private static final int FIRST_PAGE_BYTES = 16 * 1024;
  private static final int KEPT_PAGES = 8;
  private static final byte[] NO_PAGE = {};
  private static final int[] NO_BLOCKS = {};

  /** The steps an arena notes. */
  private static final int ALLOCATED = 0;

  private static final int FREED = 1;
  private static final int RANGE = 2;
  private static final int FIRST_FREED = 64;

  private final UndoLog undo;
  private byte[][] pages = new byte[4][];
  private short[] sizeClass = new short[4];
  private int[] freeList = new int[4];
  private int[] fresh = new int[4];
  private int[] used = new int[4];
  private int[] previousWithRoom = new int[4];
  private int[] nextWithRoom = new int[4];

  /** Per class: the first page with room (0 = none), and the bytes of all its pages. */
  private final int[] withRoom = new int[SizeClasses.LARGE];

  private final long[] classBytes = new long[SizeClasses.LARGE];

  /** Page 0 is never used, so that no block is named 0. */
  private int pageLimit = 1;

  private int droppedPages;

  /** The pages that emptied last and were kept, each once; some are in use again. */
  private final int[] keptPages = new int[KEPT_PAGES];

  private int nextKept;
  private long allocatedBytes;
  private long pageBytes;

  /** Blocks that are to be freed when the log is committed. */
  private int[] freed = NO_BLOCKS;

  private int freedCount;

  /** The tag and the number the log knows the arena by, in this epoch. */
  private long tagEpoch;

  private int tag;
  private int undoNumber;

  /** Creates an arena without pages, of whose changes none is ever undone. */
  public Arena() {
    this(new UndoLog());
  }

  /**
   * Creates an arena without pages.
   *
   * @param undo where it and what lies in it note their changes; shared by all of one owner
   */
  public Arena(UndoLog undo) {
    this.undo = undo;
    Arrays.fill(pages, NO_PAGE);
  }

  /** Where changes are noted so that they can be undone. */
  public UndoLog undo() {
    return undo;
  }

  /** The array the block lies in. */
  public byte[] page(int handle) {
    return pages[handle >>> PAGE_SHIFT];
  }

  /** Where in its page the block starts, in bytes. */
  public static int offset(int handle) {
    return (handle & UNIT_MASK) << UNIT_SHIFT;
  }

  /**
   * Allocates a block of at least {@code bytes} bytes with undefined content.
   *
   * @return its handle, never 0
   * @throws IllegalArgumentException if {@code bytes} is not in 1..{@link #MAX_BLOCK_BYTES}
   * @throws ArenaFullException if every page number is in use
   */
  public int allocate(int bytes) {
    if (bytes <= 0 || bytes > MAX_BLOCK_BYTES) {
      throw new IllegalArgumentException("block length out of range: bytes=" + bytes);
    }
    int wanted = SizeClasses.classOf(bytes);
    int handle = wanted == SizeClasses.LARGE ? allocateLarge(bytes) : allocateSmall(wanted);
    if (undo.isActive()) {
      noteAllocated(handle);
    }
    return handle;
  }

  private int allocateSmall(int wanted) {
    int page = withRoom[wanted];
    if (page == 0) {
      page = addPage(wanted);
    }
    int blockBytes = SizeClasses.bytesOf(wanted);
    byte[] bytesOfPage = pages[page];
    int block;
    int head = freeList[page];
    if (head != 0) {
      block = head - 1;
      freeList[page] = LittleEndian.i32(bytesOfPage, block * blockBytes);
    } else {
      block = fresh[page]++;
    }
    used[page]++;
    allocatedBytes += blockBytes;
    if (freeList[page] == 0 && (fresh[page] + 1) * blockBytes > bytesOfPage.length) {
      unlinkWithRoom(page, wanted);
    }
    return page << PAGE_SHIFT | (block * blockBytes) >>> UNIT_SHIFT;
  }

  /** Frees a block; its handle may be given out again, unless the log is active. */
  public void free(int handle) {
    if (undo.isActive()) {
      freeLater(handle);
    } else {
      freeNow(handle);
    }
  }

  private void freeNow(int handle) {
    int page = handle >>> PAGE_SHIFT;
    int freed = sizeClass[page];
    assert used[page] > 0 : "block is live: handle=" + handle;
    if (freed == SizeClasses.LARGE) {
      allocatedBytes -= pages[page].length;
      dropPage(page);
      return;
    }
    int blockBytes = SizeClasses.bytesOf(freed);
    byte[] bytesOfPage = pages[page];
    boolean wasFull = freeList[page] == 0 && (fresh[page] + 1) * blockBytes > bytesOfPage.length;
    int offset = offset(handle);
    assert offset % blockBytes == 0 : "handle starts a block: handle=" + handle;
    LittleEndian.put32(bytesOfPage, offset, freeList[page]);
    freeList[page] = offset / blockBytes + 1;
    allocatedBytes -= blockBytes;
    if (wasFull) {
      linkWithRoom(page, freed);
    }
    if (--used[page] == 0) {
      boolean onlyPageWithRoom = withRoom[freed] == page && nextWithRoom[page] == 0;
      if (onlyPageWithRoom) {
        freeList[page] = 0;
        fresh[page] = 0;
        keepEmptyPage(page);
      } else {
        dropEmptyPage(page);
      }
    }
  }

  private void keepEmptyPage(int page) {
    for (int kept : keptPages) {
      if (kept == page) {
        return;
      }
    }
    int before = keptPages[nextKept];
    keptPages[nextKept] = page;
    nextKept = (nextKept + 1) % KEPT_PAGES;
    if (before != 0 && used[before] == 0 && pages[before] != NO_PAGE) {
      dropEmptyPage(before);
    }
  }

  private void dropEmptyPage(int page) {
    int of = sizeClass[page];
    unlinkWithRoom(page, of);
    classBytes[of] -= pages[page].length;
    dropPage(page);
  }

  // ---- what can be undone --------------------------------------------------------------------

  /** Says that a block is about to change in its place, wherever in it and however often. */
  public void beforeChange(int handle) {
    if (undo.isActive() && undo.keep(tag(), handle)) {
      noteRange(handle, 0, capacity(handle));
    }
  }

  /**
   * Says that a part of a block, which starts {@code from} bytes behind its start, is to change.
   */
  public void beforeChange(int handle, int from, int length) {
    if (undo.isActive() && !undo.isKept(tag(), handle)) {
      noteRange(handle, from, length);
    }
  }

  private void noteRange(int handle, int from, int length) {
    undo.pushBytes(page(handle), offset(handle) + from, length);
    undo.push(handle, length);
    undo.push(from, RANGE);
    undo.step(undoNumber);
  }

  private int tag() {
    if (tagEpoch != undo.epoch()) {
      tagEpoch = undo.epoch();
      tag = undo.newTag();
      undoNumber = undo.register(this);
    }
    return tag;
  }

  private void noteAllocated(int handle) {
    undo.keep(tag(), handle);
    undo.push(handle, ALLOCATED);
    undo.step(undoNumber);
  }

  private void freeLater(int handle) {
    assert used[handle >>> PAGE_SHIFT] > 0 : "block is live: handle=" + handle;
    if (freedCount == 0) {
      undo.atCommit(this::freeAll);
    }
    if (freedCount == freed.length) {
      freed = Arrays.copyOf(freed, Math.max(FIRST_FREED, 2 * freedCount));
    }
    tag();
    undo.push(freedCount, FREED);
    undo.step(undoNumber);
    freed[freedCount++] = handle;
  }

  private void freeAll() {
    for (int i = 0; i < freedCount; i++) {
      freeNow(freed[i]);
    }
    freedCount = 0;
    if (freed.length > FIRST_FREED) {
      freed = NO_BLOCKS;
    }
  }

  @Override
  public void undo(UndoLog log) {
    long step = log.popWord();
    int what = (int) (step >>> Integer.SIZE);
    switch ((int) step) {
      case ALLOCATED -> freeNow(what);
      case FREED -> freedCount = what;
      default -> {
        long range = log.popWord();
        int handle = (int) (range >>> Integer.SIZE);
        log.popBytes(page(handle), offset(handle) + what, (int) range);
      }
    }
  }

  // ---- blocks and pages ----------------------------------------------------------------------

  /** How many bytes the block has room for; at least what was asked for. */
  public int capacity(int handle) {
    int page = handle >>> PAGE_SHIFT;
    int of = sizeClass[page];
    return of == SizeClasses.LARGE ? pages[page].length : SizeClasses.bytesOf(of);
  }

  /** The capacity a block of {@code bytes} would get. */
  public static int capacityFor(int bytes) {
    int wanted = SizeClasses.classOf(bytes);
    return wanted == SizeClasses.LARGE
        ? SizeClasses.roundUpToUnit(bytes)
        : SizeClasses.bytesOf(wanted);
  }

  /**
   * Makes a block fit {@code bytes}: the same block if its capacity is just what a new one would
   * get, else a new one that starts with the first {@code keepBytes} bytes of the old, which is
   * freed.
   */
  public int resize(int handle, int keepBytes, int bytes) {
    assert keepBytes <= bytes;
    if (capacityFor(bytes) == capacity(handle)) {
      return handle;
    }
    int to = allocate(bytes);
    System.arraycopy(page(handle), offset(handle), page(to), offset(to), keepBytes);
    free(handle);
    return to;
  }

  /** Drops every block and page at once. */
  public void clear() {
    pages = new byte[4][];
    Arrays.fill(pages, NO_PAGE);
    sizeClass = new short[4];
    freeList = new int[4];
    fresh = new int[4];
    used = new int[4];
    previousWithRoom = new int[4];
    nextWithRoom = new int[4];
    Arrays.fill(withRoom, 0);
    Arrays.fill(classBytes, 0);
    pageLimit = 1;
    droppedPages = 0;
    Arrays.fill(keptPages, 0);
    allocatedBytes = 0;
    pageBytes = 0;
  }

  /** Sum of the capacities of the live blocks. */
  public long allocatedBytes() {
    return allocatedBytes;
  }

  /** Sum of the lengths of all pages: what the arena takes from the heap. */
  public long pageBytes() {
    return pageBytes;
  }

  /** Number of pages in use. */
  public int pageCount() {
    int count = 0;
    for (int page = 1; page < pageLimit; page++) {
      if (pages[page] != NO_PAGE) {
        count++;
      }
    }
    return count;
  }

  /** Starts an audit of which blocks are reached from outside. */
  public ArenaAudit audit() {
    return new ArenaAudit(this);
  }

  /**
   * Proves the class's invariants by walking every page.
   *
   * @throws AssertionError naming the first one broken
   */
  public void checkInvariants() {
    long live = 0;
    long held = 0;
    for (int page = 1; page < pageLimit; page++) {
      byte[] bytesOfPage = pages[page];
      if (bytesOfPage == NO_PAGE) {
        continue;
      }
      held += bytesOfPage.length;
      if (sizeClass[page] == SizeClasses.LARGE) {
        live += bytesOfPage.length;
        continue;
      }
      int blockBytes = SizeClasses.bytesOf(sizeClass[page]);
      int listed = 0;
      for (int next = freeList[page]; next != 0; listed++) {
        ArenaAudit.check(next <= fresh[page] && listed < fresh[page], "free list of page", page);
        next = LittleEndian.i32(bytesOfPage, (next - 1) * blockBytes);
      }
      ArenaAudit.check(used[page] + listed == fresh[page], "used + free = fresh in page", page);
      boolean hasRoom = listed > 0 || (fresh[page] + 1) * blockBytes <= bytesOfPage.length;
      ArenaAudit.check(isLinked(page) == hasRoom, "listed exactly if it has room: page", page);
      live += (long) used[page] * blockBytes;
    }
    ArenaAudit.check(live == allocatedBytes, "allocated bytes: counted", live);
    ArenaAudit.check(held == pageBytes, "page bytes: counted", held);
  }

  /** Whether each block number of a page below {@code fresh} is live, for the audit. */
  boolean[] liveBlocks(int page) {
    if (pages[page] == NO_PAGE) {
      return new boolean[0];
    }
    if (sizeClass[page] == SizeClasses.LARGE) {
      return new boolean[] {true};
    }
    boolean[] live = new boolean[fresh[page]];
    Arrays.fill(live, true);
    int blockBytes = SizeClasses.bytesOf(sizeClass[page]);
    for (int next = freeList[page]; next != 0; ) {
      live[next - 1] = false;
      next = LittleEndian.i32(pages[page], (next - 1) * blockBytes);
    }
    return live;
  }

  int pageLimit() {
    return pageLimit;
  }

  static int pageNumber(int handle) {
    return handle >>> PAGE_SHIFT;
  }

  int blockNumber(int handle) {
    int of = sizeClass[handle >>> PAGE_SHIFT];
    return of == SizeClasses.LARGE ? 0 : offset(handle) / SizeClasses.bytesOf(of);
  }

  private int allocateLarge(int bytes) {
    byte[] block = new byte[SizeClasses.roundUpToUnit(bytes)];
    int page = takePageNumber();
    pages[page] = block;
    sizeClass[page] = SizeClasses.LARGE;
    used[page] = 1;
    allocatedBytes += block.length;
    pageBytes += block.length;
    return page << PAGE_SHIFT;
  }

  private int addPage(int wanted) {
    int blockBytes = SizeClasses.bytesOf(wanted);
    int aim = (int) Math.min(Math.max(classBytes[wanted], FIRST_PAGE_BYTES), PAGE_BYTES);
    byte[] bytesOfPage = new byte[Math.max(aim / blockBytes, 1) * blockBytes];
    int page = takePageNumber();
    pages[page] = bytesOfPage;
    sizeClass[page] = (short) wanted;
    freeList[page] = 0;
    fresh[page] = 0;
    used[page] = 0;
    classBytes[wanted] += bytesOfPage.length;
    pageBytes += bytesOfPage.length;
    linkWithRoom(page, wanted);
    return page;
  }

  private void dropPage(int page) {
    pageBytes -= pages[page].length;
    pages[page] = NO_PAGE;
    used[page] = 0;
    nextWithRoom[page] = droppedPages;
    droppedPages = page;
  }

  /** A page number that is free; the pages dropped earlier go first. */
  private int takePageNumber() {
    if (droppedPages != 0) {
      int page = droppedPages;
      droppedPages = nextWithRoom[page];
      nextWithRoom[page] = 0;
      return page;
    }
    if (pageLimit == pages.length) {
      if (pageLimit == MAX_PAGES) {
        throw new ArenaFullException(pageLimit - 1, pageBytes);
      }
      grow(pageLimit * 2);
    }
    return pageLimit++;
  }

  private void grow(int capacity) {
    int from = pages.length;
    pages = Arrays.copyOf(pages, capacity);
    Arrays.fill(pages, from, capacity, NO_PAGE);
    sizeClass = Arrays.copyOf(sizeClass, capacity);
    freeList = Arrays.copyOf(freeList, capacity);
    fresh = Arrays.copyOf(fresh, capacity);
    used = Arrays.copyOf(used, capacity);
    previousWithRoom = Arrays.copyOf(previousWithRoom, capacity);
    nextWithRoom = Arrays.copyOf(nextWithRoom, capacity);
  }

  private boolean isLinked(int page) {
    return withRoom[sizeClass[page]] == page || previousWithRoom[page] != 0;
  }

  private void linkWithRoom(int page, int of) {
    int head = withRoom[of];
    nextWithRoom[page] = head;
    previousWithRoom[page] = 0;
    if (head != 0) {
      previousWithRoom[head] = page;
    }
    withRoom[of] = page;
  }

  private void unlinkWithRoom(int page, int of) {
    int previous = previousWithRoom[page];
    int next = nextWithRoom[page];
    if (previous == 0) {
      withRoom[of] = next;
    } else {
      nextWithRoom[previous] = next;
    }
    if (next != 0) {
      previousWithRoom[next] = previous;
    }
    previousWithRoom[page] = 0;
    nextWithRoom[page] = 0;
  }
}
