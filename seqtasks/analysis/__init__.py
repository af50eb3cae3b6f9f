"""What a trained model is asked about itself."""
