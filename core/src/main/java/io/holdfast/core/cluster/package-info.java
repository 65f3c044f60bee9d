/**
 * A store that tells cluster clients it is a cluster of one node.
 *
 * <p>Words: a key belongs to one of 16384 <b>slots</b>, by what stands between the first braces of
 * its name, or by all of it; the one <b>node</b> there is serves every slot.
 */
@NullMarked
package io.holdfast.core.cluster;

import org.jspecify.annotations.NullMarked;
