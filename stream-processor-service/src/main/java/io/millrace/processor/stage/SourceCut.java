package io.millrace.processor.stage;

import io.millrace.processor.step.RowReader;
import io.millrace.processor.step.RowWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a sender has read its sources: a scan its one partition, a merge all partitions of the streams below it.
 *
 * @param points in the order of their sources
 */
record SourceCut(List<SourcePoint> points) {
    SourceCut {
        points = List.copyOf(points);
    }

    static SourceCut of(SourcePoint point) {
        return new SourceCut(List.of(point));
    }

    void write(RowWriter out) {
        out.putVarint(points.size());
        points.forEach(point -> point.write(out));
    }

    static SourceCut read(RowReader in) {
        int count = (int) in.getVarint();
        List<SourcePoint> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            points.add(SourcePoint.read(in));
        }
        return new SourceCut(points);
    }
}
