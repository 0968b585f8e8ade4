package dev.eventgateway.aws;

import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.InvalidProviderException;
import dev.eventgateway.function.Invoker;
import dev.eventgateway.function.ProviderConfig;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** What functions on AWS have in common: fields, credentials, and requests that are signed. */
abstract class AwsFunctionProvider implements FunctionProvider {

    /** Where a call says nothing of it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** More asynchronous calls than these has no gateway at once, unless told to. */
    private static final int CONCURRENCY = 1_200;

    private final Kind kind;
    private final AwsCalls calls;

    /**
     * What a type of functions is.
     *
     * @param service the name of the service, in addresses and signatures
     * @param title its name for people
     * @param nameField the field that names what is called
     */
    record Kind(String type, String service, String title, String nameField) {}

    AwsFunctionProvider(Kind kind, Map<String, String> environment) {
        this.kind = kind;
        this.calls = new AwsCalls(
                "AWS " + kind.title(), TIMEOUT, CONCURRENCY, CredentialChain.of(environment, InstantSource.system()));
    }

    /** {@return the request by which the function is called} */
    abstract Operation operation(Target target, FunctionCall call);

    /**
     * Reads an answer with a status of 2xx.
     *
     * @throws FunctionException if it is a failure all the same
     */
    abstract FunctionReply reply(HttpResponse<byte[]> answer);

    /** {@return what is called, as a function that passed the check has it} */
    Target target(ProviderConfig checked) {
        return Target.of(checked, kind.service(), kind.nameField());
    }

    @Override
    public final String type() {
        return kind.type();
    }

    @Override
    public final ProviderConfig check(ProviderConfig given) {
        ProviderConfig checked = AwsFields.checked(given, kind.nameField(), kind.title());
        target(checked);
        return checked;
    }

    @Override
    public final Set<String> secrets() {
        return AwsFields.SECRETS;
    }

    /**
     * {@inheritDoc}
     *
     * @throws InvalidProviderException if the function did not pass the check
     */
    @Override
    public final Invoker open(FunctionSpec function) {
        Target target = target(function.provider());
        return call -> calls.send(target, call, () -> operation(target, call)).thenApply(this::reply);
    }

    @Override
    public final void close() {
        calls.close();
    }
}
