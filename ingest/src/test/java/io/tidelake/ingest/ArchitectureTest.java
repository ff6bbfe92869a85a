package io.tidelake.ingest;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module may know. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tidelake.ingest");

  @Test
  void ofTheProjectOnlyTheContractIsUsed() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.tidelake..")
                .and(resideOutsideOfPackage("io.tidelake.ingest.."))
                .and(resideOutsideOfPackage("io.tidelake.schema..")))
        .check(CLASSES);
  }

  @Test
  void onlyAReplayReadsKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tidelake.ingest.replay..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka.clients.consumer..")
        .check(CLASSES);
  }
}
