package io.millrace.orchestration.workflow;

import io.millrace.orchestration.step.AllowedHosts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The texts of workflows, each kept once under its hash as long as a workflow or a run refers to it. A run goes on with the
 * document it was started with, whatever becomes of the workflow.
 */
@Component
public class Documents {
    private static final int CACHED_MAX = 200;

    private final JdbcClient jdbc;
    /** Hosts were checked when the document came in, and are again at each call. */
    private final ReadWorkflow readAny = new ReadWorkflow(new AllowedHosts(List.of("*")));

    private final Map<String, WorkflowDefinition> cache = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, WorkflowDefinition> eldest) {
            return size() > CACHED_MAX;
        }
    };

    Documents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Stores the text and locks it against removal until the transaction ends; gives its hash. */
    String keep(String text) {
        String hash = hash(text);
        jdbc.sql(
                        "insert into document (hash, body) values (?, ?) on conflict (hash) do update set hash = excluded.hash")
                .params(hash, text)
                .update();
        return hash;
    }

    String text(String hash) {
        return jdbc.sql("select body from document where hash = ?")
                .param(hash)
                .query(String.class)
                .single();
    }

    public WorkflowDefinition definition(String hash) {
        synchronized (cache) {
            WorkflowDefinition cached = cache.get(hash);
            if (cached != null) {
                return cached;
            }
        }
        WorkflowDefinition definition = readAny.read(text(hash));
        synchronized (cache) {
            cache.put(hash, definition);
        }
        return definition;
    }

    /** Removes texts that nothing refers to any more. */
    public int removeUnused() {
        return jdbc.sql("""
                delete from document d
                where not exists (select 1 from workflow w where w.document_hash = d.hash)
                  and not exists (select 1 from run r where r.document_hash = d.hash)""").update();
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
