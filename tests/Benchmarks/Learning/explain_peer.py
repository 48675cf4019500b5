"""Trains XGBoost, saves the model and times its own contributions (pred_contribs) on one thread.

usage: explain_peer.py FOLDER ROWS TEST COLUMNS TREES LEAVES
Reads FOLDER/x.f64 (rows + test rows, row-major) and FOLDER/y.i32, writes FOLDER/model.ubj; prints one JSON line: p50_ms and p99_ms of single rows,
batch_ms a row of all test rows together.
"""
import json, os, sys, time
import numpy as np
import xgboost as xgb

folder, rows, test, columns, trees, leaves = sys.argv[1], *map(int, sys.argv[2:7])
x = np.fromfile(os.path.join(folder, "x.f64")).reshape(rows + test, columns).astype(np.float32)
y = np.fromfile(os.path.join(folder, "y.i32"), dtype=np.int32)
model = xgb.train({"objective": "binary:logistic", "tree_method": "hist", "grow_policy": "lossguide", "max_leaves": leaves, "max_depth": 0, "eta": 0.1, "nthread": 2},
                  xgb.DMatrix(x[:rows], label=y[:rows]), trees)
model.save_model(os.path.join(folder, "model.ubj"))
model.set_param({"nthread": 1})
times = []
for r in range(rows, rows + min(test, 300)):
    start = time.perf_counter()
    model.predict(xgb.DMatrix(x[r:r + 1], nthread=1), pred_contribs=True)
    times.append(1000 * (time.perf_counter() - start))
start = time.perf_counter()
model.predict(xgb.DMatrix(x[rows:], nthread=1), pred_contribs=True)
batch = 1000 * (time.perf_counter() - start) / test
print(json.dumps({"p50_ms": float(np.percentile(times, 50)), "p99_ms": float(np.percentile(times, 99)), "batch_ms": batch}))
