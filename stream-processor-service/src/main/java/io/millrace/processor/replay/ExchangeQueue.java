package io.millrace.processor.replay;

import java.util.ArrayList;
import java.util.List;

/** One partition of an exchange, in memory. */
final class ExchangeQueue {
    private List<byte[]> records = new ArrayList<>();

    synchronized void add(byte[] record) {
        records.add(record);
    }

    synchronized List<byte[]> takeAll() {
        List<byte[]> taken = records;
        records = new ArrayList<>();
        return taken;
    }
}
