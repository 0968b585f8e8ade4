package dev.eventgateway.aws;

/** Where the services of AWS are. */
final class Endpoints {

    private Endpoints() {}

    /** {@return the address of a service in a region, without a path} */
    static String of(String service, String region) {
        String domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
        return "https://" + service + "." + region + "." + domain;
    }
}
