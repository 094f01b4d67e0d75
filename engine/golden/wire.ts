import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ByteWriter, fromHex, toHex } from '../core/base/bytes.ts'
import { write } from '../core/protocol/codec.ts'
import { decodeAnswer, decodeRequest, requestHeaderVersion, responseHeaderVersion } from '../core/protocol/frame.ts'
import { RequestHeader, ResponseHeader } from '../core/protocol/messages/headers.ts'
import type { Report } from './report.ts'

interface Sample {
  readonly api: number
  readonly name: string
  readonly version: number
  readonly client: string
  readonly note: string
  readonly request: string
  readonly response: string | null
}

/** Decodes and re-encodes every recorded frame of a folder (`frames/NN-Api.jsonl`, not odd.jsonl) and compares the bytes. */
export function compareWire(folder: string, report: Report): void {
  const frames = join(folder, 'frames')
  for (const file of readdirSync(frames).filter((name) => /^\d+-.*\.jsonl$/.test(name))) {
    const lines = readFileSync(join(frames, file), 'utf8').trim().split('\n')
    for (const [index, line] of lines.entries()) compareSample(JSON.parse(line), `${file}:${index + 1}`, report)
  }
}

function compareSample(sample: Sample, where: string, report: Report): void {
  const label = `${where} ${sample.name} v${sample.version} (${sample.client}; ${sample.note})`
  report.check(`${label} request`, () => difference(sample.request, requestAgain(sample)))
  if (sample.response !== null) {
    const response = sample.response
    report.check(`${label} response`, () => difference(response, responseAgain(sample, response)))
  }
}

/** An ApiVersions request of a version that the broker does not know is answered in version 0. */
function answeredVersion(sample: Sample): number {
  return sample.name === 'ApiVersions' && sample.version > 4 ? 0 : sample.version
}

function requestAgain(sample: Sample): string {
  if (sample.version !== answeredVersion(sample)) return sample.request
  const { api, header, body } = decodeRequest(fromHex(sample.request))
  const writer = new ByteWriter()
  write(RequestHeader, requestHeaderVersion(api, header.apiVersion), writer, {
    requestApiKey: header.apiKey,
    requestApiVersion: header.apiVersion,
    correlationId: header.correlationId,
    clientId: header.clientId,
  })
  write(api.request, header.apiVersion, writer, body as never)
  return toHex(writer.finish())
}

function responseAgain(sample: Sample, hex: string): string {
  const version = answeredVersion(sample)
  const { api } = decodeRequest(fromHex(sample.version === version ? sample.request : API_VERSIONS_V0))
  const { correlationId, body } = decodeAnswer(api, version, fromHex(hex))
  const writer = new ByteWriter()
  write(ResponseHeader, responseHeaderVersion(api, version), writer, { correlationId })
  write(api.response, version, writer, body as never)
  return toHex(writer.finish())
}

const API_VERSIONS_V0 = '0012000000000000ffff'

function difference(expected: string, actual: string): string | undefined {
  if (expected === actual) return undefined
  let at = 0
  while (at < expected.length && expected[at] === actual[at]) at++
  const byte = at >> 1
  const around = (hex: string) => hex.slice(Math.max(0, 2 * byte - 16), 2 * byte + 24)
  return `byte ${byte}: want …${around(expected)}… got …${around(actual)}…`
}
