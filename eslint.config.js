import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { layers } from './test/package/layers.js'

/** Folders that are told the time, and draw no lots: what they answer follows from what they were given. */
const WITHOUT_CLOCK = ['model', 'evidence', 'custody', 'render', 'exchange', 'store', 'case'].map(
  (name) => `src/${name}/**/*.ts`,
)

const CLOCK = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The time is handed in.' },
  { selector: "CallExpression[callee.name='Date']", message: 'The time is handed in.' },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'The time is handed in.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Chance is handed in.',
  },
]

export default defineConfig(
  globalIgnores(['dist', 'coverage', 'fixtures']),
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Only src/main.ts knows the process; the rest is handed a Context.' },
      ],
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: true },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // It complains of `[...text]`, which is used here on digits and keys, and where code points are meant.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: false }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { trace: { rules: { layers } } },
    rules: {
      'trace/layers': 'error',
      'no-restricted-imports': ['error', { paths: ['process', 'node:process'] }],
    },
  },
  {
    files: WITHOUT_CLOCK,
    rules: { 'no-restricted-syntax': ['error', ...CLOCK] },
  },
  {
    // Kysely's expression builder is made to be taken apart: `({ eb, fn, and }) => …`.
    files: ['src/store/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    // Where the process begins and ends.
    files: ['src/main.ts', 'bin/*.js', '*.config.{js,ts}', 'test/**/*.{js,ts}'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    // A test reads back JSON and knows what is in it; it may insist that a value is there.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
    },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
)
