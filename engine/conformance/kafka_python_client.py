"""kafka-python: BOOTSTRAP TOPIC. Prints a line for each check."""
import sys, threading, time
from kafka import KafkaConsumer, KafkaProducer

bootstrap, topic = sys.argv[1:3]
group = f"group-{topic}"


def say(name, problem=None):
    print(f"ok {name}" if problem is None else f"not ok {name}: {problem}", flush=True)


def produce(first, count):
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    sent = [producer.send(topic, f"v{i}".encode(), key=f"k{i}".encode()) for i in range(first, first + count)]
    offsets = [future.get(timeout=20).offset for future in sent]
    producer.close()
    return offsets


def member(stop, got, owned):
    consumer = KafkaConsumer(topic, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest",
                             enable_auto_commit=False)
    while not stop.is_set():
        for records in consumer.poll(timeout_ms=200).values():
            got.extend(record.value.decode() for record in records)
            consumer.commit()
        owned[threading.get_ident()] = len(consumer.assignment())
    consumer.close()


def read_in_group(members, wanted, shared, seconds=30):
    stop, got, owned = threading.Event(), [], {}
    threads = [threading.Thread(target=member, args=(stop, got, owned)) for _ in range(members)]
    for thread in threads:
        thread.start()
    deadline = time.time() + seconds
    while time.time() < deadline and not (len(set(got)) >= wanted and (not shared or all_own(owned, members))):
        time.sleep(0.1)
    time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join()
    return got, all_own(owned, members)


def all_own(owned, members):
    return len(owned) == members and all(count > 0 for count in owned.values())


try:
    offsets = produce(0, 100)
    say("produce", None if len(offsets) == 100 else f"{len(offsets)} acknowledged")
    got, shared = read_in_group(2, 100, True)
    wanted = {f"v{i}" for i in range(100)}
    say("consume in a group of two", None if set(got) == wanted and shared else f"{len(set(got))} values, shared: {shared}")
    produce(100, 20)
    got, _ = read_in_group(1, 20, False)
    wanted = sorted(f"v{i}" for i in range(100, 120))
    say("commit and resume", None if sorted(got) == wanted else f"got {len(got)}: {sorted(got)[:5]}")
except Exception as error:
    say("run", repr(error))
