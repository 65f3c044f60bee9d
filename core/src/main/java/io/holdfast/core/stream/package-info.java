/**
 * Streams: the operations on the log and on its consumer groups, and their doors.
 *
 * <pre>
 *  StreamCommands, ReadCommands,  --\
 *  GroupCommands, InfoCommands       +-&gt; StreamOps, GroupOps, ... -&gt; StreamLog, ConsumerGroup
 *  StreamsFace ---------------------/
 * </pre>
 */
@NullMarked
package io.holdfast.core.stream;

import org.jspecify.annotations.NullMarked;
