export { describeDiagnosis } from '../diagnosis/describe.ts';
