package org.apache.kafka.clients.producer.internals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Reads scripts, one JSON a line, and answers each with a line: its trace, or why it could not be played. Ends with its input. */
public final class Recorder {
    static final ObjectMapper JSON = new ObjectMapper();

    private Recorder() { }

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Writer out = new OutputStreamWriter(System.out, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.write(answer(line));
            out.write('\n');
            if (!in.ready()) {
                out.flush();
            }
        }
        out.flush();
    }

    private static String answer(String line) throws IOException {
        JsonNode script = JSON.readTree(line);
        try {
            return new ScriptRun(script).play().toString();
        } catch (RuntimeException | AssertionError failure) {
            String where = failure.getStackTrace().length > 0 ? " at " + failure.getStackTrace()[0] : "";
            return JSON.createObjectNode().put("failed", failure + where).toString();
        }
    }
}
