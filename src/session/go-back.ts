import { placeIn, readAt } from '../lessons/reading-place.ts'
import { readAddress } from './address.ts'
import { packOf } from './pack-address.ts'
import type { Page } from './page.ts'
import { offer, packAt, showLine, told } from './show-other.ts'
import { absolute, isAddressed, isFromFile, isOffering, tellMissing, write } from './shown-address.ts'

/** Shows what the address of now leads to, after the browser's Back or Forward; where that cannot be, the address is that of what is shown. */
export async function goBack(page: Page, wasFromFile: boolean): Promise<void> {
  const asked = location.href
  const { notebook, lesson, line } = readAddress(new URL(asked))
  page.author.peek()?.close()
  if (notebook !== null) await offer(page, notebook)
  else await goTo(page, wasFromFile, () => location.href === asked)
  if (location.href !== asked || isOffering(page)) return
  tellMissing(page, lesson)
  if (!isAddressed(page)) write(page, 'replaceState')
  if (line !== null) void showLine(page, line)
}

async function goTo(page: Page, wasFromFile: boolean, isWanted: () => boolean): Promise<void> {
  const { lesson } = page
  const { pack, lesson: id } = readAddress(new URL(location.href))
  if (absolute(pack) !== packOf(lesson) || (!wasFromFile && isFromFile(lesson))) {
    if (pack !== null) await told(page, packAt(page, pack, { first: id, isWanted }))
    else lesson.use(null, id ?? undefined)
  } else if (id !== null && id !== lesson.id && lesson.go(id)) readAt(lesson.key, placeIn(lesson.key))
}
