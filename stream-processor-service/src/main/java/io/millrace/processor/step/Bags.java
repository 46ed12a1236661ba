package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * State of the shape key → ordered values with weights: what MIN and MAX need where rows are taken back, and what DISTINCT
 * and LISTAGG always need. A key is a group's key and the number of the aggregate call.
 */
public final class Bags implements State {
    private final int tag;
    private final RowCodec keys;
    private final List<AggregateCall> calls;
    private final int[] bagged;
    private final Map<Key, TreeMap<Object, Long>> bags = new HashMap<>();
    private final Set<Entry> unlogged = new LinkedHashSet<>();
    private final RowWriter keyBytes = new RowWriter(64);
    private final RowWriter valueBytes = new RowWriter(16);
    private long entries;

    /** @param calls of the aggregate, in order */
    public Bags(int tag, List<ValueType> keyTypes, List<AggregateCall> calls) {
        this.tag = tag;
        this.calls = List.copyOf(calls);
        bagged = IntStream.range(0, calls.size())
                .filter(call -> Accumulators.needsBag(calls.get(call), false))
                .toArray();
        List<ValueType> types = new ArrayList<>(keyTypes);
        types.add(ValueType.of(ValueType.Kind.BIGINT));
        keys = new RowCodec(types);
    }

    @Override
    public int tag() {
        return tag;
    }

    /** Adds to a value's weight, and says what it was before. */
    long add(@Nullable Object[] group, int call, Object added, long weight) {
        Key key = Key.of(group, call);
        Object value = Values.normal(added, calls.get(call).keptType());
        long before = weight(key, value);
        set(key, value, before + weight);
        unlogged.add(new Entry(key, value));
        return before;
    }

    /** Adds a value, with weight 1, if it is not there; whether that was so. */
    boolean addOnce(@Nullable Object[] group, int call, Object added) {
        Key key = Key.of(group, call);
        Object value = Values.normal(added, calls.get(call).keptType());
        if (weight(key, value) != 0) {
            return false;
        }
        set(key, value, 1);
        unlogged.add(new Entry(key, value));
        return true;
    }

    /** @param value as {@link Values#normal} has it */
    boolean has(@Nullable Object[] group, int call, Object value) {
        return weight(Key.of(group, call), value) != 0;
    }

    private long weight(Key key, Object value) {
        TreeMap<Object, Long> bag = bags.get(key);
        Long weight = bag == null ? null : bag.get(value);
        return weight == null ? 0 : weight;
    }

    private void set(Key key, Object value, long weight) {
        TreeMap<Object, Long> bag = bags.computeIfAbsent(key, absent -> new TreeMap<>(Values::compare));
        entries -= bag.size();
        if (weight == 0) {
            bag.remove(value);
        } else {
            bag.put(value, weight);
        }
        entries += bag.size();
        if (bag.isEmpty()) {
            bags.remove(key);
        }
    }

    /** The smallest value of a bag, or null where it is empty. */
    @Nullable
    Object first(@Nullable Object[] group, int call) {
        TreeMap<Object, Long> bag = bags.get(Key.of(group, call));
        return bag == null ? null : bag.firstKey();
    }

    /** The greatest value of a bag, or null where it is empty. */
    @Nullable
    Object last(@Nullable Object[] group, int call) {
        TreeMap<Object, Long> bag = bags.get(Key.of(group, call));
        return bag == null ? null : bag.lastKey();
    }

    /** The values of a bag in their order, each with its weight. */
    void forEach(@Nullable Object[] group, int call, ObjLongConsumer<Object> action) {
        TreeMap<Object, Long> bag = bags.get(Key.of(group, call));
        if (bag != null) {
            bag.forEach(action::accept);
        }
    }

    /** Takes out the bags of a group that is gone. */
    void removeAll(@Nullable Object[] group) {
        for (int call : bagged) {
            Key key = Key.of(group, call);
            TreeMap<Object, Long> bag = bags.remove(key);
            if (bag != null) {
                entries -= bag.size();
                bag.keySet().forEach(value -> unlogged.add(new Entry(key, value)));
            }
        }
    }

    @Override
    public void logTo(Log log) {
        for (Entry entry : unlogged) {
            keys.write(entry.key.values, keyBytes.clear().putByte(tag));
            RowCodec.writeValue(kind(entry.key), entry.value, keyBytes);
            long weight = weight(entry.key, entry.value);
            log.put(keyBytes, weight == 0 ? null : valueBytes.clear().putZigzag(weight));
        }
        unlogged.clear();
    }

    private ValueType.Kind kind(Key key) {
        return calls.get(key.call()).keptType().kind();
    }

    @Override
    public void restore(RowReader key, @Nullable RowReader value) {
        Key bag = new Key(keys.read(key));
        set(bag, RowCodec.readValue(kind(bag), key), value == null ? 0 : value.getZigzag());
    }

    @Override
    public long entries() {
        return entries;
    }

    /** A group's key and, last, the number of the call. */
    private static final class Key {
        private final @Nullable Object[] values;
        private final int hash;

        private Key(@Nullable Object[] values) {
            this.values = values;
            this.hash = Values.hash(values);
        }

        static Key of(@Nullable Object[] group, int call) {
            @Nullable Object[] values = new @Nullable Object[group.length + 1];
            System.arraycopy(group, 0, values, 0, group.length);
            values[group.length] = (long) call;
            return new Key(values);
        }

        int call() {
            return values[values.length - 1] instanceof Long call ? call.intValue() : 0;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && key.values.length == values.length
                    && Values.same(key.values, values, values.length);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private record Entry(Key key, Object value) {}
}
