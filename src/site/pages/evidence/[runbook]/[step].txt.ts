import type { APIRoute, GetStaticPaths } from 'astro'
import { allOutputs } from '../../../runbook/downloads.ts'

/** The whole captured output of a step: these bytes and no others, so that their digest is the recorded one. */
export const getStaticPaths = (async () =>
  (await allOutputs()).map(({ runbook, step, text }) => ({
    params: { runbook, step },
    props: { text },
  }))) satisfies GetStaticPaths

export const GET: APIRoute<{ text: string }> = ({ props }) =>
  new Response(props.text, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
