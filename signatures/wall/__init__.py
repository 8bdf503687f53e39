"""What is shown of signatories, everywhere."""
