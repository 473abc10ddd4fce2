#!/bin/sh
# The libraries that WeasyPrint needs to print the publication, on Debian and Ubuntu.
set -eu
test "$(id -u)" = 0 && as= || as=sudo
$as apt-get update -qq
$as apt-get install -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
