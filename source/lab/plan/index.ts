export { prepareLab } from './prepare-lab.ts';
