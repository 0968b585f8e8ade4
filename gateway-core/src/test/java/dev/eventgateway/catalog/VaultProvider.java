package dev.eventgateway.catalog;

import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.InvalidProviderException;
import dev.eventgateway.function.Invoker;
import dev.eventgateway.function.ProviderConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A provider with two secrets: {@code token}, which is required, and {@code pin}. */
final class VaultProvider implements FunctionProvider {

    private static final List<String> KNOWN = List.of("url", "limits", "token", "pin");

    @Override
    public String type() {
        return "vault";
    }

    @Override
    public Set<String> secrets() {
        return Set.of("token", "pin");
    }

    @Override
    public ProviderConfig check(ProviderConfig given) {
        if (given.text("token").isEmpty()) {
            throw new InvalidProviderException("missing required fields for vault: token");
        }
        Map<String, Object> known = new LinkedHashMap<>(given.fields());
        known.keySet().removeIf(name -> KNOWN.stream().noneMatch(name::equalsIgnoreCase));
        return ProviderConfig.of(known);
    }

    @Override
    public Invoker open(FunctionSpec function) {
        throw new UnsupportedOperationException("the catalog calls no function");
    }
}
