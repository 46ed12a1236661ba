package io.millrace.processor.stage;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The plain model of the plans in {@link Orders}: what a view must hold, computed from whole partitions at once. Rows are text. */
public final class Recompute {
    private static final long NONE = Long.MIN_VALUE;

    private Recompute() {}

    /** Event time up to which all partitions are complete. */
    public static long watermark(List<List<Orders.Order>> partitions) {
        long least = Long.MAX_VALUE;
        for (List<Orders.Order> partition : partitions) {
            long greatest = NONE;
            for (Orders.Order order : partition) {
                greatest = order.at() == null ? greatest : Math.max(greatest, order.at());
            }
            least = Math.min(least, greatest == NONE ? NONE : greatest - Orders.OUT_OF_ORDERNESS_MS);
        }
        return least;
    }

    /** Places, {@code partition-offset}, of the orders that came late. */
    public static Set<String> late(List<List<Orders.Order>> partitions) {
        Set<String> late = new TreeSet<>();
        for (int p = 0; p < partitions.size(); p++) {
            long greatest = NONE;
            for (int offset = 0; offset < partitions.get(p).size(); offset++) {
                Long at = partitions.get(p).get(offset).at();
                if (at != null && greatest != NONE && at < greatest - Orders.OUT_OF_ORDERNESS_MS) {
                    late.add(p + "-" + offset);
                }
                greatest = at == null ? greatest : Math.max(greatest, at);
            }
        }
        return late;
    }

    /** Orders that a window counts, with the window's start. */
    public static Map<String, List<Orders.Order>> windows(List<List<Orders.Order>> partitions) {
        Set<String> late = late(partitions);
        Map<String, List<Orders.Order>> windows = new TreeMap<>();
        for (int p = 0; p < partitions.size(); p++) {
            for (int offset = 0; offset < partitions.get(p).size(); offset++) {
                Orders.Order order = partitions.get(p).get(offset);
                if (order.at() != null && !late.contains(p + "-" + offset)) {
                    long start = Math.floorDiv(order.at(), 10_000) * 10_000;
                    windows.computeIfAbsent(key(start, start + 10_000, order.customer()), k -> new ArrayList<>())
                            .add(order);
                }
            }
        }
        return windows;
    }

    public static Map<String, String> tumble(
            List<List<Orders.Order>> partitions, long retentionMs, boolean closedOnly) {
        long watermark = watermark(partitions);
        Map<String, String> rows = new TreeMap<>();
        windows(partitions).forEach((key, orders) -> {
            long end = Math.floorDiv(orders.getFirst().at(), 10_000) * 10_000 + 10_000;
            boolean kept = retentionMs < 0 || watermark == NONE || end + retentionMs > watermark;
            boolean shown = !closedOnly || watermark != NONE && end <= watermark;
            if (kept && shown) {
                rows.put(key, row(members(key), orders));
            }
        });
        return rows;
    }

    private static String members(String key) {
        String[] parts = key.substring(1, key.length() - 1).split(",");
        return "\"window_start\":" + parts[0] + ",\"window_end\":" + parts[1] + ",\"customer\":" + parts[2];
    }

    public static Map<String, String> aggregate(
            List<List<Orders.Order>> partitions, String column, Function<Orders.Order, String> group) {
        Map<String, List<Orders.Order>> groups = new TreeMap<>();
        partitions.forEach(partition ->
                partition.forEach(order -> groups.computeIfAbsent(text(group.apply(order)), k -> new ArrayList<>())
                        .add(order)));
        Map<String, String> rows = new TreeMap<>();
        groups.forEach((key, orders) -> rows.put("[" + key + "]", row("\"" + column + "\":" + key, orders)));
        return rows;
    }

    public static Map<String, String> projection(List<List<Orders.Order>> partitions, boolean hiddenKey) {
        Map<String, String> rows = new TreeMap<>();
        for (int p = 0; p < partitions.size(); p++) {
            for (int offset = 0; offset < partitions.get(p).size(); offset++) {
                Orders.Order order = partitions.get(p).get(offset);
                Long amount = order.amount();
                if (amount == null || amount != 0 && amount > -100) {
                    rows.put(
                            hiddenKey ? "[\"" + p + "-" + offset + "\"]" : "[" + text(order.id()) + "]",
                            "{\"id\":" + text(order.id()) + ",\"doubled\":" + (amount == null ? null : amount * 2)
                                    + ",\"share\":" + (amount == null ? null : 100 / amount) + "}");
                }
            }
        }
        return rows;
    }

    private static String key(long start, long end, String customer) {
        return "[\"" + java.time.Instant.ofEpochMilli(start) + "\",\"" + java.time.Instant.ofEpochMilli(end) + "\","
                + text(customer) + "]";
    }

    private static String text(String value) {
        return value == null ? "null" : "\"" + value + "\"";
    }

    private static String row(String key, List<Orders.Order> orders) {
        long amounts = 0;
        long sum = 0;
        Long least = null;
        String lastId = null;
        long prices = 0;
        BigDecimal price = BigDecimal.ZERO;
        for (Orders.Order order : orders) {
            if (order.amount() != null) {
                amounts++;
                sum += order.amount();
                least = least == null ? order.amount() : (Long) Math.min(least, order.amount());
            }
            if (order.price() != null) {
                prices++;
                price = price.add(new BigDecimal(order.price()));
            }
            lastId = lastId == null || order.id().compareTo(lastId) > 0 ? order.id() : lastId;
        }
        return "{" + key + ",\"orders\":" + orders.size() + ",\"amounts\":" + amounts + ",\"amount\":"
                + (amounts == 0 ? null : sum) + ",\"avg_amount\":" + (amounts == 0 ? null : sum / amounts)
                + ",\"least\":"
                + least + ",\"last_id\":" + text(lastId) + ",\"price\":" + (prices == 0 ? null : price.doubleValue())
                + ",\"avg_price\":" + (prices == 0 ? null : price.doubleValue() / prices) + "}";
    }
}
