// Runs before any package is installed: plain JavaScript, node: only.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const NAMES = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser']

/** @returns {string[]} where the installers of this system put Chrome, Chromium and Edge */
function usualPlaces() {
  if (process.platform === 'darwin') {
    const programs = ['Google Chrome', 'Chromium', 'Microsoft Edge']
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      programs.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    )
  }
  if (process.platform === 'win32') {
    const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    const programs = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe']
    programs.push('Microsoft/Edge/Application/msedge.exe')
    return folders.flatMap((folder) => (folder === undefined ? [] : programs.map((name) => join(folder, name))))
  }
  return ['/opt/google/chrome/chrome', '/usr/lib/chromium/chromium', '/snap/bin/chromium']
}

/**
 * The browsers of this machine that the tests could use, best first.
 * SPANFALL_BROWSER names the only one where it is set.
 *
 * @returns {string[]}
 */
export function listBrowsers() {
  const chosen = process.env.SPANFALL_BROWSER
  if (chosen !== undefined && chosen !== '') return [chosen]
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const inPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...new Set([...inPath, ...usualPlaces()])].filter((path) => existsSync(path))
}

/**
 * How Playwright starts a browser for the tests: quiet on the network, sandboxed except for root,
 * whom Chromium refuses a sandbox. Without a path it is Playwright's own browser.
 *
 * @param {string | undefined} executablePath
 */
export function launchOptions(executablePath) {
  const isRoot = process.getuid?.() === 0
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    chromiumSandbox: !isRoot && process.env.SPANFALL_BROWSER_SANDBOX !== 'off',
    args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  }
}
