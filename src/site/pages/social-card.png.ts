import sharp from 'sharp'
import { listPages, loadPage } from '../../page/index.ts'
import { ROOT } from '../../shared/root.ts'
import { socialCard } from '../layout/social-card.ts'

/** The picture that stands beside a link to any page of this site, drawn when the site is built. */
export async function GET(): Promise<Response> {
  const pages = await Promise.all((await listPages(ROOT)).map((id) => loadPage(ROOT, id)))
  const commands = new Set(pages.flatMap(({ steps }) => steps.map(({ command }) => command)))
  const svg = socialCard({ runbooks: pages.length, commands: commands.size })
  const png = await sharp(Buffer.from(svg)).png({ palette: true }).toBuffer()
  return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } })
}
