import { showMeTests } from './show-me.mjs'
import { stayingTests } from './staying.mjs'

export const tests = { ...showMeTests, ...stayingTests }
