"""What is true of the repository itself."""
