"""What is true of templates, styles and scripts as files: no server runs here."""
