// Wrote configs.tsv: every config of Apache Kafka 4.3.1 with its type and default (javac and java with its libs on the class path).
import org.apache.kafka.common.config.ConfigDef;
import java.util.*;
public class DumpConfigs {
  static void dump(String who, ConfigDef def) {
    for (var e : new TreeMap<>(def.configKeys()).entrySet()) {
      var k = e.getValue();
      Object d = k.defaultValue;
      String s = d == ConfigDef.NO_DEFAULT_VALUE ? "<required>" : d == null ? "<null>" : ConfigDef.convertToString(d, k.type);
      System.out.println(who + "\t" + k.name + "\t" + k.type + "\t" + s.replace("\n"," "));
    }
  }
  public static void main(String[] a) throws Exception {
    dump("producer", org.apache.kafka.clients.producer.ProducerConfig.configDef());
    dump("consumer", org.apache.kafka.clients.consumer.ConsumerConfig.configDef());
    dump("admin", org.apache.kafka.clients.admin.AdminClientConfig.configDef());
    dump("topic", org.apache.kafka.storage.internals.log.LogConfig.configDefCopy());
    dump("broker", org.apache.kafka.server.config.AbstractKafkaConfig.CONFIG_DEF);
    for (var f : org.apache.kafka.coordinator.group.GroupConfig.class.getDeclaredFields()) if (ConfigDef.class.isAssignableFrom(f.getType())) { f.setAccessible(true); dump("group", (ConfigDef) f.get(null)); }
    System.out.println("source\t" + org.apache.kafka.common.utils.AppInfoParser.getVersion() + "\t-\t-");
  }
}
