"""What is recorded, and everything needed to check it."""
