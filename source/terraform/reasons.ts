const words: Readonly<Record<string, string>> = {
  replace_because_cannot_update: 'an attribute that cannot be changed in place has changed',
  replace_because_tainted: 'it is tainted: an earlier run failed half-way through it',
  replace_by_request: 'its replacement was asked for',
  replace_by_triggers: 'something it is to be replaced with has changed',
  delete_because_no_resource_config: 'it is no longer in the configuration',
  delete_because_no_module: 'its module is no longer in the configuration',
  delete_because_count_index: 'its index is beyond the count',
  delete_because_each_key: 'its key is no longer in the for_each',
  delete_because_no_move_target: 'the address it was moved to is not in the configuration',
  delete_because_wrong_repetition: 'its count or for_each was added or taken away',
  read_because_config_unknown: 'what it reads by is known only after the apply',
  read_because_dependency_pending: 'what it depends on changes in this apply',
  read_because_check_nested: 'it is read as part of a check',
  // The UI stream's names for the same.
  tainted: 'it is tainted: an earlier run failed half-way through it',
  requested: 'its replacement was asked for',
  cannot_update: 'an attribute that cannot be changed in place has changed',
  replace_triggered_by: 'something it is to be replaced with has changed',
};

/** Terraform's reason in plain words; one it has learned since is shown with its underscores opened. */
export function explainReason(reason: string): string {
  return Object.hasOwn(words, reason) ? (words[reason] ?? reason) : reason.replaceAll('_', ' ');
}
