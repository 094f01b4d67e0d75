import { type ErrorName, Errors, errorName } from '../../engine/core/protocol/errors.ts'
import { language } from '../session/settings.ts'

const UNREACHABLE = { en: 'the broker cannot be reached', zh: '无法连接到该 broker' }
const UNKNOWN = { en: 'the broker knows no such partition', zh: '该 broker 不认识这个分区' }

const REASONS: { readonly [name in ErrorName]?: { readonly en: string; readonly zh: string } } = {
  LEADER_NOT_AVAILABLE: { en: 'no broker leads this partition now', zh: '此分区目前没有 leader' },
  NOT_LEADER_OR_FOLLOWER: {
    en: 'the broker that was asked has no replica of this partition any more, or does not lead it',
    zh: '被询问的 broker 已不再是此分区的 leader 或副本',
  },
  OFFSET_OUT_OF_RANGE: {
    en: 'the log does not have that offset: it was deleted or cut off',
    zh: '日志中没有该偏移量：它已被删除或截断',
  },
  OFFSET_NOT_AVAILABLE: {
    en: 'the new leader does not know yet how far its log is committed',
    zh: '新的 leader 还不知道日志提交到了哪里',
  },
  UNKNOWN_TOPIC_OR_PARTITION: UNKNOWN,
  UNKNOWN_TOPIC_ID: UNKNOWN,
  KAFKA_STORAGE_ERROR: { en: 'the broker’s disk failed', zh: '该 broker 的磁盘出了故障' },
  REQUEST_TIMED_OUT: { en: 'the broker does not answer', zh: '该 broker 没有响应' },
  NETWORK_EXCEPTION: UNREACHABLE,
}

const REFUSED = { en: 'the broker refuses', zh: '该 broker 拒绝了请求' }

/** Why a question to a broker failed: in the learner's words, with Kafka's name of the error behind them. */
export function reasonText(error: unknown): string {
  const name = nameOf(error)
  if (name === undefined) return error instanceof Error ? error.message : String(error)
  return `${(REASONS[name] ?? REFUSED)[language.value]} (${name})`
}

/** Of an exception with an error code, or of one whose message is the name. */
function nameOf(error: unknown): ErrorName | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  if (typeof code === 'number' && code !== Errors.NONE) return errorName(code)
  return typeof message === 'string' && message in Errors ? (message as ErrorName) : undefined
}
