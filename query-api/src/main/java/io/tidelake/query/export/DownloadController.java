package io.tidelake.query.export;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.AuditTrail;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Files of exports, for as long as they are kept. In parts too, so that a client can go on. */
@RestController
class DownloadController {

  static final String PATH = "/downloads/";

  private final FileStore files;

  DownloadController(FileStore files) {
    this.files = files;
  }

  @GetMapping(PATH + "{name}")
  ResponseEntity<Resource> download(@PathVariable String name, HttpServletRequest request) {
    FileStore.Stored file =
        files
            .find(name, Caller.current())
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.GENERAL, HttpStatus.NOT_FOUND, null, "export.no-such-file"));
    AuditTrail.note(request, null, file.bytes(), null);
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(file.format().mediaType()))
        .header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(file.title()))
        .cacheControl(CacheControl.noStore())
        .body(new FileSystemResource(file.path()));
  }
}
