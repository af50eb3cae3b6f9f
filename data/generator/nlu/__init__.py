"""The corpus of requests to an assistant: what somebody wants, and with which particulars."""
