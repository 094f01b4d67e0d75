import { afterEach, expect, test } from 'vitest'
import { DisconnectException } from '../../engine/core/client/errors.ts'
import { language } from '../session/settings.ts'
import { reasonText } from './reasons.ts'

afterEach(() => {
  language.value = 'en'
})

test('an error is told in words, with its name', () => {
  expect(reasonText(new Error('OFFSET_OUT_OF_RANGE'))).toBe(
    'the log does not have that offset: it was deleted or cut off (OFFSET_OUT_OF_RANGE)',
  )
  expect(reasonText(new DisconnectException())).toBe('the broker cannot be reached (NETWORK_EXCEPTION)')
  expect(reasonText(new Error('CORRUPT_MESSAGE'))).toBe('the broker refuses (CORRUPT_MESSAGE)')
  language.value = 'zh'
  expect(reasonText(new Error('LEADER_NOT_AVAILABLE'))).toBe('此分区目前没有 leader (LEADER_NOT_AVAILABLE)')
})

test('what is no error of Kafka says what it says', () => {
  expect(reasonText(new RangeError('Invalid time value'))).toBe('Invalid time value')
  expect(reasonText('odd')).toBe('odd')
})
