const LOOKS =
  /^\s*(?:fault\s+list|ls|ll|cat|pwd|date|jobs|ps|jps|history|help|which|type|head|tail|less|more|wc|grep|find|du|stat|clear|clock|\S*kafka-[a-z-]+\.sh)(?:\s|$)/
const CHANGES = /[>|;&`\n]|\$\(|^\s*find\s.*\s-(?:delete|exec)(?:\s|$)/s
const ASKS = /\s--(?:describe|list|help|version|status|api-versions)(?:\s|$)/
/** These do what they do, whatever is asked of them. */
const NEVER_ASKS = /^\s*\S*kafka-server-(?:start|stop)\.sh/

/** Whether a line only looks at things: nothing of it could be undone. */
export function onlyLooks(line: string): boolean {
  // A line that goes on in the next is one.
  if (!LOOKS.test(line) || CHANGES.test(line.replaceAll('\\\n', ' ')) || NEVER_ASKS.test(line)) return false
  if (/^\s*\S*kafka-/.test(line)) return ASKS.test(line) || /kafka-(?:dump-log|get-offsets|log-dirs)\.sh/.test(line)
  return !/^\s*clock\s+\S/.test(line)
}
