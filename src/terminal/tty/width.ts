const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u

/** Columns that a text takes in a terminal: two for CJK and emoji, none for colour sequences. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const char of text.replace(/\x1b\[[0-9;]*m/g, '')) columns += WIDE.test(char) ? 2 : 1
  return columns
}
