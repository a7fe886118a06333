import type { APIRoute, GetStaticPaths } from 'astro'
import type { MatrixRecord } from '../../../../../evidence/index.ts'
import { allMatrixRecords } from '../../../../runbook/downloads.ts'
import { jsonDownload } from '../../../../runbook/json-download.ts'

/** What a run on other versions did otherwise than the recorded one. */
export const getStaticPaths = (async () =>
  (await allMatrixRecords()).map((record) => ({
    params: { cell: record.cell, runbook: record.id },
    props: { record },
  }))) satisfies GetStaticPaths

export const GET: APIRoute<{ record: MatrixRecord }> = ({ props }) => jsonDownload(props.record)
