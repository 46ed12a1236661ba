package io.millrace.views.serving;

/** Takes the rows that a read lets through. */
interface RowSink {
    void add(GatherPage.Candidate candidate);
}
