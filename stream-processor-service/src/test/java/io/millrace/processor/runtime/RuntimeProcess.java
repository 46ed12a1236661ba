package io.millrace.processor.runtime;

import io.millrace.processor.stage.Orders;
import java.nio.file.Path;
import java.util.UUID;

/** A copy of the processor that can be killed: runs the views {@code by_customer} and {@code windows} until its input ends. */
final class RuntimeProcess {
    private RuntimeProcess() {}

    /** Bootstrap servers, namespace, partitions, topic id, home. */
    public static void main(String[] args) throws Exception {
        try (OrdersOnKafka kafka =
                        new OrdersOnKafka(args[0], args[1], Integer.parseInt(args[2]), UUID.fromString(args[3]));
                Runtimes runtimes = kafka.runtimes(Path.of(args[4]))) {
            RuntimeSpec spec = args.length > 5 ? DerivedStreamIT.spec(kafka, UUID.fromString(args[5])) : spec(kafka);
            runtimes.start(spec, (runtime, reason) -> {
                System.err.println(runtime + " failed: " + reason);
                java.lang.Runtime.getRuntime().halt(3);
            });
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }

    static RuntimeSpec spec(OrdersOnKafka kafka) {
        return kafka.spec(
                "copies",
                Orders.aggregate(kafka.scan, "by_customer", true),
                Orders.tumble(kafka.scan, "windows", -1, false),
                Orders.aggregate(kafka.scan, "by_id", false));
    }
}
