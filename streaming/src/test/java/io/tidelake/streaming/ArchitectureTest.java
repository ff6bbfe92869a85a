package io.tidelake.streaming;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tidelake.streaming");

  @Test
  void theJobsKnowNoOtherPartThanTheContract() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidelake.ingest..",
            "io.tidelake.query..",
            "io.tidelake.stack..",
            "io.tidelake.e2e..")
        .check(CLASSES);
  }

  @Test
  void theRulesKnowNoConnector() {
    noClasses()
        .that()
        .resideInAPackage("..streaming.function..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink.connector..",
            "org.apache.iceberg..",
            "org.apache.kafka..",
            "..streaming.source..",
            "..streaming.sink..",
            "..streaming.pipeline..",
            "..streaming.job..",
            "..streaming.config..")
        .check(CLASSES);
  }

  @Test
  void theGraphKnowsNeitherKafkaNorTheLakesSinks() {
    noClasses()
        .that()
        .resideInAPackage("..streaming.pipeline..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..", "..streaming.source..", "..streaming.sink..", "..streaming.job..")
        .check(CLASSES);
  }

  @Test
  void packagesAreNamedAfterWhatTheyHold() {
    classes().should().resideOutsideOfPackages("..util..", "..common..").check(CLASSES);
  }
}
