import { mergeConfig } from 'vitest/config';
import { project } from '../vitest.shared.ts';
import { exampleModules } from './tests/examples/vite-plugin.ts';

export default mergeConfig(project('docs'), { plugins: [exampleModules()] });
