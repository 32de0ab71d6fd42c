"""Evenhand: service-quality analytics for customer-service departments."""

import os

# The matrices of our models have a few hundred rows: several threads of a linear-algebra library only wait for each
# other over them, on a busy machine a hundred times longer than one thread works.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
