package io.millrace.processor.function;

/** Circular and hyperbolic functions of DOUBLE, by {@link StrictMath}, so that every machine computes the same view. */
public final class Trigonometry {
    private Trigonometry() {}

    public static double sin(double angle) {
        return Numbers.finite(StrictMath.sin(angle));
    }

    public static double cos(double angle) {
        return Numbers.finite(StrictMath.cos(angle));
    }

    public static double tan(double angle) {
        return Numbers.finite(StrictMath.tan(angle));
    }

    public static double cot(double angle) {
        double tan = StrictMath.tan(angle);
        if (tan == 0) {
            throw EvaluationFailure.divisionByZero();
        }
        return Numbers.finite(1.0d / tan);
    }

    public static double asin(double value) {
        return Numbers.finite(StrictMath.asin(ratio(value)));
    }

    public static double acos(double value) {
        return Numbers.finite(StrictMath.acos(ratio(value)));
    }

    private static double ratio(double value) {
        if (value < -1 || value > 1) {
            throw EvaluationFailure.argument("only numbers from -1 to 1 have an arc sine or an arc cosine");
        }
        return value;
    }

    public static double atan(double value) {
        return Numbers.finite(StrictMath.atan(value));
    }

    public static double atan2(double y, double x) {
        return Numbers.finite(StrictMath.atan2(y, x));
    }

    public static double sinh(double value) {
        return Numbers.finite(StrictMath.sinh(value));
    }

    public static double cosh(double value) {
        return Numbers.finite(StrictMath.cosh(value));
    }

    public static double tanh(double value) {
        return Numbers.finite(StrictMath.tanh(value));
    }

    public static double degrees(double radians) {
        return Numbers.finite(StrictMath.toDegrees(radians));
    }

    public static double radians(double degrees) {
        return Numbers.finite(StrictMath.toRadians(degrees));
    }
}
