package io.millrace.ingestion.admission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the door takes whatever the contract says.
 *
 * @param futureSkew how far after its arrival an event's time may be; zero or more
 */
@Validated
@ConfigurationProperties("millrace")
public record AdmissionSettings(@DefaultValue("1h") Duration futureSkew) {
    public AdmissionSettings {
        if (futureSkew.isNegative()) {
            throw new IllegalArgumentException("millrace.future-skew is " + futureSkew + "; it must not be negative");
        }
    }
}
