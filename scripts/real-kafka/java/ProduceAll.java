import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes what Java's producer writes, for a reader that is not Java's:
 * partition 0 to 4 with one codec each, 1,000 records `codec-i` in batches as they come, every tenth a
 * tombstone, with a header that repeats; partition 5 with three transactions, of which the second is
 * aborted.
 *
 *   java -cp 'LIB/*' ProduceAll.java BROKERS TOPIC
 */
public class ProduceAll {
  static final String[] CODECS = {"none", "gzip", "snappy", "lz4", "zstd"};

  public static void main(String[] args) {
    for (int partition = 0; partition < CODECS.length; partition++) {
      String codec = CODECS[partition];
      try (var producer = open(args[0], Map.of("compression.type", codec, "linger.ms", "5"))) {
        for (int i = 0; i < 1000; i++) {
          String value = i % 10 == 9 ? null : codec + "-" + i;
          var record = new ProducerRecord<>(args[1], partition, "k" + i % 7, value);
          record.headers().add("codec", codec.getBytes(StandardCharsets.UTF_8));
          record.headers().add("codec", null);
          producer.send(record);
        }
      }
    }
    try (var producer = open(args[0], Map.of("transactional.id", "java-" + args[1]))) {
      producer.initTransactions();
      for (String outcome : new String[] {"committed", "aborted", "committed too"}) {
        producer.beginTransaction();
        for (int i = 0; i < 3; i++) producer.send(new ProducerRecord<>(args[1], 5, null, outcome + i));
        if (outcome.equals("aborted")) {
          producer.flush();
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
  }

  static KafkaProducer<String, String> open(String brokers, Map<String, Object> more) {
    var settings = new java.util.HashMap<String, Object>(more);
    settings.put("bootstrap.servers", brokers);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }
}
