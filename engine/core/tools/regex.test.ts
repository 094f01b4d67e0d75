import { describe, expect, test } from 'vitest'
import { javaPattern } from './java-regex.ts'
import { regexProblem } from './regex.ts'
import { includeList } from './topic-filter.ts'

/** Words of `java.util.regex.Pattern` of Java 17; `~` stands for a line feed. */
describe('java.util.regex', () => {
  test.each([
    ['a[', 'Unclosed character class near index 1~a[~ ^'],
    ['a[b', 'Unclosed character class near index 2~a[b~  ^'],
    ['(a', 'Unclosed group near index 2~(a'],
    ['((a)', 'Unclosed group near index 4~((a)'],
    ['*a', "Dangling meta character '*' near index 0~*a~^"],
    ['a|*b', "Dangling meta character '*' near index 2~a|*b~  ^"],
    ['(*a)', "Dangling meta character '*' near index 1~(*a)~ ^"],
    ['a**', "Dangling meta character '*' near index 2~a**~  ^"],
    ['a)', "Unmatched closing ')' near index 0~a)~^"],
    [')', "Unmatched closing ')'~)"],
    ['a\\', 'Unexpected internal error near index 2~a\\'],
    ['{a', 'Illegal repetition near index 1~{a~ ^'],
    ['a{x', 'Illegal repetition near index 2~a{x~  ^'],
    ['a{2', 'Unclosed counted closure near index 3~a{2'],
    ['[]', 'Unclosed character class near index 1~[]~ ^'],
    ['[^]', 'Unclosed character class near index 2~[^]~  ^'],
    ['[a[b]', 'Unclosed character class near index 4~[a[b]~    ^'],
    ['(?:a', 'Unclosed group near index 4~(?:a'],
    ['+', "Dangling meta character '+' near index 0~+~^"],
    ['[a-', 'Illegal character range near index 3~[a-'],
    ['a{,3}', 'Illegal repetition near index 2~a{,3}~  ^'],
    ['[a\\]', 'Unclosed character class near index 3~[a\\]~   ^'],
    ['a?+*', "Dangling meta character '*' near index 3~a?+*~   ^"],
  ])('%s is refused', (regex, message) => {
    const lines = message.replaceAll('~', '\n')
    expect(() => javaPattern(regex)).toThrow(expect.objectContaining({ message: lines }))
  })

  test.each(['a{2}', '[]a]', '(?<n>a)', 'a|', '(?=a)b*', 'x]', 'a}', '', '(|a)', '()+'])('%s does', (regex) => {
    expect(javaPattern(regex)).toBeInstanceOf(RegExp)
  })

  test.each([
    ['\\y', 'Illegal/unsupported escape sequence near index 1~\\y~ ^'],
    ['[\\y]', 'Illegal/unsupported escape sequence near index 2~[\\y]~  ^'],
    ['(?z)a', 'Unknown inline modifier near index 2~(?z)a~  ^'],
    ['(?i', 'Unknown inline modifier near index 3~(?i'],
    ['[z-a]', 'Illegal character range near index 3~[z-a]~   ^'],
  ])('%s is refused in the words of Java alone', (regex, message) => {
    expect(() => javaPattern(regex)).toThrow(expect.objectContaining({ message: message.replaceAll('~', '\n') }))
  })

  /** Which of the names `java.util.regex.Matcher.matches` takes. */
  test.each([
    ['(?i)orders', 'orders ORDERS Orders ordErs'],
    ['(?-i)orders', 'orders'],
    ['(?i)(?s)o.*', 'orders ORDERS Orders ordErs ord-rs'],
    ['(?im)orders|^B$', 'orders ORDERS Orders b B ordErs'],
    ['(?i)\\p{Lower}+', 'orders ORDERS Orders a b B ab axb ordErs aaaa'],
    ['\\Qa.b\\E', 'a.b'],
    ['\\Qa.b', 'a.b'],
    ['a\\Q.\\Eb', 'a.b'],
    ['[\\Qa]\\E]', 'a ]'],
    ['\\p{Alpha}+', 'orders ORDERS Orders a b B ab axb ordErs aaaa'],
    ['\\P{Alpha}+', '] 日本'],
    ['[\\p{Alpha}_]+', 'orders ORDERS Orders a b B ab axb a_b ordErs aaaa'],
    ['\\p{Punct}', ']'],
    ['\\p{IsAlphabetic}+', 'orders ORDERS Orders a b B ab axb 日本 ordErs aaaa'],
    ['\\p{Lu}+', 'ORDERS B'],
    ['\\x61{4}', 'aaaa'],
    ['a\\055', 'a-'],
    ['[a[b]]+', 'a b ab aaaa'],
    ['[]a]', 'a ]'],
    ['ord[e-]rs', 'orders ord-rs'],
    ['(a)(a)\\1\\2', 'aaaa'],
    ['(?<n>a)\\k<n>+', 'aaaa'],
    ['\\Aa\\z|b\\Z', 'a b'],
    ['日+本', '日本'],
    ['a\\-|a\\_b', 'a- a_b'],
  ])('%s matches as in Java', (regex, names) => {
    const all = 'orders ORDERS Orders a b B ab a.b axb ] 日本 a- a_b ordErs ord-rs aaaa'.split(' ')
    expect(all.filter((name) => javaPattern(regex).test(name)).join(' ')).toBe(names)
  })

  test('white space is that of Java, horizontal or not', () => {
    const found = (regex: string) => [' ', '\t', '\n', '\u00a0'].map((text) => javaPattern(regex).test(text))
    expect(found('\\h')).toEqual([true, true, false, true])
    expect(found('\\s')).toEqual([true, true, true, false])
    expect(found('(?s).')).toEqual([true, true, true, true])
    expect(found('.')).toEqual([true, true, false, true])
  })

  test.each([
    ['a*+', 'possessive quantifiers'],
    ['(?>a)', 'atomic groups'],
    ['a(?i)b', 'flags behind their beginning'],
    ['(?x)ab', 'the flag (?x)'],
    ['[a-c&&[^b]]', 'intersections of classes'],
    ['\\p{InGreek}', '\\p{InGreek}'],
    ['\\x{110000}', '\\x{110000}'],
    ['(?=a)*', 'such parts'],
  ])('%s is refused in words of ours', (regex, what) => {
    const message = `Patterns with ${what} are not supported here: ${regex}`
    expect(() => javaPattern(regex)).toThrow(expect.objectContaining({ message }))
    expect(() => includeList(regex)).toThrow(message)
  })

  test('a pattern is for whole names', () => {
    expect(['a', 'ab', 'b'].filter((name) => javaPattern('a|b').test(name))).toEqual(['a', 'b'])
  })
})

/** Words of RE2/J 1.8. */
describe('RE2/J', () => {
  test.each([
    ['a[', 'missing closing ]'],
    ['a[b', 'missing closing ]'],
    ['(a', 'missing closing )'],
    ['((a)', 'missing closing )'],
    ['*a', 'missing argument to repetition operator'],
    ['a|*b', 'missing argument to repetition operator'],
    ['(*a)', 'missing argument to repetition operator'],
    ['a**', 'invalid nested repetition operator'],
    ['a*+b', 'invalid nested repetition operator'],
    ['a++', 'invalid nested repetition operator'],
    ['a)', 'regexp/syntax: internal error'],
    [')', 'regexp/syntax: internal error'],
    ['a\\', 'trailing backslash at end of expression'],
    ['a{2}{3}', 'invalid nested repetition operator'],
    ['[]', 'missing closing ]'],
    ['[^]', 'missing closing ]'],
    ['(?:a', 'missing closing )'],
    ['+', 'missing argument to repetition operator'],
    ['[a-', 'missing closing ]'],
    ['(?=a)b*', 'invalid or unsupported Perl syntax'],
    ['[a\\]', 'missing closing ]'],
    ['(?<a', 'invalid named capture'],
    ['a?+*', 'invalid nested repetition operator'],
    ['(?P<n>a', 'missing closing )'],
    ['(?P<1-2>a)', 'invalid named capture'],
    ['(?P=n)', 'invalid or unsupported Perl syntax'],
    ['(?!a)', 'invalid or unsupported Perl syntax'],
    ['(?<!a)', 'invalid named capture'],
    ['(?#x)', 'invalid or unsupported Perl syntax'],
    ['\\p{', 'invalid character class range'],
    ['\\pz', 'invalid character class range'],
    ['\\C', 'invalid escape sequence'],
    ['\\1', 'invalid escape sequence'],
    ['\\x', 'invalid escape sequence'],
    ['\\E', 'invalid escape sequence'],
    ['[[:nosuch:]]', 'invalid character class range'],
    ['[a-\\d]', 'invalid escape sequence'],
    ['[z-a]', 'invalid character class range'],
    ['a{1,1001}', 'invalid repeat count'],
    ['a{3,2}', 'invalid repeat count'],
    ['(?-)', 'invalid or unsupported Perl syntax'],
    ['(?z)', 'invalid or unsupported Perl syntax'],
    ['(?i', 'invalid or unsupported Perl syntax'],
    ['(?i)*', 'missing argument to repetition operator'],
    ['|*', 'missing argument to repetition operator'],
    ['a{99999999999}', 'invalid repeat count'],
    ['(?P<n>', 'missing closing )'],
    ['(?', 'invalid or unsupported Perl syntax'],
    ['(?P', 'invalid or unsupported Perl syntax'],
    ['[\\Q]\\E]', 'invalid escape sequence'],
    ['\\u0041', 'invalid escape sequence'],
    ['\\k<n>', 'invalid escape sequence'],
    ['\\h', 'invalid escape sequence'],
    ['\\R', 'invalid escape sequence'],
    ['a{1}??', 'invalid nested repetition operator'],
  ])('%s is refused', (regex, message) => {
    expect(regexProblem(regex)).toBe(message)
  })

  test.each([
    '{a',
    'a{x',
    'a{2',
    'a{2}',
    '[]a]',
    '[a[b]',
    '(?i)a',
    '(?<n>a)',
    '\\Qa(',
    'a|',
    'a{,3}',
    'x]',
    'a}',
    '',
    '(|a)',
    '^*',
    '()+',
    '\\pN',
    '\\p{Greek}',
    '\\p{Lu}',
    '\\p{^L}',
    '\\12',
    '\\0',
    '\\xff',
    '\\x{10ffff}',
    '\\_',
    '\\ ',
    '[[:alpha:]]',
    '[\\d-z]',
    '[a-]',
    '[-a]',
    'a{1000}',
    'a{0}',
    '(?s-i:a)',
    '^*?',
    '\\b+',
    '(a*)*',
    '(?:a*)+',
    'a*|b*',
    'x(?i)*',
    '\\Q*\\E*',
    '\\z*',
    '$*',
    'a{1,}',
    'a{1,}?',
  ])('%s does', (regex) => {
    expect(regexProblem(regex)).toBeUndefined()
  })
})
