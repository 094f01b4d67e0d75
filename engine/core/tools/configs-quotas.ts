/** Client quotas of users, clients and addresses in kafka-configs. */
import { javaHash } from '../base/hash.ts'
import { javaDouble } from '../base/java-double.ts'
import { hashMapOrder, textsInHashOrder } from '../base/java-order.ts'
import type { Admin } from '../client/admin.ts'
import type { AlterConfigOp } from '../client/admin-configs.ts'
import type { EntityQuotas, QuotaEntity, QuotaEntityType } from '../client/admin-quotas.ts'
import type { ConfigTarget, EntityType } from './configs-options.ts'
import { illegalArgument, TerseException } from './errors.ts'
import type { ToolIo } from './tool.ts'

const RATES = ['producer_byte_rate', 'consumer_byte_rate', 'request_percentage', 'controller_mutation_rate']

/** What the protocol calls an entity type, how the tool speaks of it, and which quotas it has. */
const QUOTAS: { readonly [type in EntityType]?: { type: QuotaEntityType; shown: string; names: readonly string[] } } = {
  users: { type: 'user', shown: 'user-principal', names: RATES },
  clients: { type: 'client-id', shown: 'client-id', names: RATES },
  ips: { type: 'ip', shown: 'ip', names: ['connection_creation_rate'] },
}

export function hasQuotas(type: EntityType): boolean {
  return QUOTAS[type] !== undefined
}

function quotaType({ type }: ConfigTarget): QuotaEntityType {
  return (QUOTAS[type] as { type: QuotaEntityType }).type
}

/** Prints the quotas of exactly such entities. */
export async function describeQuotas(admin: Admin, targets: readonly ConfigTarget[], io: ToolIo): Promise<void> {
  const found = await admin.describeClientQuotas(filterOf(targets), { strict: true })
  for (const { entity, quotas } of hashMapOrder(found, ({ entity: one }) => entityHash(one), found.length))
    io.stdout.write(`Quota configs for ${entityText(entity)} are ${quotaText(quotas)}\n`)
}

function filterOf(targets: readonly ConfigTarget[]) {
  return targets.map((target) => ({
    type: quotaType(target),
    ...(target.name !== undefined && { name: target.name === '' ? null : target.name }),
  }))
}

function entityText(entity: QuotaEntity): string {
  return Object.values(QUOTAS)
    .flatMap(({ type, shown }) => {
      const name = entity.get(type)
      if (name === undefined) return []
      return [name === null ? `the default ${shown}` : `${shown} '${name}'`]
    })
    .join(', ')
}

function quotaText(quotas: EntityQuotas['quotas']): string {
  return textsInHashOrder([...quotas.keys()], quotas.size)
    .map((key) => `${key}=${javaDouble(quotas.get(key) as number)}`)
    .join(', ')
}

/** `ClientQuotaEntity.hashCode`. */
function entityHash(entity: QuotaEntity): number {
  let hash = 31
  for (const [type, name] of entity) hash = (hash + (javaHash(type) ^ (name === null ? 0 : javaHash(name)))) | 0
  return hash
}

/** Sets and deletes quotas of one entity. */
export async function alterQuotas(
  admin: Admin,
  targets: readonly ConfigTarget[],
  ops: readonly AlterConfigOp[],
): Promise<void> {
  const [first] = targets as [ConfigTarget]
  checkNames(first, ops)
  checkAddress(first)
  const values = new Map(
    ops.map(({ name, op, value }) => [name, op === 'DELETE' ? null : quotaValue(name, value ?? '')]),
  )
  const entity: QuotaEntity = new Map(
    targets.map((target) => [quotaType(target), target.name === '' ? null : (target.name ?? null)]),
  )
  await checkDeletions(admin, targets, ops)
  await admin.alterClientQuotas([{ entity, ops: values }])
}

const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512']

function checkNames({ type }: ConfigTarget, ops: readonly AlterConfigOp[]): void {
  const known = QUOTAS[type]?.names ?? []
  const allowed = type === 'users' ? [...known, ...SCRAM] : known
  for (const [op, done, collection] of [
    ['SET', 'added', 'Set'],
    ['DELETE', 'deleted', 'ArrayBuffer'],
  ] as const) {
    const odd = ops.filter((one) => one.op === op && !allowed.includes(one.name)).map(({ name }) => name)
    if (odd.length === 0) continue
    // Of addresses Kafka says "added" in both cases.
    const did = type === 'ips' ? 'added' : done
    const shown = type === 'ips' ? odd.join(',') : `${collection}(${odd.join(', ')})`
    throw illegalArgument(
      `Only ${KINDS[type]} configs can be ${did} for '${type}' using --bootstrap-server. Unexpected config names: ${shown}`,
    )
  }
  if (ops.some(({ name }) => SCRAM.includes(name)))
    throw new TerseException('SCRAM credentials are not built yet. Logbook has no SASL so far.')
}

const KINDS: { readonly [type in EntityType]?: string } = {
  users: 'quota and SCRAM credential',
  clients: 'quota',
  ips: 'connection quota',
}

function checkAddress({ type, name }: ConfigTarget): void {
  if (
    type !== 'ips' ||
    !name ||
    name === 'localhost' ||
    /^(\d{1,3}(\.\d{1,3}){3}|[\da-fA-F:]*:[\da-fA-F:.]*)$/.test(name)
  )
    return
  throw illegalArgument(`The entity name for ips must be a valid IP or resolvable host, but it is: ${name}`)
}

function quotaValue(name: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isNaN(value)) throw illegalArgument(`Cannot parse quota configuration value for ${name}: ${text}`)
  return value
}

/** Only what is set can be deleted. */
async function checkDeletions(
  admin: Admin,
  targets: readonly ConfigTarget[],
  ops: readonly AlterConfigOp[],
): Promise<void> {
  const deleted = ops.filter(({ op }) => op === 'DELETE').map(({ name }) => name)
  if (deleted.length === 0) return
  const [current] = await admin.describeClientQuotas(filterOf(targets), { strict: true })
  const unset = deleted.filter((name) => !current?.quotas.has(name))
  if (unset.length > 0) throw new TerseException(`Invalid config(s): ${unset.join(',')}`)
}
