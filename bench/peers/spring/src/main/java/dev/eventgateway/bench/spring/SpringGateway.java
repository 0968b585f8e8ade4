package dev.eventgateway.bench.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A Spring Cloud Gateway whose routes are those of application.yaml. */
@SpringBootApplication
public class SpringGateway {

    /** Runs it until the process is told to stop. */
    public static void main(String[] arguments) {
        SpringApplication.run(SpringGateway.class, arguments);
    }
}
