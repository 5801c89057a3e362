import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints what Java's consumer reads of a topic under read_committed, a line for each record:
 * partition, key, value and the names of the headers, with tabs between them.
 *
 *   java -cp 'LIB/*' ConsumeAll.java BROKERS TOPIC
 */
public class ConsumeAll {
  public static void main(String[] args) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", args[0], "isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      var partitions = consumer.partitionsFor(args[1]).stream()
          .map(info -> new TopicPartition(info.topic(), info.partition()))
          .collect(Collectors.toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          var headers = new StringBuilder();
          record.headers().forEach(header -> headers.append(header.key()).append(' '));
          System.out.println(record.partition() + "\t" + record.key() + "\t" + record.value()
              + "\t" + headers.toString().trim());
        }
      }
    }
  }
}
