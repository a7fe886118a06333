/** What we use of a rule of secretlint (`@secretlint/types`): for text, its rules report before they return. */
export interface SecretLintRuleCreator {
  meta: { id: string }
  create(context: object, options: object): { file?(source: object): unknown }
}
