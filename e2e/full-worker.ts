/** A process that writes to a disk until there is no room, says so and is ended at once, as a broker's worker is. */
import { IndexedDbDisk } from '../engine/host/browser/indexeddb-disk.ts'

addEventListener('message', async ({ data: name }: MessageEvent<string>) => {
  const disk = await IndexedDbDisk.open(name)
  const file = await disk.open('full.log')
  try {
    for (;;) {
      file.append(crypto.getRandomValues(new Uint8Array(60_000)))
      await file.sync()
    }
  } catch (error) {
    postMessage((error as { kind?: string }).kind ?? String(error))
  }
})
