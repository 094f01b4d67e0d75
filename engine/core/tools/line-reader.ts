/** How the console producer turns lines into records (`LineMessageReader`). */
import { utf8 } from '../base/utf8.ts'
import { KafkaException } from '../client/errors.ts'
import type { ProducerRecord } from '../client/producer.ts'
import { javaFinder } from './java-regex.ts'

export type LineRecord = ProducerRecord<Uint8Array, Uint8Array>

/** The reader's properties with their defaults. */
export class LineReader {
  private readonly parseKey: boolean
  private readonly parseHeaders: boolean
  private readonly keySeparator: string
  private readonly headersDelimiter: string
  private readonly headersSeparator: string
  private readonly headersPattern: RegExp
  private readonly headersKeySeparator: string
  private readonly ignoreError: boolean
  private readonly nullMarker: string | undefined
  private lineNumber = 0

  /** Throws KafkaException where two separators are the same. */
  constructor(
    private readonly topic: string,
    properties: ReadonlyMap<string, string>,
  ) {
    const text = (name: string, standard: string) => properties.get(name) ?? standard
    const flag = (name: string) => properties.get(name)?.trim().toLowerCase() === 'true'
    this.parseKey = flag('parse.key')
    this.parseHeaders = flag('parse.headers')
    this.keySeparator = text('key.separator', '\t')
    this.headersDelimiter = text('headers.delimiter', '\t')
    this.headersSeparator = text('headers.separator', ',')
    this.headersPattern = javaFinder(this.headersSeparator)
    this.headersKeySeparator = text('headers.key.separator', ':')
    this.ignoreError = flag('ignore.error')
    this.nullMarker = properties.get('null.marker')
    this.checkSeparators()
  }

  private checkSeparators(): void {
    const pairs: readonly (readonly [string, string | undefined, string, string | undefined])[] = [
      ['headers.delimiter', this.headersDelimiter, 'headers.separator', this.headersSeparator],
      ['headers.delimiter', this.headersDelimiter, 'headers.key.separator', this.headersKeySeparator],
      ['headers.separator', this.headersSeparator, 'headers.key.separator', this.headersKeySeparator],
      ['null.marker', this.nullMarker, 'key.separator', this.keySeparator],
      ['null.marker', this.nullMarker, 'headers.separator', this.headersSeparator],
      ['null.marker', this.nullMarker, 'headers.delimiter', this.headersDelimiter],
      ['null.marker', this.nullMarker, 'headers.key.separator', this.headersKeySeparator],
    ]
    for (const [a, valueA, b, valueB] of pairs) {
      if (valueA !== undefined && valueA === valueB) throw new KafkaException(`${a} and ${b} may not be equal`)
    }
  }

  /** Throws KafkaException for a line that lacks what it ought to have. */
  record(line: string): LineRecord {
    this.lineNumber++
    let rest = line
    let headersText: string | undefined
    if (this.parseHeaders) [headersText, rest] = this.cut(rest, this.headersDelimiter, 'No headers delimiter found')
    let keyText: string | undefined
    if (this.parseKey) [keyText, rest] = this.cut(rest, this.keySeparator, 'No key separator found')
    const headers = this.isNull(headersText) ? [] : this.headers(headersText as string)
    return { topic: this.topic, key: this.bytes(keyText), value: this.bytes(rest), headers }
  }

  private cut(text: string, separator: string, problem: string): [string | undefined, string] {
    const at = text.indexOf(separator)
    if (at >= 0) return [text.slice(0, at), text.slice(at + separator.length)]
    if (this.ignoreError) return [undefined, text]
    throw new KafkaException(`${problem} on line number ${this.lineNumber}: '${text}'`)
  }

  private isNull(text: string | undefined): boolean {
    return text === undefined || text === this.nullMarker
  }

  private bytes(text: string | undefined): Uint8Array | null {
    return this.isNull(text) ? null : utf8(text as string)
  }

  private headers(text: string): { key: string; value: Uint8Array | null }[] {
    return text.split(this.headersPattern).map((pair) => {
      const at = pair.indexOf(this.headersKeySeparator)
      if (at < 0) {
        if (this.ignoreError) return { key: pair, value: null }
        throw new KafkaException(`No header key separator found in pair '${pair}' on line number ${this.lineNumber}`)
      }
      const key = pair.slice(0, at)
      if (key === this.nullMarker) {
        throw new KafkaException(
          `Header keys should not be equal to the null marker '${this.nullMarker}' as they can't be null`,
        )
      }
      return { key, value: this.bytes(pair.slice(at + this.headersKeySeparator.length)) }
    })
  }
}
