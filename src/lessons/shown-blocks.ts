/** The blocks of the lesson as they stand on the page. */
export function blocksOf(prose: HTMLElement): HTMLElement[] {
  return [...prose.querySelectorAll<HTMLElement>(':scope > .lesson-block')]
}

/** Where a block begins in the lesson's file. */
export function lineOf({ dataset }: HTMLElement): number {
  return Number(dataset['line'])
}
