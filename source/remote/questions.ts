import type { HostName } from '../fleet/model.ts';

/** A host key that nobody has vouched for yet. */
export interface HostKeyQuestion {
  readonly host: HostName;
  /** `user@address:port` as it is dialled; a jump host's own where the key is a jump host's. */
  readonly endpoint: string;
  readonly keyType: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
  /** Where an accepted key is written. */
  readonly file: string;
}

export interface PassphraseQuestion {
  readonly host: HostName;
  readonly file: string;
  /** The passphrase given before was wrong. */
  readonly again: boolean;
}

export interface SudoPasswordQuestion {
  readonly host: HostName;
  readonly user: string;
  readonly again: boolean;
}

/** What only a person can answer. One question is open at a time; `undefined` is no answer. */
export interface RemoteQuestions {
  acceptHostKey(question: HostKeyQuestion): Promise<boolean>;
  passphrase(question: PassphraseQuestion): Promise<string | undefined>;
  sudoPassword(question: SudoPasswordQuestion): Promise<string | undefined>;
}

/** Questions put one after another, whoever asks. */
export function queueQuestions(questions: RemoteQuestions): RemoteQuestions {
  let last: Promise<unknown> = Promise.resolve();
  const queue = <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const answer = last.then(ask, ask);
    last = answer.catch(() => undefined);
    return answer;
  };
  return {
    acceptHostKey: (question) => queue(() => questions.acceptHostKey(question)),
    passphrase: (question) => queue(() => questions.passphrase(question)),
    sudoPassword: (question) => queue(() => questions.sudoPassword(question)),
  };
}
