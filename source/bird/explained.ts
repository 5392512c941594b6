/** A value of the daemon with what it means. */
export interface ExplainedField {
  readonly label: string;
  /** As the daemon prints it. */
  readonly value: string;
  readonly explanation: string;
}

export interface ExplainedSection {
  readonly title: string;
  readonly fields: readonly ExplainedField[];
}
