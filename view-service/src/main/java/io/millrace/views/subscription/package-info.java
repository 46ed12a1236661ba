/** Subscriptions of views: a snapshot, then every change of every closed epoch, as Server-Sent Events. */
@NullMarked
package io.millrace.views.subscription;

import org.jspecify.annotations.NullMarked;
