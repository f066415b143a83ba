"""The command line's verbs, a file a group.  They translate, call, and print; nothing is decided here."""
