"""The same entries built by other generators and by us, measured in turns: `make bench-peers` and docs/performance.md.

`content` is what goes in, `inputs` what each generator gets of it, `peers` how each is installed and runs; `running`
measures, `counted` looks at what came out, `results` keeps the numbers and reckons ratios, `page` writes the page.
"""
