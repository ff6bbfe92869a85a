package io.tidelake.query.apidocs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The document, as JSON. */
@RestController
class ApiDocsController {

  private final byte[] document;

  ApiDocsController(@Value("${tidelake.version:unknown}") String version) {
    this.document = OpenApiDocument.read(version).toString().getBytes(StandardCharsets.UTF_8);
  }

  @GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> document() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(Duration.ofMinutes(1)))
        .contentType(MediaType.APPLICATION_JSON)
        .body(document);
  }
}
