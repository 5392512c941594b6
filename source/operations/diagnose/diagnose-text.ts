export { describeDiagnosis, describeGroup, describeUnread } from '../../diagnosis/describe.ts';
export { groupDiagnoses } from '../../diagnosis/group.ts';
