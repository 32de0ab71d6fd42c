"""The app: published metrics as pages. Pages ask the metric store and hold no SQL."""
