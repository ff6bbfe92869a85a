package io.tidelake.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.junit.jupiter.api.Test;

class HadoopConfigurationTest {

  @Test
  void aConfigurationOfTheJobReadsNothing() {
    // Flink's processes load this class at their start; it adds its resources to every
    // configuration.
    HdfsConfiguration.init();
    assertThat(new Configuration()).isEmpty();
  }
}
