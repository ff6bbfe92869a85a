package io.tidelake.query;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tidelake.query");

  @Test
  void ofTheProjectOnlyTheSchemaIsImported() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.tidelake..")
                .and(not(resideInAnyPackage("io.tidelake.query..", "io.tidelake.schema.."))))
        .check(CLASSES);
  }

  @Test
  void liveNeverTouchesADatabase() {
    noClasses()
        .that()
        .resideInAPackage("io.tidelake.query.live..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..", "javax.sql..", "org.springframework.jdbc..", "com.zaxxer..", "io.trino..")
        .check(CLASSES);
  }

  @Test
  void platformImportsNoFeature() {
    noClasses()
        .that()
        .resideInAPackage("io.tidelake.query.platform..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.tidelake.query..")
                .and(not(resideInAPackage("io.tidelake.query.platform.."))))
        .check(CLASSES);
  }

  @Test
  void featuresDoNotKnowEachOther() {
    slices()
        .matching("io.tidelake.query.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            resideInAPackage("io.tidelake.query.."),
            resideInAnyPackage(
                "io.tidelake.query.platform..",
                "io.tidelake.query.scope..",
                "io.tidelake.query.trino.."))
        .check(CLASSES);
  }

  @Test
  void nothingIsCalledUtilOrCommon() {
    noClasses().should().resideInAnyPackage("..util..", "..common..").check(CLASSES);
  }
}
