/** A message that the search knows, and where a reader is led. */
export interface CapturedMessage {
  /** As it was printed, one line. */
  text: string
  /** The part of it by which it is known, when a page explains it: what stands around that may differ. */
  core?: string
  /** A name that must stand in it: the command that was unknown. `*` stands for any end. */
  names?: string
  /** Phrases (`message-phrase.ts`) that must all stand in it: what names the cause. */
  needs?: string[]
  /** Phrases of which none may stand in it: with them it has another cause. */
  unless?: string[]
  /** What it means, in a sentence; of a message that no page explains: what the step shows. */
  means: string
  /** What mends it, when a page explains it. */
  repair?: string
  /** Where it is explained, or else the step that printed it. Path without the base. */
  path: string
  /** What is to be found there. */
  title: string
  /** More that helps: the step that printed it, the step that mended it, or who says so. */
  more: Place[]
  /** No run of ours printed it. */
  sourced?: true
  /** Of words that name no cause: the causes that are known, each with where it is explained. */
  causes?: (Place & { text: string })[]
}

/** Where more is to be found: a path without the base, or an address of another site. */
export interface Place {
  title: string
  path: string
}

/**
 * What a paste is to a message, the surest first: `this` very message; `known` from a source, not printed by a run of ours;
 * words of which several `causes` are known; only `near`: alike, but in part, or about something else.
 */
export const LIKENESS = ['this', 'known', 'causes', 'near'] as const

/** A message that a reader's paste holds, or much resembles. */
export interface Match {
  message: CapturedMessage
  kind: (typeof LIKENESS)[number]
  /** 0 to about 1.1; for ordering. */
  score: number
  /** False: alike, but about something else, or only in part. */
  same: boolean
  /** Words and pairs of words that both have. */
  common: string[]
}
