package io.holdfast;

import org.jspecify.annotations.Nullable;

/**
 * The store is closed: the command was not run. Calls made after {@link AutoCloseable#close()} get
 * it, and so do those still waiting for their turn then. The {@linkplain #getCause() cause} tells
 * what ended the store if nobody closed it.
 */
public class StoreClosedException extends HoldfastException {
  private static final long serialVersionUID = 1L;

  /** An exception with this text, and what ended the store unless it was closed. */
  public StoreClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
