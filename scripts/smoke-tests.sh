#!/bin/sh
# Verifies a running portal:        scripts/smoke-tests.sh http://localhost:3000 [--junit results.xml]
# Runs the checks of a service:     scripts/smoke-tests.sh https://shop.example.com --file slipway.yaml
# Ends with 0 when all passed, 1 when one failed, 2 when one could not tell, 64 when it was called wrongly.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
for argument in "$@"; do
  case $argument in
    --file | --file=*) exec node "$here/slipway.mjs" check "$@" ;;
  esac
done
exec node "$here/smoke-tests.mjs" "$@"
