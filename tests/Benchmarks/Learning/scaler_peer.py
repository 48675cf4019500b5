"""Times scikit-learn's StandardScaler: fit and transform of ROWS x COLUMNS standard normal doubles, best of REPEATS; prints seconds.

usage: scaler_peer.py ROWS COLUMNS REPEATS
"""
import sys, time
import numpy as np
from sklearn.preprocessing import StandardScaler

rows, columns, repeats = map(int, sys.argv[1:4])
x = np.random.default_rng(0).normal(size=(rows, columns))
best = float("inf")
for _ in range(repeats):
    start = time.perf_counter()
    StandardScaler().fit(x).transform(x)
    best = min(best, time.perf_counter() - start)
print(best)
