import { z } from 'zod'
import { loadEvidence } from '../../src/evidence/index.ts'
import { listPages, type Page } from '../../src/page/index.ts'
import { PROJECT } from '../../src/shared/root.ts'
import type { CapturedMessage } from '../../src/site/messages/captured-message.ts'
import { capturedMessages } from '../../src/site/messages/captured-messages.ts'
import { readData } from '../../src/site/shared/content-data.ts'
import { message } from '../../src/site/messages/messages.ts'
import { loadSources } from '../../src/site/lesson/sources.ts'

/**
 * Every message that the search of the real site knows. Of the pages only as much as is needed is made up: parsing them
 * takes longer than the tests of this together.
 */
export async function knownMessages(): Promise<CapturedMessage[]> {
  const ids = await listPages(PROJECT)
  const recorded = await Promise.all(
    ids.map(async (id) => {
      const evidence = await loadEvidence(PROJECT, id)
      if (evidence === undefined) return []
      const steps = evidence.steps.map(({ id, command }) => ({ id, command, success: '' }))
      return [
        {
          page: { id, title: id, steps } as unknown as Page,
          proof: { state: 'verified' as const, evidence },
          otherVersions: [],
        },
      ]
    }),
  )
  return capturedMessages(
    recorded.flat(),
    await readData('content/messages.yaml', z.array(message)),
    await loadSources(),
  )
}
