export { describeDiagnosis, describeUnread } from '../../diagnosis/describe.ts';
