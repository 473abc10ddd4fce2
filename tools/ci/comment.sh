#!/bin/sh
# Writes the report on a pull request into one comment of it. Needs GH_TOKEN, GITHUB_REPOSITORY, OWNER, BRANCH and HEAD.
# What these say comes from outside: they are only ever passed on as values.
set -eu
number=$(gh api --method GET "repos/$GITHUB_REPOSITORY/pulls" -f state=open -f head="$OWNER:$BRANCH" \
    --jq 'map(select(.head.sha == env.HEAD)) | .[0].number // empty')
test -n "$number" || { echo "No open pull request has this commit as its last one."; exit 0; }
git fetch --quiet --no-tags origin "refs/pull/$number/head:refs/review/head"
test "$(git rev-parse refs/review/head)" = "$HEAD" || { echo "Something newer was sent meanwhile."; exit 0; }
make --silent ci-review BASE=HEAD CHANGE=refs/review/head > review.md || true # the check itself says what stops it
comments="repos/$GITHUB_REPOSITORY/issues/$number/comments"
known=$(gh api --paginate "$comments" \
    --jq '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith("<!-- kltsite review -->"))) | .id' |
    head -n 1)
if test -n "$known"; then
    gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" -F body=@review.md
else
    gh api --silent "$comments" -F body=@review.md
fi
