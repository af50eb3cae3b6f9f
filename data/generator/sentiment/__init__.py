"""The corpus of reviews in which the order of the words decides whether they praise or blame."""
