"""What a new network starts from: pretrained networks and vectors."""
