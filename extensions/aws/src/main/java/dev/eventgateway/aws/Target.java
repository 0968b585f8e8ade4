package dev.eventgateway.aws;

import dev.eventgateway.function.ProviderConfig;
import java.net.URI;
import java.util.Optional;

/**
 * What of AWS a function is, and as whom it is called.
 *
 * @param service the name of the service, in addresses and signatures
 * @param endpoint scheme, host and port of the service
 * @param name the ARN, stream or queue
 * @param given the credentials that came with the function
 */
record Target(String service, String region, URI endpoint, String name, Optional<AwsCredentials> given) {

    static Target of(ProviderConfig checked, String service, String nameField) {
        return new Target(
                service,
                AwsFields.region(checked),
                AwsFields.endpoint(checked, service),
                AwsFields.text(checked, nameField),
                AwsFields.credentials(checked));
    }

    Target at(URI other) {
        return new Target(service, region, other, name, given);
    }
}
