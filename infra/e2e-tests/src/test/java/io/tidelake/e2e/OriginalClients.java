package io.tidelake.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The sample programs of the system that Tidelake replaces, as its manual has them: nothing is
 * changed but the host.
 */
final class OriginalClients {

  private static final String HOST = "http://hadoop105:5001";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path project;
  private final Path folder;
  private final String service;

  /**
   * @param folder where the programs are put
   * @param service address of the service
   */
  OriginalClients(Path project, Path folder, String service) {
    this.project = project;
    this.folder = folder;
    this.service = service;
  }

  /**
   * Runs the Python program, which never ends by itself, until it has printed what is wanted.
   *
   * @return what it printed
   */
  String python(Predicate<String> enough) throws IOException, InterruptedException {
    ProcessBuilder command = new ProcessBuilder(interpreter(), "-u", program("client.py"));
    command.environment().put("PYTHONIOENCODING", "utf-8");
    Process process = command.redirectErrorStream(true).start();
    Thread.ofVirtual().start(() -> endAfterPatience(process));
    StringBuilder printed = new StringBuilder();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line; (line = out.readLine()) != null; ) {
        printed.append(line).append('\n');
        if (enough.test(printed.toString())) {
          return printed.toString();
        }
      }
    } catch (IOException ended) {
      // Told below, with what was printed until then.
    } finally {
      process.destroyForcibly();
    }
    throw new AssertionError("the Python client did not print what it should:\n" + printed);
  }

  /**
   * Runs the JavaScript program in a page, as it is meant to be.
   *
   * @return {@code lines} of its console, number of {@code rows} that it was given, {@code charts}
   *     that it drew last, {@code errors}
   */
  JsonNode javaScript() throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "client", ".json");
    Process node =
        new ProcessBuilder(
                "node",
                project.resolve("frontend/e2e/run-original-client.mjs").toString(),
                service,
                program("client.js"))
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || node.exitValue() != 0) {
      node.destroyForcibly();
      throw new AssertionError(
          "the JavaScript client did not get its data:\n" + Files.readString(out));
    }
    return JSON.readTree(out.toFile());
  }

  /**
   * Runs a program in Node that gets charts by polling and by WebSocket: as it connects, as it asks
   * for them, and as they change.
   *
   * @param change has an event more be counted
   * @return a line for each: {@code came}, and of how many events the charts by {@code polling} and
   *     by {@code websocket} were
   */
  List<JsonNode> node(Callable<?> change) throws Exception {
    Process node =
        new ProcessBuilder(
                "node", project.resolve("frontend/e2e/socket-io-client.mjs").toString(), service)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread.ofVirtual().start(() -> endAfterPatience(node));
    List<JsonNode> told = new ArrayList<>();
    try (BufferedReader out = node.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = out.readLine()) != null; ) {
        told.add(JSON.readTree(line));
        if (told.size() == 2) {
          change.call();
        }
      }
      if (node.waitFor() != 0) {
        throw new AssertionError("the Node client did not get its charts, only " + told);
      }
      return told;
    } finally {
      node.destroyForcibly();
    }
  }

  private String program(String name) throws IOException {
    try (InputStream in = OriginalClients.class.getResourceAsStream("/original-clients/" + name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!text.contains(HOST)) {
        throw new AssertionError(name + " does not name the host " + HOST);
      }
      Path file = folder.resolve(name);
      Files.writeString(file, text.replace(HOST, service));
      return file.toString();
    }
  }

  /** One that has the libraries which the program imports. */
  private static String interpreter() throws IOException, InterruptedException {
    for (String candidate : List.of("python3", "/usr/bin/python3")) {
      try {
        Process check =
            new ProcessBuilder(candidate, "-c", "import requests, socketio")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (check.waitFor(1, TimeUnit.MINUTES) && check.exitValue() == 0) {
          return candidate;
        }
      } catch (IOException notThere) {
        // The next one.
      }
    }
    throw new AssertionError(
        "no python3 has requests and socketio: apt-get install python3-requests python3-socketio"
            + " python3-websocket");
  }

  private static void endAfterPatience(Process process) {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
