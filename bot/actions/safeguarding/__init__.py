"""Safety: where to call for help, confirmed by organisers and shown to whoever asks."""
