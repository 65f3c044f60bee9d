/** Commands about the server as a whole: INFO, CONFIG, TIME, SHUTDOWN, DEBUG. */
@NullMarked
package io.holdfast.core.server;

import org.jspecify.annotations.NullMarked;
