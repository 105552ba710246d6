#!/bin/sh
# The browser that the browser tests drive: the system's chromium, apt's as root, else playwright's own.
# Without any, the tests say that they were skipped.
set -u
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium and fonts for the browser tests ..."
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null && exit 0
fi
echo "Fetching a browser for the browser tests ..."
playwright install chromium && exit 0
echo "NO BROWSER could be installed: the browser tests will be SKIPPED." >&2
