/** All that the page says in Chinese. */

export { titles as LESSON_TITLES } from 'virtual:lessons-zh'
export { ZH as SAYINGS_ZH } from '../lessons/sayings-zh.ts'
export { ZH as LESSON_ZH } from '../lessons/words-zh.ts'
export { ZH as EVENTS_ZH } from '../topology/describe-event-zh.ts'
export { ZH as WIRE_ZH } from '../wire-tap/words-zh.ts'
export { ZH } from './strings-zh.ts'
