#!/bin/sh
# Keeps one issue about dead links: opens it, brings it up to date, or closes it when all is well. Needs GH_TOKEN and
# GITHUB_REPOSITORY; the report is the first argument, and empty where there is nothing to say.
set -eu
title="Links that lead nowhere"
issues="repos/$GITHUB_REPOSITORY/issues"
known=$(gh api --method GET "$issues" -f state=open -f creator="github-actions[bot]" \
    --jq "map(select(.title == \"$title\")) | .[0].number // empty")
if test ! -s "$1"; then
    test -z "$known" || gh api --silent --method PATCH "$issues/$known" -f state=closed
elif test -n "$known"; then
    gh api --silent --method PATCH "$issues/$known" -F body=@"$1"
else
    gh api --silent "$issues" -f title="$title" -F body=@"$1"
fi
