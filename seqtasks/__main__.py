"""`python -m seqtasks` is the command `seqtasks`."""

from seqtasks.cli.main import main

if __name__ == "__main__":
    main()
