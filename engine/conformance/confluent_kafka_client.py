"""confluent-kafka (librdkafka): BOOTSTRAP TOPIC. Prints a line for each check."""
import sys, time
from confluent_kafka import Consumer, Producer

bootstrap, topic = sys.argv[1:3]


def say(name, problem=None):
    print(f"ok {name}" if problem is None else f"not ok {name}: {problem}", flush=True)


def produce(first, count):
    delivered = []
    producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "compression.type": "zstd"})
    for i in range(first, first + count):
        producer.produce(topic, f"v{i}", f"k{i}", on_delivery=lambda error, message: delivered.append(error))
    producer.flush(20)
    return sum(1 for error in delivered if error is None)


def member():
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": f"group-{topic}", "auto.offset.reset": "earliest",
                         "enable.auto.commit": False})
    consumer.subscribe([topic])
    return consumer


def read_in_group(members, wanted, seconds=30):
    consumers, got, shared = [member() for _ in range(members)], [], False
    deadline, extra = time.time() + seconds, 10
    while time.time() < deadline and extra > 0:
        for consumer in consumers:
            message = consumer.poll(0.1)
            if message is not None and not message.error():
                got.append(message.value().decode())
                consumer.commit(message, asynchronous=False)
        shared = shared or all(consumer.assignment() for consumer in consumers)
        if len(set(got)) >= wanted and shared:
            extra -= 1
    for consumer in consumers:
        consumer.close()
    return got, shared


try:
    count = produce(0, 100)
    say("produce", None if count == 100 else f"{count} acknowledged")
    got, shared = read_in_group(2, 100)
    say("consume in a group of two", None if set(got) == {f"v{i}" for i in range(100)} and shared else f"{len(set(got))} values, shared: {shared}")
    produce(100, 20)
    got, _ = read_in_group(1, 20)
    say("commit and resume", None if sorted(got) == sorted(f"v{i}" for i in range(100, 120)) else f"got {len(got)}: {sorted(got)[:5]}")
except Exception as error:
    say("run", repr(error))
