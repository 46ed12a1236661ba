package io.millrace.benchmarks;

import io.millrace.local.LocalException;
import java.util.List;

/** The numbers of a command line, each optional and with bounds. */
record Arguments(List<String> values) {
    Arguments {
        values = List.copyOf(values);
    }

    static Arguments of(String... values) {
        return new Arguments(List.of(values));
    }

    /**
     * The whole number at a place.
     *
     * @param what it is called in the message
     * @param otherwise where the command line is shorter
     * @throws LocalException where it is no number from min to max
     */
    int number(int place, String what, int otherwise, int min, int max) {
        if (place >= values.size()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(values.get(place));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new LocalException(
                what + " is '" + values.get(place) + "'; give a number from " + min + " to " + max + ".");
    }
}
