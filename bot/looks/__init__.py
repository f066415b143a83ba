"""What the doctor looks at, a file each; a look yields :class:`bot.looks.finding.Finding` and may fail."""
