import sys

from kltsite.cli import main

main(["build", *sys.argv[1:]], prog_name="kltsite")
