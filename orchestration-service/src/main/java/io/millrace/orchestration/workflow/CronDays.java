package io.millrace.orchestration.workflow;

import java.time.LocalDate;
import java.util.BitSet;

/** The dates that a cron expression allows. Where day of month and day of week are both restricted, either suffices. */
record CronDays(BitSet daysOfMonth, BitSet months, BitSet daysOfWeek, boolean eitherSuffices) {

    static CronDays parse(String dayOfMonth, String month, String dayOfWeek) {
        return new CronDays(
                CronField.DAY_OF_MONTH.parse(dayOfMonth),
                CronField.MONTH.parse(month),
                CronField.DAY_OF_WEEK.parse(dayOfWeek),
                !dayOfMonth.startsWith("*") && !dayOfWeek.startsWith("*"));
    }

    boolean match(LocalDate date) {
        if (!months.get(date.getMonthValue())) {
            return false;
        }
        boolean dayOfMonth = daysOfMonth.get(date.getDayOfMonth());
        boolean dayOfWeek = daysOfWeek.get(date.getDayOfWeek().getValue() % 7);
        return eitherSuffices ? dayOfMonth || dayOfWeek : dayOfMonth && dayOfWeek;
    }
}
