package io.holdfast.core.stream;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.encodings.stream.EntryFields;

/**
 * The fields and values of an entry that are the last arguments of a command.
 *
 * @param first the index of the first field
 * @param count number of fields
 */
record ArgumentFields(CommandArgs args, int first, int count) implements EntryFields {
  @Override
  public byte[] bytes() {
    return args.buffer();
  }

  @Override
  public int offset(int element) {
    return args.offset(first + element);
  }

  @Override
  public int length(int element) {
    return args.length(first + element);
  }
}
