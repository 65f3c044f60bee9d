package io.holdfast.core.rdb;

import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.quicklist.Quicklist;
import io.holdfast.encodings.quicklist.QuicklistImage;
import org.jspecify.annotations.Nullable;

/** The parts of a list: its nodes, in their order. */
final class ListParts extends ValueParts {
  private final QuicklistImage image;

  /** The nodes that changed, by their ordinals in the image; empty if none has. */
  private @Nullable RdbBlock[] asides = {};

  private int next;

  ListParts(Quicklist list, int type, boolean marksStrings) {
    super(list, type, marksStrings);
    image = new QuicklistImage(list);
  }

  @Override
  public void begin(RdbOutput out) {
    out.length(image.count());
  }

  @Override
  public boolean next(RdbOutput out) {
    if (next < image.count()) {
      RdbBlock changed = asides.length == 0 ? null : asides[next];
      if (changed == null) {
        write(next, out);
      } else {
        out.block(changed);
        asides[next] = null;
      }
      next++;
    }
    return next < image.count();
  }

  @Override
  public void beforeChange(Chunked structure, long chunk) {
    if (!isUnchanged(chunk)) {
      return;
    }
    int ordinal = image.ordinalOf(chunk);
    if (ordinal < next) {
      return;
    }
    if (asides.length == 0) {
      asides = new RdbBlock[image.count()];
    }
    write(ordinal, aside());
    asides[ordinal] = aside().takeCopy();
    image.drop(ordinal);
  }

  private void write(int node, RdbOutput out) {
    out.length(image.isPlain(node) ? RdbType.PLAIN_NODE : RdbType.PACKED_NODE);
    byte[] page = image.page(node);
    if (image.isCompressed(node)) {
      out.lzf(page, image.offset(node), image.storedBytes(node), image.rawBytes(node));
    } else {
      out.string(page, image.offset(node), image.storedBytes(node));
    }
  }
}
