import { instance } from '@viz-js/viz'
import { z } from 'zod'
import { readData } from '../shared/content-data.ts'

const diagram = z.strictObject({
  /** The caption. */
  title: z.string().min(1),
  /** All that the picture says, as sentences in reading order, for whoever does not see it. */
  text: z.array(z.string().min(1)).min(1),
  /** The picture in Graphviz' DOT language. Colours come from the site: only classes, no colours here. */
  dot: z.string().min(1),
})

export type Diagram = z.infer<typeof diagram>

/** @throws Error that names the file and the fault */
export function loadDiagram(id: string): Promise<Diagram> {
  return readData(`content/diagrams/${id}.yaml`, diagram)
}

const viz = instance()

/**
 * Draws a graph. Colours and fonts are left to the style sheet, which follows the theme.
 * @param name what the picture shows, in a few words, for whoever does not see it
 */
export async function draw(dot: string, name: string): Promise<string> {
  const svg = (await viz).renderString(dot, {
    format: 'svg',
    graphAttributes: {
      bgcolor: 'transparent',
      fontname: 'Helvetica',
      fontsize: 11,
      nodesep: 0.25,
      ranksep: 0.35,
      pad: 0.05,
      // The name of a group stands in a corner: in the middle, an arrow into the group would cross it.
      labeljust: 'l',
    },
    nodeAttributes: { shape: 'box', fontname: 'Helvetica', fontsize: 11, margin: '0.22,0.08', height: 0.3 },
    edgeAttributes: { fontname: 'Helvetica', fontsize: 10, arrowsize: 0.7 },
  })
  return svg
    .slice(svg.indexOf('<svg'))
    .replace(/ (fill|stroke|font-family)="[^"]*"/g, '')
    .replace(/ id="[^"]*"/g, '')
    .replace(/<title>[\s\S]*?<\/title>\n?|<!--[\s\S]*?-->\n?/g, '')
    .replace('<svg', `<svg role="img" aria-label="${name.replaceAll('"', '')}"`)
}
