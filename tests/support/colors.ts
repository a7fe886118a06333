import type { Page } from '@playwright/test'
import type { Rgba } from './contrast.ts'

/** A color of CSS as the browser paints it. */
export function painted(page: Page, color: string): Promise<Rgba> {
  return page.evaluate((value) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
    canvas.fillStyle = value
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r!, g!, b!, a! / 255] as [number, number, number, number]
  }, color)
}

/** The color of a custom property as the browser paints it. */
export async function tokenColor(page: Page, token: string): Promise<Rgba> {
  const color = await page.evaluate((name) => {
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.color = `var(${name})`
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  }, token)
  return painted(page, color)
}
