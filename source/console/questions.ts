/** Something only the operator can decide, such as whether a host key is the right one. */
export interface ConfirmQuestion {
  readonly title: string;
  /** What there is to know about it, line by line. */
  readonly lines: readonly string[];
  /** What yes is called, such as `trust`. */
  readonly proceed: string;
}

/** Something only the operator knows, such as a sudo password. What is typed is neither shown nor kept. */
export interface SecretQuestion {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Something the operator types in the open, such as a reason. */
export interface TextQuestion {
  readonly title: string;
  readonly lines: readonly string[];
  /** What stands there to begin with. */
  readonly initial?: string;
  /** Nothing else is taken: the name of what is at stake, typed out. */
  readonly expected?: string;
  /** An empty answer is one. */
  readonly optional?: true;
}

/** Questions that others put to the operator while the console has the terminal; one is open at a time. */
export interface ConsoleQuestions {
  /** False when it was declined, or the console ended. */
  confirm(question: ConfirmQuestion): Promise<boolean>;
  /** Undefined when there is no answer. */
  secret(question: SecretQuestion): Promise<string | undefined>;
}
