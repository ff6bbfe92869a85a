package io.tidelake.schema;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tidelake.schema");

  @Test
  void theContractKnowsNoFrameworkButTheIcebergApi() {
    classes()
        .that()
        .resideInAPackage("io.tidelake.schema.table")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "org.jspecify..", "io.tidelake.schema..", "org.apache.iceberg..")
        .check(CLASSES);
    classes()
        .that()
        .resideOutsideOfPackage("io.tidelake.schema.table")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", "io.tidelake.schema..")
        .check(CLASSES);
  }
}
