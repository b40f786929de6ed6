import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const globalSetup = 'test/setup/global.ts'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'cdn/dist/**', '.dramac/**', '.cache/**'],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    ...(existsSync(new URL(globalSetup, import.meta.url)) ? { globalSetup } : {}),
  },
})
