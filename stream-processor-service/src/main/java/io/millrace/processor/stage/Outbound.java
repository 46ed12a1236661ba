package io.millrace.processor.stage;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a stage sends over exchanges: blocks of rows, and the close of each epoch behind them. */
final class Outbound {
    private final Outlet outlet;
    private final List<Outlet.Blocks> blocks;
    private final Map<Integer, Integer> senderBases;
    private final Map<Integer, Integer> senders = new TreeMap<>();

    /**
     * @param blocks one per route
     * @param senderBases per exchange the number of this part's first sender there
     */
    Outbound(Outlet outlet, List<Outlet.Blocks> blocks, Map<Integer, Integer> senderBases) {
        this.outlet = outlet;
        this.blocks = List.copyOf(blocks);
        this.senderBases = Map.copyOf(senderBases);
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** @param partition of the part that sends */
    void start(int partition) {
        Set<Integer> exchanges = new LinkedHashSet<>();
        for (Outlet.Blocks open : blocks) {
            int sender = senderBases.getOrDefault(open.exchange(), 0) + partition;
            open.sender(sender);
            if (exchanges.add(open.exchange())) {
                senders.put(open.exchange(), sender);
            }
        }
    }

    /** Sends the rows that are left, and closes the epoch. */
    void close(long epoch, SourceCut cut) {
        blocks.forEach(Outlet.Blocks::flush);
        senders.forEach(
                (exchange, sender) -> outlet.output().exchangeAll(exchange, ExchangeFormat.close(sender, epoch, cut)));
    }
}
